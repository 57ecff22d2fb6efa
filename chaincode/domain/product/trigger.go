package product

import (
	"fmt"
	"math/bits"
)

// Holds says whether value stands in this comparison to threshold.
func (c Comparison) Holds(value, threshold int64) bool {
	switch c {
	case AtLeast:
		return value >= threshold
	case Above:
		return value > threshold
	case AtMost:
		return value <= threshold
	case Below:
		return value < threshold
	}
	return false
}

// rising says whether a higher value is the more severe one.
func (c Comparison) rising() bool { return c == AtLeast || c == Above }

// Determined says whether the index is determined, from a window or by several oracles, before it settles anything.
func (t *ParametricTrigger) Determined() bool { return t.Window != nil || t.Quorum > 1 }

// Accepts says whether an oracle's readings count.
func (t *ParametricTrigger) Accepts(oracleID string) bool {
	return len(t.Oracles) == 0 || contains(t.Oracles, oracleID)
}

// PayoutPPM is the share of the sum insured that a value pays; 0 when it pays nothing.
func (t *ParametricTrigger) PayoutPPM(value int64) int64 {
	if t.Linear != nil {
		return t.Linear.payoutPPM(value, t.Comparison.rising())
	}
	if step := t.Reached(value); step != nil {
		return step.PayoutPPM
	}
	return 0
}

// MaximumPPM is the greatest share of the sum insured that a value pays.
func (t *ParametricTrigger) MaximumPPM() int64 {
	if t.Linear != nil {
		return t.Linear.MaximumPPM
	}
	most := int64(0)
	for i := range t.Steps {
		most = max(most, t.Steps[i].PayoutPPM)
	}
	return most
}

// Reached is the most severe step that value reaches; nil when it reaches none.
func (t *ParametricTrigger) Reached(value int64) *PayoutStep {
	for i := len(t.Steps) - 1; i >= 0; i-- {
		if t.Comparison.Holds(value, t.Steps[i].Threshold) {
			return &t.Steps[i]
		}
	}
	return nil
}

func (l *LinearPayout) payoutPPM(value int64, rising bool) int64 {
	done, whole := value-l.Entry, l.Exit-l.Entry
	if !rising {
		done, whole = -done, -whole
	}
	switch {
	case done <= 0:
		return 0
	case done >= whole:
		return l.MaximumPPM
	}
	// In 128 bits; rounded down to a millionth of the sum insured.
	high, low := bits.Mul64(uint64(done), uint64(l.MaximumPPM))
	share, _ := bits.Div64(high, low, uint64(whole))
	return int64(share)
}

// Words describe what a value meets.
func (t *ParametricTrigger) Words(value int64) string {
	if t.Linear != nil {
		return fmt.Sprintf("%s between %d and %d %s", t.Index, t.Linear.Entry, t.Linear.Exit, t.Measure())
	}
	if step := t.Reached(value); step != nil {
		return fmt.Sprintf("%s %s %d %s", t.Index, t.Comparison, step.Threshold, t.Measure())
	}
	return t.Index
}

// Measure is what the values that pay are in: the unit of the readings, or, for the length of a run, days.
func (t *ParametricTrigger) Measure() string {
	if t.Window != nil && t.Window.Aggregation == LongestRun {
		return "days"
	}
	return t.Unit
}
