# <filter> @type audit_sources: what is no container's line, or is Falco's, with the text and the origin that containers' lines have.
require "fluent/plugin/filter"
require_relative "sources"

module Fluent::Plugin
  class AuditSourcesFilter < Filter
    Fluent::Plugin.register_filter("audit_sources", self)

    # Which source: journal, files, api_server or falco.
    config_param :source, :string
    # The node's name.
    config_param :node, :string
    # Falco's namespace.
    config_param :namespace, :string

    def configure(conf)
      super
      @sources = Sources.load(__dir__)
    end

    def filter(_tag, _time, record)
      return falco(record) if @source == "falco"
      text = (record["MESSAGE"] || record["message"]).to_s.dup.force_encoding("UTF-8").scrub("?")
      known = @sources.read(@source, text, record["SYSLOG_IDENTIFIER"])
      known && { "message" => known["message"], "written" => known["written"], "kubernetes" => origin(known) }.compact
    end

    private

    def origin(known)
      {
        "namespace_name" => known["namespace"],
        "pod_name" => known["pod"],
        "container_name" => known["container"],
        "host" => @node,
        "labels" => { "app" => known["service"] }
      }.compact
    end

    # Its alerts belong to the pod that they are about.
    def falco(record)
      pod = record["kubernetes"] || {}
      return record unless pod["namespace_name"] == @namespace && (pod["labels"] || {})["app.kubernetes.io/name"] == "falco"
      known = @sources.falco(record["message"].to_s)
      return record if known.nil?
      about = { "namespace_name" => known["namespace"], "pod_name" => known["pod"] }.compact
      record.merge("message" => known["message"], "kubernetes" => pod.merge(about))
    end
  end
end
