package oracle

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"math/big"
	"slices"
	"strconv"
	"strings"

	"insurance/chaincode/domain/fault"
	"insurance/chaincode/domain/instant"
	"insurance/chaincode/domain/product"
	"insurance/chaincode/domain/record"
	"insurance/chaincode/domain/text"
)

// Rule names the rule by which a trigger's index is determined: triggers with the same rule share determinations.
func Rule(t *product.ParametricTrigger) string {
	return rule(t.Oracles, t.Quorum, t.MaximumReadingAgeSeconds, t.Window)
}

// Rule names the rule that was applied.
func (d *Determination) Rule() string {
	return rule(d.Oracles, d.Quorum, d.MaximumReadingAgeSeconds, d.Window)
}

func rule(oracles []string, quorum, maximumAge uint32, window *product.ReadingWindow) string {
	oracles = slices.Clone(oracles)
	slices.Sort(oracles)
	w := product.ReadingWindow{}
	if window != nil {
		w = *window
	}
	words := fmt.Sprintf("%s\n%d\n%d\n%d %d %d %d %d", strings.Join(oracles, " "), max(quorum, 1), maximumAge,
		w.Aggregation, w.Days, w.MinimumReadings, w.RunComparison, w.RunThreshold)
	digest := sha256.Sum256([]byte(words))
	return hex.EncodeToString(digest[:8])
}

// TopicOf is what determinations and observations are about: index/unit/subject, each percent-encoded.
func TopicOf(index, unit, subject string) string {
	return text.Escape(index) + "/" + text.Escape(unit) + "/" + text.Escape(subject)
}

// DeterminationID names a determination: index/unit/subject/start/rule. The start is that of the window, in Unix seconds
// from the year 1 so that ids sort by it; or the word "event".
func DeterminationID(t *product.ParametricTrigger, subject string, from *instant.Instant) string {
	start := "event"
	if from != nil {
		start = from.Sortable()
	}
	return strings.Join([]string{TopicOf(t.Index, t.Unit, subject), start, Rule(t)}, "/")
}

// NewDetermination begins the determination of a trigger's index.
func NewDetermination(t *product.ParametricTrigger, subject string, from *instant.Instant) *Determination {
	d := &Determination{
		DeterminationID: DeterminationID(t, subject, from), Index: t.Index, Unit: t.Unit, Subject: subject, From: from,
		Oracles: t.Oracles, Quorum: max(t.Quorum, 1), Window: t.Window, MaximumReadingAgeSeconds: t.MaximumReadingAgeSeconds,
	}
	if t.Window != nil {
		until := from.AddDays(int64(t.Window.Days))
		d.Until = &until
	}
	return d
}

// Remarks of oracles that do not count.
const (
	nothingReported = "NOTHING_REPORTED"
	tooFewReadings  = "TOO_FEW_READINGS"
)

// Exclude lists an oracle that does not count because it was revoked or is not known.
func (d *Determination) Exclude(oracleID string, revoked bool) {
	remark := nothingReported
	if revoked {
		remark = string(fault.OracleRevoked)
	}
	d.Values = append(d.Values, OracleValue{OracleID: oracleID, Remark: remark})
}

// Timed is an observation and its time.
type Timed struct {
	Observation
	At instant.Instant
}

// AddWindow adds what one oracle reported of the window, in the order of time.
func (d *Determination) AddWindow(oracleID string, observations []Timed) error {
	fresh := observations[:0:0]
	for i := range observations {
		if observations[i].AgeSeconds <= int64(d.MaximumReadingAgeSeconds) {
			fresh = append(fresh, observations[i])
		}
	}
	v := OracleValue{OracleID: oracleID, Readings: uint32(len(fresh))}
	switch {
	case len(observations) == 0:
		v.Remark = nothingReported
	case v.Readings < d.Window.MinimumReadings:
		v.Remark = tooFewReadings
	default:
		value, err := aggregate(d.Window, *d.From, fresh)
		if err != nil {
			return err
		}
		v.Value, v.Counted = value, true
	}
	d.Values = append(d.Values, v)
	return nil
}

// AddEvent adds an oracle's reading of an event; nil: it has none.
func (d *Determination) AddEvent(oracleID string, r *PublishedReading) {
	v := OracleValue{OracleID: oracleID}
	switch {
	case r == nil:
		v.Remark = nothingReported
	case r.AgeSeconds() > int64(d.MaximumReadingAgeSeconds):
		v.ReadingID, v.Remark = r.ReadingID, string(fault.StaleReading)
	default:
		v.ReadingID, v.ObservedAt, v.Value, v.Readings, v.Counted = r.ReadingID, r.Reading.ObservedAt, r.Reading.Value, 1, true
	}
	d.Values = append(d.Values, v)
}

// CountedOracles is how many oracles count.
func (d *Determination) CountedOracles() int {
	counted := 0
	for i := range d.Values {
		if d.Values[i].Counted {
			counted++
		}
	}
	return counted
}

// Conclude takes the median of the oracles that count, or refuses where they are fewer than the quorum.
func (d *Determination) Conclude(now *record.Stamp) error {
	var values []int64
	var times []instant.Instant
	for i := range d.Values {
		if v := &d.Values[i]; v.Counted {
			values = append(values, v.Value)
			if v.ObservedAt != nil {
				times = append(times, *v.ObservedAt)
			}
		}
	}
	if uint32(len(values)) < d.Quorum {
		return fault.New(fault.QuorumNotReached, "subject", "%d of the %d oracles needed have reported: %s", len(values), d.Quorum, d.remarks())
	}
	d.Value, d.Determined = Median(values), now
	if d.Window == nil {
		slices.SortFunc(times, instant.Instant.Compare)
		d.ObservedAt = &times[(len(times)-1)/2]
	}
	return nil
}

func (d *Determination) remarks() string {
	words := make([]string, len(d.Values))
	for i := range d.Values {
		v := &d.Values[i]
		words[i] = v.OracleID + " " + strconv.FormatInt(v.Value, 10)
		if !v.Counted {
			words[i] = v.OracleID + " " + v.Remark
		}
	}
	if len(words) == 0 {
		return "nobody"
	}
	return strings.Join(words, ", ")
}

// Median is the middle one of the values; of an even number the mean of the two middle ones, rounded half away from zero.
func Median(values []int64) int64 {
	sorted := slices.Clone(values)
	slices.Sort(sorted)
	n := len(sorted)
	high := sorted[n/2]
	if n%2 == 1 {
		return high
	}
	low := sorted[n/2-1]
	// The distance of two int64 fits an uint64, whatever their signs.
	distance := uint64(high) - uint64(low)
	mean := low + int64(distance/2)
	if distance%2 == 1 && mean >= 0 {
		mean++
	}
	return mean
}

// aggregate is the one value of a window's readings, which are in the order of time and at least one.
func aggregate(w *product.ReadingWindow, from instant.Instant, readings []Timed) (int64, error) {
	switch w.Aggregation {
	case product.Sum:
		return sum(readings)
	case product.LongestRun:
		return longestRun(w, from, readings), nil
	}
	value := readings[0].Value
	for i := range readings {
		if w.Aggregation == product.Minimum {
			value = min(value, readings[i].Value)
		} else {
			value = max(value, readings[i].Value)
		}
	}
	return value, nil
}

func sum(readings []Timed) (int64, error) {
	total := new(big.Int)
	for i := range readings {
		total.Add(total, big.NewInt(readings[i].Value))
	}
	if !total.IsInt64() {
		return 0, fault.New(fault.AmountOverflow, "subject", "the sum of the window's readings does not fit 64 bits")
	}
	return total.Int64(), nil
}

func longestRun(w *product.ReadingWindow, from instant.Instant, readings []Timed) int64 {
	// A day counts when it has readings and none of them breaks the run.
	seen, broken := make([]bool, w.Days), make([]bool, w.Days)
	for i := range readings {
		day := (readings[i].At.Seconds - from.Seconds) / instant.Day
		seen[day] = true
		broken[day] = broken[day] || !w.RunComparison.Holds(readings[i].Value, w.RunThreshold)
	}
	longest, run := int64(0), int64(0)
	for day := range seen {
		run++
		if !seen[day] || broken[day] {
			run = 0
		}
		longest = max(longest, run)
	}
	return longest
}

// IncludesReading says whether a reading of an event counts in the determination.
func (d *Determination) IncludesReading(readingID string) bool {
	for i := range d.Values {
		if d.Values[i].ReadingID == readingID {
			return true
		}
	}
	return false
}
