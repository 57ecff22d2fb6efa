package ledger_test

import (
	"math"
	"testing"

	"insurance/chaincode/domain/fault"
	"insurance/chaincode/domain/instant"
	"insurance/chaincode/ledger"
	"insurance/chaincode/ledger/memledger"
)

func TestTimely_TimesAroundTheClock_AreRefusedBeyondTwoMinutes(t *testing.T) {
	clock := instant.Instant{Seconds: 1_780_000_000, Nanos: 500}
	for _, c := range []struct {
		name    string
		given   instant.Instant
		refused bool
	}{
		{"now", clock, false},
		{"two minutes ago", instant.Instant{Seconds: clock.Seconds - 120, Nanos: 500}, false},
		{"a nanosecond before that", instant.Instant{Seconds: clock.Seconds - 120, Nanos: 499}, true},
		{"in two minutes", instant.Instant{Seconds: clock.Seconds + 120, Nanos: 500}, false},
		{"a nanosecond after that", instant.Instant{Seconds: clock.Seconds + 120, Nanos: 501}, true},
		{"1970", instant.Instant{}, true},
		{"2100", instant.Instant{Seconds: 4_102_444_800}, true},
		{"the last second there is", instant.Instant{Seconds: math.MaxInt64, Nanos: 999_999_999}, true},
		{"the first second there is", instant.Instant{Seconds: math.MinInt64}, true},
		{"negative", instant.Instant{Seconds: -1}, true},
		{"negative nanoseconds", instant.Instant{Seconds: clock.Seconds, Nanos: -1}, true},
		{"a second of nanoseconds", instant.Instant{Seconds: clock.Seconds, Nanos: 1_000_000_000}, true},
		{"the most nanoseconds there are", instant.Instant{Seconds: clock.Seconds, Nanos: math.MaxInt32}, true},
	} {
		err := ledger.Timely(c.given, clock)
		if (err != nil) != c.refused {
			t.Errorf("%s: %v", c.name, err)
		}
		if refusal := fault.From(err); err != nil && (refusal == nil || refusal.Code != fault.TimeOutOfBounds) {
			t.Errorf("%s: %v", c.name, err)
		}
	}
}

func TestBounded_RefusedTransaction_DoesNotRun(t *testing.T) {
	clock := instant.Instant{Seconds: 1_780_000_000}
	ran := 0
	run := ledger.Bounded(func() instant.Instant { return clock }, func(c ledger.Context, function string, arguments [][]byte) ([]byte, error) {
		ran++
		return []byte(function), nil
	})
	late := memledger.New().Begin(memledger.Proposal{Time: clock.AddSeconds(-121)})
	if _, err := run(late, "Pay", nil); err == nil || ran != 0 {
		t.Fatalf("ran %d times: %v", ran, err)
	}
	timely := memledger.New().Begin(memledger.Proposal{Time: clock.AddSeconds(119)})
	if payload, err := run(timely, "Pay", nil); err != nil || string(payload) != "Pay" || ran != 1 {
		t.Fatalf("ran %d times: %q, %v", ran, payload, err)
	}
}
