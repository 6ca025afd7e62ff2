// Package kubernetes stands in for Prometheus's service discovery of that name, which promtool takes in order to check
// its configuration, and which brings Kubernetes' whole client: two fifths of what promtool is made of. Rules are
// checked and tested without it; a configuration that discovers targets in Kubernetes is refused as one of no known kind.
package kubernetes

import (
	"errors"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/common/config"

	"github.com/prometheus/prometheus/discovery"
)

// SDConfig has what promtool looks at.
type SDConfig struct {
	HTTPClientConfig config.HTTPClientConfig `yaml:",inline"`
}

func (*SDConfig) Name() string { return "kubernetes" }

func (*SDConfig) NewDiscoverer(discovery.DiscovererOptions) (discovery.Discoverer, error) {
	return nil, errors.New("built without Kubernetes")
}

func (*SDConfig) NewDiscovererMetrics(prometheus.Registerer, discovery.RefreshMetricsInstantiator) discovery.DiscovererMetrics {
	return nil
}
