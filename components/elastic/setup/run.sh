#!/usr/bin/env bash
# Sends the requests of requests.tsv to Elasticsearch and Kibana, in their order, and reports every one that failed.
# A line is: target, method, path, expected statuses, "after" status, body; separated by tabs, "-" for nothing.
# The user's name and password are read from files and given to curl on its standard input: never on a command line, where
# everybody on the machine can read them, and never in what is written here.
set -o nounset -o pipefail

: "${SETUP_DIR:?}" "${CREDENTIALS_DIR:?}"
# Everything has to be done by then, in seconds: waiting for the servers, and trying again what fails for the moment.
deadline=$((SECONDS + ${SETUP_SECONDS:-600}))
# The pause before the second attempt, in seconds; it doubles with each, up to 30.
first_pause=${SETUP_PAUSE:-1}

answers=$(mktemp -d) || exit 1
trap 'rm -rf "$answers"' EXIT
answer="$answers/body"
complaint="$answers/curl"

quoted() { # for a curl configuration file
  local text=${1//\\/\\\\}
  printf '%s' "${text//\"/\\\"}"
}
for file in username password; do
  [[ -s "$CREDENTIALS_DIR/$file" ]] || { echo "FAILED: $CREDENTIALS_DIR/$file is missing or empty"; exit 1; }
done
user=$(quoted "$(<"$CREDENTIALS_DIR/username")")
password=$(quoted "$(<"$CREDENTIALS_DIR/password")")

url_of() {
  case $1 in
    elasticsearch) printf '%s' "${ELASTICSEARCH_URL:?}" ;;
    kibana) printf '%s' "${KIBANA_URL:?}" ;;
    *) printf 'unknown target %s\n' "$1" >&2; return 1 ;;
  esac
}

ca_of() {
  case $1 in
    elasticsearch) printf '%s' "${ELASTICSEARCH_CA:?}" ;;
    *) printf '%s' "${KIBANA_CA:?}" ;;
  esac
}

# send TARGET METHOD PATH BODY: the status, 000 without an answer; the answer is in $answer.
send() {
  local target=$1 method=$2 path=$3 body=$4
  local arguments=(
    --silent --show-error --config - --cacert "$(ca_of "$target")"
    --connect-timeout 5 --max-time 120
    --request "$method" --output "$answer" --write-out '%{http_code}'
  )
  # Kibana refuses what a page of somebody else's could have sent.
  [[ $target == kibana ]] && arguments+=(--header 'kbn-xsrf: observability')
  case $body in
    json:*) arguments+=(--header 'Content-Type: application/json' --data-binary "@$SETUP_DIR/${body#json:}") ;;
    form:*) arguments+=(--form "file=@$SETUP_DIR/${body#form:};type=application/ndjson") ;;
  esac
  : >"$answer"
  printf 'user = "%s:%s"\n' "$user" "$password" | curl "${arguments[@]}" "$(url_of "$target")$path" 2>"$complaint"
}

# The server's own words on what is wrong, or curl's.
reason() {
  local text
  text=$(tr '\n\t' '  ' <"$answer" | sed -n 's/.*"reason" *: *"\(\([^"\\]\|\\.\)*\)".*/\1/p')
  [[ -n $text ]] || text=$(tr '\n\t' '  ' <"$answer")
  [[ -n $text ]] || text=$(tr '\n' ' ' <"$complaint")
  printf '%.600s' "$text"
}

# expected STATUS LIST: whether the answer is one of those that are a success.
expected() {
  local status=$1 one wanted
  local -a wished
  IFS=, read -ra wished <<<"$2"
  for one in "${wished[@]}"; do
    wanted=${one%%:*}
    [[ $wanted == "$status" ]] || continue
    [[ $one != *:* ]] || grep -qF -- "${one#*:}" <(tr -d '\n' <"$answer") || continue
    return 0
  done
  return 1
}

# Whether the same request may succeed later: no answer, too many requests, a server in trouble. Users and roles are files
# that reach the nodes up to two minutes after a change, so that a refusal of them may be over soon, too.
passing() {
  case $1 in 000 | 401 | 403 | 408 | 429 | 5??) return 0 ;; *) return 1 ;; esac
}

pause=$first_pause
# Waits before the next attempt; fails when the time is up.
wait_a_little() {
  ((SECONDS + pause < deadline)) || return 1
  sleep "$pause"
  pause=$((pause * 2 > 30 ? 30 : pause * 2))
}

wait_for() {
  local target=$1 path status
  case $target in
    elasticsearch) path='/_cluster/health?wait_for_status=yellow&timeout=10s' ;;
    kibana) path=/api/status ;;
  esac
  pause=$first_pause
  while true; do
    status=$(send "$target" GET "$path" -)
    [[ $status == 200 ]] && break
    wait_a_little || { echo "FAILED: $target is not ready: GET $path is answered with $status: $(reason)"; return 1; }
  done
  echo "$target is ready"
}

list="$SETUP_DIR/requests.tsv"
[[ -s $list ]] || { echo "FAILED: $list is missing or empty"; exit 1; }
while read -r target; do
  wait_for "$target" || exit 1
done < <(cut -f1 "$list" | sort -u)

failures=()
sent=0
before=-
while IFS=$'\t' read -r target method path statuses after body; do
  if [[ $after != - && $after != "$before" ]]; then
    before=-
    continue
  fi
  pause=$first_pause
  while true; do
    status=$(send "$target" "$method" "$path" "$body")
    expected "$status" "$statuses" && { failed=''; break; }
    failed="$method $path: $status: $(reason)"
    passing "$status" || break
    wait_a_little || break
  done
  before=$status
  sent=$((sent + 1))
  if [[ -n $failed ]]; then
    failures+=("$failed")
    echo "$target $method $path: $status, failed"
  else
    echo "$target $method $path: $status"
  fi
done <"$list"

if ((${#failures[@]} > 0)); then
  echo "FAILED: ${#failures[@]} of $sent requests:"
  printf '  %s\n' "${failures[@]}"
  exit 1
fi
echo "done: $sent requests"
