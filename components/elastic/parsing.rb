# What Fluentd and Logstash do alike with a line. The tables are those of parsing.ts and redaction.ts, in parsing.json beside
# this file. For Ruby 3.1 (Logstash's JRuby) and 3.4 (Fluentd's image).
require "json"
require "time"

class Parsing
  # With the tables of parsing.json in this folder.
  def self.load(folder)
    new(JSON.parse(File.read(File.join(folder, "parsing.json"))))
  end

  def initialize(tables)
    @redactions = tables["redactions"].map { |one| [Regexp.new(one["expression"]), one["replacement"], one["exceptAudit"]] }
    @of_audit = @redactions.reject { |_, _, except| except }
    @marks = tables["marks"].map { |one| [one["name"], Regexp.new(one["expression"])] }
    @levels = tables["levels"]
    @unknown_level = tables["unknownLevel"]
    @level_names = tables["levelNames"]
    @message_names = tables["messageNames"]
    @time_names = tables["timeNames"]
    @times = tables["times"].map { |one| Regexp.new(one) }
    @before, @after = tables["believed"].values_at("before", "after")
    @wakes, @late, @history = tables["late"].values_at("event", "after", "atMost")
    @duration = tables["duration"]
    @duration_names = tables["durationNames"]
    @fields = tables["fields"]
    @maps = @fields.values.flatten.select { |name| name.include?(".") }.map { |name| name.split(".").first }.uniq
    @inside = {}
    [*taken, *@duration_names].each { |name| split(name) }
  end

  # The text without its secrets. An audit event keeps who acted.
  def redact(text)
    (audit?(text) ? @of_audit : @redactions).reduce(text) do |rest, (pattern, replacement)|
      rest.gsub(pattern) { without_secret(Regexp.last_match, replacement) }
    end
  end

  # The value of the first of these names that a line has a value for, neither nil nor false; else one of these.
  def first(line, names)
    value = nil
    names.each { |name| value ||= usable(line, name) }
    value
  end

  # What the rules over logs look for in a text, by name; nil where it says nothing of it.
  def marks(text)
    found = @marks.select { |_, pattern| pattern.match?(text) }.map(&:first)
    found.empty? ? nil : found
  end

  # The level, as every store knows it.
  def level(line)
    @levels.fetch(first(line, @level_names).to_s.downcase, @unknown_level)
  end

  # What a JSON line calls its message, or nil.
  def message(line)
    (first(line, @message_names) || nil)&.to_s
  end

  # When it was, by what the line says, or a text begins with; nil where it says nothing, or is too far from when it was read.
  def time(line, text, read)
    said = first(line, @time_names) || (text unless text.to_s.start_with?("{"))
    at = time_of(said.to_s)
    at if at && (-@before..@after).cover?(at - read)
  end

  # When what wakes somebody is seen, though it is told of late: now, as the rule over lines looks back by their time, and no further.
  # nil of anything else, and of what is older yet, which is history.
  def seen(event, at)
    now = Time.now
    now if event == @wakes && now - at > @late && now - at <= @history
  end

  # The values of the fields that the schema knows, by its names. Each is one value: a map or a list in its place would be
  # refused with the whole event, so the block makes a text of it.
  def known(line)
    found = @fields.each_with_object({}) do |(field, names), all|
      value = first(line, names)
      next unless value
      all[field] = value.is_a?(Hash) || value.is_a?(Array) ? yield(value) : value
    end
    took = nanoseconds(line)
    took ? found.merge(@duration => took) : found
  end

  # Whether a text is the JSON of an audit event.
  def audit?(text)
    return false unless @of_audit.size < @redactions.size && text.include?('"audit"')
    line = JSON.parse(text)
    line.is_a?(Hash) && marked?(line)
  rescue JSON::ParserError
    false
  end

  # Whose line it is.
  def dataset(line)
    marked?(line) ? "audit" : "kubernetes"
  end

  # The names that the schema has for them.
  def fields
    [*@fields.keys, @duration]
  end

  # Every name under which something is looked for, and which then has another name in the schema. Not how long it took:
  # what is no number has no other place.
  def taken
    [@level_names, @message_names, @time_names, *@fields.values].flatten.uniq
  end

  # Whether what has this name stays with the line all the same: a time that is not believed is nowhere else.
  def stays?(name, believed)
    believed.nil? && @time_names.include?(name)
  end

  private

  # Whether a line says that it is an audit event: as a text, too, as which some loggers write every value.
  def marked?(line)
    [true, "true"].include?(line["audit"])
  end

  # A time in one of the forms that are read.
  def time_of(text)
    date, number = @times
    if (found = date.match(text))
      zone = found["said_zone"] ? "#{found["said_zone"]}:#{found["said_minutes"]}" : "Z"
      Time.iso8601("#{found["said_date"]}T#{found["said_clock"]}.#{found["said_fraction"] || 0}#{zone}")
    elsif (found = number.match(text))
      Time.at(found["said_seconds"] ? Rational("#{found["said_seconds"]}.#{found["said_rest"] || 0}") : Rational(found["said_milliseconds"], 1000))
    end
  rescue ArgumentError
    nil
  end

  # How long it took; what is no number, or none that can be, says nothing.
  def nanoseconds(line)
    took = @duration_names.map { |name| find(line, name) }.find { |value| value.is_a?(Numeric) }
    (took * 1_000_000).round if took && took >= 0 && took < 1e12
  end

  # A map under the name of a field may have other fields in it, which are looked for by their own names.
  def usable(line, name)
    value = find(line, name)
    value unless value.is_a?(Hash) && @maps.include?(name)
  end

  # Keeps what is before and after each dot of a name: to take names apart for every line costs more than to look for them.
  def split(name)
    outer, inner = name.split(".", 2)
    return if inner.nil?
    @inside[name] = [outer, inner]
    split(inner)
  end

  # A name with a dot is looked for as it is, and with each dot one deeper; what is no map has nothing inside.
  def find(line, name)
    value = line[name]
    return value if value
    outer, inner = @inside[name]
    return nil if outer.nil?
    map = line[outer]
    map.is_a?(Hash) ? find(map, inner) : nil
  end

  # Of a match only the group that has something is replaced.
  def without_secret(match, replacement)
    group = (1...match.size).find { |number| match[number] }
    first, last = match.offset(group).map { |at| at - match.begin(0) }
    match[0][0...first] + replacement + match[0][last..-1]
  end
end
