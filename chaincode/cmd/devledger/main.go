// Command devledger runs the insurance chaincode as a child process of DevLedger.
package main

import (
	"context"
	"fmt"
	"os"
	"runtime/debug"
	"time"

	"insurance/chaincode/ledger"
	"insurance/chaincode/pipe"
	"insurance/chaincode/transactions"
)

func main() {
	// What lives is small and transactions allocate much: with the usual 100 the heap of some MB would be collected
	// many times a second.
	debug.SetGCPercent(400)
	ahead := &clock{path: os.Getenv(clockVariable), machine: time.Now}
	run := pipe.Handler(ledger.Bounded(ahead.now, transactions.Invoke))
	if err := pipe.Serve(context.Background(), os.Stdin, os.Stdout, "insurance", run); err != nil {
		fmt.Fprintln(os.Stderr, "chaincode:", err)
		os.Exit(1)
	}
}
