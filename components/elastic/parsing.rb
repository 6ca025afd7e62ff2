# What Fluentd and Logstash do alike with a line. The tables are those of parsing.ts and redaction.ts, in parsing.json beside
# this file. For Ruby 3.1 (Logstash's JRuby) and 3.4 (Fluentd's image).
require "json"

class Parsing
  # The names under which a line's own time is looked for.
  attr_reader :time_names

  # With the tables of parsing.json in this folder.
  def self.load(folder)
    new(JSON.parse(File.read(File.join(folder, "parsing.json"))))
  end

  def initialize(tables)
    @redactions = tables["redactions"].map { |one| [Regexp.new(one["expression"]), one["replacement"], one["exceptAudit"]] }
    @of_audit = @redactions.reject { |_, _, except| except }
    @levels = tables["levels"]
    @unknown_level = tables["unknownLevel"]
    @level_names = tables["levelNames"]
    @message_names = tables["messageNames"]
    @time_names = tables["timeNames"]
    @fields = tables["fields"]
    @maps = @fields.values.flatten.select { |name| name.include?(".") }.map { |name| name.split(".").first }.uniq
    @inside = {}
    taken.each { |name| split(name) }
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

  # The level, as every store knows it.
  def level(line)
    @levels.fetch(first(line, @level_names).to_s.downcase, @unknown_level)
  end

  # What a JSON line calls its message, or nil.
  def message(line)
    (first(line, @message_names) || nil)&.to_s
  end

  # The values of the fields that the schema knows, by its names. Each is one value: a map or a list in its place would be
  # refused with the whole event, so the block makes a text of it.
  def known(line)
    @fields.each_with_object({}) do |(field, names), found|
      value = first(line, names)
      next unless value
      found[field] = value.is_a?(Hash) || value.is_a?(Array) ? yield(value) : value
    end
  end

  # Whether a text is the JSON of an audit event.
  def audit?(text)
    return false unless @of_audit.size < @redactions.size && text.include?('"audit"')
    line = JSON.parse(text)
    line.is_a?(Hash) && line["audit"] == true
  rescue JSON::ParserError
    false
  end

  # Whose line it is.
  def dataset(line)
    line["audit"] == true ? "audit" : "kubernetes"
  end

  # The names that the schema has for them.
  def fields
    @fields.keys
  end

  # Every name under which something is looked for.
  def taken
    [@level_names, @message_names, @time_names, *@fields.values].flatten.uniq
  end

  private

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
