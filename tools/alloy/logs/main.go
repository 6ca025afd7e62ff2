// Command logs is Alloy with the components that the platform's configuration has, and no others.
package main

import "github.com/grafana/alloy/internal/alloycli"

func main() { alloycli.Run() }
