package product

import (
	"insurance/chaincode/domain/fault"
	"insurance/chaincode/domain/money"
	"insurance/chaincode/domain/text"
)

func (p *Product) coverages() error {
	var wrong fault.Refusals
	if len(p.Coverages) == 0 {
		wrong.Add(fault.New(fault.Required, "", "at least one coverage is required"))
	}
	if wrong.Add(text.Count("", len(p.Coverages), maxCoverages)); wrong.Unbounded() {
		return wrong.Err()
	}
	if p.ParametricTrigger != nil && len(p.Coverages) != 1 {
		wrong.Add(invalid("", "a parametric product has one coverage, whose sum insured its trigger pays"))
	}
	seen := make(map[string]bool, len(p.Coverages))
	needed := false
	for i := range p.Coverages {
		c := &p.Coverages[i]
		wrong.Add(fault.Index("", i, c.validate(p)))
		if seen[c.CoverageID] {
			wrong.Add(fault.Index("", i, invalid("coverageId", "the id is taken by an earlier coverage")))
		}
		seen[c.CoverageID] = true
		needed = needed || !c.Optional
	}
	if !needed {
		wrong.Add(invalid("", "at least one coverage is not optional"))
	}
	return wrong.Err()
}

func (c *Coverage) validate(p *Product) error {
	var wrong fault.Refusals
	wrong.Add(text.ID("coverageId", c.CoverageID))
	wrong.Add(text.Label("name", c.Name, 200))
	if c.RatePPM < 1 || c.RatePPM > money.PPM {
		wrong.Add(outside("ratePpm", "the rate is 1 to 1,000,000 parts per million"))
	}
	wrong.Add(c.sums(p.Currency))
	if !p.Handled() {
		wrong.Add(c.parametric())
		return wrong.Err()
	}
	if len(c.CoveredCauses) == 0 {
		wrong.Add(invalid("coveredCauses", "a coverage without a parametric trigger covers at least one cause"))
	}
	if wrong.Add(labels("coveredCauses", c.CoveredCauses, maxCauses)); wrong.Unbounded() {
		return wrong.Err()
	}
	wrong.Add(share("coinsurancePpm", c.CoinsurancePPM, money.PPM-1))
	wrong.Add(fault.At("deductible", c.Deductible.validate(p.Currency)))
	wrong.Add(c.subLimits(p.Currency))
	return wrong.Err()
}

func (c *Coverage) sums(currency string) error {
	var wrong fault.Refusals
	wrong.Add(optional("minimumSumInsured", c.MinimumSumInsured, currency, money.ValidatePositive))
	wrong.Add(fault.At("maximumSumInsured", money.ValidatePositive(c.MaximumSumInsured, currency)))
	if c.MinimumSumInsured != nil && c.MaximumSumInsured != nil && c.MinimumSumInsured.MinorUnits > c.MaximumSumInsured.MinorUnits {
		wrong.Add(invalid("minimumSumInsured", "the minimum is above the maximum"))
	}
	wrong.Add(optional("limitPerLoss", c.LimitPerLoss, currency, money.ValidatePositive))
	wrong.Add(optional("aggregateLimit", c.AggregateLimit, currency, money.ValidatePositive))
	return wrong.Err()
}

// parametric refuses what only claims by hand look at.
func (c *Coverage) parametric() error {
	if len(c.CoveredCauses) > 0 || c.LimitPerLoss != nil || c.AggregateLimit != nil || len(c.SubLimits) > 0 ||
		c.Deductible != nil || c.CoinsurancePPM != 0 || c.WaitingDays != 0 {
		return invalid("", "the coverage of a parametric product has a rate and sums insured only: its trigger decides")
	}
	return nil
}

func (d *Deductible) validate(currency string) error {
	if d == nil {
		return nil
	}
	var wrong fault.Refusals
	switch d.Kind {
	case Fixed, Franchise:
		if d.RatePPM != 0 || d.Minimum != nil || d.Maximum != nil {
			wrong.Add(invalid("", "a deductible of this kind has an amount only"))
		}
		wrong.Add(fault.At("amount", money.ValidatePositive(d.Amount, currency)))
	case Percentage:
		if d.Amount != nil {
			wrong.Add(invalid("amount", "a percentage has a rate, a minimum and a maximum, and no amount"))
		}
		if d.RatePPM < 1 || d.RatePPM >= money.PPM {
			wrong.Add(outside("ratePpm", "the rate is 1 to 999,999 parts per million"))
		}
		wrong.Add(optional("minimum", d.Minimum, currency, money.ValidatePositive))
		wrong.Add(optional("maximum", d.Maximum, currency, money.ValidatePositive))
		if d.Minimum != nil && d.Maximum != nil && d.Minimum.MinorUnits > d.Maximum.MinorUnits {
			wrong.Add(invalid("minimum", "the minimum is above the maximum"))
		}
	default:
		wrong.Add(fault.New(fault.Required, "kind", "the kind of deductible is required"))
	}
	return wrong.Err()
}

// subLimits refuses a cause under two sub-limits: which of them applied would be open.
func (c *Coverage) subLimits(currency string) error {
	var wrong fault.Refusals
	wrong.Add(text.Count("subLimits", len(c.SubLimits), maxSubLimits))
	ids, causes := make(map[string]bool), make(map[string]bool)
	for i := range c.SubLimits {
		s := &c.SubLimits[i]
		wrong.Add(fault.Index("subLimits", i, s.validate(c, currency)))
		if ids[s.SubLimitID] {
			wrong.Add(fault.Index("subLimits", i, invalid("subLimitId", "the id is taken by an earlier sub-limit")))
		}
		ids[s.SubLimitID] = true
		for k, cause := range s.Causes {
			if causes[cause] {
				wrong.Add(fault.Index("subLimits", i, fault.Index("causes", k, invalid("", "the cause is under two sub-limits"))))
			}
			causes[cause] = true
		}
	}
	return wrong.Err()
}

func (s *SubLimit) validate(c *Coverage, currency string) error {
	var wrong fault.Refusals
	wrong.Add(text.ID("subLimitId", s.SubLimitID))
	if len(s.Causes) == 0 {
		wrong.Add(fault.New(fault.Required, "causes", "the causes under the sub-limit are required"))
	}
	if wrong.Add(labels("causes", s.Causes, maxCauses)); wrong.Unbounded() {
		return wrong.Err()
	}
	for i, cause := range s.Causes {
		if !c.Covers(cause) {
			wrong.Add(fault.Index("causes", i, invalid("", "the coverage does not cover this cause")))
		}
	}
	if s.LimitPerLoss == nil && s.AggregateLimit == nil {
		wrong.Add(invalid("", "a sub-limit has a limit per loss, an aggregate limit, or both"))
	}
	wrong.Add(optional("limitPerLoss", s.LimitPerLoss, currency, money.ValidatePositive))
	wrong.Add(optional("aggregateLimit", s.AggregateLimit, currency, money.ValidatePositive))
	return wrong.Err()
}
