// Command conformance is the chaincode that tests/node drives: one function for everything that a ledger has to do, with
// no rule of insurance. It speaks the pipe protocol (docs/change/devledger-pipe.md) by itself and not through package pipe, so
// that it can answer any status and so that the protocol is read twice.
//
// Built with -tags=fabric it also serves the peers of Hyperledger Fabric, when CHAINCODE_SERVER_ADDRESS is set or an argument is
// given; its environment is then that of cmd/fabric.
package main

import (
	"fmt"
	"os"
)

func main() {
	if len(os.Args) > 1 || os.Getenv("CHAINCODE_SERVER_ADDRESS") != "" {
		os.Exit(serveFabric(os.Args[1:]))
	}
	if err := serve(os.Stdin, os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}
