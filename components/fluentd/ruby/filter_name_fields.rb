# <filter> @type name_fields: an event of what is known of a line, by the names of the Elastic Common Schema. Of the record
# nothing else stays.
require "fluent/plugin/filter"
require "yajl"
require_relative "parsing"
require_relative "times"

module Fluent::Plugin
  class NameFieldsFilter < Filter
    Fluent::Plugin.register_filter("name_fields", self)

    # The cluster's name.
    config_param :cluster, :string
    # The field of the record with the fields of the line, and of the event with those that have no name in the schema.
    config_param :other_fields, :string

    def configure(conf)
      super
      @parsing = Parsing.load(__dir__)
      @taken = @parsing.taken.map { |name| [name, true] }.to_h
      # The names that are looked for in a map, by the map's name.
      @inside = @taken.keys.map { |name| name.split(".", 2) }.select { |_, inner| inner }.group_by(&:first)
      @inside.transform_values! { |pairs| pairs.map(&:last) }
    end

    def filter(_tag, time, record)
      line = record[@other_fields]
      read = Time.at(time)
      # A line of the nodes may have been written long before it is read; one of a container has been read when it was written.
      written = record["written"] ? Time.iso8601(record["written"]) : read
      said = @parsing.time(line, record["message"], written)
      known = @parsing.known(line) { |value| Yajl.dump(value) }
      seen = @parsing.seen(known["event.action"], said || written)
      {
        "@timestamp" => Times.utc(seen || said || written),
        "event.created" => Times.utc(read),
        "message" => @parsing.message(line) || record["message"],
        "log.level" => @parsing.level(line),
        "tags" => @parsing.marks(record["message"].to_s),
        "log.iostream" => record["stream"],
        **known,
        **dataset(line),
        **origin(record),
        @other_fields => others(line, seen ? nil : said)
      }.compact
    end

    private

    def dataset(line)
      dataset = @parsing.dataset(line)
      {
        "event.dataset" => dataset,
        "data_stream.type" => "logs",
        "data_stream.dataset" => dataset,
        "data_stream.namespace" => "default"
      }
    end

    # Where the line is from.
    def origin(record)
      pod = record["kubernetes"] || {}
      {
        "service.name" => service(pod),
        "orchestrator.type" => "kubernetes",
        "orchestrator.cluster.name" => @cluster,
        "container.id" => (record["docker"] || {})["container_id"],
        "container.image.name" => pod["container_image"],
        "kubernetes.namespace" => pod["namespace_name"],
        "kubernetes.pod.name" => pod["pod_name"],
        "kubernetes.pod.uid" => pod["pod_id"],
        "kubernetes.container.name" => pod["container_name"],
        "kubernetes.node.name" => pod["host"],
        # What Elasticsearch sorts logs by.
        "host.name" => pod["host"],
        # Without dots: `app` and `app.kubernetes.io/name` cannot be fields of one document.
        "kubernetes.labels" => (pod["labels"] || {}).transform_keys { |name| name.tr(".", "_") }
      }
    end

    # What Kubernetes' recommended label says, else `app`, else the controller's name, else the container's.
    def service(pod)
      labels = pod["labels"] || {}
      labels["app.kubernetes.io/name"] || labels["app"] || controller(pod) || pod["container_name"]
    end

    def controller(pod)
      owner = (pod["ownerrefs"] || []).find { |one| one["kind"] != "Node" } || {}
      case owner["kind"]
      # It ends in its Deployment's hash.
      when "ReplicaSet" then owner["name"]&.sub(/-[a-z0-9]+\z/, "")
      # It ends in the minute that its CronJob made it.
      when "Job" then owner["name"]&.sub(/-[0-9]{8,}\z/, "")
      else owner["name"]
      end
    end

    # What is left of the line, or nil; a map that gave fields away keeps the others.
    def others(line, said)
      left = line.map { |name, value| [name, @parsing.stays?(name, said) ? value : left_of(name, value)] }.to_h
      left.reject! { |_, value| value.nil? || value == {} }
      left.empty? ? nil : left
    end

    def left_of(name, value)
      return value.reject { |inner, _| @inside[name].include?(inner) } if @inside.key?(name) && value.is_a?(Hash)
      @taken.key?(name) ? nil : value
    end
  end
end
