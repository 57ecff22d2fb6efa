package readings_test

import (
	"strings"
	"testing"

	"insurance/chaincode/domain/fault"
	"insurance/chaincode/domain/instant"
	"insurance/chaincode/domain/oracle"
	"insurance/chaincode/transactions/settlement"
	. "insurance/chaincode/transactions/transactionstest"
)

func TestOracles_BadKeysAndReadings_AreRefused(t *testing.T) {
	w := NewWorld(t)
	w.Oracle()
	register := func(key string) string {
		return `{"requestId":"o9","oracleId":"o9","publicKeyPem":"` + strings.ReplaceAll(key, "\n", `\n`) + `","grants":[{"index":"i","unit":"u"}]}`
	}
	w.Refused(fault.InvalidKey, North+"/admin", "RegisterOracle", register("no key"))
	w.Refused(fault.InvalidKey, North+"/admin", "RegisterOracle", register(strings.Repeat("x", 5000)))
	w.Refused(fault.InvalidKey, North+"/admin", "RegisterOracle", register(PublicPEM(t, OtherCurve(t))))
	w.Refused(fault.AlreadyExists, North+"/admin", "RegisterOracle", Change(t, register(PublicPEM(t, &w.Key.PublicKey)), `"oracleId":"o9"`, `"oracleId":"tower"`))

	at := func(seconds int64) *instant.Instant { i := w.Now.AddSeconds(seconds); return &i }
	for _, test := range []struct {
		name  string
		alter func(*oracle.Reading)
		code  fault.Code
		field string
	}{
		{"unknown oracle", func(r *oracle.Reading) { r.OracleID = "nobody" }, fault.OracleNotFound, "reading.oracleId"},
		{"foreign index", func(r *oracle.Reading) { r.Index = "rainfall" }, fault.IndexNotAllowed, "reading.index"},
		{"no subject", func(r *oracle.Reading) { r.Subject = "" }, fault.Required, "reading.subject"},
		{"two lines", func(r *oracle.Reading) { r.Subject = "a\nb" }, fault.InvalidText, "reading.subject"},
		{"no sequence", func(r *oracle.Reading) { r.Sequence = 0 }, fault.Required, "reading.sequence"},
		{"signed in the future", func(r *oracle.Reading) { r.SignedAt = at(301) }, fault.ReadingInFuture, "reading.signedAt"},
		{"observed after signed", func(r *oracle.Reading) { r.ObservedAt = at(-59) }, fault.ReadingInFuture, "reading.observedAt"},
		{"signed long ago", func(r *oracle.Reading) { r.ObservedAt, r.SignedAt = at(-2592001), at(-2592001) }, fault.StaleReading, "reading.signedAt"},
		{"part of a second", func(r *oracle.Reading) { r.SignedAt = &instant.Instant{Seconds: w.Now.Seconds, Nanos: 1} }, fault.InvalidArgument, "reading.signedAt"},
	} {
		t.Run(test.name, func(t *testing.T) {
			got := w.Refused(test.code, Re+"/oracle", "PublishReading", w.Reading("AA 1", 10, 1, test.alter))
			if got.Field != test.field {
				t.Errorf("field %q, want %q", got.Field, test.field)
			}
		})
	}
	forged := w.Reading("AA 1", 10, 1, nil)
	w.Refused(fault.InvalidSignature, Re+"/oracle", "PublishReading", Change(t, forged, `"value":"10"`, `"value":"999"`))
	w.Refused(fault.MalformedJSON, Re+"/oracle", "PublishReading", Change(t, forged, `"signature":"`, `"signature":"*`))
	w.Ok(Re+"/oracle", "PublishReading", w.Reading("AA 1", 10, 5, nil))
	w.Refused(fault.StaleReading, Re+"/oracle", "PublishReading", w.Reading("AA 1", 10, 5, nil))
	w.Refused(fault.StaleReading, Re+"/oracle", "PublishReading", w.Reading("AA 1", 10, 4, nil))
	w.Ok(Re+"/oracle", "PublishReading", w.Reading("AA 2", 10, 1, nil))
	w.Refused(fault.ReadingNotFound, North+"/claims-handler", "SettleEvent", `{"requestId":"s","readingId":"none"}`)
	w.Refused(fault.InvalidToken, North+"/claims-handler", "SettleEvent", `{"requestId":"s","readingId":"tower/flight-arrival-delay/AA%201/5","pageToken":"cG9saWN5L3g"}`)
}

func TestRevokeOracle_WhatItReported_SettlesNothingNewAndFinishesWhatWasBegun(t *testing.T) {
	w, g := Rainy(t)
	w.Sell("rain", "p2", "hill", FirstWindow, WindowsEnd)
	for _, s := range g[:2] {
		w.Report(s, FirstWindow, 100, 0)
	}
	d := w.Determine("d", FirstWindow)
	page := func(request, token string) string {
		return `{"requestId":"` + request + `","determinationId":"` + d.DeterminationID + `","pageSize":1,"pageToken":"` + token + `"}`
	}
	w.Refused(fault.NotYourRecord, North+"/admin", "RevokeOracle", `{"requestId":"v","oracleId":"gauge-1","reason":"r"}`)
	begun := Parse[settlement.SettleEventResponse](t, w.Ok(North+"/claims-handler", "SettleEvent", page("s1", "")))
	revoke := `{"requestId":"v","oracleId":"gauge-1","reason":"the key leaked"}`
	w.Ok(Re+"/admin", "RevokeOracle", revoke)
	w.Refused(fault.OracleRevoked, Re+"/admin", "RevokeOracle", strings.Replace(revoke, `"v"`, `"v2"`, 1))
	w.Refused(fault.OracleRevoked, Re+"/oracle", "PublishReadings", g[0].Signed(g[0].Batch(w.Now, w.Now.AddSeconds(-1), 1, 5)))
	if r := Parse[settlement.SettleEventResponse](t, w.Ok(North+"/claims-handler", "SettleEvent", page("s2", begun.NextPageToken))); PaidAmounts(r) != "400.00 USD" {
		t.Fatalf("what was begun is not finished: %+v", r)
	}
	// Another insurer has not begun.
	w.Refused(fault.DeterminationStale, South+"/claims-handler", "SettleEvent", page("s3", ""))
	w.Now = Moment(t, WindowsEnd)
	w.Report(g[1], SecondWindow, 1, 1)
	w.Refused(fault.QuorumNotReached, North+"/claims-handler", "DetermineIndex", DeterminationRequest("d2", SecondWindow))
}

func TestRevokeOracle_SingleReading_SettlesNothingNew(t *testing.T) {
	w := NewWorld(t).Market()
	w.Oracle()
	w.Flights("AA 1", 1)
	w.Publish("AA 1", 90, 1, nil)
	w.Ok(Re+"/admin", "RevokeOracle", `{"requestId":"v","oracleId":"tower","reason":"r"}`)
	w.Refused(fault.OracleRevoked, North+"/claims-handler", "SettleEvent", SettlementRequest)
	w.Refused(fault.OracleRevoked, Re+"/oracle", "PublishReading", w.Reading("AA 1", 10, 2, nil))
}
