# <filter> @type redact: a line's text, readable and without its secrets, as `message`.
require "fluent/plugin/filter"
require_relative "parsing"

module Fluent::Plugin
  class RedactFilter < Filter
    Fluent::Plugin.register_filter("redact", self)

    def configure(conf)
      super
      @parsing = Parsing.load(__dir__)
    end

    def filter(_tag, _time, record)
      # A line that is not what the runtime writes has no message.
      text = record["message"] || record["unmatched_line"]
      record.merge("message" => @parsing.redact(text.to_s.dup.force_encoding("UTF-8").scrub("?")))
    end
  end
end
