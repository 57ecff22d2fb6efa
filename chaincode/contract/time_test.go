package contract

import (
	"testing"

	"insurance/chaincode/domain/fault"
)

// The endorser's clock is looked at before the contract runs; here nobody does, and the record itself tells.
func TestChange_DatedBeforeTheRecordsLastChange_IsRefused(t *testing.T) {
	w := newWorld(t).market()
	published := w.now
	w.now = published.AddSeconds(-121)
	w.refused(fault.TimeOutOfBounds, north+"/underwriter", "WithdrawProduct", `{"requestId":"w1","productId":"home","version":1}`)
	w.now = published.AddSeconds(-120)
	w.ok(north+"/underwriter", "WithdrawProduct", `{"requestId":"w2","productId":"home","version":1}`)
}
