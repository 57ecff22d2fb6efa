package product

import (
	"insurance/chaincode/domain/fault"
	"insurance/chaincode/domain/money"
	"insurance/chaincode/domain/text"
)

// The bounds of a product, so that no request can make rating or settlement slow.
const (
	maxFactorTables   = 20
	maxFactorRows     = 1_000
	maxFactorPPM      = 1_000_000_000
	maxCauses         = 100
	maxEvidenceKinds  = 50
	maxSteps          = 100
	maxQuoteSeconds   = 90 * 86_400
	maxReadingSeconds = 30 * 86_400
)

// Validate refuses a product that contradicts itself or leaves out what it needs.
func (p *Product) Validate() error {
	if err := p.header(); err != nil {
		return err
	}
	if err := p.tariff(); err != nil {
		return fault.At("tariff", err)
	}
	if err := p.limits(); err != nil {
		return fault.At("limits", err)
	}
	if p.ParametricTrigger != nil {
		if p.ClaimConditions != nil {
			return invalid("claimConditions", "a parametric product has no claim conditions: its trigger decides")
		}
		return fault.At("parametricTrigger", p.ParametricTrigger.validate())
	}
	return fault.At("claimConditions", p.ClaimConditions.validate(p.Currency))
}

func (p *Product) header() error {
	if err := text.ID("productId", p.ProductID); err != nil {
		return err
	}
	if p.Version == 0 {
		return fault.New(fault.Required, "version", "the version is required; the first one is 1")
	}
	if err := text.Label("name", p.Name, 200); err != nil {
		return err
	}
	if err := text.ID("lineOfBusiness", p.LineOfBusiness); err != nil {
		return err
	}
	if !money.KnownCurrency(p.Currency) {
		return fault.New(fault.CurrencyUnknown, "currency", "%q is not an active ISO 4217 currency", p.Currency)
	}
	return text.SHA256("termsSha256", p.TermsSHA256)
}

func (p *Product) tariff() error {
	t := p.Tariff
	if t == nil {
		return fault.New(fault.Required, "", "the tariff is required")
	}
	if t.RatePPM < 1 || t.RatePPM > money.PPM {
		return fault.New(fault.InvalidArgument, "ratePpm", "the rate is 1 to 1,000,000 parts per million")
	}
	if t.MinimumPremium != nil {
		if err := money.ValidateNotNegative(t.MinimumPremium, p.Currency); err != nil {
			return fault.At("minimumPremium", err)
		}
	}
	if err := text.Count("factors", len(t.Factors), maxFactorTables); err != nil {
		return err
	}
	for i := range t.Factors {
		if err := t.Factors[i].validate(); err != nil {
			return fault.Index("factors", i, err)
		}
	}
	return nil
}

func (f *FactorTable) validate() error {
	if err := text.Label("attribute", f.Attribute, 200); err != nil {
		return err
	}
	if (len(f.Exact) == 0) == (len(f.Bands) == 0) {
		return invalid("", "a factor table has either exact rows or bands")
	}
	if err := text.Count("exact", len(f.Exact), maxFactorRows); err != nil {
		return err
	}
	if err := text.Count("bands", len(f.Bands), maxFactorRows); err != nil {
		return err
	}
	seen := make(map[string]bool, len(f.Exact))
	for i, row := range f.Exact {
		if err := text.Label("value", row.Value, 200); err != nil {
			return fault.Index("exact", i, err)
		}
		if seen[row.Value] {
			return fault.Index("exact", i, invalid("value", "the value has two rows"))
		}
		seen[row.Value] = true
		if err := factor(row.FactorPPM); err != nil {
			return fault.Index("exact", i, err)
		}
	}
	for i, band := range f.Bands {
		if band.From >= band.To {
			return fault.Index("bands", i, invalid("to", "a band ends above where it begins"))
		}
		if i > 0 && band.From < f.Bands[i-1].To {
			return fault.Index("bands", i, invalid("from", "bands are in rising order and do not overlap"))
		}
		if err := factor(band.FactorPPM); err != nil {
			return fault.Index("bands", i, err)
		}
	}
	return nil
}

func factor(ppm int64) error {
	if ppm < 1 || ppm > maxFactorPPM {
		return fault.New(fault.InvalidArgument, "factorPpm", "a factor is 1 to 1,000,000,000 parts per million")
	}
	return nil
}

func (p *Product) limits() error {
	l := p.Limits
	if l == nil {
		return fault.New(fault.Required, "", "the underwriting limits are required")
	}
	if l.MinimumSumInsured != nil {
		if err := money.ValidatePositive(l.MinimumSumInsured, p.Currency); err != nil {
			return fault.At("minimumSumInsured", err)
		}
	}
	if err := money.ValidatePositive(l.MaximumSumInsured, p.Currency); err != nil {
		return fault.At("maximumSumInsured", err)
	}
	if l.MinimumSumInsured != nil && l.MinimumSumInsured.MinorUnits > l.MaximumSumInsured.MinorUnits {
		return invalid("minimumSumInsured", "the minimum is above the maximum")
	}
	if l.QuoteValiditySeconds < 1 || l.QuoteValiditySeconds > maxQuoteSeconds {
		return fault.New(fault.InvalidArgument, "quoteValiditySeconds", "a quote is valid 1 to 7,776,000 seconds")
	}
	return nil
}

func (c *ClaimConditions) validate(currency string) error {
	if c == nil || len(c.CoveredCauses) == 0 {
		return invalid("coveredCauses", "a product without a parametric trigger covers at least one cause")
	}
	if err := labels("coveredCauses", c.CoveredCauses, maxCauses); err != nil {
		return err
	}
	if err := labels("requiredEvidence", c.RequiredEvidence, maxEvidenceKinds); err != nil {
		return err
	}
	if c.StraightThroughLimit != nil {
		if err := money.ValidateNotNegative(c.StraightThroughLimit, currency); err != nil {
			return fault.At("straightThroughLimit", err)
		}
	}
	if c.Deductible != nil {
		if err := money.ValidateNotNegative(c.Deductible, currency); err != nil {
			return fault.At("deductible", err)
		}
	}
	return nil
}

func labels(field string, values []string, limit int) error {
	if err := text.Count(field, len(values), limit); err != nil {
		return err
	}
	seen := make(map[string]bool, len(values))
	for i, value := range values {
		if err := text.Label("", value, 100); err != nil {
			return fault.Index(field, i, err)
		}
		if seen[value] {
			return fault.Index(field, i, invalid("", "the value is listed twice"))
		}
		seen[value] = true
	}
	return nil
}

func (t *ParametricTrigger) validate() error {
	if err := text.ID("index", t.Index); err != nil {
		return err
	}
	if err := text.Label("unit", t.Unit, 32); err != nil {
		return err
	}
	if t.Comparison == ComparisonUnspecified {
		return fault.New(fault.Required, "comparison", "the comparison is required")
	}
	if len(t.Steps) == 0 {
		return fault.New(fault.Required, "steps", "at least one payout step is required")
	}
	if err := text.Count("steps", len(t.Steps), maxSteps); err != nil {
		return err
	}
	for i, step := range t.Steps {
		if step.PayoutPPM < 1 || step.PayoutPPM > money.PPM {
			return fault.Index("steps", i, fault.New(fault.InvalidArgument, "payoutPpm", "a payout is 1 to 1,000,000 parts per million of the sum insured"))
		}
		if i == 0 {
			continue
		}
		before := t.Steps[i-1]
		if step.Threshold == before.Threshold || (step.Threshold > before.Threshold) != t.Comparison.rising() {
			return fault.Index("steps", i, invalid("threshold", "steps go from the mildest threshold to the most severe"))
		}
		if step.PayoutPPM < before.PayoutPPM {
			return fault.Index("steps", i, invalid("payoutPpm", "a more severe step pays at least what a milder one does"))
		}
	}
	if t.MaximumReadingAgeSeconds < 1 || t.MaximumReadingAgeSeconds > maxReadingSeconds {
		return fault.New(fault.InvalidArgument, "maximumReadingAgeSeconds", "the age is 1 to 2,592,000 seconds")
	}
	return nil
}

func invalid(field, sentence string) error {
	return fault.New(fault.ProductInvalid, field, "%s", sentence)
}
