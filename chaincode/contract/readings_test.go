package contract

import (
	"fmt"
	"strings"
	"testing"

	"insurance/chaincode/domain/claim"
	"insurance/chaincode/domain/fault"
	"insurance/chaincode/domain/oracle"
	"insurance/chaincode/ledger/memledger"
)

const rainTrigger = `{"index":"rain","unit":"mm","comparison":"COMPARISON_AT_LEAST","steps":[{"threshold":"100","payoutPpm":"400000"},
	{"threshold":"200","payoutPpm":"1000000"}],"maximumReadingAgeSeconds":86400,"quorum":2,
	"window":{"aggregation":"AGGREGATION_SUM","days":2,"minimumReadings":2}}`

const coldTrigger = `{"index":"cold","unit":"C","maximumReadingAgeSeconds":86400,"monitoring":{"comparison":"COMPARISON_ABOVE","threshold":"8",
	"minimumSeconds":60,"maximumGapSeconds":60,"payoutPpm":"300000","outcome":"OUTCOME_APPROVE","cause":"warming"}}`

// rainy sells one policy of four days from 3 March on, in two windows, and registers three gauges for its subject.
func rainy(t *testing.T) (*world, []*source) {
	t.Helper()
	w := newWorld(t).market()
	w.ok(north+"/underwriter", "PublishProduct", triggered("rain", rainTrigger, "")+"}}")
	w.sell("rain", "p1", "hill", "2026-03-03T00:00:00Z", "2026-03-07T00:00:00Z")
	gauges := make([]*source, 3)
	for i := range gauges {
		gauges[i] = newSource(t, fmt.Sprintf("gauge-%d", i+1), "rain", "mm", "hill", i == 1)
		w.ok(re+"/admin", "RegisterOracle", gauges[i].registration(0, 1_000, ""))
	}
	w.now = moment(t, "2026-03-05T00:00:00Z")
	return w, gauges
}

// report publishes daily values from a day on.
func (w *world) report(s *source, from string, values ...int64) {
	w.t.Helper()
	w.ok(re+"/oracle", "PublishReadings", s.signed(s.batch(w.now, moment(w.t, from), day, values...)))
}

func determination(request, from string) string {
	return `{"requestId":"` + request + `","productId":"rain","productVersion":1,"subject":"hill","from":"` + from + `"}`
}

func (w *world) determine(request, from string) *oracle.Determination {
	w.t.Helper()
	return parse[oracle.Determination](w.t, w.ok(north+"/claims-handler", "DetermineIndex", determination(request, from)))
}

func (w *world) settleBy(request, determinationID string) *SettleEventResponse {
	w.t.Helper()
	return parse[SettleEventResponse](w.t, w.ok(north+"/claims-handler", "SettleEvent", `{"requestId":"`+request+`","determinationId":"`+determinationID+`"}`))
}

func paidAmounts(r *SettleEventResponse) string {
	var amounts []string
	for i := range r.Claims {
		amounts = append(amounts, r.Claims[i].Amount.String())
	}
	return strings.Join(amounts, " ")
}

const (
	first  = "2026-03-03T00:00:00Z"
	second = "2026-03-05T00:00:00Z"
	over   = "2026-03-07T00:00:00Z"
)

func TestPublishReadings_BadBatches_AreRefusedAndWriteNothing(t *testing.T) {
	w, g := rainy(t)
	caller := who(re + "/oracle")
	for _, test := range []struct {
		name  string
		alter func(*oracle.ReadingBatch)
		code  fault.Code
		field string
	}{
		{"unknown oracle", func(b *oracle.ReadingBatch) { b.OracleID = "nobody" }, fault.OracleNotFound, "batch.oracleId"},
		{"foreign index", func(b *oracle.ReadingBatch) { b.Index = "snow" }, fault.IndexNotAllowed, "batch.index"},
		{"foreign unit", func(b *oracle.ReadingBatch) { b.Unit = "cm" }, fault.IndexNotAllowed, "batch.index"},
		{"implausible", func(b *oracle.ReadingBatch) { b.Samples[1].Value = 1_001 }, fault.ReadingImplausible, "batch.samples[1].value"},
		{"below the bounds", func(b *oracle.ReadingBatch) { b.Samples[0].Value = -1 }, fault.ReadingImplausible, "batch.samples[0].value"},
		{"signed in the future", func(b *oracle.ReadingBatch) { at := w.now.AddSeconds(301); b.SignedAt = &at }, fault.ReadingInFuture, "batch.signedAt"},
		{"ends after its signature", func(b *oracle.ReadingBatch) { at := w.now.AddSeconds(-1); b.SignedAt = &at }, fault.ReadingInFuture, "batch.until"},
		{"out of order", func(b *oracle.ReadingBatch) { b.Samples[0], b.Samples[1] = b.Samples[1], b.Samples[0] }, fault.InvalidArgument, "batch.samples[1].observedAt"},
		{"no samples", func(b *oracle.ReadingBatch) { b.Samples = nil }, fault.Required, "batch.samples"},
	} {
		b := g[0].batch(w.now, moment(t, first), day, 10, 20)
		test.alter(b)
		if got := w.refused(test.code, caller, "PublishReadings", g[0].signed(b)); got.Field != test.field {
			t.Errorf("%s: at %s, want %s", test.name, got.Field, test.field)
		}
	}
	// A batch changed after it was signed, one signed by another oracle, and a signature that is none.
	good := g[0].signed(g[0].batch(w.now, moment(t, first), day, 10, 20))
	w.refused(fault.InvalidSignature, caller, "PublishReadings", change(t, good, `"value":"20"`, `"value":"21"`))
	stolen := g[1].batch(w.now, moment(t, first), day, 10, 20)
	stolen.OracleID = "gauge-1"
	w.refused(fault.InvalidSignature, caller, "PublishReadings", g[1].signed(stolen))
	w.refused(fault.Required, caller, "PublishReadings", good[:strings.Index(good, `,"signature"`)]+"}")
	// Sequences rise; a span is reported once.
	w.ok(caller, "PublishReadings", good)
	b := g[0].batch(w.now, moment(t, first), day, 5)
	w.refused(fault.ReadingsOverlap, caller, "PublishReadings", g[0].signed(b))
	b.Sequence = 1
	w.refused(fault.StaleReading, caller, "PublishReadings", strings.Replace(g[0].signed(b), "batch-gauge-1-1", "again", 1))
	// A thousand samples are one transaction.
	many := make([]int64, 1_000)
	for i := range many {
		many[i] = int64(i)
	}
	from := w.now.AddDays(-30)
	if got := parse[PublishReadingsResponse](t, w.ok(caller, "PublishReadings", g[1].signed(g[1].batch(w.now, from, 60, many...)))); got.Samples != 1_000 {
		t.Fatalf("%+v", got)
	}
	list := parse[ListObservationsResponse](t, w.ok(reg+"/auditor", "ListObservations", `{"index":"rain","unit":"mm","subject":"hill","oracleId":"gauge-2","pageSize":1000}`))
	if len(list.Samples) != 1_000 || list.Samples[999].Value != 999 || *list.Samples[999].ObservedAt != from.AddSeconds(999*60) || list.NextPageToken != "" {
		t.Fatalf("%d samples", len(list.Samples))
	}
	kept := parse[oracle.PublishedReading](t, w.ok(reg+"/auditor", "GetReading", `{"readingId":"gauge-2/rain/hill/2"}`))
	if len(kept.Batch.Samples) != 1_000 || kept.Reading != nil || len(kept.Signature) == 0 {
		t.Fatal("the signed batch is not kept")
	}
}

func TestDetermineIndex_Quorum_CountsOracleByOracle(t *testing.T) {
	w, g := rainy(t)
	handler := who(north + "/claims-handler")
	refuse := func(code fault.Code, request string) { t.Helper(); w.refused(code, handler, "DetermineIndex", request) }
	refuse(fault.QuorumNotReached, determination("d", first))
	refuse(fault.WindowNotComplete, determination("d", second))
	refuse(fault.ProductNotFound, strings.Replace(determination("d", first), `"rain"`, `"none"`, 1))
	refuse(fault.InvalidArgument, `{"requestId":"d","productId":"delay","productVersion":1,"subject":"hill"}`)
	refuse(fault.InvalidArgument, `{"requestId":"d","productId":"rain","productVersion":1,"subject":"hill"}`)
	w.report(g[0], first, 60, 30)
	w.report(g[1], first, 80)
	refuse(fault.QuorumNotReached, determination("d", first))
	w.report(g[1], "2026-03-04T00:00:00Z", 31)
	w.report(g[2], "2026-03-02T00:00:00Z", 500, 70, 33)
	d := w.determine("d", first)
	if d.Value != 103 || d.CountedOracles() != 3 || d.Values[0].Value != 90 || d.Values[1].Value != 111 || d.Values[2].Value != 103 {
		t.Fatalf("%+v", d)
	}
	if again := w.determine("d2", first); again.Value != 103 || again.DeterminationID != d.DeterminationID {
		t.Fatalf("%+v", again)
	}
	if r := w.settleBy("s", d.DeterminationID); paidAmounts(r) != "400.00 USD" {
		t.Fatalf("%+v", r)
	}
	w.refused(fault.SettlementBegun, handler, "DetermineIndex", determination("d3", first))
	w.refused(fault.DeterminationNotFound, handler, "SettleEvent", `{"requestId":"s2","determinationId":"`+d.DeterminationID+`x"}`)
	w.refused(fault.InvalidArgument, handler, "SettleEvent", `{"requestId":"s3","determinationId":"x","readingId":"y"}`)
	w.refused(fault.DeterminationNeeded, handler, "SettleEvent", `{"requestId":"s4","readingId":"gauge-1/rain/hill/1"}`)
}

func TestDetermineIndex_OldSignatures_DoNotCount(t *testing.T) {
	w, g := rainy(t)
	w.report(g[0], first, 60, 30)
	old := g[1].batch(w.now, moment(t, first), day, 80, 80)
	late := w.now.AddSeconds(86_401)
	w.now = late
	w.ok(re+"/oracle", "PublishReadings", g[1].signed(old))
	w.refused(fault.QuorumNotReached, north+"/claims-handler", "DetermineIndex", determination("d", first))
}

func TestRevokeOracle_WhatItReported_SettlesNothingNewAndFinishesWhatWasBegun(t *testing.T) {
	w, g := rainy(t)
	w.sell("rain", "p2", "hill", first, over)
	for _, s := range g[:2] {
		w.report(s, first, 100, 0)
	}
	d := w.determine("d", first)
	page := func(request, token string) string {
		return `{"requestId":"` + request + `","determinationId":"` + d.DeterminationID + `","pageSize":1,"pageToken":"` + token + `"}`
	}
	w.refused(fault.NotYourRecord, north+"/admin", "RevokeOracle", `{"requestId":"v","oracleId":"gauge-1","reason":"r"}`)
	begun := parse[SettleEventResponse](t, w.ok(north+"/claims-handler", "SettleEvent", page("s1", "")))
	revoke := `{"requestId":"v","oracleId":"gauge-1","reason":"the key leaked"}`
	w.ok(re+"/admin", "RevokeOracle", revoke)
	w.refused(fault.OracleRevoked, re+"/admin", "RevokeOracle", strings.Replace(revoke, `"v"`, `"v2"`, 1))
	w.refused(fault.OracleRevoked, re+"/oracle", "PublishReadings", g[0].signed(g[0].batch(w.now, w.now.AddSeconds(-1), 1, 5)))
	if r := parse[SettleEventResponse](t, w.ok(north+"/claims-handler", "SettleEvent", page("s2", begun.NextPageToken))); paidAmounts(r) != "400.00 USD" {
		t.Fatalf("what was begun is not finished: %+v", r)
	}
	// Another insurer has not begun.
	w.refused(fault.DeterminationStale, south+"/claims-handler", "SettleEvent", page("s3", ""))
	w.now = moment(t, over)
	w.report(g[1], second, 1, 1)
	w.refused(fault.QuorumNotReached, north+"/claims-handler", "DetermineIndex", determination("d2", second))
}

func TestRevokeOracle_SingleReading_SettlesNothingNew(t *testing.T) {
	w := newWorld(t).market()
	w.oracle()
	w.flights("AA 1", 1)
	w.publish("AA 1", 90, 1, nil)
	w.ok(re+"/admin", "RevokeOracle", `{"requestId":"v","oracleId":"tower","reason":"r"}`)
	w.refused(fault.OracleRevoked, north+"/claims-handler", "SettleEvent", settlementOf)
	w.refused(fault.OracleRevoked, re+"/oracle", "PublishReading", w.reading("AA 1", 10, 2, nil))
}

func TestPublishReadings_Correction_ReplacesItsSpanUntilSomebodySettles(t *testing.T) {
	w, g := rainy(t)
	for _, s := range g {
		w.report(s, first, 100, 50)
	}
	d := w.determine("d", first)
	correction := func(s *source, from string, values ...int64) string {
		b := s.batch(w.now, moment(t, from), day, values...)
		b.Correction = true
		return s.signed(b)
	}
	got := parse[PublishReadingsResponse](t, w.ok(re+"/oracle", "PublishReadings", correction(g[0], first, 20)))
	if got.Replaced != 1 {
		t.Fatalf("%+v", got)
	}
	w.refused(fault.DeterminationStale, north+"/claims-handler", "SettleEvent", `{"requestId":"s","determinationId":"`+d.DeterminationID+`"}`)
	stale := parse[oracle.Determination](t, w.ok(reg+"/auditor", "GetDetermination", `{"determinationId":"`+d.DeterminationID+`"}`))
	if stale.Stale == nil {
		t.Fatal("not stale")
	}
	// A correction of another time leaves it as it is: the window of the next two days is not determined from it.
	if again := w.determine("d2", first); again.Stale != nil || again.Values[0].Value != 70 || again.Value != 150 {
		t.Fatalf("%+v", again)
	}
	outside := g[1].batch(w.now, moment(t, "2026-03-01T00:00:00Z"), day, 9, 9)
	outside.Correction = true
	w.ok(re+"/oracle", "PublishReadings", g[1].signed(outside))
	// A sample that the correction does not have is taken back.
	fewer := g[2].batch(w.now, moment(t, first), day, 30, 40)
	fewer.Samples, fewer.Correction = fewer.Samples[:1], true
	if got := parse[PublishReadingsResponse](t, w.ok(re+"/oracle", "PublishReadings", g[2].signed(fewer))); got.Replaced != 2 {
		t.Fatalf("%+v", got)
	}
	last := w.determine("d3", first)
	if last.Values[2].Remark != "TOO_FEW_READINGS" || last.Value != 110 {
		t.Fatalf("%+v", last)
	}
	w.settleBy("s", last.DeterminationID)
	w.refused(fault.SettlementBegun, re+"/oracle", "PublishReadings", correction(g[1], first, 1))
	// What is not in the settled window can still be corrected.
	before := g[1].batch(w.now, moment(t, "2026-03-01T00:00:00Z"), day, 8, 8)
	before.Correction = true
	w.ok(re+"/oracle", "PublishReadings", g[1].signed(before))
}

func TestSettleEvent_Windows_EachOnceAndTogetherAtMostTheSumInsured(t *testing.T) {
	w, g := rainy(t)
	w.sell("rain", "other", "hill", "2026-03-04T00:00:00Z", "2026-03-06T00:00:00Z")
	for _, s := range g {
		w.report(s, first, 70, 70)
	}
	one := w.determine("d", first)
	if r := w.settleBy("s1", one.DeterminationID); paidAmounts(r) != "400.00 USD" || skips(r) != "WINDOW_NOT_OF_POLICY" {
		t.Fatalf("%+v", r)
	}
	if r := w.settleBy("s2", one.DeterminationID); paidAmounts(r) != "" || skips(r) != "WINDOW_NOT_OF_POLICY ALREADY_SETTLED" {
		t.Fatalf("%+v", r)
	}
	w.now = moment(t, over)
	for _, s := range g {
		w.report(s, second, 500, 500)
	}
	r := w.settleBy("s3", w.determine("d2", second).DeterminationID)
	if paidAmounts(r) != "600.00 USD" {
		t.Fatalf("%+v", r)
	}
	got := parse[claim.Claim](t, w.ok(reg+"/auditor", "GetClaim", `{"claimId":"`+r.Claims[0].ClaimID+`"}`))
	if got.LossID != "hill from "+second || got.DeterminationID == "" || got.Status != claim.Paid {
		t.Fatalf("%+v", got)
	}
	// The other policy's window lies across the two.
	if r := w.settleBy("s4", w.determine("d3", "2026-03-04T00:00:00Z").DeterminationID); paidAmounts(r) != "1,000.00 USD" || len(r.Claims) != 1 || r.Claims[0].PolicyID != "other" {
		t.Fatalf("%+v", r)
	}
}

func TestSettleEvent_AWindowInALapse_IsNotPaid(t *testing.T) {
	w, g := rainy(t)
	w.ok(north+"/underwriter", "CancelPolicy", `{"requestId":"x","policyId":"p1","by":"CANCELLED_BY_HOLDER","reason":"r","effectiveAt":"2026-03-06T00:00:00Z"}`)
	w.now = moment(t, over)
	for _, s := range g {
		w.report(s, first, 70, 70, 70, 70)
	}
	if r := w.settleBy("s1", w.determine("d1", first).DeterminationID); paidAmounts(r) != "400.00 USD" {
		t.Fatalf("%+v", r)
	}
	if r := w.settleBy("s2", w.determine("d2", second).DeterminationID); paidAmounts(r) != "" || skips(r) != "LOSS_OUTSIDE_COVER" {
		t.Fatalf("%+v", r)
	}
}

func TestRequestQuote_CoverThatIsNoWholeNumberOfWindows_IsRefused(t *testing.T) {
	w, _ := rainy(t)
	for _, end := range []string{"2026-03-06T00:00:00Z", "2026-03-07T00:00:01Z", "2026-03-07T00:00:00.5Z"} {
		got := w.refused(fault.InvalidPeriod, north+"/underwriter", "RequestQuote", `{"requestId":"q","quoteId":"q","productId":"rain","holderId":"holder-1",
			"cover":{"start":"`+first+`","end":"`+end+`"},"jurisdiction":"US-WA","parametricSubject":"hill",
			"coverages":[{"coverageId":"cover","sumInsured":{"minorUnits":"100000","currency":"USD"}}]}`)
		if got.Field != "cover.end" {
			t.Fatal(got.Field)
		}
	}
}

// towers registers two more oracles of flights and publishes a product that wants two of three.
func towers(t *testing.T) (*world, []*source) {
	t.Helper()
	w := newWorld(t).market()
	trigger := `{"index":"flight-arrival-delay","unit":"min","comparison":"COMPARISON_AT_LEAST","steps":[{"threshold":"60","payoutPpm":"500000"}],
		"maximumReadingAgeSeconds":86400,"quorum":2,"oracles":["t-1","t-2","t-3"]}`
	w.ok(north+"/underwriter", "PublishProduct", triggered("quorum", trigger, "")+"}}")
	w.ok(north+"/underwriter", "PublishProduct", triggered("one", strings.Replace(trigger, `"quorum":2`, `"quorum":1`, 1), "")+"}}")
	sources := make([]*source, 4)
	for i := range sources {
		sources[i] = newSource(t, fmt.Sprintf("t-%d", i+1), "flight-arrival-delay", "min", "AA 1", i%2 == 0)
		w.ok(re+"/admin", "RegisterOracle", sources[i].registration(-60, 1_440, ""))
	}
	w.sell("quorum", "p1", "AA 1", "2026-02-01T00:00:00Z", "2026-05-01T00:00:00Z")
	return w, sources
}

func (w *world) arrival(s *source, value, minutesAgo int64, corrects string) string {
	observed, now := w.now.AddSeconds(-60*minutesAgo), w.now
	return s.reading(&oracle.Reading{Value: value, ObservedAt: &observed, SignedAt: &now, Corrects: corrects})
}

func TestDetermineIndex_Event_TheMedianOfEachOraclesNewestReading(t *testing.T) {
	w, s := towers(t)
	w.sell("one", "p2", "AA 1", "2026-02-01T00:00:00Z", "2026-05-01T00:00:00Z")
	const determine = `{"requestId":"d","productId":"quorum","productVersion":1,"subject":"AA 1"}`
	handler, relay := who(north+"/claims-handler"), who(re+"/oracle")
	w.ok(relay, "PublishReading", w.arrival(s[0], 10, 30, ""))
	// A fourth oracle is registered for the index, and the product does not name it.
	w.ok(relay, "PublishReading", w.arrival(s[3], 900, 30, ""))
	w.refused(fault.QuorumNotReached, handler, "DetermineIndex", determine)
	w.refused(fault.InvalidArgument, handler, "DetermineIndex", strings.Replace(determine, `}`, `,"from":"2026-03-01T00:00:00Z"}`, 1))
	w.ok(relay, "PublishReading", w.arrival(s[1], 70, 20, ""))
	w.ok(relay, "PublishReading", w.arrival(s[0], 65, 10, ""))
	d := parse[oracle.Determination](t, w.ok(handler, "DetermineIndex", determine))
	if d.Value != 68 || d.Quorum != 2 || d.From != nil || *d.ObservedAt != w.now.AddSeconds(-1200) || d.Values[2].Remark != "NOTHING_REPORTED" {
		t.Fatalf("%+v", d)
	}
	if r := w.settle("s0", "t-1/flight-arrival-delay/AA%201/2"); skips(r) != "DETERMINATION_NEEDED" || paidAmounts(r) != "500.00 USD" || r.Claims[0].PolicyID != "p2" {
		t.Fatalf("a single reading: %+v", r)
	}
	if r := w.settle("s1", "t-4/flight-arrival-delay/AA%201/1"); skips(r) != "DETERMINATION_NEEDED ALREADY_SETTLED" {
		t.Fatalf("%+v", r)
	}
	if r := w.settleBy("s2", d.DeterminationID); paidAmounts(r) != "500.00 USD" || skips(r) != "ALREADY_SETTLED" {
		t.Fatalf("%+v", r)
	}
	w.sell("one", "p3", "AA 1", "2026-02-01T00:00:00Z", "2026-05-01T00:00:00Z")
	if r := w.settle("s3", "t-4/flight-arrival-delay/AA%201/1"); skips(r) != "ALREADY_SETTLED ALREADY_SETTLED ORACLE_NOT_ACCEPTED" {
		t.Fatalf("an oracle that is not named: %+v", r)
	}
	if r := w.settleBy("s4", d.DeterminationID); !strings.HasSuffix(skips(r), "RULE_NOT_OF_POLICY") {
		t.Fatalf("another rule: %+v", r)
	}
}

func TestPublishReading_Correction_TakesThePlaceOfOneUntilSomebodySettles(t *testing.T) {
	w, s := towers(t)
	relay, handler := who(re+"/oracle"), who(north+"/claims-handler")
	const determine = `{"requestId":"%s","productId":"quorum","productVersion":1,"subject":"AA 1"}`
	w.ok(relay, "PublishReading", w.arrival(s[0], 100, 30, ""))
	w.ok(relay, "PublishReading", w.arrival(s[1], 100, 30, ""))
	w.refused(fault.ReadingNotFound, relay, "PublishReading", w.arrival(s[0], 1, 30, "t-1/flight-arrival-delay/AA%201/77"))
	w.refused(fault.InvalidArgument, relay, "PublishReading", w.arrival(s[0], 1, 30, "t-2/flight-arrival-delay/AA%201/1"))
	d := parse[oracle.Determination](t, w.ok(handler, "DetermineIndex", fmt.Sprintf(determine, "d")))
	w.ok(relay, "PublishReading", w.arrival(s[0], 20, 30, "t-1/flight-arrival-delay/AA%201/1"))
	w.refused(fault.ReadingSuperseded, relay, "PublishReading", w.arrival(s[0], 30, 30, "t-1/flight-arrival-delay/AA%201/1"))
	w.refused(fault.ReadingSuperseded, handler, "SettleEvent", `{"requestId":"s","readingId":"t-1/flight-arrival-delay/AA%201/1"}`)
	w.refused(fault.DeterminationStale, handler, "SettleEvent", `{"requestId":"s","determinationId":"`+d.DeterminationID+`"}`)
	d = parse[oracle.Determination](t, w.ok(handler, "DetermineIndex", fmt.Sprintf(determine, "d2")))
	if d.Value != 60 {
		t.Fatalf("%+v", d)
	}
	w.settleBy("s1", d.DeterminationID)
	w.refused(fault.SettlementBegun, relay, "PublishReading", w.arrival(s[1], 30, 30, "t-2/flight-arrival-delay/AA%201/1"))
	// By itself, too, a reading is not corrected any more once it has settled something.
	w.settle("s2", "t-2/flight-arrival-delay/AA%201/1")
	w.refused(fault.SettlementBegun, relay, "PublishReading", w.arrival(s[1], 30, 30, "t-2/flight-arrival-delay/AA%201/1"))
}

// chilled is a policy of 1,000 USD that a thermometer watches, and pays 30 % of it for each run of more than 8 degrees.
func chilled(t *testing.T) (*world, *source) {
	t.Helper()
	w := newWorld(t).market()
	w.ok(north+"/underwriter", "PublishProduct", triggered("cold", coldTrigger, "")+"}}")
	w.sell("cold", "p1", "box", "2026-03-01T00:00:00Z", "2026-03-11T00:00:00Z")
	s := newSource(t, "thermometer", "cold", "C", "box", false)
	w.ok(north+"/admin", "RegisterOracle", s.registration(-50, 60, `,"kind":"ORACLE_KIND_DEVICE","policyId":"p1"`))
	return w, s
}

func TestRegisterOracle_Devices_WatchOnlyMonitoredPoliciesOfTheCaller(t *testing.T) {
	w, _ := chilled(t)
	w.home("house")
	s := newSource(t, "d", "cold", "C", "box", true)
	device := func(policy string) string {
		return s.registration(-50, 60, `,"kind":"ORACLE_KIND_DEVICE","policyId":"`+policy+`"`)
	}
	w.refused(fault.PolicyNotFound, north+"/admin", "RegisterOracle", device("none"))
	w.refused(fault.NotMonitored, north+"/admin", "RegisterOracle", device("house"))
	w.refused(fault.NotYourRecord, south+"/admin", "RegisterOracle", device("p1"))
	w.refused(fault.NotYourRecord, re+"/admin", "RegisterOracle", device("p1"))
	w.refused(fault.NotMonitored, north+"/admin", "RegisterOracle", strings.Replace(device("p1"), `"unit":"C"`, `"unit":"K"`, 1))
	w.ok(north+"/admin", "RegisterOracle", device("p1"))
}

func TestPublishReadings_Device_OpensOneClaimForEachRunAndPaysAtMostTheSumInsured(t *testing.T) {
	w, s := chilled(t)
	relay := who(north + "/oracle")
	send := func(until int64, values ...int64) *PublishReadingsResponse {
		t.Helper()
		w.now = moment(t, "2026-03-02T00:00:00Z").AddSeconds(until)
		b := s.batch(w.now, w.now.AddSeconds(-30*int64(len(values))), 30, values...)
		return parse[PublishReadingsResponse](t, w.ok(relay, "PublishReadings", s.signed(b)))
	}
	paid := func(r *PublishReadingsResponse) string {
		var parts []string
		for i := range r.Claims {
			parts = append(parts, r.Claims[i].Payments[0].Amount.String())
		}
		for i := range r.Skipped {
			parts = append(parts, string(r.Skipped[i].Code))
		}
		return strings.Join(parts, ", ")
	}
	for i, want := range []string{"", "300.00 USD", "", "300.00 USD, 300.00 USD", "100.00 USD, LIMIT_EXCEEDED", "LIMIT_EXCEEDED"} {
		values := [][]int64{{5, 8, 9, 9}, {9, 9, 9}, {9, 9, 9, 9}, {1, 9, 9, 9, 1, 9, 9, 12}, {1, 9, 9, 9, 1, 9, 9, 9}, {1, 9, 9, 9}}[i]
		r := send([]int64{120, 210, 330, 600, 1_200, 1_800}[i], values...)
		if i == 1 && len(r.Claims) == 1 && *r.Claims[0].OccurredAt != moment(t, "2026-03-02T00:01:00Z") {
			t.Errorf("the run began at %s", r.Claims[0].OccurredAt)
		}
		if got := paid(r); got != want {
			t.Errorf("batch %d pays %q, want %q", i, got, want)
		}
	}
	if got := w.ok(reg+"/auditor", "GetPolicy", `{"policyId":"p1"}`); !strings.Contains(got, `"remaining":{"currency":"USD"}`) {
		t.Error(got)
	}
}

func TestPublishReadings_Device_IsHeldToItsPolicy(t *testing.T) {
	w, s := chilled(t)
	w.now = moment(t, "2026-03-02T00:00:00Z")
	good := s.batch(w.now, w.now.AddSeconds(-90), 30, 9, 9, 9)
	w.refused(fault.NotYourRecord, re+"/oracle", "PublishReadings", s.signed(good))
	elsewhere := *s
	elsewhere.object = "cellar"
	w.refused(fault.IndexNotAllowed, north+"/oracle", "PublishReadings", s.signed(elsewhere.batch(w.now, w.now.AddSeconds(-90), 30, 9, 9, 9)))
	w.refused(fault.IndexNotAllowed, north+"/oracle", "PublishReading", w.arrival(s, 5, 1, ""))
	w.ok(north+"/oracle", "PublishReadings", s.signed(good))
	w.refused(fault.ReadingsOverlap, north+"/oracle", "PublishReadings", s.signed(s.batch(w.now, w.now.AddSeconds(-60), 30, 1, 1)))
	w.refused(fault.StaleReading, north+"/oracle", "PublishReadings", s.signed(s.batch(w.now, w.now.AddSeconds(-900), 30, 1, 1)))
	correction := s.batch(w.now, w.now.AddSeconds(-60), 30, 1, 1)
	correction.Correction = true
	w.refused(fault.SettlementBegun, north+"/oracle", "PublishReadings", s.signed(correction))
	// What a device reports of its holder's things is not for every broker.
	for _, read := range []struct {
		missing           fault.Code
		function, request string
	}{
		{fault.ReadingNotFound, "GetReading", `{"readingId":"thermometer/cold/box/1"}`},
		{fault.OracleNotFound, "GetOracle", `{"oracleId":"thermometer"}`},
		{fault.RecordNotFound, "GetHistory", `{"recordType":"RECORD_TYPE_ORACLE","recordId":"thermometer"}`},
		{fault.RecordNotFound, "GetHistory", `{"recordType":"RECORD_TYPE_READING","recordId":"thermometer/cold/box/1"}`},
		{fault.RecordNotFound, "GetHistory", `{"recordType":"RECORD_TYPE_OBSERVATION","recordId":"cold/C/box/thermometer/` + w.now.AddSeconds(-30).Sortable() + `"}`},
	} {
		w.refused(read.missing, north+"/broker/b-1", read.function, read.request)
		w.ok(north+"/claims-handler", read.function, read.request)
	}
	const observations = `{"index":"cold","unit":"C","subject":"box","oracleId":"thermometer"}`
	if got := w.ok(north+"/broker/b-1", "ListObservations", observations); got != "{}" {
		t.Errorf("a broker sees %s", got)
	}
	if got := w.ok(north+"/claims-handler", "ListObservations", observations); got == "{}" {
		t.Error("a claims handler sees nothing")
	}
}

func TestPublishReadings_Device_RunsOutsideTheCoverOpenNoClaim(t *testing.T) {
	w, s := chilled(t)
	w.now = moment(t, "2026-03-11T00:01:30Z")
	r := parse[PublishReadingsResponse](t, w.ok(north+"/oracle", "PublishReadings", s.signed(s.batch(w.now, w.now.AddSeconds(-90), 30, 9, 9, 9))))
	if len(r.Claims) != 0 || len(r.Skipped) != 1 || r.Skipped[0].Code != fault.LossOutsideCover {
		t.Fatalf("%+v", r)
	}
}

func TestPublishReadings_LeakSensor_RefersAClaimThatIsHandledAsOthers(t *testing.T) {
	w := newWorld(t).market()
	trigger := strings.NewReplacer("OUTCOME_APPROVE", "OUTCOME_REFER", `"warming"`, `"water"`).Replace(coldTrigger)
	refers := triggered("leak", trigger, `,"coveredCauses":["water"],"deductible":{"kind":"DEDUCTIBLE_KIND_FIXED","amount":{"minorUnits":"5000","currency":"USD"}}`)
	w.refused(fault.ProductInvalid, north+"/underwriter", "PublishProduct", strings.Replace(refers, `"cause":"water"`, `"cause":"fire"`, 1)+`,"claimConditions":{}}}`)
	w.refused(fault.Required, north+"/underwriter", "PublishProduct", refers+"}}")
	w.ok(north+"/underwriter", "PublishProduct", refers+`,"claimConditions":{"requiredEvidence":["photo"],"straightThroughLimit":{"minorUnits":"10000","currency":"USD"}}}}`)
	w.sell("leak", "p1", "cellar", "2026-03-01T00:00:00Z", "2026-03-11T00:00:00Z")
	s := newSource(t, "sensor", "cold", "C", "cellar", true)
	w.ok(north+"/admin", "RegisterOracle", s.registration(-50, 60, `,"kind":"ORACLE_KIND_DEVICE","policyId":"p1"`))
	w.now = moment(t, "2026-03-02T00:00:00Z")
	r := parse[PublishReadingsResponse](t, w.ok(north+"/oracle", "PublishReadings", s.signed(s.batch(w.now, w.now.AddSeconds(-90), 30, 9, 9, 9))))
	opened := r.Claims[0]
	if opened.Status != claim.Referred || opened.Reserves[0].Amount.String() != "300.00 USD" || len(opened.Payments) != 0 || opened.Cause != "water" {
		t.Fatalf("%+v", opened)
	}
	handler, id := who(north+"/claims-handler"), opened.ClaimID
	if got := claimed(t, w.ok(handler, "AddEvidence", about("e", id, `,"evidence":[{"kind":"photo","sha256":"`+terms+`"}]`))); got.Status != claim.Referred {
		t.Fatalf("above the straight-through limit it is %s", got.Status)
	}
	amount := func(units string) string {
		return `,"outcome":"OUTCOME_APPROVE","reason":"r","approved":[{"coverageId":"cover","amount":{"minorUnits":"` + units + `","currency":"USD"}}]`
	}
	w.refused(fault.LimitExceeded, handler, "DecideClaim", about("x", id, amount("25001")))
	w.ok(handler, "DecideClaim", about("y", id, amount("25000")))
	if got := claimed(t, w.ok(north+"/finance", "PayClaim", about("z", id, `,"reference":"bank"`))); got.Status != claim.Paid {
		t.Fatal(got.Status)
	}
	// A leak that the sensor missed is notified as any other loss.
	w.ok(handler, "SubmitClaim", `{"requestId":"h","claimId":"by-hand","policyId":"p1","lossId":"tap","cause":"water","occurredAt":"2026-03-01T12:00:00Z",
		"losses":[{"coverageId":"cover","amount":{"minorUnits":"9000","currency":"USD"}}],"evidence":[{"kind":"photo","sha256":"`+terms+`"}]}`)
}

// A determination is part of what a correction reads, and the mark of a settlement part of what it and a determination
// read: of two at once the ledger takes one.
func TestDetermineIndex_AndCorrectionOrSettlementAtOnce_OneIsTaken(t *testing.T) {
	type call struct {
		caller            who
		function, request string
	}
	for pair := range 6 {
		w, g := rainy(t)
		for _, s := range g {
			w.report(s, first, 100, 50)
		}
		d := w.determine("d", first)
		b := g[0].batch(w.now, moment(t, first), day, 1)
		b.Correction = true
		calls := []call{
			{north + "/claims-handler", "DetermineIndex", determination("d2", first)},
			{north + "/claims-handler", "SettleEvent", `{"requestId":"s","determinationId":"` + d.DeterminationID + `"}`},
			{re + "/oracle", "PublishReadings", g[0].signed(b)},
		}
		// Each call with each other, in either order.
		one, two := calls[pair%3], calls[(pair%3+1+pair/3)%3]
		var running [2]*memledger.Tx
		for i, c := range []call{one, two} {
			running[i] = w.begin(c.caller)
			if _, err := Invoke(running[i], c.function, [][]byte{[]byte(c.request)}); err != nil {
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

func TestReadings_EveryTransaction_EmitsItsResultAndRepeatsItWithoutWriting(t *testing.T) {
	w, g := rainy(t)
	w.report(g[0], first, 60, 30)
	fourth := newSource(t, "gauge-4", "rain", "mm", "hill", false)
	for _, test := range []struct {
		caller            who
		function, request string
		event             string
	}{
		{south + "/admin", "RegisterOracle", fourth.registration(0, 10, ""), "OracleRegistered"},
		{re + "/oracle", "PublishReadings", g[1].signed(g[1].batch(w.now, moment(t, first), day, 1, 2)), "ReadingsPublished"},
		{north + "/claims-handler", "DetermineIndex", determination("d", first), "IndexDetermined"},
		{south + "/admin", "RevokeOracle", `{"requestId":"v","oracleId":"gauge-4","reason":"r"}`, "OracleRevoked"},
	} {
		payload, tx, err := w.call(test.caller, test.function, test.request)
		if err != nil || tx.EventName != test.event || string(tx.EventPayload) != payload || len(tx.Writes) == 0 {
			t.Errorf("%s: %v, event %q", test.function, err, tx.EventName)
		}
		again, tx, err := w.call(test.caller, test.function, test.request)
		if err != nil || again != payload || len(tx.Writes) != 0 || tx.EventName != "" {
			t.Errorf("%s, repeated: %v, %d writes", test.function, err, len(tx.Writes))
		}
	}
}

// What a determination and a batch read does not grow with what else is on the ledger.
func TestReadings_RoundTrips_AreFewWhateverElseIsReported(t *testing.T) {
	w, g := rainy(t)
	calls := int64(0)
	cost := func() (publish, determine int) {
		t.Helper()
		calls++
		from := moment(t, first).AddDays(-10 * calls)
		for _, s := range g {
			_, tx, err := w.call(re+"/oracle", "PublishReadings", s.signed(s.batch(w.now, from, day, 1, 1)))
			if err != nil {
				t.Fatal(err)
			}
			publish = tx.RoundTrips
		}
		_, tx, err := w.call(north+"/claims-handler", "DetermineIndex", determination(fmt.Sprintf("d-%d", calls), from.String()))
		if err != nil {
			t.Fatal(err)
		}
		return publish, tx.RoundTrips
	}
	publish, determine := cost()
	for i := range 20 {
		other := newSource(t, fmt.Sprintf("other-%d", i), "rain", "mm", fmt.Sprintf("valley %d", i), false)
		w.ok(re+"/admin", "RegisterOracle", other.registration(0, 10, ""))
		w.report(other, first, 1, 2)
	}
	if p, d := cost(); p != publish || d != determine || p > 3 || d > 10 {
		t.Errorf("a batch takes %d and then %d round trips, a determination %d and then %d", publish, p, determine, d)
	}
}
