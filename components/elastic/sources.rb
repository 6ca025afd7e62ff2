# What Fluentd and Logstash make of what is no container's line: the nodes' lines of logins, the API server's audit log, and Falco's
# alerts. What is an audit event becomes a line of the log format, as Loki's log shippers make it. The expressions are those of
# shells.ts, in parsing.json beside this file.
require "json"
require "time"

class Sources
  def self.load(folder)
    new(JSON.parse(File.read(File.join(folder, "parsing.json")))["sources"])
  end

  def initialize(tables)
    @logins = tables["logins"].transform_values { |one| Regexp.new(one) }
    @syslog = Regexp.new(tables["syslog"])
    @shell = Regexp.new(tables["shell"])
    @secret_option = Regexp.new(tables["secretOption"], Regexp::IGNORECASE)
    @longest, @longest_login = tables.values_at("longest", "longestLogin")
    @programs, @unattended, @falco_rules = tables.values_at("programs", "unattended", "falcoRules")
    @namespace, @api_server, @falco = tables.values_at("namespace", "apiServer", "falco")
    @events = tables["events"]
    @ahead = tables["ahead"]
    @before, @after = tables["unzoned"].values_at("before", "after")
  end

  # What is known of a line of a source: its text, its service, when it was written if it says so, and where it belongs; nil of one that
  # is not kept.
  def read(source, text, program = nil)
    case source
    when "journal" then login(program.to_s, text)
    when "files" then syslog(text)
    when "api_server" then api_server(text)
    end
  end

  # An alert of Falco's as a line, and where it was; nil of any other text.
  def falco(text)
    alert = object(text)
    rule, said, priority = alert&.values_at("rule", "output", "priority")
    return nil unless [rule, said, priority].all?(String)
    fields = alert["output_fields"].is_a?(Hash) ? alert["output_fields"] : {}
    shell = @falco_rules.include?(rule)
    level = priority.downcase
    line = {
      "timestamp" => alert["time"], "level" => level == "emergency" ? "critical" : level, "message" => said,
      "service" => @falco, "rule" => rule, "command" => fields["proc.cmdline"],
      "namespace" => fields["k8s.ns.name"], "pod" => fields["k8s.pod.name"]
    }
    line.merge!("audit" => true, "event" => @events["shell"], "user_id" => filled(fields["user.name"]) || "unknown", "outcome" => "success") if shell
    kept(line)
  end

  private

  # A line of syslog's files.
  def syslog(text)
    found = @syslog.match(text)
    return nil unless found && @programs.include?(found["syslog_program"])
    time = found["syslog_time"]
    login(found["syslog_program"], found["syslog_text"], time.match?(/\A\d/) ? time : history(time))
  end

  # What a program of logins says.
  def login(program, text, time = nil)
    line = event_of_login(program, text[0, @longest_login])
    whole = { "service" => program, "namespace" => @namespace, "message" => text, "written" => written(time) }
    return whole if line.nil?
    shell = line["event"] == @events["shell"]
    line["message"] = option(text[0, @longest])
    line["message"] = line["message"].strip.gsub(" PWD=", " DIRECTORY=") if line.key?("command")
    line["command"] = option(line["command"][0, @longest]) if line["command"]
    line = { "timestamp" => time, "level" => shell || line["outcome"] == "failure" ? "warn" : "info", "service" => program, "audit" => true }.merge(line)
    whole.merge(kept(line))
  end

  def event_of_login(program, text)
    if (found = @logins["session"].match(text))
      return nil unless (found["pam_user"] == "root" || found["pam_uid"] == "0") && !@unattended.include?(found["pam_service"])
      event("shell", filled(found["pam_by"]) || found["pam_user"])
    elsif program.start_with?("sshd") && (found = @logins["accepted"].match(text))
      event(found["accepted_user"] == "root" ? "shell" : "login", found["accepted_user"]).merge("source_ip" => found["accepted_ip"])
    elsif program.start_with?("sshd") && (found = @logins["failed"].match(text))
      event("failedLogin", found["failed_user"][0, 256], "failure").merge("source_ip" => found["failed_ip"])
    elsif program == "sudo" && (found = @logins["sudo"].match(text))
      command = found["sudo_command"]
      shell = found["sudo_refused"].nil? && found["sudo_as"] == "root" && command.match?(@shell)
      event(shell ? "shell" : "command", found["sudo_user"], found["sudo_refused"] ? "failure" : "success").merge("command" => command)
    end
  end

  def event(kind, user, outcome = "success")
    { "event" => @events[kind], "user_id" => user, "outcome" => outcome }
  end

  # An event of the API server's; nil of one that is none of these. What is no event is kept as it is.
  def api_server(text)
    event = object(text)
    whole = { "service" => @api_server, "namespace" => @namespace, "message" => text, "written" => written(event && event["stageTimestamp"]) }
    return whole unless event && event["stage"].is_a?(String) && event["requestURI"].is_a?(String)
    path, query = event["requestURI"].split("?", 2)
    asked = parameters(query)
    kind, namespace, pod, container = target(event, path)
    container ||= asked["container"].last
    command = [*asked["command"], *asked["cmd"]].join(" ")
    kind, got = did(kind, event["verb"], command)
    return nil if kind.nil? || event["stage"] == "RequestReceived"
    failed = dig(event, "responseStatus", "code").to_i >= 400
    shell = kind == "shell" && !failed
    command = option(command[0, @longest])
    user = dig(event, "user", "username")
    message = "#{user} #{failed ? "failed to get" : "got"} #{got} #{namespace}/#{pod}"
    message += " (container #{container})" if filled(container)
    message += ": #{command}" if filled(command)
    line = {
      "timestamp" => event["stageTimestamp"], "level" => shell || failed ? "warn" : "info", "message" => message, "service" => @api_server,
      "audit" => true, "event" => @events[kind == "shell" && failed ? "command" : kind], "user_id" => user,
      "outcome" => failed ? "failure" : "success",
      # All but the last may be what the client says.
      "source_ip" => (event["sourceIPs"] || []).last, "request_id" => event["auditID"],
      "impersonated_user" => dig(event, "impersonatedUser", "username"), "verb" => event["verb"],
      "namespace" => namespace, "pod" => pod, "container" => container, "command" => command
    }
    whole.merge(kept(line))
  end

  # What is asked for, and of which container: by way of the kubelet it is in the path.
  def target(event, path)
    about = event["objectRef"].is_a?(Hash) ? event["objectRef"] : {}
    return [about["subresource"], about["namespace"], about["name"]] if about["resource"] == "pods"
    return nil unless about["resource"] == "nodes" && about["subresource"] == "proxy"
    found = %r{/proxy/.*?\b(exec|attach|run|portForward)/+([^/]+)/+([^/]+)/*(.*)\z}.match(decoded(path))
    found && [found[1].downcase, found[2], found[3], filled(found[4].split("/").last)]
  end

  def did(kind, verb, command)
    case kind
    when "attach" then ["shell", "an attachment to"]
    when "ephemeralcontainers" then %w[get watch].include?(verb) ? nil : ["shell", "a container for debugging in"]
    when "exec", "run" then command.match?(@shell) ? ["shell", "a shell in"] : ["command", "a command in"]
    when "portforward" then ["forward", "ports forwarded from"]
    end
  end

  # The values of each parameter, by its name.
  def parameters(query)
    query.to_s.split("&").each_with_object(Hash.new { |all, name| all[name] = [] }) do |pair, all|
      name, value = decoded(pair).split("=", 2)
      all[name] << value.to_s
    end
  end

  # What is no code stays as it is.
  def decoded(text)
    text.tr("+", " ").b.gsub(/%([0-9A-Fa-f]{2})/n) { [Regexp.last_match(1)].pack("H2") }.force_encoding("UTF-8").scrub("?")
  end

  # When a line was written, by what it says, in UTC; nil where that is no time, or one that is still to come.
  def written(said)
    at = Time.iso8601(said.to_s)
    at.getutc.strftime("%Y-%m-%dT%H:%M:%S.%NZ") if at.to_i > 0 && at <= Time.now + @ahead
  rescue ArgumentError
    nil
  end

  # The time of syslog's older form, which has neither year nor zone, as if it were UTC's; nil where that may be now in some zone.
  def history(said)
    now = Time.now.utc
    years = [now.year + 1, now.year, now.year - 1]
    at = years.map { |year| Time.strptime("#{year} #{said} UTC", "%Y %b %d %H:%M:%S %Z") }.find { |one| one <= now + @after }
    at.iso8601 if at && at < now - @before
  rescue ArgumentError
    nil
  end

  # An option that is a secret's name, joined to its value, is redacted as one.
  def option(text)
    text.gsub(@secret_option) { "#{Regexp.last_match(1)}=" }
  end

  # The line, and of what it says where it belongs.
  def kept(line)
    line = line.reject { |_, value| value.nil? || value == "" }.sort.to_h
    { "message" => JSON.generate(line), **line.slice("namespace", "pod", "container") }
  end

  def object(text)
    value = JSON.parse(text)
    value.is_a?(Hash) ? value : nil
  rescue JSON::ParserError
    nil
  end

  def dig(value, *names)
    names.reduce(value) { |at, name| at.is_a?(Hash) ? at[name] : nil }
  end

  def filled(text)
    text.nil? || text == "" ? nil : text
  end
end
