package readings_test

import (
	"fmt"
	"testing"

	"insurance/chaincode/domain/fault"
	"insurance/chaincode/domain/oracle"
	. "insurance/chaincode/transactions/transactionstest"
)

func TestPublishReading_Correction_TakesThePlaceOfOneUntilSomebodySettles(t *testing.T) {
	w, s := Towers(t)
	relay, handler := Who(Re+"/oracle"), Who(North+"/claims-handler")
	const determine = `{"requestId":"%s","productId":"quorum","productVersion":1,"subject":"AA 1"}`
	w.Ok(relay, "PublishReading", w.Arrival(s[0], 100, 30, ""))
	w.Ok(relay, "PublishReading", w.Arrival(s[1], 100, 30, ""))
	w.Refused(fault.ReadingNotFound, relay, "PublishReading", w.Arrival(s[0], 1, 30, "t-1/flight-arrival-delay/AA%201/77"))
	w.Refused(fault.InvalidArgument, relay, "PublishReading", w.Arrival(s[0], 1, 30, "t-2/flight-arrival-delay/AA%201/1"))
	d := Parse[oracle.Determination](t, w.Ok(handler, "DetermineIndex", fmt.Sprintf(determine, "d")))
	w.Ok(relay, "PublishReading", w.Arrival(s[0], 20, 30, "t-1/flight-arrival-delay/AA%201/1"))
	w.Refused(fault.ReadingSuperseded, relay, "PublishReading", w.Arrival(s[0], 30, 30, "t-1/flight-arrival-delay/AA%201/1"))
	w.Refused(fault.ReadingSuperseded, handler, "SettleEvent", `{"requestId":"s","readingId":"t-1/flight-arrival-delay/AA%201/1"}`)
	w.Refused(fault.DeterminationStale, handler, "SettleEvent", `{"requestId":"s","determinationId":"`+d.DeterminationID+`"}`)
	d = Parse[oracle.Determination](t, w.Ok(handler, "DetermineIndex", fmt.Sprintf(determine, "d2")))
	if d.Value != 60 {
		t.Fatalf("%+v", d)
	}
	w.SettleBy("s1", d.DeterminationID)
	w.Refused(fault.SettlementBegun, relay, "PublishReading", w.Arrival(s[1], 30, 30, "t-2/flight-arrival-delay/AA%201/1"))
	// By itself, too, a reading is not corrected any more once it has settled something.
	w.Settle("s2", "t-2/flight-arrival-delay/AA%201/1")
	w.Refused(fault.SettlementBegun, relay, "PublishReading", w.Arrival(s[1], 30, 30, "t-2/flight-arrival-delay/AA%201/1"))
}

func TestReadings_EveryTransaction_EmitsItsResultAndRepeatsItWithoutWriting(t *testing.T) {
	w, g := Rainy(t)
	w.Report(g[0], FirstWindow, 60, 30)
	fourth := NewSource(t, "gauge-4", "rain", "mm", "hill", false)
	for _, test := range []struct {
		caller            Who
		function, request string
		event             string
	}{
		{South + "/admin", "RegisterOracle", fourth.Registration(0, 10, ""), "OracleRegistered"},
		{Re + "/oracle", "PublishReadings", g[1].Signed(g[1].Batch(w.Now, Moment(t, FirstWindow), Day, 1, 2)), "ReadingsPublished"},
		{North + "/claims-handler", "DetermineIndex", DeterminationRequest("d", FirstWindow), "IndexDetermined"},
		{South + "/admin", "RevokeOracle", `{"requestId":"v","oracleId":"gauge-4","reason":"r"}`, "OracleRevoked"},
	} {
		payload, tx, err := w.Call(test.caller, test.function, test.request)
		if err != nil || tx.EventName != test.event || string(tx.EventPayload) != payload || len(tx.Writes) == 0 {
			t.Errorf("%s: %v, event %q", test.function, err, tx.EventName)
		}
		again, tx, err := w.Call(test.caller, test.function, test.request)
		if err != nil || again != payload || len(tx.Writes) != 0 || tx.EventName != "" {
			t.Errorf("%s, repeated: %v, %d writes", test.function, err, len(tx.Writes))
		}
	}
}

// What a determination and a batch read does not grow with what else is on the ledger.
func TestReadings_RoundTrips_AreFewWhateverElseIsReported(t *testing.T) {
	w, g := Rainy(t)
	calls := int64(0)
	cost := func() (publish, determine int) {
		t.Helper()
		calls++
		from := Moment(t, FirstWindow).AddDays(-10 * calls)
		for _, s := range g {
			_, tx, err := w.Call(Re+"/oracle", "PublishReadings", s.Signed(s.Batch(w.Now, from, Day, 1, 1)))
			if err != nil {
				t.Fatal(err)
			}
			publish = tx.RoundTrips
		}
		_, tx, err := w.Call(North+"/claims-handler", "DetermineIndex", DeterminationRequest(fmt.Sprintf("d-%d", calls), from.String()))
		if err != nil {
			t.Fatal(err)
		}
		return publish, tx.RoundTrips
	}
	publish, determine := cost()
	for i := range 20 {
		other := NewSource(t, fmt.Sprintf("other-%d", i), "rain", "mm", fmt.Sprintf("valley %d", i), false)
		w.Ok(Re+"/admin", "RegisterOracle", other.Registration(0, 10, ""))
		w.Report(other, FirstWindow, 1, 2)
	}
	if p, d := cost(); p != publish || d != determine || p > 3 || d > 10 {
		t.Errorf("a batch takes %d and then %d round trips, a determination %d and then %d", publish, p, determine, d)
	}
}
