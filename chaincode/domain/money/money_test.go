package money

import (
	"math"
	"math/big"
	"math/rand"
	"testing"

	"insurance/chaincode/domain/fault"
)

func TestMulPPM_RoundsOnceHalfAwayFromZero(t *testing.T) {
	for _, test := range []struct {
		units int64
		rates []int64
		want  int64
	}{
		{100, []int64{25_000}, 3}, {100, []int64{24_999}, 2}, {-100, []int64{25_000}, -3}, {-100, []int64{24_999}, -2},
		{1, []int64{500_000}, 1}, {-1, []int64{500_000}, -1}, {1, []int64{499_999}, 0}, {0, []int64{PPM}, 0},
		{3, []int64{500_000, 500_000}, 1}, // 0.75: rounding after each rate would give 1 of 1.5 → 2 → 1
		{5, []int64{300_000, 300_000}, 0}, // 0.45: rounding after each rate would give 2 → 1
		{math.MaxInt64, []int64{PPM}, math.MaxInt64}, {math.MinInt64, []int64{PPM}, math.MinInt64},
		{math.MaxInt64, []int64{PPM, PPM}, math.MaxInt64}, {math.MinInt64, []int64{PPM, PPM, PPM}, math.MinInt64},
		{7, nil, 7},
	} {
		got, err := Of(test.units, "EUR").MulPPM(test.rates...)
		if err != nil || got != Of(test.want, "EUR") {
			t.Errorf("%d × %v = %s, %v; want %d", test.units, test.rates, got, err, test.want)
		}
	}
}

func TestArithmetic_Overflow_IsAnError(t *testing.T) {
	most, least, one := Of(math.MaxInt64, "EUR"), Of(math.MinInt64, "EUR"), Of(1, "EUR")
	for name, compute := range map[string]func() (Money, error){
		"add":              func() (Money, error) { return most.Add(one) },
		"add negative":     func() (Money, error) { return least.Add(Of(-1, "EUR")) },
		"sub":              func() (Money, error) { return least.Sub(one) },
		"sub negative":     func() (Money, error) { return most.Sub(Of(-1, "EUR")) },
		"sub least":        func() (Money, error) { return Of(0, "EUR").Sub(least) },
		"one rate":         func() (Money, error) { return most.MulPPM(PPM + 1) },
		"quotient at 64":   func() (Money, error) { return Of(4_000_000, "EUR").MulPPM(1 << 62) }, // 10^6 × 2^64
		"rates":            func() (Money, error) { return most.MulPPM(PPM, PPM+1) },
		"greatest product": func() (Money, error) { return least.MulPPM(math.MinInt64) },
	} {
		if got, err := compute(); fault.CodeOf(err) != fault.AmountOverflow {
			t.Errorf("%s: %s, %v", name, got, err)
		}
	}
}

func TestArithmetic_TwoCurrencies_IsAnError(t *testing.T) {
	a, b := Of(1, "EUR"), Of(1, "USD")
	_, add := a.Add(b)
	_, sub := a.Sub(b)
	_, least := a.Min(b)
	for _, err := range []error{add, sub, least} {
		if fault.CodeOf(err) != fault.CurrencyMismatch {
			t.Error(err)
		}
	}
}

func TestValidate_Amounts(t *testing.T) {
	for _, test := range []struct {
		m    *Money
		want fault.Code
	}{
		{nil, fault.Required}, {&Money{1, ""}, fault.CurrencyUnknown}, {&Money{1, "eur"}, fault.CurrencyUnknown},
		{&Money{1, "XAU"}, fault.CurrencyUnknown}, {&Money{1, "D D"}, fault.CurrencyUnknown}, {&Money{1, "USD"}, fault.CurrencyMismatch},
		{&Money{0, "EUR"}, fault.AmountNotPositive}, {&Money{-1, "EUR"}, fault.AmountNotPositive}, {&Money{1, "EUR"}, ""},
	} {
		if got := fault.CodeOf(ValidatePositive(test.m, "EUR")); got != test.want {
			t.Errorf("%v: %q, want %q", test.m, got, test.want)
		}
	}
	if fault.CodeOf(ValidateNotNegative(&Money{-1, "EUR"}, "")) != fault.AmountNegative || ValidateNotNegative(&Money{0, "EUR"}, "") != nil {
		t.Error("zero is not negative, minus one is")
	}
}

// reference computes with rationals, rounding by comparing with a half.
func reference(units int64, rates []int64) *big.Int {
	exact := new(big.Rat).SetInt64(units)
	for _, rate := range rates {
		exact.Mul(exact, big.NewRat(rate, PPM))
	}
	sign := exact.Sign()
	exact.Abs(exact)
	whole := new(big.Int).Quo(exact.Num(), exact.Denom())
	rest := new(big.Rat).Sub(exact, new(big.Rat).SetInt(whole))
	if rest.Cmp(big.NewRat(1, 2)) >= 0 {
		whole.Add(whole, big.NewInt(1))
	}
	return whole.Mul(whole, big.NewInt(int64(sign)))
}

func TestMulPPM_EqualsRationalArithmetic(t *testing.T) {
	random := rand.New(rand.NewSource(1))
	for range 20_000 {
		units := int64(random.Uint64()) >> random.Intn(63)
		rates := make([]int64, 1+random.Intn(5))
		for i := range rates {
			rates[i] = random.Int63n(3 * PPM)
		}
		want := reference(units, rates)
		got, err := Of(units, "EUR").MulPPM(rates...)
		if want.IsInt64() != (err == nil) || err == nil && got.MinorUnits != want.Int64() {
			t.Fatalf("%d × %v = %s, %v; want %s", units, rates, got, err, want)
		}
	}
}

func FuzzArithmetic(f *testing.F) {
	f.Add(int64(1), int64(1), int64(500_000))
	f.Add(int64(math.MinInt64), int64(-1), int64(math.MinInt64))
	f.Add(int64(math.MaxInt64), int64(math.MaxInt64), int64(PPM))
	f.Fuzz(func(t *testing.T, a, b, rate int64) {
		x, y := Of(a, "EUR"), Of(b, "EUR")
		check := func(name string, got Money, err error, want *big.Int) {
			if want.IsInt64() != (err == nil) || err == nil && got.MinorUnits != want.Int64() {
				t.Fatalf("%s of %d, %d, %d: %s, %v; want %s", name, a, b, rate, got, err, want)
			}
		}
		sum, err := x.Add(y)
		check("add", sum, err, new(big.Int).Add(big.NewInt(a), big.NewInt(b)))
		difference, err := x.Sub(y)
		check("sub", difference, err, new(big.Int).Sub(big.NewInt(a), big.NewInt(b)))
		product, err := x.MulPPM(rate)
		check("mul", product, err, reference(a, []int64{rate}))
	})
}

func TestString(t *testing.T) {
	for want, m := range map[string]Money{
		"0.00 DKK":                       Of(0, "DKK"),
		"0.05 USD":                       Of(5, "USD"),
		"-0.05 USD":                      Of(-5, "USD"),
		"999.99 EUR":                     Of(99_999, "EUR"),
		"1,000.00 EUR":                   Of(100_000, "EUR"),
		"3,001,025.00 DKK":               Of(300_102_500, "DKK"),
		"1,500 JPY":                      Of(1_500, "JPY"),
		"1.500 KWD":                      Of(1_500, "KWD"),
		"92,233,720,368,547,758.07 USD":  Of(math.MaxInt64, "USD"),
		"-92,233,720,368,547,758.08 USD": Of(math.MinInt64, "USD"),
	} {
		if got := m.String(); got != want {
			t.Errorf("%d minor units of %s: %q, want %q", m.MinorUnits, m.Currency, got, want)
		}
	}
}
