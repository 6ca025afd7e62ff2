# A line's text without its secrets, as `message`.
require "#{File.dirname(__FILE__)}/parsing.rb"

def register(_params)
  @parsing = Parsing.load(File.dirname(__FILE__))
end

def filter(event)
  event.set("message", @parsing.redact(event.get("message").to_s.scrub("?")))
  event.remove("[event][original]")
  [event]
end
