package product

import (
	"insurance/chaincode/domain/fault"
	"insurance/chaincode/domain/money"
	"insurance/chaincode/domain/text"
)

func (t *ParametricTrigger) validate() error {
	var wrong fault.Refusals
	wrong.Add(text.ID("index", t.Index))
	wrong.Add(text.Label("unit", t.Unit, 32))
	if t.MaximumReadingAgeSeconds < 1 || t.MaximumReadingAgeSeconds > maxReadingSeconds {
		wrong.Add(outside("maximumReadingAgeSeconds", "the age is 1 to 2,592,000 seconds"))
	}
	wrong.Add(fault.At("subjects", t.Subjects.Validate()))
	if t.Monitoring != nil {
		wrong.Add(t.monitored())
		return wrong.Err()
	}
	wrong.Add(t.sources())
	if t.Comparison == ComparisonUnspecified {
		wrong.Add(fault.New(fault.Required, "comparison", "the comparison is required"))
	}
	if (len(t.Steps) == 0) == (t.Linear == nil) {
		wrong.Add(fault.New(fault.Required, "steps", "either payout steps or a linear payout is required"))
	}
	wrong.Add(t.stepped())
	wrong.Add(fault.At("linear", t.Linear.validate(t.Comparison.rising())))
	return wrong.Err()
}

// sources refuses a quorum that the oracles named cannot reach, and a window that is not one.
func (t *ParametricTrigger) sources() error {
	var wrong fault.Refusals
	wrong.Add(text.Count("oracles", len(t.Oracles), maxOracles))
	seen := make(map[string]bool, len(t.Oracles))
	for i, id := range t.Oracles {
		wrong.Add(fault.Index("oracles", i, text.ID("", id)))
		if seen[id] {
			wrong.Add(fault.Index("oracles", i, invalid("", "the oracle is named twice")))
		}
		seen[id] = true
	}
	if t.Quorum > maxOracles {
		wrong.Add(outside("quorum", "a quorum is at most 100 oracles"))
	}
	if len(t.Oracles) > 0 && int(t.Quorum) > len(t.Oracles) {
		wrong.Add(invalid("quorum", "the quorum is more than the oracles that are named"))
	}
	wrong.Add(fault.At("window", t.Window.validate()))
	return wrong.Err()
}

func (t *ParametricTrigger) stepped() error {
	var wrong fault.Refusals
	wrong.Add(text.Count("steps", len(t.Steps), maxSteps))
	for i, step := range t.Steps {
		if step.PayoutPPM < 1 || step.PayoutPPM > money.PPM {
			wrong.Add(fault.Index("steps", i, outside("payoutPpm", "a payout is 1 to 1,000,000 parts per million of the sum insured")))
		}
		if i == 0 {
			continue
		}
		before := t.Steps[i-1]
		if step.Threshold == before.Threshold || (step.Threshold > before.Threshold) != t.Comparison.rising() {
			wrong.Add(fault.Index("steps", i, invalid("threshold", "steps go from the mildest threshold to the most severe")))
		}
		if step.PayoutPPM < before.PayoutPPM {
			wrong.Add(fault.Index("steps", i, invalid("payoutPpm", "a more severe step pays at least what a milder one does")))
		}
	}
	return wrong.Err()
}

// maxLinear keeps the distance between entry and exit inside 64 bits.
const maxLinear = 1 << 53

func (l *LinearPayout) validate(rising bool) error {
	if l == nil {
		return nil
	}
	var wrong fault.Refusals
	if l.Entry < -maxLinear || l.Entry > maxLinear || l.Exit < -maxLinear || l.Exit > maxLinear {
		wrong.Add(outside("entry", "entry and exit are at most 2^53 from zero"))
	}
	if l.Entry == l.Exit || (l.Exit > l.Entry) != rising {
		wrong.Add(invalid("exit", "the payout goes from the mild entry to the severe exit"))
	}
	if l.MaximumPPM < 1 || l.MaximumPPM > money.PPM {
		wrong.Add(outside("maximumPpm", "a payout is 1 to 1,000,000 parts per million of the sum insured"))
	}
	return wrong.Err()
}
