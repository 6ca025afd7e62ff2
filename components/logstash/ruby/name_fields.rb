# What is known of a line, by the names of the Elastic Common Schema. Parameters: `cluster`, its name, and `other_fields`, the
# field with the fields of the line, in which those stay that have no name in the schema.
require "#{File.dirname(__FILE__)}/parsing.rb"

def register(params)
  @parsing = Parsing.load(File.dirname(__FILE__))
  @cluster = params["cluster"]
  @line = reference(params["other_fields"])
  # The kinds of what a pod may belong to, in Filebeat's words.
  @controllers = %w[deployment statefulset daemonset cronjob job replicaset]
  @references = @parsing.fields.map { |field| [field, reference(field)] }.to_h
  # What has a name in the schema does not stay.
  @taken = @parsing.taken.reject { |name| name.include?(".") }.map { |name| [name, "#{@line}[#{name}]"] }
end

def filter(event)
  line = event.get(@line)
  line = {} unless line.is_a?(Hash)
  known = @parsing.known(line, &:to_json)
  said = said(event, line, known["event.action"])
  known.each { |name, value| event.set(@references[name], value) }
  event.set("[log][level]", @parsing.level(line))
  marks = @parsing.marks(event.get("message").to_s)
  event.set("tags", [*event.get("tags"), *marks]) if marks
  message = @parsing.message(line)
  event.set("message", message) if message
  event.set("[log][iostream]", event.remove("stream"))
  event.set("[service][name]", service(event))
  event.set("[host][name]", event.get("[kubernetes][node][name]"))
  event.set("[orchestrator][cluster][name]", @cluster)
  dataset(event, @parsing.dataset(line))
  @taken.each { |name, reference| event.remove(reference) unless line[name].is_a?(Hash) || @parsing.stays?(name, said) }
  [event]
end

# When it was by what the line says, if that can be believed; Filebeat has said when the runtime read it. nil where it has another time.
def said(event, line, action)
  read = event.timestamp
  event.set("[event][created]", read)
  said = @parsing.time(line, event.get("message"), read.time)
  seen = @parsing.seen(action, said || read.time)
  at = seen || said
  event.set("@timestamp", LogStash::Timestamp.new(at.getutc.strftime("%Y-%m-%dT%H:%M:%S.%NZ"))) if at
  said unless seen
end

# What the name of the data stream is made of, and is said in it again.
def dataset(event, name)
  event.set("[event][dataset]", name)
  event.set("[data_stream][dataset]", name)
  event.set("[data_stream][type]", "logs")
  event.set("[data_stream][namespace]", "default")
end

# What Kubernetes' recommended label says, else `app`, else the controller's name, else the container's.
def service(event)
  pod = event.get("kubernetes") || {}
  # Filebeat has replaced the dots of their names.
  labels = pod["labels"] || {}
  controller = @controllers.map { |kind| pod[kind].is_a?(Hash) && pod[kind]["name"] }.find { |name| name }
  labels["app_kubernetes_io/name"] || labels["app"] || controller || event.get("[kubernetes][container][name]")
end

# `trace.id` as Logstash refers to it.
def reference(field)
  field.split(".").map { |part| "[#{part}]" }.join
end
