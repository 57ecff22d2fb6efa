// Command devledger runs the insurance contract as a child process of DevLedger.
package main

import (
	"context"
	"fmt"
	"os"
	"runtime/debug"
	"time"

	"insurance/chaincode/contract"
	"insurance/chaincode/domain/instant"
	"insurance/chaincode/ledger"
	"insurance/chaincode/pipe"
)

func main() {
	// What lives is small and transactions allocate much: with the usual 100 the heap of some MB would be collected
	// many times a second.
	debug.SetGCPercent(400)
	run := pipe.Handler(ledger.Bounded(func() instant.Instant { return instant.Of(time.Now()) }, contract.Invoke))
	if err := pipe.Serve(context.Background(), os.Stdin, os.Stdout, "insurance", run); err != nil {
		fmt.Fprintln(os.Stderr, "chaincode:", err)
		os.Exit(1)
	}
}
