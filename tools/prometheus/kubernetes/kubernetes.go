// Package kubernetes stands in for Prometheus's service discovery of that name, which promtool takes in order to check
// its configuration, and which brings Kubernetes' whole client: two fifths of what promtool is made of. Rules are
// checked and tested without it. A configuration is read with the same fields, so that an unknown one is refused as by
// the module's own; nothing can be discovered.
package kubernetes

import (
	"errors"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/common/config"

	"github.com/prometheus/prometheus/discovery"
)

func init() {
	discovery.RegisterConfig(&SDConfig{})
}

// SDConfig has the fields that a configuration may have.
type SDConfig struct {
	APIServer          config.URL              `yaml:"api_server,omitempty"`
	Role               string                  `yaml:"role"`
	KubeConfig         string                  `yaml:"kubeconfig_file"`
	HTTPClientConfig   config.HTTPClientConfig `yaml:",inline"`
	NamespaceDiscovery struct {
		IncludeOwnNamespace bool     `yaml:"own_namespace"`
		Names               []string `yaml:"names"`
	} `yaml:"namespaces,omitempty"`
	Selectors []struct {
		Role  string `yaml:"role,omitempty"`
		Label string `yaml:"label,omitempty"`
		Field string `yaml:"field,omitempty"`
	} `yaml:"selectors,omitempty"`
	AttachMetadata struct {
		Node      bool `yaml:"node"`
		Namespace bool `yaml:"namespace"`
	} `yaml:"attach_metadata,omitempty"`
}

func (*SDConfig) Name() string { return "kubernetes" }

func (*SDConfig) NewDiscoverer(discovery.DiscovererOptions) (discovery.Discoverer, error) {
	return nil, errors.New("built without Kubernetes")
}

func (*SDConfig) NewDiscovererMetrics(prometheus.Registerer, discovery.RefreshMetricsInstantiator) discovery.DiscovererMetrics {
	return nil
}
