# <filter> @type keep_as_text: a record that Elasticsearch has refused, as a text without any structure that could be refused
# again.
require "fluent/plugin/filter"
require "yajl"
require_relative "times"

module Fluent::Plugin
  class KeepAsTextFilter < Filter
    Fluent::Plugin.register_filter("keep_as_text", self)

    # The cluster's name.
    config_param :cluster, :string

    # The longest text, in characters: a field of Elasticsearch's takes 32,766 bytes.
    LONGEST = 30_000

    def filter(tag, time, record)
      # Its own time might be what was refused.
      now = Times.utc(Time.at(time))
      {
        "@timestamp" => now,
        "event.original" => Yajl.dump(record).force_encoding("UTF-8").scrub("?")[0, LONGEST],
        "event.created" => now,
        "message" => "not indexed as it was: event.original has it",
        "log.level" => "error",
        "event.dataset" => "deadletter",
        "event.provider" => tag,
        "data_stream.type" => "logs",
        "data_stream.dataset" => "deadletter",
        "data_stream.namespace" => "default",
        "orchestrator.cluster.name" => @cluster,
        "kubernetes.namespace" => record["kubernetes.namespace"],
        "kubernetes.pod.name" => record["kubernetes.pod.name"],
        "service.name" => record["service.name"]
      }.compact
    end
  end
end
