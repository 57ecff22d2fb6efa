package product

import (
	"insurance/chaincode/domain/fault"
	"insurance/chaincode/domain/money"
	"insurance/chaincode/domain/text"
)

// The bounds of a product, so that no request can make rating, adjudication or settlement slow.
const (
	maxCoverages      = 50
	maxJurisdictions  = 100
	maxPlans          = 20
	maxFactorTables   = 20
	maxFactorRows     = 1_000
	maxFactorPPM      = 1_000_000_000
	maxCauses         = 100
	maxSubLimits      = 50
	maxEvidenceKinds  = 50
	maxFields         = 50
	maxComparisons    = 50
	maxSteps          = 100
	maxOracles        = 100
	maxQuoteSeconds   = 90 * 86_400
	maxReadingSeconds = 30 * 86_400
)

// Validate refuses a product that contradicts itself or leaves out what it needs.
func (p *Product) Validate() error {
	var wrong fault.Refusals
	for _, part := range []struct {
		field string
		check func() error
	}{
		{"", p.header}, {"coverages", p.coverages}, {"tariff", p.tariff}, {"limits", p.limits},
		{"jurisdictions", p.jurisdictions}, {"cancellation", p.cancellation}, {"instalmentPlans", p.plans}, {"", p.claims},
	} {
		if wrong.Add(fault.At(part.field, part.check())); wrong.Unbounded() {
			break
		}
	}
	return wrong.Err()
}

func (p *Product) header() error {
	var wrong fault.Refusals
	wrong.Add(text.ID("productId", p.ProductID))
	if p.Version == 0 {
		wrong.Add(fault.New(fault.Required, "version", "the version is required; the first one is 1"))
	}
	wrong.Add(text.Label("name", p.Name, 200))
	wrong.Add(text.ID("lineOfBusiness", p.LineOfBusiness))
	if !money.KnownCurrency(p.Currency) {
		wrong.Add(fault.New(fault.CurrencyUnknown, "currency", "%q is not an active ISO 4217 currency", p.Currency))
	}
	wrong.Add(text.SHA256("termsSha256", p.TermsSHA256))
	return wrong.Err()
}

func (p *Product) limits() error {
	l := p.Limits
	if l == nil {
		return fault.New(fault.Required, "", "the underwriting limits are required")
	}
	var wrong fault.Refusals
	if l.QuoteValiditySeconds < 1 || l.QuoteValiditySeconds > maxQuoteSeconds {
		wrong.Add(outside("quoteValiditySeconds", "a quote is valid 1 to 7,776,000 seconds"))
	}
	wrong.Add(optional("brokerAuthority", l.BrokerAuthority, p.Currency, money.ValidateNotNegative))
	return wrong.Err()
}

// claims checks that either conditions or a trigger decide claims, or that both do where monitoring refers them.
func (p *Product) claims() error {
	var wrong fault.Refusals
	if p.ParametricTrigger != nil {
		wrong.Add(fault.At("parametricTrigger", p.ParametricTrigger.validate()))
	}
	if p.Handled() {
		wrong.Add(fault.At("claimConditions", p.ClaimConditions.validate(p.Currency)))
		wrong.Add(p.monitoredCause())
	} else if p.ClaimConditions != nil {
		wrong.Add(invalid("claimConditions", "a parametric product has no claim conditions: its trigger decides"))
	}
	return wrong.Err()
}

// optional applies a check of an amount that may be absent.
func optional(field string, amount *money.Money, currency string, check func(*money.Money, string) error) error {
	if amount == nil {
		return nil
	}
	return fault.At(field, check(amount, currency))
}

// share refuses parts per million outside 0 and the most allowed.
func share(field string, ppm, most int64) error {
	if ppm < 0 || ppm > most {
		return fault.New(fault.InvalidArgument, field, "a share is 0 to %d parts per million", most)
	}
	return nil
}

func labels(field string, values []string, limit int) error {
	var wrong fault.Refusals
	wrong.Add(text.Count(field, len(values), limit))
	seen := make(map[string]bool, len(values))
	for i, value := range values {
		wrong.Add(fault.Index(field, i, text.Label("", value, 100)))
		if seen[value] {
			wrong.Add(fault.Index(field, i, invalid("", "the value is listed twice")))
		}
		seen[value] = true
	}
	return wrong.Err()
}

func outside(field, sentence string) error {
	return fault.New(fault.InvalidArgument, field, "%s", sentence)
}

func invalid(field, sentence string) error {
	return fault.New(fault.ProductInvalid, field, "%s", sentence)
}
