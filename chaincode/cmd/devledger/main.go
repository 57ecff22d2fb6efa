// Command devledger runs the insurance contract as a child process of DevLedger.
package main

import (
	"context"
	"fmt"
	"os"

	"insurance/chaincode/contract"
	"insurance/chaincode/pipe"
)

func main() {
	if err := pipe.Serve(context.Background(), os.Stdin, os.Stdout, "insurance", contract.Invoke); err != nil {
		fmt.Fprintln(os.Stderr, "chaincode:", err)
		os.Exit(1)
	}
}
