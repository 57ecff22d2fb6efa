// Package money computes with amounts in the minor units of an ISO 4217 currency, exactly or not at all.
package money

import (
	"math"
	"math/big"
	"math/bits"
	"strconv"
	"strings"

	"insurance/chaincode/domain/fault"
)

// PPM is one, in parts per million.
const PPM = 1_000_000

// Of is a shorthand for an amount.
func Of(minorUnits int64, currency string) Money { return Money{minorUnits, currency} }

// String is the amount as a person writes it: major units with the currency's decimals, for example 1,234.50 DKK.
func (m Money) String() string {
	magnitude := uint64(m.MinorUnits)
	if m.MinorUnits < 0 {
		magnitude = -magnitude
	}
	decimals := Decimals(m.Currency)
	digits := strconv.FormatUint(magnitude, 10)
	if missing := decimals + 1 - len(digits); missing > 0 {
		digits = strings.Repeat("0", missing) + digits
	}
	whole, fraction := digits[:len(digits)-decimals], digits[len(digits)-decimals:]
	for i := len(whole) - 3; i > 0; i -= 3 {
		whole = whole[:i] + "," + whole[i:]
	}
	if m.MinorUnits < 0 {
		whole = "-" + whole
	}
	if decimals > 0 {
		whole += "." + fraction
	}
	return whole + " " + m.Currency
}

// Ptr is a pointer to a copy, as messages hold amounts.
func (m Money) Ptr() *Money { return &m }

// Validate refuses an absent amount, an unknown currency, and another currency than wanted (when it is not empty).
func Validate(m *Money, currency string) error {
	if m == nil {
		return fault.New(fault.Required, "", "an amount is required")
	}
	if !KnownCurrency(m.Currency) {
		return fault.New(fault.CurrencyUnknown, "currency", "%q is not an active ISO 4217 currency", m.Currency)
	}
	if currency != "" && m.Currency != currency {
		return fault.New(fault.CurrencyMismatch, "currency", "the amount is in %s, not in %s", m.Currency, currency)
	}
	return nil
}

// ValidatePositive is Validate and refuses zero and less.
func ValidatePositive(m *Money, currency string) error {
	err := Validate(m, currency)
	if m == nil || m.MinorUnits > 0 {
		return err
	}
	return fault.All(err, fault.New(fault.AmountNotPositive, "minorUnits", "the amount %s is not above zero", m))
}

// ValidateNotNegative is Validate and refuses less than zero.
func ValidateNotNegative(m *Money, currency string) error {
	err := Validate(m, currency)
	if m == nil || m.MinorUnits >= 0 {
		return err
	}
	return fault.All(err, fault.New(fault.AmountNegative, "minorUnits", "the amount %s is below zero", m))
}

// Add is m + n.
func (m Money) Add(n Money) (Money, error) {
	if err := m.same(n); err != nil {
		return Money{}, err
	}
	sum := m.MinorUnits + n.MinorUnits
	if (sum > m.MinorUnits) != (n.MinorUnits > 0) && n.MinorUnits != 0 {
		return Money{}, overflow()
	}
	return Money{sum, m.Currency}, nil
}

// Sub is m − n.
func (m Money) Sub(n Money) (Money, error) {
	if err := m.same(n); err != nil {
		return Money{}, err
	}
	difference := m.MinorUnits - n.MinorUnits
	if (difference < m.MinorUnits) != (n.MinorUnits > 0) && n.MinorUnits != 0 {
		return Money{}, overflow()
	}
	return Money{difference, m.Currency}, nil
}

// Min is the smaller of the two.
func (m Money) Min(n Money) (Money, error) {
	if err := m.same(n); err != nil {
		return Money{}, err
	}
	if n.MinorUnits < m.MinorUnits {
		return n, nil
	}
	return m, nil
}

// MulPPM is m × rate₁ × rate₂ × …, each in parts per million, rounded once to the minor unit, half away from zero.
func (m Money) MulPPM(rates ...int64) (Money, error) {
	if len(rates) == 1 {
		units, ok := mulPPM(m.MinorUnits, rates[0])
		if !ok {
			return Money{}, overflow()
		}
		return Money{units, m.Currency}, nil
	}
	return m.MulPPMRatio(1, 1, rates...)
}

// MulPPMRatio is MulPPM × numerator ÷ denominator, rounded once as well. The denominator must be above zero.
func (m Money) MulPPMRatio(numerator, denominator int64, rates ...int64) (Money, error) {
	if denominator <= 0 {
		return Money{}, overflow()
	}
	above, below, factor := big.NewInt(m.MinorUnits), big.NewInt(denominator), new(big.Int)
	above.Mul(above, factor.SetInt64(numerator))
	for _, rate := range rates {
		above.Mul(above, factor.SetInt64(rate))
		below.Mul(below, factor.SetInt64(PPM))
	}
	negative := above.Sign() < 0
	above.Abs(above)
	// floor((2n + d) / 2d) is n/d rounded half up; on magnitudes that is half away from zero.
	above.Lsh(above, 1).Add(above, below)
	above.Quo(above, below.Lsh(below, 1))
	if negative {
		above.Neg(above)
	}
	if !above.IsInt64() {
		return Money{}, overflow()
	}
	return Money{above.Int64(), m.Currency}, nil
}

// MulRatio is m × numerator ÷ denominator, rounded once to the minor unit, half away from zero. The denominator must be
// above zero and the numerator not below it.
func (m Money) MulRatio(numerator, denominator int64) (Money, error) {
	if denominator <= 0 || numerator < 0 {
		return Money{}, overflow()
	}
	high, low := bits.Mul64(magnitude(m.MinorUnits), uint64(numerator))
	// floor((n + floor(d/2)) / d) is n/d rounded half up, for even and odd d.
	low, carry := bits.Add64(low, uint64(denominator)/2, 0)
	high += carry
	if high >= uint64(denominator) {
		return Money{}, overflow()
	}
	quotient, _ := bits.Div64(high, low, uint64(denominator))
	switch {
	case m.MinorUnits < 0 && quotient <= 1<<63:
		return Money{-int64(quotient), m.Currency}, nil
	case m.MinorUnits >= 0 && quotient <= math.MaxInt64:
		return Money{int64(quotient), m.Currency}, nil
	}
	return Money{}, overflow()
}

// mulPPM is the common case of one rate, in 128 bits.
func mulPPM(units, rate int64) (int64, bool) {
	high, low := bits.Mul64(magnitude(units), magnitude(rate))
	low, carry := bits.Add64(low, PPM/2, 0)
	high += carry
	if high >= PPM {
		return 0, false
	}
	quotient, _ := bits.Div64(high, low, PPM)
	if (units < 0) != (rate < 0) {
		if quotient > 1<<63 {
			return 0, false
		}
		return -int64(quotient), true
	}
	if quotient > math.MaxInt64 {
		return 0, false
	}
	return int64(quotient), true
}

func magnitude(n int64) uint64 {
	if n < 0 {
		return -uint64(n)
	}
	return uint64(n)
}

func (m Money) same(n Money) error {
	if m.Currency != n.Currency {
		return fault.New(fault.CurrencyMismatch, "", "%s and %s are in different currencies", m, n)
	}
	return nil
}

func overflow() error {
	return fault.New(fault.AmountOverflow, "", "the amount does not fit 64 bits of minor units")
}
