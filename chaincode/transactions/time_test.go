package transactions_test

import (
	"testing"

	"insurance/chaincode/domain/fault"
	. "insurance/chaincode/transactions/transactionstest"
)

// The endorser's clock is looked at before the chaincode runs; here nobody does, and the record itself shows it.
func TestChange_DatedBeforeTheRecordsLastChange_IsRefused(t *testing.T) {
	w := NewWorld(t).Market()
	published := w.Now
	w.Now = published.AddSeconds(-121)
	w.Refused(fault.TimeOutOfBounds, North+"/underwriter", "WithdrawProduct", `{"requestId":"w1","productId":"home","version":1}`)
	w.Now = published.AddSeconds(-120)
	w.Ok(North+"/underwriter", "WithdrawProduct", `{"requestId":"w2","productId":"home","version":1}`)
}
