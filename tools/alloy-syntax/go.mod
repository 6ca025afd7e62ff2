// Pins the parser and the printer of Alloy's configuration, which main.go is made of. scripts/lib/tools.ts reads the pin
// from here. To bump it, here:
//   go get github.com/grafana/alloy/syntax@v0.1.2 && go mod tidy
module observability/tools/alloy-syntax

go 1.26.7

require github.com/grafana/alloy/syntax v0.1.2

require (
	github.com/fatih/color v1.19.0 // indirect
	github.com/mattn/go-colorable v0.1.15 // indirect
	github.com/mattn/go-isatty v0.0.22 // indirect
	golang.org/x/sys v0.46.0 // indirect
)
