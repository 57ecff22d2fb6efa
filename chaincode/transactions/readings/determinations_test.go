package readings_test

import (
	"strings"
	"testing"

	"insurance/chaincode/domain/fault"
	"insurance/chaincode/domain/oracle"
	"insurance/chaincode/ledger/memledger"
	"insurance/chaincode/transactions"
	. "insurance/chaincode/transactions/transactionstest"
)

func TestDetermineIndex_Quorum_CountsOracleByOracle(t *testing.T) {
	w, g := Rainy(t)
	handler := Who(North + "/claims-handler")
	refuse := func(code fault.Code, request string) { t.Helper(); w.Refused(code, handler, "DetermineIndex", request) }
	refuse(fault.QuorumNotReached, DeterminationRequest("d", FirstWindow))
	refuse(fault.WindowNotComplete, DeterminationRequest("d", SecondWindow))
	refuse(fault.ProductNotFound, strings.Replace(DeterminationRequest("d", FirstWindow), `"rain"`, `"none"`, 1))
	refuse(fault.InvalidArgument, `{"requestId":"d","productId":"delay","productVersion":1,"subject":"hill"}`)
	refuse(fault.InvalidArgument, `{"requestId":"d","productId":"rain","productVersion":1,"subject":"hill"}`)
	w.Report(g[0], FirstWindow, 60, 30)
	w.Report(g[1], FirstWindow, 80)
	refuse(fault.QuorumNotReached, DeterminationRequest("d", FirstWindow))
	w.Report(g[1], "2026-03-04T00:00:00Z", 31)
	w.Report(g[2], "2026-03-02T00:00:00Z", 500, 70, 33)
	d := w.Determine("d", FirstWindow)
	if d.Value != 103 || d.CountedOracles() != 3 || d.Values[0].Value != 90 || d.Values[1].Value != 111 || d.Values[2].Value != 103 {
		t.Fatalf("%+v", d)
	}
	if again := w.Determine("d2", FirstWindow); again.Value != 103 || again.DeterminationID != d.DeterminationID {
		t.Fatalf("%+v", again)
	}
	if r := w.SettleBy("s", d.DeterminationID); PaidAmounts(r) != "400.00 USD" {
		t.Fatalf("%+v", r)
	}
	w.Refused(fault.SettlementBegun, handler, "DetermineIndex", DeterminationRequest("d3", FirstWindow))
	w.Refused(fault.DeterminationNotFound, handler, "SettleEvent", `{"requestId":"s2","determinationId":"`+d.DeterminationID+`x"}`)
	w.Refused(fault.InvalidArgument, handler, "SettleEvent", `{"requestId":"s3","determinationId":"x","readingId":"y"}`)
	w.Refused(fault.DeterminationNeeded, handler, "SettleEvent", `{"requestId":"s4","readingId":"gauge-1/rain/hill/1"}`)
}

func TestDetermineIndex_OldSignatures_DoNotCount(t *testing.T) {
	w, g := Rainy(t)
	w.Report(g[0], FirstWindow, 60, 30)
	old := g[1].Batch(w.Now, Moment(t, FirstWindow), Day, 80, 80)
	late := w.Now.AddSeconds(86_401)
	w.Now = late
	w.Ok(Re+"/oracle", "PublishReadings", g[1].Signed(old))
	w.Refused(fault.QuorumNotReached, North+"/claims-handler", "DetermineIndex", DeterminationRequest("d", FirstWindow))
}

func TestDetermineIndex_Event_TheMedianOfEachOraclesNewestReading(t *testing.T) {
	w, s := Towers(t)
	w.Sell("one", "p2", "AA 1", "2026-02-01T00:00:00Z", "2026-05-01T00:00:00Z")
	const determine = `{"requestId":"d","productId":"quorum","productVersion":1,"subject":"AA 1"}`
	handler, relay := Who(North+"/claims-handler"), Who(Re+"/oracle")
	w.Ok(relay, "PublishReading", w.Arrival(s[0], 10, 30, ""))
	// A fourth oracle is registered for the index, and the product does not name it.
	w.Ok(relay, "PublishReading", w.Arrival(s[3], 900, 30, ""))
	w.Refused(fault.QuorumNotReached, handler, "DetermineIndex", determine)
	w.Refused(fault.InvalidArgument, handler, "DetermineIndex", strings.Replace(determine, `}`, `,"from":"2026-03-01T00:00:00Z"}`, 1))
	w.Ok(relay, "PublishReading", w.Arrival(s[1], 70, 20, ""))
	w.Ok(relay, "PublishReading", w.Arrival(s[0], 65, 10, ""))
	d := Parse[oracle.Determination](t, w.Ok(handler, "DetermineIndex", determine))
	if d.Value != 68 || d.Quorum != 2 || d.From != nil || *d.ObservedAt != w.Now.AddSeconds(-1200) || d.Values[2].Remark != "NOTHING_REPORTED" {
		t.Fatalf("%+v", d)
	}
	if r := w.Settle("s0", "t-1/flight-arrival-delay/AA%201/2"); Skips(r) != "DETERMINATION_NEEDED" || PaidAmounts(r) != "500.00 USD" || r.Claims[0].PolicyID != "p2" {
		t.Fatalf("a single reading: %+v", r)
	}
	if r := w.Settle("s1", "t-4/flight-arrival-delay/AA%201/1"); Skips(r) != "DETERMINATION_NEEDED ALREADY_SETTLED" {
		t.Fatalf("%+v", r)
	}
	if r := w.SettleBy("s2", d.DeterminationID); PaidAmounts(r) != "500.00 USD" || Skips(r) != "ALREADY_SETTLED" {
		t.Fatalf("%+v", r)
	}
	w.Sell("one", "p3", "AA 1", "2026-02-01T00:00:00Z", "2026-05-01T00:00:00Z")
	if r := w.Settle("s3", "t-4/flight-arrival-delay/AA%201/1"); Skips(r) != "ALREADY_SETTLED ALREADY_SETTLED ORACLE_NOT_ACCEPTED" {
		t.Fatalf("an oracle that is not named: %+v", r)
	}
	if r := w.SettleBy("s4", d.DeterminationID); !strings.HasSuffix(Skips(r), "RULE_NOT_OF_POLICY") {
		t.Fatalf("another rule: %+v", r)
	}
}

// A determination is part of what a correction reads, and the mark of a settlement part of what it and a determination
// read: of two at once the ledger takes one.
func TestDetermineIndex_AndCorrectionOrSettlementAtOnce_OneIsTaken(t *testing.T) {
	type call struct {
		caller            Who
		function, request string
	}
	for pair := range 6 {
		w, g := Rainy(t)
		for _, s := range g {
			w.Report(s, FirstWindow, 100, 50)
		}
		d := w.Determine("d", FirstWindow)
		b := g[0].Batch(w.Now, Moment(t, FirstWindow), Day, 1)
		b.Correction = true
		calls := []call{
			{North + "/claims-handler", "DetermineIndex", DeterminationRequest("d2", FirstWindow)},
			{North + "/claims-handler", "SettleEvent", `{"requestId":"s","determinationId":"` + d.DeterminationID + `"}`},
			{Re + "/oracle", "PublishReadings", g[0].Signed(b)},
		}
		// Each call with each other, in either order.
		one, two := calls[pair%3], calls[(pair%3+1+pair/3)%3]
		var running [2]*memledger.Tx
		for i, c := range []call{one, two} {
			running[i] = w.Begin(c.caller)
			if _, err := transactions.Invoke(running[i], c.function, [][]byte{[]byte(c.request)}); err != nil {
				t.Fatal(err)
			}
		}
		if err := running[0].Commit(); err != nil {
			t.Fatal(err)
		}
		if running[1].Commit() == nil {
			t.Errorf("%s and %s are both taken", one.function, two.function)
		}
	}
}
