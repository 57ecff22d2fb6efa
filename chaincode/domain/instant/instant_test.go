package instant

import (
	"math"
	"testing"

	"insurance/chaincode/domain/fault"
)

func at(t *testing.T, s string) Instant {
	t.Helper()
	i, err := Parse(s)
	if err != nil {
		t.Fatalf("%s: %v", s, err)
	}
	return i
}

func TestParse_WritesBackInUTC(t *testing.T) {
	for text, want := range map[string]string{
		"2026-03-01T09:00:00Z":           "2026-03-01T09:00:00Z",
		"2026-03-01T09:00:00.5Z":         "2026-03-01T09:00:00.500Z",
		"2026-03-01T09:00:00.000001Z":    "2026-03-01T09:00:00.000001Z",
		"2026-03-01T09:00:00.000000001Z": "2026-03-01T09:00:00.000000001Z",
		"2026-03-01T00:30:00+02:00":      "2026-02-28T22:30:00Z",
		"1969-12-31T23:59:59.999Z":       "1969-12-31T23:59:59.999Z",
		"0001-01-01T00:00:00Z":           "0001-01-01T00:00:00Z",
		"9999-12-31T23:59:59.999999999Z": "9999-12-31T23:59:59.999999999Z",
		"2024-02-29T00:00:00Z":           "2024-02-29T00:00:00Z",
	} {
		if got := at(t, text).String(); got != want {
			t.Errorf("%s: %s, want %s", text, got, want)
		}
	}
}

func TestParse_RefusesWhatIsNotRFC3339(t *testing.T) {
	for _, text := range []string{
		"", "2026-03-01", "2026-03-01T9:00:00Z", "2026-03-01T09:00:00", "2026-03-01t09:00:00Z", "2026-03-01T09:00:00,5Z",
		"2026-02-29T00:00:00Z", "2026-03-01T24:00:00Z", "2026-03-01T09:00:60Z", "0000-12-31T23:59:59Z",
		"9999-12-31T23:59:59-01:00", "2026-03-01T09:00:00.1234567890Z", "10000-01-01T00:00:00Z",
	} {
		if got, err := Parse(text); err == nil {
			t.Errorf("%q was read as %s", text, got)
		}
	}
}

func TestAddSeconds_StopsAtTheEdgesOfTheCalendar(t *testing.T) {
	for _, test := range []struct {
		got  Instant
		want string
	}{
		{at(t, "2026-02-28T00:00:00.5Z").AddDays(1), "2026-03-01T00:00:00.500Z"},
		{at(t, "2026-03-01T00:00:00Z").AddDays(-1), "2026-02-28T00:00:00Z"},
		{at(t, "2026-03-01T00:00:00Z").AddDays(math.MaxUint32), "9999-12-31T23:59:59.999999999Z"},
		{at(t, "2026-03-01T00:00:00Z").AddDays(-math.MaxUint32), "0001-01-01T00:00:00Z"},
	} {
		if test.got.String() != test.want {
			t.Errorf("%s, want %s", test.got, test.want)
		}
	}
}

func TestPeriod_StartIsInsideAndEndIsNot(t *testing.T) {
	start, end := at(t, "2026-01-01T00:00:00Z"), at(t, "2027-01-01T00:00:00Z")
	p := &Period{&start, &end}
	for text, inside := range map[string]bool{
		"2025-12-31T23:59:59.999999999Z": false, "2026-01-01T00:00:00Z": true,
		"2026-12-31T23:59:59.999999999Z": true, "2027-01-01T00:00:00Z": false,
	} {
		if p.Contains(at(t, text)) != inside {
			t.Errorf("%s: inside must be %v", text, inside)
		}
	}
}

func TestPeriod_Validate_NeedsAnEndAfterTheStart(t *testing.T) {
	a, b := Instant{Seconds: 1}, Instant{Seconds: 1, Nanos: 1}
	for _, test := range []struct {
		p    *Period
		want fault.Code
	}{
		{nil, fault.Required}, {&Period{nil, &b}, fault.Required}, {&Period{&a, nil}, fault.Required},
		{&Period{&a, &a}, fault.InvalidPeriod}, {&Period{&b, &a}, fault.InvalidPeriod}, {&Period{&a, &b}, ""},
	} {
		var got fault.Code
		if refusal := fault.From(test.p.Validate()); refusal != nil {
			got = refusal.Code
		}
		if got != test.want {
			t.Errorf("%+v: %q, want %q", test.p, got, test.want)
		}
	}
}

func TestMillisecondsTo_CountsWholeOnes(t *testing.T) {
	a := Instant{Seconds: 10, Nanos: 900_000_000}
	for _, test := range []struct {
		b    Instant
		want int64
	}{
		{Instant{Seconds: 11, Nanos: 100_000_000}, 200}, {Instant{Seconds: 10, Nanos: 900_999_999}, 0},
		{Instant{Seconds: 12, Nanos: 900_000_000}, 2000}, {Instant{Seconds: 9}, 0},
	} {
		if got := a.MillisecondsTo(test.b); got != test.want {
			t.Errorf("%v: %d, want %d", test.b, got, test.want)
		}
	}
}

func FuzzParse(f *testing.F) {
	f.Add("2026-03-01T09:00:00.123Z")
	f.Add("2026-03-01T09:00:00+14:00")
	f.Fuzz(func(t *testing.T, text string) {
		parsed, err := Parse(text)
		if err != nil {
			return
		}
		if again, err := Parse(parsed.String()); err != nil || again != parsed {
			t.Fatalf("%q is %s, which reads back as %s, %v", text, parsed, again, err)
		}
	})
}
