# Times as Elasticsearch reads them.
module Times
  # With nanoseconds, which Fluentd's own times have.
  def self.utc(time)
    time.getutc.strftime("%Y-%m-%dT%H:%M:%S.%NZ")
  end
end
