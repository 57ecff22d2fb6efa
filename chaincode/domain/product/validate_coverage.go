package product

import (
	"insurance/chaincode/domain/fault"
	"insurance/chaincode/domain/money"
	"insurance/chaincode/domain/text"
)

func (p *Product) coverages() error {
	if len(p.Coverages) == 0 {
		return fault.New(fault.Required, "", "at least one coverage is required")
	}
	if err := text.Count("", len(p.Coverages), maxCoverages); err != nil {
		return err
	}
	if p.ParametricTrigger != nil && len(p.Coverages) != 1 {
		return invalid("", "a parametric product has one coverage, whose sum insured its trigger pays")
	}
	seen := make(map[string]bool, len(p.Coverages))
	needed := false
	for i := range p.Coverages {
		c := &p.Coverages[i]
		if err := c.validate(p); err != nil {
			return fault.Index("", i, err)
		}
		if seen[c.CoverageID] {
			return fault.Index("", i, invalid("coverageId", "the id is taken by an earlier coverage"))
		}
		seen[c.CoverageID] = true
		needed = needed || !c.Optional
	}
	if !needed {
		return invalid("", "at least one coverage is not optional")
	}
	return nil
}

func (c *Coverage) validate(p *Product) error {
	if err := text.ID("coverageId", c.CoverageID); err != nil {
		return err
	}
	if err := text.Label("name", c.Name, 200); err != nil {
		return err
	}
	if c.RatePPM < 1 || c.RatePPM > money.PPM {
		return outside("ratePpm", "the rate is 1 to 1,000,000 parts per million")
	}
	if err := c.sums(p.Currency); err != nil {
		return err
	}
	if !p.Handled() {
		return c.parametric()
	}
	if len(c.CoveredCauses) == 0 {
		return invalid("coveredCauses", "a coverage without a parametric trigger covers at least one cause")
	}
	if err := labels("coveredCauses", c.CoveredCauses, maxCauses); err != nil {
		return err
	}
	if err := share("coinsurancePpm", c.CoinsurancePPM, money.PPM-1); err != nil {
		return err
	}
	if err := fault.At("deductible", c.Deductible.validate(p.Currency)); err != nil {
		return err
	}
	return c.subLimits(p.Currency)
}

func (c *Coverage) sums(currency string) error {
	if err := optional("minimumSumInsured", c.MinimumSumInsured, currency, money.ValidatePositive); err != nil {
		return err
	}
	if err := money.ValidatePositive(c.MaximumSumInsured, currency); err != nil {
		return fault.At("maximumSumInsured", err)
	}
	if c.MinimumSumInsured != nil && c.MinimumSumInsured.MinorUnits > c.MaximumSumInsured.MinorUnits {
		return invalid("minimumSumInsured", "the minimum is above the maximum")
	}
	if err := optional("limitPerLoss", c.LimitPerLoss, currency, money.ValidatePositive); err != nil {
		return err
	}
	return optional("aggregateLimit", c.AggregateLimit, currency, money.ValidatePositive)
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
	switch d.Kind {
	case Fixed, Franchise:
		if d.RatePPM != 0 || d.Minimum != nil || d.Maximum != nil {
			return invalid("", "a deductible of this kind has an amount only")
		}
		return fault.At("amount", money.ValidatePositive(d.Amount, currency))
	case Percentage:
		if d.Amount != nil {
			return invalid("amount", "a percentage has a rate, a minimum and a maximum, and no amount")
		}
		if d.RatePPM < 1 || d.RatePPM >= money.PPM {
			return outside("ratePpm", "the rate is 1 to 999,999 parts per million")
		}
		if err := optional("minimum", d.Minimum, currency, money.ValidatePositive); err != nil {
			return err
		}
		if err := optional("maximum", d.Maximum, currency, money.ValidatePositive); err != nil {
			return err
		}
		if d.Minimum != nil && d.Maximum != nil && d.Minimum.MinorUnits > d.Maximum.MinorUnits {
			return invalid("minimum", "the minimum is above the maximum")
		}
		return nil
	}
	return fault.New(fault.Required, "kind", "the kind of deductible is required")
}

// subLimits refuses a cause under two sub-limits: which of them applied would be open.
func (c *Coverage) subLimits(currency string) error {
	if err := text.Count("subLimits", len(c.SubLimits), maxSubLimits); err != nil {
		return err
	}
	ids, causes := make(map[string]bool), make(map[string]bool)
	for i := range c.SubLimits {
		s := &c.SubLimits[i]
		if err := s.validate(c, currency); err != nil {
			return fault.Index("subLimits", i, err)
		}
		if ids[s.SubLimitID] {
			return fault.Index("subLimits", i, invalid("subLimitId", "the id is taken by an earlier sub-limit"))
		}
		ids[s.SubLimitID] = true
		for k, cause := range s.Causes {
			if causes[cause] {
				return fault.Index("subLimits", i, fault.Index("causes", k, invalid("", "the cause is under two sub-limits")))
			}
			causes[cause] = true
		}
	}
	return nil
}

func (s *SubLimit) validate(c *Coverage, currency string) error {
	if err := text.ID("subLimitId", s.SubLimitID); err != nil {
		return err
	}
	if len(s.Causes) == 0 {
		return fault.New(fault.Required, "causes", "the causes under the sub-limit are required")
	}
	if err := labels("causes", s.Causes, maxCauses); err != nil {
		return err
	}
	for i, cause := range s.Causes {
		if !c.Covers(cause) {
			return fault.Index("causes", i, invalid("", "the coverage does not cover this cause"))
		}
	}
	if s.LimitPerLoss == nil && s.AggregateLimit == nil {
		return invalid("", "a sub-limit has a limit per loss, an aggregate limit, or both")
	}
	if err := optional("limitPerLoss", s.LimitPerLoss, currency, money.ValidatePositive); err != nil {
		return err
	}
	return optional("aggregateLimit", s.AggregateLimit, currency, money.ValidatePositive)
}
