package main

import (
	"fmt"
	"os"
	"runtime/debug"

	"github.com/hyperledger/fabric-chaincode-go/v2/shim"
	"github.com/hyperledger/fabric-protos-go-apiv2/peer"

	"insurance/chaincode/domain/fault"
	"insurance/chaincode/domain/instant"
	"insurance/chaincode/ledger"
)

// handler runs one transaction, as in package pipe.
type handler func(transaction ledger.Context, function string, arguments [][]byte) (payload []byte, err error)

// chaincode is a handler as the shim wants it.
type chaincode struct {
	run handler
	// peerMSP is the organization whose peer the process serves.
	peerMSP string
	callers ledger.Callers
}

// Init does nothing: the registry is written by a transaction.
func (c *chaincode) Init(shim.ChaincodeStubInterface) *peer.Response { return shim.Success(nil) }

// Invoke runs a transaction. A panic fails it, not the process.
func (c *chaincode) Invoke(stub shim.ChaincodeStubInterface) (response *peer.Response) {
	defer func() {
		if broken := recover(); broken != nil {
			fmt.Fprintf(os.Stderr, "transaction %s: %v\n%s", stub.GetTxID(), broken, debug.Stack())
			response = shim.Error(fault.Text(fault.New(fault.Internal, "", "the chaincode failed")))
		}
	}()
	arguments := stub.GetArgs()
	if len(arguments) == 0 {
		return shim.Error(fault.Text(fault.New(fault.WrongArguments, "", "the transaction has no function name")))
	}
	now, err := stub.GetTxTimestamp()
	if err != nil {
		return shim.Error(fault.Text(err))
	}
	payload, err := c.run(&transaction{
		stub: stub, chaincode: c, now: instant.Instant{Seconds: now.GetSeconds(), Nanos: now.GetNanos()},
	}, string(arguments[0]), arguments[1:])
	if err != nil {
		return shim.Error(fault.Text(err))
	}
	return shim.Success(payload)
}
