# An event that Elasticsearch has refused, as a text without any structure that could be refused again. Parameter: `cluster`,
# its name.

def register(params)
  @cluster = params["cluster"]
  # What says where an event is from, and stays.
  @origin = ["[kubernetes][namespace]", "[kubernetes][pod][name]", "[service][name]"]
end

def filter(event)
  original = event.to_json
  reason = event.get("[@metadata][dead_letter_queue][reason]").to_s
  origin = @origin.map { |field| [field, event.get(field)] }
  event.to_hash.keys.each { |field| event.remove(field) unless field == "@timestamp" }
  origin.each { |field, value| event.set(field, value) }
  event.set("[event][original]", original[0, 30_000])
  event.set("[error][message]", reason[0, 8_000])
  event.set("message", "not indexed as it was: event.original has it")
  event.set("[log][level]", "error")
  event.set("[orchestrator][cluster][name]", @cluster)
  event.set("[event][dataset]", "deadletter")
  event.set("[data_stream][dataset]", "deadletter")
  event.set("[data_stream][type]", "logs")
  event.set("[data_stream][namespace]", "default")
  [event]
end
