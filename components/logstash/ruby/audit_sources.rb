# What is no container's line, or is Falco's, with the text and the origin that containers' lines have. Parameter: `namespace`, that of
# Falco. Filebeat says in [fields][source] which source a line is of.
require "#{File.dirname(__FILE__)}/sources.rb"

def register(params)
  @sources = Sources.load(File.dirname(__FILE__))
  @namespace = params["namespace"]
end

def filter(event)
  source = event.get("[fields][source]")
  node = event.get("[fields][node]")
  event.remove("fields")
  return falco(event) if source.nil?
  program = event.get("[log][syslog][appname]") || event.get("[syslog][identifier]")
  known = @sources.read(source, event.get("message").to_s.scrub("?"), program)
  return [] if known.nil?
  # What Filebeat says of the journal's entry is not about the line.
  %w[journald log syslog systemd host process user].each { |field| event.remove(field) }
  event.set("message", known["message"])
  # A line of a file may have been written long before it is read.
  event.set("@timestamp", LogStash::Timestamp.new(known["written"])) if known["written"]
  event.set("[kubernetes][namespace]", known["namespace"])
  event.set("[kubernetes][pod][name]", known["pod"]) if known["pod"]
  event.set("[kubernetes][container][name]", known["container"]) if known["container"]
  event.set("[kubernetes][node][name]", node)
  event.set("[kubernetes][labels][app]", known["service"])
  [event]
end

# Its alerts belong to the pod that they are about.
def falco(event)
  labels = event.get("[kubernetes][labels]") || {}
  return [event] unless event.get("[kubernetes][namespace]") == @namespace && labels["app_kubernetes_io/name"] == "falco"
  known = @sources.falco(event.get("message").to_s)
  return [event] if known.nil?
  event.set("message", known["message"])
  event.set("[kubernetes][namespace]", known["namespace"]) if known["namespace"]
  event.set("[kubernetes][pod][name]", known["pod"]) if known["pod"]
  [event]
end
