// Reads an Alloy configuration, from the file that is named or else from standard input, and prints it as `alloy fmt`
// does. It knows Alloy's grammar, not its components: a misspelled block or attribute passes.
package main

import (
	"errors"
	"fmt"
	"io"
	"os"

	"github.com/grafana/alloy/syntax/diag"
	"github.com/grafana/alloy/syntax/parser"
	"github.com/grafana/alloy/syntax/printer"
)

// The linker sets it.
var version = "unknown"

func main() {
	if err := run(os.Args[1:]); err != nil {
		var diagnostics diag.Diagnostics
		if !errors.As(err, &diagnostics) {
			fmt.Fprintln(os.Stderr, err)
		}
		// Each with its file, line and column; the error itself says only how many there are.
		for _, diagnostic := range diagnostics {
			fmt.Fprintln(os.Stderr, diagnostic.Error())
		}
		os.Exit(1)
	}
}

func run(arguments []string) error {
	name, input := "stdin", io.Reader(os.Stdin)
	switch {
	case len(arguments) > 1:
		return errors.New("usage: alloy-syntax [--version | <file>]")
	case len(arguments) == 1 && arguments[0] == "--version":
		fmt.Println("alloy-syntax version", version)
		return nil
	case len(arguments) == 1:
		file, err := os.Open(arguments[0])
		if err != nil {
			return err
		}
		defer file.Close()
		name, input = arguments[0], file
	}
	text, err := io.ReadAll(input)
	if err != nil {
		return err
	}
	parsed, err := parser.ParseFile(name, text)
	if err != nil {
		return err
	}
	if err := printer.Fprint(os.Stdout, parsed); err != nil {
		return err
	}
	// The printer ends without one.
	fmt.Println()
	return nil
}
