# Runs the filters as Fluentd and Logstash run them.
require "json"
require "time"

module LogStash
  # As much of Logstash's time as a filter of ours touches: it is made of a text, and is one in JSON.
  class Timestamp
    attr_reader :time

    def initialize(text)
      @time = Time.iso8601(text)
    end

    def to_json(*)
      JSON.generate(@time.getutc.strftime("%Y-%m-%dT%H:%M:%S.%NZ"))
    end
  end
end

module Runner
  # What Logstash's event does with the names of fields.
  class Event
    def initialize(fields)
      @fields = fields
      # An event of Logstash's always has one.
      @fields["@timestamp"] = LogStash::Timestamp.new(@fields.fetch("@timestamp"))
    end

    def timestamp
      @fields["@timestamp"]
    end

    def get(name)
      path(name).reduce(@fields) { |at, key| at.is_a?(Hash) ? at[key] : nil }
    end

    def set(name, value)
      *outer, last = path(name)
      outer.reduce(@fields) { |at, key| at[key] ||= {} }[last] = value
    end

    def remove(name)
      *outer, last = path(name)
      at = outer.reduce(@fields) { |inner, key| inner.is_a?(Hash) ? inner[key] : nil }
      at.delete(last) if at.is_a?(Hash)
    end

    def to_hash
      @fields
    end

    def to_json(*)
      JSON.generate(@fields)
    end

    private

    def path(name)
      name.start_with?("[") ? name.scan(/\[([^\]]+)\]/).flatten : [name]
    end
  end

  # A filter of Fluentd's: found by its name in the folder of --plugin, and given its parameters, the time and each record.
  def self.fluentd(folder, type, params, time, records)
    # Its workers run with -Eascii-8bit:ascii-8bit.
    Encoding.default_external = Encoding::BINARY
    require "#{folder}/filter_#{type}.rb"
    filter = Fluent::Plugin::FILTERS.fetch(type).new
    filter.configure(params)
    # What a filter makes nothing of ends there.
    records.map { |record| filter.filter("logs.kubernetes", time ? Time.iso8601(time) : Time.at(0), record) }.compact
  end

  # Logstash's ruby filter with `path` and `script_params`: it evaluates the file in an object of its own.
  def self.logstash(path, params, events)
    Encoding.default_external = Encoding::UTF_8
    script = Object.new
    script.instance_eval(File.read(path), path, 1)
    script.register(params)
    events.flat_map do |fields|
      event = Event.new(fields)
      handed = script.filter(event)
      # Nothing is handed on of an event that ends there.
      raise "#{path}: another event is handed on" unless [[event], []].include?(handed)
      handed.map(&:to_hash)
    end
  end

  # Both, from JSON and as JSON.
  def self.run(task)
    name, *arguments = JSON.parse(task)
    JSON.generate(public_send(name, *arguments))
  end
end
