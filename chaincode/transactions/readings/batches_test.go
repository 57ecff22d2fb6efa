package readings_test

import (
	"strings"
	"testing"

	"insurance/chaincode/domain/fault"
	"insurance/chaincode/domain/oracle"
	"insurance/chaincode/transactions/readings"
	. "insurance/chaincode/transactions/transactionstest"
)

func TestPublishReadings_BadBatches_AreRefusedAndWriteNothing(t *testing.T) {
	w, g := Rainy(t)
	caller := Who(Re + "/oracle")
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
		{"signed in the future", func(b *oracle.ReadingBatch) { at := w.Now.AddSeconds(301); b.SignedAt = &at }, fault.ReadingInFuture, "batch.signedAt"},
		{"ends after its signature", func(b *oracle.ReadingBatch) { at := w.Now.AddSeconds(-1); b.SignedAt = &at }, fault.ReadingInFuture, "batch.until"},
		{"out of order", func(b *oracle.ReadingBatch) { b.Samples[0], b.Samples[1] = b.Samples[1], b.Samples[0] }, fault.InvalidArgument, "batch.samples[1].observedAt"},
		{"no samples", func(b *oracle.ReadingBatch) { b.Samples = nil }, fault.Required, "batch.samples"},
	} {
		b := g[0].Batch(w.Now, Moment(t, FirstWindow), Day, 10, 20)
		test.alter(b)
		if got := w.Refused(test.code, caller, "PublishReadings", g[0].Signed(b)); got.Field != test.field {
			t.Errorf("%s: at %s, want %s", test.name, got.Field, test.field)
		}
	}
	// A batch changed after it was signed, one signed by another oracle, and a signature that is none.
	good := g[0].Signed(g[0].Batch(w.Now, Moment(t, FirstWindow), Day, 10, 20))
	w.Refused(fault.InvalidSignature, caller, "PublishReadings", Change(t, good, `"value":"20"`, `"value":"21"`))
	stolen := g[1].Batch(w.Now, Moment(t, FirstWindow), Day, 10, 20)
	stolen.OracleID = "gauge-1"
	w.Refused(fault.InvalidSignature, caller, "PublishReadings", g[1].Signed(stolen))
	w.Refused(fault.Required, caller, "PublishReadings", good[:strings.Index(good, `,"signature"`)]+"}")
	// Sequences rise; a span is reported once.
	w.Ok(caller, "PublishReadings", good)
	b := g[0].Batch(w.Now, Moment(t, FirstWindow), Day, 5)
	w.Refused(fault.ReadingsOverlap, caller, "PublishReadings", g[0].Signed(b))
	b.Sequence = 1
	w.Refused(fault.StaleReading, caller, "PublishReadings", strings.Replace(g[0].Signed(b), "batch-gauge-1-1", "again", 1))
	// A thousand samples are one transaction.
	many := make([]int64, 1_000)
	for i := range many {
		many[i] = int64(i)
	}
	from := w.Now.AddDays(-30)
	if got := Parse[readings.PublishReadingsResponse](t, w.Ok(caller, "PublishReadings", g[1].Signed(g[1].Batch(w.Now, from, 60, many...)))); got.Samples != 1_000 {
		t.Fatalf("%+v", got)
	}
	list := Parse[readings.ListObservationsResponse](t, w.Ok(Regulator+"/auditor", "ListObservations", `{"index":"rain","unit":"mm","subject":"hill","oracleId":"gauge-2","pageSize":1000}`))
	if len(list.Samples) != 1_000 || list.Samples[999].Value != 999 || *list.Samples[999].ObservedAt != from.AddSeconds(999*60) || list.NextPageToken != "" {
		t.Fatalf("%d samples", len(list.Samples))
	}
	kept := Parse[oracle.PublishedReading](t, w.Ok(Regulator+"/auditor", "GetReading", `{"readingId":"gauge-2/rain/hill/2"}`))
	if len(kept.Batch.Samples) != 1_000 || kept.Reading != nil || len(kept.Signature) == 0 {
		t.Fatal("the signed batch is not kept")
	}
}

func TestPublishReadings_Correction_ReplacesItsSpanUntilSomebodySettles(t *testing.T) {
	w, g := Rainy(t)
	for _, s := range g {
		w.Report(s, FirstWindow, 100, 50)
	}
	d := w.Determine("d", FirstWindow)
	correction := func(s *Source, from string, values ...int64) string {
		b := s.Batch(w.Now, Moment(t, from), Day, values...)
		b.Correction = true
		return s.Signed(b)
	}
	got := Parse[readings.PublishReadingsResponse](t, w.Ok(Re+"/oracle", "PublishReadings", correction(g[0], FirstWindow, 20)))
	if got.Replaced != 1 {
		t.Fatalf("%+v", got)
	}
	w.Refused(fault.DeterminationStale, North+"/claims-handler", "SettleEvent", `{"requestId":"s","determinationId":"`+d.DeterminationID+`"}`)
	stale := Parse[oracle.Determination](t, w.Ok(Regulator+"/auditor", "GetDetermination", `{"determinationId":"`+d.DeterminationID+`"}`))
	if stale.Stale == nil {
		t.Fatal("not stale")
	}
	// A correction of another time leaves it as it is: the window of the next two days is not determined from it.
	if again := w.Determine("d2", FirstWindow); again.Stale != nil || again.Values[0].Value != 70 || again.Value != 150 {
		t.Fatalf("%+v", again)
	}
	outside := g[1].Batch(w.Now, Moment(t, "2026-03-01T00:00:00Z"), Day, 9, 9)
	outside.Correction = true
	w.Ok(Re+"/oracle", "PublishReadings", g[1].Signed(outside))
	// A sample that the correction does not have is taken back.
	fewer := g[2].Batch(w.Now, Moment(t, FirstWindow), Day, 30, 40)
	fewer.Samples, fewer.Correction = fewer.Samples[:1], true
	if got := Parse[readings.PublishReadingsResponse](t, w.Ok(Re+"/oracle", "PublishReadings", g[2].Signed(fewer))); got.Replaced != 2 {
		t.Fatalf("%+v", got)
	}
	last := w.Determine("d3", FirstWindow)
	if last.Values[2].Remark != "TOO_FEW_READINGS" || last.Value != 110 {
		t.Fatalf("%+v", last)
	}
	w.SettleBy("s", last.DeterminationID)
	w.Refused(fault.SettlementBegun, Re+"/oracle", "PublishReadings", correction(g[1], FirstWindow, 1))
	// What is not in the settled window can still be corrected.
	before := g[1].Batch(w.Now, Moment(t, "2026-03-01T00:00:00Z"), Day, 8, 8)
	before.Correction = true
	w.Ok(Re+"/oracle", "PublishReadings", g[1].Signed(before))
}
