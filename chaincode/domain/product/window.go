package product

import (
	"insurance/chaincode/domain/fault"
	"insurance/chaincode/domain/instant"
	"insurance/chaincode/domain/money"
	"insurance/chaincode/domain/text"
)

// MaxWindowReadings is how many readings of one oracle a window has at most.
const MaxWindowReadings = 10_000

const maxWindowDays = 366

func (w *ReadingWindow) validate() error {
	if w == nil {
		return nil
	}
	var wrong fault.Refusals
	if w.Aggregation == AggregationUnspecified {
		wrong.Add(fault.New(fault.Required, "aggregation", "the aggregation is required"))
	}
	if w.Days < 1 || w.Days > maxWindowDays {
		wrong.Add(outside("days", "a window is 1 to 366 days"))
	}
	if w.MinimumReadings < 1 || w.MinimumReadings > MaxWindowReadings {
		wrong.Add(outside("minimumReadings", "an oracle counts from 1 to 10,000 readings on"))
	}
	if (w.Aggregation == LongestRun) != (w.RunComparison != ComparisonUnspecified) {
		wrong.Add(invalid("runComparison", "a run, and nothing else, has a comparison"))
	}
	if w.Aggregation != LongestRun && w.RunThreshold != 0 {
		wrong.Add(invalid("runThreshold", "only a run has a threshold"))
	}
	return wrong.Err()
}

// Divides refuses a cover that is not a whole number of windows: a rest would be paid for and never be settled.
func (w *ReadingWindow) Divides(cover *instant.Period) error {
	if w == nil {
		return nil
	}
	seconds := int64(w.Days) * instant.Day
	if cover.Start.Nanos != 0 || cover.End.Nanos != 0 || (cover.End.Seconds-cover.Start.Seconds)%seconds != 0 {
		return fault.New(fault.InvalidPeriod, "end", "the cover is a whole number of windows of %d days of 24 hours, in whole seconds", w.Days)
	}
	return nil
}

// Among says whether a window that begins at a moment is one of a cover's.
func (w *ReadingWindow) Among(cover *instant.Period, from instant.Instant) bool {
	seconds := int64(w.Days) * instant.Day
	return !from.Before(*cover.Start) && from.Nanos == cover.Start.Nanos && (from.Seconds-cover.Start.Seconds)%seconds == 0 &&
		!cover.End.Before(from.AddSeconds(seconds))
}

// Within is how many whole windows there are between two moments, in seconds.
func (w *ReadingWindow) Within(from, until int64) int64 {
	return max(until-from, 0) / (int64(w.Days) * instant.Day)
}

const (
	maxRunSeconds = 366 * 86_400
	maxGapSeconds = 31 * 86_400
)

func (t *ParametricTrigger) refers() bool {
	return t.Monitoring != nil && t.Monitoring.Outcome == Refer
}

// monitored refuses what only a trigger without devices has.
func (t *ParametricTrigger) monitored() error {
	if t.Comparison != ComparisonUnspecified || len(t.Steps) > 0 || t.Linear != nil || len(t.Oracles) > 0 || t.Quorum > 0 || t.Window != nil {
		return invalid("monitoring", "a trigger with monitoring has an index, a unit, an age and subjects besides, and nothing else")
	}
	return fault.At("monitoring", t.Monitoring.validate())
}

func (m *Monitoring) validate() error {
	var wrong fault.Refusals
	if m.Comparison == ComparisonUnspecified {
		wrong.Add(fault.New(fault.Required, "comparison", "the comparison is required"))
	}
	if m.MinimumSeconds > maxRunSeconds {
		wrong.Add(outside("minimumSeconds", "a run is at most 366 days"))
	}
	if m.MaximumGapSeconds < 1 || m.MaximumGapSeconds > maxGapSeconds {
		wrong.Add(outside("maximumGapSeconds", "a gap is 1 to 2,678,400 seconds"))
	}
	wrong.Add(share("payoutPpm", m.PayoutPPM, money.PPM))
	if m.PayoutPPM == 0 {
		wrong.Add(outside("payoutPpm", "a payout is 1 to 1,000,000 parts per million of the sum insured"))
	}
	if m.Outcome != Approve && m.Outcome != Refer {
		wrong.Add(invalid("outcome", "monitoring approves or refers"))
	}
	wrong.Add(text.Label("cause", m.Cause, 100))
	return wrong.Err()
}

// monitoredCause refuses monitoring that would open claims of a cause that is not covered.
func (p *Product) monitoredCause() error {
	if p.ParametricTrigger == nil || len(p.Coverages) == 0 || p.Coverages[0].Covers(p.ParametricTrigger.Monitoring.Cause) {
		return nil
	}
	return invalid("parametricTrigger.monitoring.cause", "the coverage does not cover this cause")
}
