package product

import (
	"testing"

	"insurance/chaincode/domain/fault"
	"insurance/chaincode/domain/instant"
)

func wet() *ParametricTrigger {
	return &ParametricTrigger{Index: "rain", Unit: "mm", Comparison: AtLeast, Steps: []PayoutStep{{1, 1}}, MaximumReadingAgeSeconds: 1, Quorum: 2,
		Oracles: []string{"a", "b"}, Window: &ReadingWindow{Aggregation: Sum, Days: 7, MinimumReadings: 7}}
}

func watched() *ParametricTrigger {
	return &ParametricTrigger{Index: "cold", Unit: "C", MaximumReadingAgeSeconds: 1, Monitoring: &Monitoring{
		Comparison: Above, Threshold: 8, MinimumSeconds: 60, MaximumGapSeconds: 60, PayoutPPM: 1, Outcome: Approve, Cause: "warming"}}
}

func TestParametricTrigger_Validate_RefusesWhatCannotSettle(t *testing.T) {
	for _, test := range []struct {
		name  string
		of    func() *ParametricTrigger
		alter func(*ParametricTrigger)
		field string
	}{
		{"a window", wet, func(*ParametricTrigger) {}, ""},
		{"any oracle", wet, func(p *ParametricTrigger) { p.Oracles = nil }, ""},
		{"a run", wet, func(p *ParametricTrigger) {
			p.Window.Aggregation, p.Window.RunComparison, p.Window.RunThreshold = LongestRun, AtMost, -3
		}, ""},
		{"an oracle twice", wet, func(p *ParametricTrigger) { p.Oracles[1] = "a" }, "oracles[1]"},
		{"an oracle without an id", wet, func(p *ParametricTrigger) { p.Oracles[1] = "" }, "oracles[1]"},
		{"101 oracles", wet, func(p *ParametricTrigger) { p.Oracles = make([]string, 101) }, "oracles"},
		{"a quorum of too many", wet, func(p *ParametricTrigger) { p.Quorum = 3 }, "quorum"},
		{"a quorum of 101", wet, func(p *ParametricTrigger) { p.Oracles, p.Quorum = nil, 101 }, "quorum"},
		{"no aggregation", wet, func(p *ParametricTrigger) { p.Window.Aggregation = 0 }, "window.aggregation"},
		{"no days", wet, func(p *ParametricTrigger) { p.Window.Days = 0 }, "window.days"},
		{"367 days", wet, func(p *ParametricTrigger) { p.Window.Days = 367 }, "window.days"},
		{"no readings", wet, func(p *ParametricTrigger) { p.Window.MinimumReadings = 0 }, "window.minimumReadings"},
		{"10,001 readings", wet, func(p *ParametricTrigger) { p.Window.MinimumReadings = 10_001 }, "window.minimumReadings"},
		{"a sum with a comparison", wet, func(p *ParametricTrigger) { p.Window.RunComparison = Above }, "window.runComparison"},
		{"a sum with a threshold", wet, func(p *ParametricTrigger) { p.Window.RunThreshold = 1 }, "window.runThreshold"},
		{"a run without a comparison", wet, func(p *ParametricTrigger) { p.Window.Aggregation = LongestRun }, "window.runComparison"},
		{"monitoring", watched, func(*ParametricTrigger) {}, ""},
		{"monitoring and steps", watched, func(p *ParametricTrigger) { p.Steps = []PayoutStep{{1, 1}} }, "monitoring"},
		{"monitoring and a window", watched, func(p *ParametricTrigger) { p.Window = wet().Window }, "monitoring"},
		{"monitoring and a quorum", watched, func(p *ParametricTrigger) { p.Quorum = 1 }, "monitoring"},
		{"monitoring and a comparison", watched, func(p *ParametricTrigger) { p.Comparison = Above }, "monitoring"},
		{"no threshold's comparison", watched, func(p *ParametricTrigger) { p.Monitoring.Comparison = 0 }, "monitoring.comparison"},
		{"a run of a year and a day more", watched, func(p *ParametricTrigger) { p.Monitoring.MinimumSeconds = 366*86_400 + 1 }, "monitoring.minimumSeconds"},
		{"no gap", watched, func(p *ParametricTrigger) { p.Monitoring.MaximumGapSeconds = 0 }, "monitoring.maximumGapSeconds"},
		{"no payout", watched, func(p *ParametricTrigger) { p.Monitoring.PayoutPPM = 0 }, "monitoring.payoutPpm"},
		{"more than everything", watched, func(p *ParametricTrigger) { p.Monitoring.PayoutPPM = 1_000_001 }, "monitoring.payoutPpm"},
		{"declining", watched, func(p *ParametricTrigger) { p.Monitoring.Outcome = Decline }, "monitoring.outcome"},
		{"no cause", watched, func(p *ParametricTrigger) { p.Monitoring.Cause = "" }, "monitoring.cause"},
	} {
		trigger := test.of()
		test.alter(trigger)
		refusal := fault.From(trigger.validate())
		if test.field == "" {
			if refusal != nil {
				t.Errorf("%s: %v", test.name, refusal)
			}
			continue
		}
		if refusal == nil || refusal.Field != test.field {
			t.Errorf("%s: %v, want at %s", test.name, refusal, test.field)
		}
	}
}

func TestReadingWindow_Among_OnlyWholeWindowsFromTheStart(t *testing.T) {
	const day = instant.Day
	start, end := instant.Instant{Seconds: 5 * day}, instant.Instant{Seconds: 26 * day}
	cover := &instant.Period{Start: &start, End: &end}
	w := &ReadingWindow{Days: 7}
	for from, want := range map[int64]bool{
		5 * day: true, 12 * day: true, 19 * day: true, 26 * day: false, -2 * day: false, 6 * day: false, 5*day + 1: false, 20 * day: false,
	} {
		if got := w.Among(cover, instant.Instant{Seconds: from}); got != want {
			t.Errorf("from %d: %t", from, got)
		}
	}
	if w.Among(cover, instant.Instant{Seconds: 5 * day, Nanos: 1}) {
		t.Error("a window begins at a part of a second")
	}
	if err := w.Divides(cover); err != nil {
		t.Error(err)
	}
	if longer := (&ReadingWindow{Days: 8}).Divides(cover); fault.From(longer) == nil {
		t.Error("21 days are no whole number of 8")
	}
}
