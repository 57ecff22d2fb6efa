// Command fabric runs the insurance chaincode as a service for the peers of Hyperledger Fabric. Package service describes
// its environment. This folder, and nothing else in the module, imports the official chaincode shim, so that all else
// builds with the standard library alone.
package main

import (
	"os"
	"runtime/debug"
	"time"

	"github.com/hyperledger/fabric-chaincode-go/v2/shim"

	"insurance/chaincode/cmd/fabric/service"
	"insurance/chaincode/domain/instant"
	"insurance/chaincode/ledger"
	"insurance/chaincode/transactions"
)

func main() {
	// As in cmd/devledger: what lives is small and transactions allocate much.
	debug.SetGCPercent(400)
	run := handler(ledger.Bounded(func() instant.Instant { return instant.Of(time.Now()) }, transactions.Invoke))
	program := service.Program{
		Name:        "insurance-chaincode",
		Chaincode:   func(mspID string) shim.Chaincode { return &chaincode{run: run, peerMSP: mspID} },
		Environment: os.Getenv, Out: os.Stdout, Log: os.Stderr,
	}
	os.Exit(program.Main(os.Args[1:]))
}
