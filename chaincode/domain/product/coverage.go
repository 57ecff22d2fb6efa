package product

import "insurance/chaincode/domain/money"

// SubLimit is the sub-limit that a cause falls under; nil when none does.
func (c *Coverage) SubLimit(cause string) *SubLimit {
	for i := range c.SubLimits {
		if contains(c.SubLimits[i].Causes, cause) {
			return &c.SubLimits[i]
		}
	}
	return nil
}

// Covers says whether the cause is covered.
func (c *Coverage) Covers(cause string) bool { return contains(c.CoveredCauses, cause) }

// After is what is left of a loss once the deductible is taken.
func (d *Deductible) After(loss money.Money) (money.Money, error) {
	if d == nil {
		return loss, nil
	}
	switch d.Kind {
	case Franchise:
		if loss.MinorUnits <= d.Amount.MinorUnits {
			return money.Of(0, loss.Currency), nil
		}
		return loss, nil
	case Percentage:
		own, err := loss.MulPPM(d.RatePPM)
		if err != nil {
			return money.Money{}, err
		}
		if d.Minimum != nil && own.MinorUnits < d.Minimum.MinorUnits {
			own = *d.Minimum
		}
		if d.Maximum != nil && own.MinorUnits > d.Maximum.MinorUnits {
			own = *d.Maximum
		}
		return less(loss, own)
	default:
		return less(loss, *d.Amount)
	}
}

// less is a − b, at least zero.
func less(a, b money.Money) (money.Money, error) {
	difference, err := a.Sub(b)
	if err == nil && difference.MinorUnits < 0 {
		difference.MinorUnits = 0
	}
	return difference, err
}

// String says what the holder bears, in words.
func (d *Deductible) String() string {
	if d == nil {
		return "no deductible"
	}
	switch d.Kind {
	case Franchise:
		return "nothing is paid up to " + d.Amount.String() + ", above it the whole loss"
	case Percentage:
		words := "the holder bears " + Percent(d.RatePPM) + " of the loss"
		if d.Minimum != nil {
			words += ", at least " + d.Minimum.String()
		}
		if d.Maximum != nil {
			words += ", at most " + d.Maximum.String()
		}
		return words
	default:
		return "the holder bears the first " + d.Amount.String()
	}
}

func contains(values []string, value string) bool {
	for _, v := range values {
		if v == value {
			return true
		}
	}
	return false
}
