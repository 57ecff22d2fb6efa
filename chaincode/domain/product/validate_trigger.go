package product

import (
	"insurance/chaincode/domain/fault"
	"insurance/chaincode/domain/money"
	"insurance/chaincode/domain/text"
)

func (t *ParametricTrigger) validate() error {
	if err := text.ID("index", t.Index); err != nil {
		return err
	}
	if err := text.Label("unit", t.Unit, 32); err != nil {
		return err
	}
	if t.MaximumReadingAgeSeconds < 1 || t.MaximumReadingAgeSeconds > maxReadingSeconds {
		return outside("maximumReadingAgeSeconds", "the age is 1 to 2,592,000 seconds")
	}
	if err := fault.At("subjects", t.Subjects.Validate()); err != nil {
		return err
	}
	if t.Monitoring != nil {
		return t.monitored()
	}
	if err := t.sources(); err != nil {
		return err
	}
	if t.Comparison == ComparisonUnspecified {
		return fault.New(fault.Required, "comparison", "the comparison is required")
	}
	if (len(t.Steps) == 0) == (t.Linear == nil) {
		return fault.New(fault.Required, "steps", "either payout steps or a linear payout is required")
	}
	if err := t.stepped(); err != nil {
		return err
	}
	return fault.At("linear", t.Linear.validate(t.Comparison.rising()))
}

// sources refuses a quorum that the oracles named cannot reach, and a window that is not one.
func (t *ParametricTrigger) sources() error {
	if err := text.Count("oracles", len(t.Oracles), maxOracles); err != nil {
		return err
	}
	seen := make(map[string]bool, len(t.Oracles))
	for i, id := range t.Oracles {
		if err := text.ID("", id); err != nil {
			return fault.Index("oracles", i, err)
		}
		if seen[id] {
			return fault.Index("oracles", i, invalid("", "the oracle is named twice"))
		}
		seen[id] = true
	}
	if t.Quorum > maxOracles {
		return outside("quorum", "a quorum is at most 100 oracles")
	}
	if len(t.Oracles) > 0 && int(t.Quorum) > len(t.Oracles) {
		return invalid("quorum", "the quorum is more than the oracles that are named")
	}
	return fault.At("window", t.Window.validate())
}

func (t *ParametricTrigger) stepped() error {
	if err := text.Count("steps", len(t.Steps), maxSteps); err != nil {
		return err
	}
	for i, step := range t.Steps {
		if step.PayoutPPM < 1 || step.PayoutPPM > money.PPM {
			return fault.Index("steps", i, outside("payoutPpm", "a payout is 1 to 1,000,000 parts per million of the sum insured"))
		}
		if i == 0 {
			continue
		}
		before := t.Steps[i-1]
		if step.Threshold == before.Threshold || (step.Threshold > before.Threshold) != t.Comparison.rising() {
			return fault.Index("steps", i, invalid("threshold", "steps go from the mildest threshold to the most severe"))
		}
		if step.PayoutPPM < before.PayoutPPM {
			return fault.Index("steps", i, invalid("payoutPpm", "a more severe step pays at least what a milder one does"))
		}
	}
	return nil
}

// maxLinear keeps the distance between entry and exit inside 64 bits.
const maxLinear = 1 << 53

func (l *LinearPayout) validate(rising bool) error {
	if l == nil {
		return nil
	}
	if l.Entry < -maxLinear || l.Entry > maxLinear || l.Exit < -maxLinear || l.Exit > maxLinear {
		return outside("entry", "entry and exit are at most 2^53 from zero")
	}
	if l.Entry == l.Exit || (l.Exit > l.Entry) != rising {
		return invalid("exit", "the payout goes from the mild entry to the severe exit")
	}
	if l.MaximumPPM < 1 || l.MaximumPPM > money.PPM {
		return outside("maximumPpm", "a payout is 1 to 1,000,000 parts per million of the sum insured")
	}
	return nil
}
