// Command fabric runs the insurance contract as a service for the peers of Hyperledger Fabric, on the official
// chaincode shim. Nothing else in the module imports the shim, so that all else builds with the standard library alone.
//
// It is configured by the environment:
//
//	CHAINCODE_SERVER_ADDRESS            host:port to listen on
//	CHAINCODE_ID                        the package id; CORE_CHAINCODE_ID_NAME is read when it is empty
//	CORE_PEER_LOCALMSPID                the organization whose peer connects
//	CHAINCODE_TLS_KEY_FILE              TLS key and certificate in PEM; without them there is no TLS
//	CHAINCODE_TLS_CERT_FILE
//	CHAINCODE_TLS_CLIENT_CA_FILE        with TLS: whose certificates the peer must present; optional
//
// With the argument "health" it looks whether the server of the same environment listens, and ends with 0 or 1.
package main

import (
	"fmt"
	"os"

	"insurance/chaincode/contract"
)

func main() {
	var err error
	switch {
	case len(os.Args) == 1:
		err = serve(contract.Invoke)
	case len(os.Args) == 2 && os.Args[1] == "health":
		err = healthy(os.Getenv)
	default:
		fmt.Fprintf(os.Stderr, "usage: %s [health]\n", os.Args[0])
		os.Exit(2)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "chaincode:", err)
		os.Exit(1)
	}
}

func serve(run handler) error {
	server, err := configure(run, os.Getenv)
	if err != nil {
		return err
	}
	return server.Start()
}
