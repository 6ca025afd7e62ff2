# As much of Fluentd as a filter of ours touches.
module Fluent
  module Plugin
    FILTERS = {}

    def self.register_filter(type, filter)
      FILTERS[type] = filter
    end

    class Filter
      def self.config_param(name, type)
        raise "the parameter #{name} is a #{type}" unless type == :string
        (@params ||= []) << name.to_s
      end

      def self.params
        @params || []
      end

      def configure(conf)
        raise "of #{self.class.params}, #{conf.keys} are given" unless conf.keys.sort == self.class.params.sort
        conf.each { |name, value| instance_variable_set("@#{name}", value) }
      end
    end
  end
end
