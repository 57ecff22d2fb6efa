package transactionstest

import (
	"fmt"
	"strings"
	"testing"

	"insurance/chaincode/domain/oracle"
	"insurance/chaincode/transactions/settlement"
)

// Rainy sells one policy of four days from 3 March on, in two windows, and registers three gauges for its subject.
func Rainy(t *testing.T) (*World, []*Source) {
	t.Helper()
	w := NewWorld(t).Market()
	w.Ok(North+"/underwriter", "PublishProduct", ProductOnReadings("rain", RainTrigger, "")+"}}")
	w.Sell("rain", "p1", "hill", "2026-03-03T00:00:00Z", "2026-03-07T00:00:00Z")
	gauges := make([]*Source, 3)
	for i := range gauges {
		gauges[i] = NewSource(t, fmt.Sprintf("gauge-%d", i+1), "rain", "mm", "hill", i == 1)
		w.Ok(Re+"/admin", "RegisterOracle", gauges[i].Registration(0, 1_000, ""))
	}
	w.Now = Moment(t, "2026-03-05T00:00:00Z")
	return w, gauges
}

// Report publishes daily values from a day on.
func (w *World) Report(s *Source, from string, values ...int64) {
	w.T.Helper()
	w.Ok(Re+"/oracle", "PublishReadings", s.Signed(s.Batch(w.Now, Moment(w.T, from), Day, values...)))
}

// Determine has the rain of a window determined.
func (w *World) Determine(request, from string) *oracle.Determination {
	w.T.Helper()
	return Parse[oracle.Determination](w.T, w.Ok(North+"/claims-handler", "DetermineIndex", DeterminationRequest(request, from)))
}

// SettleBy settles by a determination.
func (w *World) SettleBy(request, determinationID string) *settlement.SettleEventResponse {
	w.T.Helper()
	return Parse[settlement.SettleEventResponse](w.T, w.Ok(North+"/claims-handler", "SettleEvent", `{"requestId":"`+request+`","determinationId":"`+determinationID+`"}`))
}

// The windows of the policy that Rainy sells.
const (
	FirstWindow  = "2026-03-03T00:00:00Z"
	SecondWindow = "2026-03-05T00:00:00Z"
	WindowsEnd   = "2026-03-07T00:00:00Z"
)

// Towers registers two more oracles of flights and publishes a product that wants two of three.
func Towers(t *testing.T) (*World, []*Source) {
	t.Helper()
	w := NewWorld(t).Market()
	trigger := `{"index":"flight-arrival-delay","unit":"min","comparison":"COMPARISON_AT_LEAST","steps":[{"threshold":"60","payoutPpm":"500000"}],
		"maximumReadingAgeSeconds":86400,"quorum":2,"oracles":["t-1","t-2","t-3"]}`
	w.Ok(North+"/underwriter", "PublishProduct", ProductOnReadings("quorum", trigger, "")+"}}")
	w.Ok(North+"/underwriter", "PublishProduct", ProductOnReadings("one", strings.Replace(trigger, `"quorum":2`, `"quorum":1`, 1), "")+"}}")
	sources := make([]*Source, 4)
	for i := range sources {
		sources[i] = NewSource(t, fmt.Sprintf("t-%d", i+1), "flight-arrival-delay", "min", "AA 1", i%2 == 0)
		w.Ok(Re+"/admin", "RegisterOracle", sources[i].Registration(-60, 1_440, ""))
	}
	w.Sell("quorum", "p1", "AA 1", "2026-02-01T00:00:00Z", "2026-05-01T00:00:00Z")
	return w, sources
}

// Arrival is a request that publishes how late a flight came in.
func (w *World) Arrival(s *Source, value, minutesAgo int64, corrects string) string {
	observed, now := w.Now.AddSeconds(-60*minutesAgo), w.Now
	return s.Reading(&oracle.Reading{Value: value, ObservedAt: &observed, SignedAt: &now, Corrects: corrects})
}

// Publish publishes a reading of the tower, and returns its id.
func (w *World) Publish(subject string, value int64, sequence uint64, alter func(*oracle.Reading)) string {
	w.T.Helper()
	return Parse[oracle.PublishedReading](w.T, w.Ok(Re+"/oracle", "PublishReading", w.Reading(subject, value, sequence, alter))).ReadingID
}

// Settle settles by a reading.
func (w *World) Settle(request, reading string) *settlement.SettleEventResponse {
	w.T.Helper()
	return Parse[settlement.SettleEventResponse](w.T, w.Ok(North+"/claims-handler", "SettleEvent",
		`{"requestId":"`+request+`","readingId":"`+reading+`"}`))
}
