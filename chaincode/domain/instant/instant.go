// Package instant holds points and spans of time as the ledger records them: UTC, nanoseconds, years 1 to 9999.
package instant

import (
	"fmt"
	"strconv"
	"time"

	"insurance/chaincode/domain/fault"
)

const (
	minSeconds = -62135596800 // 0001-01-01T00:00:00Z
	maxSeconds = 253402300799 // 9999-12-31T23:59:59Z
	// Day is the length of a day in seconds; the ledger's days have no time zone.
	Day = 86400
)

// Instant is a point in time.
type Instant struct {
	Seconds int64
	Nanos   int32
}

// Of is a moment of a clock.
func Of(t time.Time) Instant { return Instant{Seconds: t.Unix(), Nanos: int32(t.Nanosecond())} }

// Parse reads RFC 3339, with any offset and up to nine digits of fraction.
func Parse(s string) (Instant, error) {
	if len(s) < 20 || len(s) > 35 || s[10] != 'T' || s[13] != ':' || !fractionIsShort(s[19:]) {
		return Instant{}, fmt.Errorf("not an RFC 3339 time")
	}
	t, err := time.Parse(time.RFC3339Nano, s)
	if err != nil {
		return Instant{}, fmt.Errorf("not an RFC 3339 time")
	}
	seconds := t.Unix()
	if seconds < minSeconds || seconds > maxSeconds {
		return Instant{}, fmt.Errorf("outside the years 1 to 9999")
	}
	return Instant{Seconds: seconds, Nanos: int32(t.Nanosecond())}, nil
}

// fractionIsShort refuses what time.Parse would take besides: a comma before the fraction, and digits beyond nine, which
// it would drop.
func fractionIsShort(rest string) bool {
	if rest[0] == ',' {
		return false
	}
	digits := 0
	if rest[0] == '.' {
		for digits+1 < len(rest) && rest[digits+1] >= '0' && rest[digits+1] <= '9' {
			digits++
		}
	}
	return digits <= 9
}

// Append writes the RFC 3339 form in UTC with 0, 3, 6 or 9 digits of fraction, as proto3 JSON does.
func (i Instant) Append(b []byte) []byte {
	b = time.Unix(i.Seconds, 0).UTC().AppendFormat(b, "2006-01-02T15:04:05")
	switch n := i.Nanos; {
	case n == 0:
	case n%1_000_000 == 0:
		b = fmt.Appendf(b, ".%03d", n/1_000_000)
	case n%1_000 == 0:
		b = fmt.Appendf(b, ".%06d", n/1_000)
	default:
		b = fmt.Appendf(b, ".%09d", n)
	}
	return append(b, 'Z')
}

func (i Instant) String() string { return string(i.Append(nil)) }

// Words is the moment as people write it, to the minute, or to the second where it is not on a minute.
func (i Instant) Words() string {
	form := "2006-01-02 15:04 UTC"
	if i.Seconds%60 != 0 {
		form = "2006-01-02 15:04:05 UTC"
	}
	return time.Unix(i.Seconds, 0).UTC().Format(form)
}

// Compare is negative, zero or positive as i is before, at or after j.
func (i Instant) Compare(j Instant) int {
	switch {
	case i.Seconds != j.Seconds:
		if i.Seconds < j.Seconds {
			return -1
		}
		return 1
	case i.Nanos != j.Nanos:
		return int(i.Nanos) - int(j.Nanos)
	}
	return 0
}

// Sortable is the seconds since the year 1 in 12 digits, which sort as the times do.
func (i Instant) Sortable() string { return fmt.Sprintf("%012d", i.Seconds-minSeconds) }

// ParseSortable reads what Sortable writes.
func ParseSortable(s string) (Instant, error) {
	seconds, err := strconv.ParseUint(s, 10, 63)
	if err != nil || len(s) != 12 || int64(seconds) > maxSeconds-minSeconds {
		return Instant{}, fmt.Errorf("not seconds since the year 1 in 12 digits")
	}
	return Instant{Seconds: int64(seconds) + minSeconds}, nil
}

// Before says whether i is earlier than j.
func (i Instant) Before(j Instant) bool { return i.Compare(j) < 0 }

// AddSeconds moves i; a result outside the years 1 to 9999 stops at their edge.
func (i Instant) AddSeconds(n int64) Instant {
	// Both operands are far inside 63 bits: seconds of the calendar, and at most 2^32 days.
	seconds := i.Seconds + n
	if seconds < minSeconds {
		return Instant{Seconds: minSeconds}
	}
	if seconds > maxSeconds {
		return Instant{Seconds: maxSeconds, Nanos: 999_999_999}
	}
	return Instant{Seconds: seconds, Nanos: i.Nanos}
}

// AddDays moves i by whole days of 24 hours.
func (i Instant) AddDays(n int64) Instant { return i.AddSeconds(n * Day) }

// MillisecondsTo is the whole milliseconds from i to j, zero when j is earlier.
func (i Instant) MillisecondsTo(j Instant) int64 {
	if !i.Before(j) {
		return 0
	}
	return (j.Seconds-i.Seconds)*1000 + int64(j.Nanos-i.Nanos)/1_000_000
}

// Validate refuses a period without both ends, or that does not end after its start.
func (p *Period) Validate() error {
	if p == nil {
		return fault.New(fault.Required, "", "a period is required")
	}
	var wrong fault.Refusals
	if p.Start == nil {
		wrong.Add(fault.New(fault.Required, "start", "the start of the period is required"))
	}
	if p.End == nil {
		wrong.Add(fault.New(fault.Required, "end", "the end of the period is required"))
	}
	if p.Start != nil && p.End != nil && !p.Start.Before(*p.End) {
		wrong.Add(fault.New(fault.InvalidPeriod, "end", "the period ends at %s, not after its start at %s", p.End, p.Start))
	}
	return wrong.Err()
}

// Contains says whether t is inside.
func (p *Period) Contains(t Instant) bool { return !t.Before(*p.Start) && t.Before(*p.End) }

// Days is the length of the period in days of 24 hours, a part of a day counted as one.
func (p *Period) Days() int64 {
	seconds := p.End.Seconds - p.Start.Seconds
	if p.End.Nanos > p.Start.Nanos {
		seconds++
	}
	return (seconds + Day - 1) / Day
}
