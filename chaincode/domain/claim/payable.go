package claim

import (
	"insurance/chaincode/domain/fault"
	"insurance/chaincode/domain/money"
	"insurance/chaincode/domain/product"
	"insurance/chaincode/domain/quote"
)

// Used is what other claims of the policy were approved for, by coverage and sub-limit.
type Used []CoverageAmount

// under sums what was used of a coverage, or, when one is named, of one of its sub-limits.
func (u Used) under(coverageID, subLimitID, currency string) (money.Money, error) {
	sum := money.Of(0, currency)
	for i := range u {
		if u[i].CoverageID != coverageID || subLimitID != "" && u[i].SubLimitID != subLimitID {
			continue
		}
		var err error
		if sum, err = sum.Add(*u[i].Amount); err != nil {
			return sum, err
		}
	}
	return sum, nil
}

// Aggregate is the limit of all losses under a coverage: its aggregate limit, or else the sum insured.
func Aggregate(c *product.Coverage, sumInsured money.Money) money.Money {
	if c.AggregateLimit != nil {
		return *c.AggregateLimit
	}
	return sumInsured
}

// Limit is what was approved under a coverage, and what is left of its aggregate limit, at least zero.
func Limit(c *product.Coverage, sumInsured money.Money, used Used) (approved, left money.Money, err error) {
	if approved, err = used.under(c.CoverageID, "", sumInsured.Currency); err != nil {
		return approved, left, err
	}
	left, err = Aggregate(c, sumInsured).Sub(approved)
	left.MinorUnits = max(left.MinorUnits, 0)
	return approved, left, err
}

// Payable is what the conditions would pay at most for the losses of a claim, by coverage, and the steps to it: the
// amount claimed; less the deductible; less the holder's share of co-insurance; at most the sub-limit per loss, the
// limit per loss (or else the sum insured), what is left of the sub-limit's aggregate, and of the coverage's. Only
// co-insurance rounds, half away from zero.
func Payable(p *product.Product, insured []quote.CoveragePrice, cause string, losses []Loss, used Used) ([]AmountStep, []CoverageAmount, money.Money, error) {
	total := money.Of(0, p.Currency)
	if err := Insured(insured, losses); err != nil {
		return nil, nil, total, err
	}
	var steps []AmountStep
	var approved []CoverageAmount
	for i := range losses {
		held := insuredFor(insured, losses[i].CoverageID)
		r := calculation{coverage: p.Coverage(losses[i].CoverageID), sumInsured: *held.SumInsured, cause: cause, used: used}
		amount, err := r.run(*losses[i].Amount)
		if err != nil {
			return nil, nil, total, err
		}
		steps = append(steps, r.steps...)
		if amount.MinorUnits > 0 {
			approved = append(approved, CoverageAmount{losses[i].CoverageID, r.subLimitID(), amount.Ptr()})
		}
		if total, err = total.Add(amount); err != nil {
			return nil, nil, total, err
		}
	}
	if len(losses) > 1 {
		steps = append(steps, AmountStep{Step: "total", Amount: total.Ptr()})
	}
	return steps, approved, total, nil
}

// Insured refuses losses under coverages that the policy did not have.
func Insured(insured []quote.CoveragePrice, losses []Loss) error {
	for i := range losses {
		if insuredFor(insured, losses[i].CoverageID) == nil {
			return fault.Index("losses", i, fault.New(fault.CoverageNotFound, "coverageId", "the policy does not have this coverage"))
		}
	}
	return nil
}

func insuredFor(insured []quote.CoveragePrice, id string) *quote.CoveragePrice {
	for i := range insured {
		if insured[i].CoverageID == id {
			return &insured[i]
		}
	}
	return nil
}

// calculation follows one loss under one coverage.
type calculation struct {
	coverage   *product.Coverage
	sumInsured money.Money
	cause      string
	used       Used
	steps      []AmountStep
}

func (r *calculation) subLimitID() string {
	if s := r.coverage.SubLimit(r.cause); s != nil {
		return s.SubLimitID
	}
	return ""
}

func (r *calculation) step(name string, amount money.Money) {
	r.steps = append(r.steps, AmountStep{Step: name, Amount: amount.Ptr(), CoverageID: r.coverage.CoverageID})
}

func (r *calculation) run(claimed money.Money) (money.Money, error) {
	r.step("claimed", claimed)
	amount := claimed
	if d := r.coverage.Deductible; d != nil {
		var err error
		if amount, err = d.After(amount); err != nil {
			return amount, err
		}
		r.step("deductible", amount)
	}
	if own := r.coverage.CoinsurancePPM; own > 0 {
		var err error
		if amount, err = amount.MulPPM(money.PPM - own); err != nil {
			return amount, err
		}
		r.step("co-insurance", amount)
	}
	return r.limits(amount)
}

func (r *calculation) limits(amount money.Money) (money.Money, error) {
	sub := r.coverage.SubLimit(r.cause)
	if sub != nil {
		amount = r.cap("sub-limit per loss", amount, sub.LimitPerLoss)
	}
	if limit := r.coverage.LimitPerLoss; limit != nil {
		amount = r.cap("limit per loss", amount, limit)
	}
	amount = r.cap("sum insured", amount, &r.sumInsured)
	if sub != nil && sub.AggregateLimit != nil {
		taken, err := r.used.under(r.coverage.CoverageID, sub.SubLimitID, amount.Currency)
		if err != nil {
			return amount, err
		}
		left, err := sub.AggregateLimit.Sub(taken)
		if err != nil {
			return amount, err
		}
		left.MinorUnits = max(left.MinorUnits, 0)
		amount = r.cap("remaining sub-limit", amount, &left)
	}
	_, left, err := Limit(r.coverage, r.sumInsured, r.used)
	if err != nil {
		return amount, err
	}
	return r.cap("remaining limit", amount, &left), nil
}

// cap lowers an amount to a limit, and says so where it does.
func (r *calculation) cap(name string, amount money.Money, limit *money.Money) money.Money {
	if limit == nil || amount.MinorUnits <= limit.MinorUnits {
		return amount
	}
	r.step(name, *limit)
	return *limit
}
