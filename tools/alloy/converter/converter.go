// Package converter stands in for what turns other programs' configurations into Alloy's, and brings all of them along.
package converter

import "github.com/grafana/alloy/internal/converter/diag"

// Input is the program that a configuration is of.
type Input string

// SupportedFormats are the programs whose configurations are understood: none.
var SupportedFormats []string

// Convert refuses every configuration.
func Convert(_ []byte, kind Input, _ []string) ([]byte, diag.Diagnostics) {
	var diags diag.Diagnostics
	diags.Add(diag.SeverityLevelCritical, "this build does not convert configurations of "+string(kind))
	return nil, diags
}
