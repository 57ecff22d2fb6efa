//go:build !fabric

package main

import (
	"fmt"
	"os"
)

func serveFabric([]string) int {
	fmt.Fprintln(os.Stderr, "conformance: this build cannot serve Fabric; build it with -tags=fabric where the official shim's modules can be had")
	return 2
}
