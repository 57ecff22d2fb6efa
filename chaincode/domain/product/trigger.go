package product

import (
	"fmt"
	"math/bits"
)

// Comparison is how a value is compared with a threshold.
type Comparison int32

// The comparisons.
const (
	ComparisonUnspecified Comparison = iota
	AtLeast
	Above
	AtMost
	Below
)

// EnumNames lists the names by number.
func (Comparison) EnumNames() []string {
	return []string{
		"COMPARISON_UNSPECIFIED", "COMPARISON_AT_LEAST", "COMPARISON_ABOVE", "COMPARISON_AT_MOST", "COMPARISON_BELOW",
	}
}

func (c Comparison) String() string {
	return [...]string{"unspecified", "at least", "above", "at most", "below"}[c]
}

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

// ParametricTrigger pays by readings of an index.
type ParametricTrigger struct {
	Index                    string        `json:"index"`
	Unit                     string        `json:"unit"`
	Comparison               Comparison    `json:"comparison"`
	Steps                    []PayoutStep  `json:"steps"`
	MaximumReadingAgeSeconds uint32        `json:"maximumReadingAgeSeconds"`
	Linear                   *LinearPayout `json:"linear"`
	// Oracles are those whose readings count; none: every one that is registered for the index.
	Oracles []string `json:"oracles"`
	// Quorum is how many oracles must have reported; their median counts. 0 and 1: one is enough.
	Quorum     uint32         `json:"quorum"`
	Window     *ReadingWindow `json:"window"`
	Monitoring *Monitoring    `json:"monitoring"`
	// Subjects are those that policies can be about; nil: any text.
	Subjects *SubjectRule `json:"subjects"`
}

// PayoutStep pays a share of the sum insured once its threshold is reached.
type PayoutStep struct {
	Threshold int64 `json:"threshold"`
	PayoutPPM int64 `json:"payoutPpm"`
}

// LinearPayout pays nothing up to the entry, everything from the exit on, and in proportion between them.
type LinearPayout struct {
	Entry      int64 `json:"entry"`
	Exit       int64 `json:"exit"`
	MaximumPPM int64 `json:"maximumPpm"`
}

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
