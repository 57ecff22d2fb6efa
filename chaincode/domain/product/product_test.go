package product

import (
	"math/big"
	"math/rand"
	"testing"

	"insurance/chaincode/domain/money"
)

func TestPayoutPPM_Linear_GoesFromEntryToExitRoundedDown(t *testing.T) {
	falling := &ParametricTrigger{Comparison: AtMost, Linear: &LinearPayout{Entry: 50, Exit: 20, MaximumPPM: 900_000}}
	rising := &ParametricTrigger{Comparison: AtLeast, Linear: &LinearPayout{Entry: -10, Exit: 20, MaximumPPM: 1_000_000}}
	for _, test := range []struct {
		trigger *ParametricTrigger
		value   int64
		want    int64
	}{
		{falling, 51, 0}, {falling, 50, 0}, {falling, 49, 30_000}, {falling, 35, 450_000}, {falling, 20, 900_000}, {falling, -1 << 60, 900_000},
		{rising, -10, 0}, {rising, -9, 33_333}, {rising, 5, 500_000}, {rising, 20, 1_000_000}, {rising, 1 << 60, 1_000_000},
	} {
		if got := test.trigger.PayoutPPM(test.value); got != test.want {
			t.Errorf("%d pays %d, want %d", test.value, got, test.want)
		}
	}
}

// A more severe value never pays less, and what is paid is the exact share rounded down.
func TestPayoutPPM_AnyLinear_IsMonotoneAndExact(t *testing.T) {
	random := rand.New(rand.NewSource(3))
	for range 5_000 {
		entry := random.Int63n(2*maxLinear) - maxLinear
		l := &LinearPayout{Entry: entry, Exit: entry + 1 + random.Int63n(maxLinear), MaximumPPM: 1 + random.Int63n(money.PPM)}
		trigger := &ParametricTrigger{Comparison: AtLeast, Linear: l}
		a := entry + random.Int63n(l.Exit-entry)
		b := a + random.Int63n(l.Exit-a+1)
		low, high := trigger.PayoutPPM(a), trigger.PayoutPPM(b)
		exact := new(big.Int).Mul(big.NewInt(a-entry), big.NewInt(l.MaximumPPM))
		exact.Quo(exact, big.NewInt(l.Exit-entry))
		if low > high || high > l.MaximumPPM || low != exact.Int64() {
			t.Fatalf("%+v: %d pays %d, %d pays %d, exactly %s", l, a, low, b, high, exact)
		}
	}
}

// Whatever the deductible, the holder never gets more than the loss, nor less than nothing.
func TestAfter_AnyDeductible_IsBetweenNothingAndTheLoss(t *testing.T) {
	random := rand.New(rand.NewSource(5))
	amount := func() *money.Money { return money.Of(1+random.Int63n(1<<40), "DKK").Ptr() }
	for range 5_000 {
		d := &Deductible{Kind: DeductibleKind(1 + random.Intn(3)), Amount: amount(), RatePPM: 1 + random.Int63n(money.PPM-1)}
		if random.Intn(2) == 0 {
			d.Minimum = amount()
		}
		if random.Intn(2) == 0 {
			d.Maximum = amount()
		}
		loss := *amount()
		left, err := d.After(loss)
		if err != nil || left.MinorUnits < 0 || left.MinorUnits > loss.MinorUnits || d.String() == "" {
			t.Fatalf("%s of %s leaves %s, %v", d, loss, left, err)
		}
	}
}

func TestRetained_Steps_KeepMoreAsTimePasses(t *testing.T) {
	terms := &CancellationTerms{ShortRate: []ShortRateStep{{250_000, 400_000}, {500_000, 700_000}}}
	for _, test := range [][2]int64{{0, 400_000}, {249_999, 400_000}, {250_000, 700_000}, {499_999, 700_000}, {500_000, 1_000_000}, {1_000_000, 1_000_000}} {
		if got := terms.Retained(test[0]); got != test[1] {
			t.Errorf("after %d ppm %d are kept, want %d", test[0], got, test[1])
		}
	}
}
