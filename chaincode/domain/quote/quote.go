// Package quote prices one risk under one product version.
package quote

import (
	"fmt"
	"strconv"

	"insurance/chaincode/domain/fault"
	"insurance/chaincode/domain/instant"
	"insurance/chaincode/domain/money"
	"insurance/chaincode/domain/product"
	"insurance/chaincode/domain/record"
	"insurance/chaincode/domain/text"
)

// Quote is an offer that may be bound once until it expires.
type Quote struct {
	QuoteID           string            `json:"quoteId"`
	ProductID         string            `json:"productId"`
	ProductVersion    uint32            `json:"productVersion"`
	InsurerMSPID      string            `json:"insurerMspId"`
	BrokerID          string            `json:"brokerId"`
	HolderID          string            `json:"holderId"`
	Cover             *instant.Period   `json:"cover"`
	SumInsured        *money.Money      `json:"sumInsured"`
	Risk              map[string]string `json:"risk"`
	ParametricSubject string            `json:"parametricSubject"`
	Rating            []RatingStep      `json:"rating"`
	Premium           *money.Money      `json:"premium"`
	ExpiresAt         *instant.Instant  `json:"expiresAt"`
	Quoted            *record.Stamp     `json:"quoted"`
}

// RatingStep is one factor of the price.
type RatingStep struct {
	Step      string `json:"step"`
	Basis     string `json:"basis"`
	FactorPPM int64  `json:"factorPpm"`
}

// MaxSubject is the longest parametric subject, in characters.
const MaxSubject = 200

// ValidateRisk refuses more than 50 attributes, and names and values over 200 characters.
func ValidateRisk(risk map[string]string) error {
	if err := text.Count("risk", len(risk), 50); err != nil {
		return err
	}
	var worst error
	// The order of a map is random: of several faults the one of the first name in order is reported.
	first := ""
	for name, value := range risk {
		err := text.Label("risk", name, 200)
		if err == nil {
			err = text.Optional("risk."+name, value, 200)
		}
		if err != nil && (worst == nil || name < first) {
			worst, first = err, name
		}
	}
	return worst
}

// Accept applies the underwriting limits of the product to what is asked, now.
func Accept(p *product.Product, cover *instant.Period, sum *money.Money, subject string, now instant.Instant) error {
	if p.Status != product.Open {
		return fault.New(fault.ProductWithdrawn, "productVersion", "version %d of %s is closed to new business", p.Version, p.ProductID)
	}
	if err := money.ValidatePositive(sum, p.Currency); err != nil {
		return fault.At("sumInsured", err)
	}
	if low := p.Limits.MinimumSumInsured; low != nil && sum.MinorUnits < low.MinorUnits {
		return fault.New(fault.SumNotAccepted, "sumInsured", "the sum insured %s is below the minimum of %s", sum, low)
	}
	if high := p.Limits.MaximumSumInsured; sum.MinorUnits > high.MinorUnits {
		return fault.New(fault.SumNotAccepted, "sumInsured", "the sum insured %s is above the maximum of %s", sum, high)
	}
	earliest := now.AddDays(-int64(p.Limits.MaximumBackdatingDays))
	if cover.Start.Before(earliest) {
		return fault.New(fault.BackdatingRefused, "cover.start",
			"cover from %s begins more than %d days before %s", cover.Start, p.Limits.MaximumBackdatingDays, now)
	}
	if p.ParametricTrigger != nil && subject == "" {
		return fault.New(fault.Required, "parametricSubject", "a parametric product needs the subject its readings are about")
	}
	if p.ParametricTrigger == nil && subject != "" {
		return fault.New(fault.InvalidArgument, "parametricSubject", "only a parametric product has a subject")
	}
	return nil
}

// Rate computes the premium: the sum insured times the rate and every factor, rounded once, at least the minimum.
func Rate(t *product.Tariff, sum money.Money, risk map[string]string) ([]RatingStep, money.Money, error) {
	steps := make([]RatingStep, 1, len(t.Factors)+2)
	steps[0] = RatingStep{Step: "rate", FactorPPM: t.RatePPM}
	rates := make([]int64, 1, len(t.Factors)+1)
	rates[0] = t.RatePPM
	for i := range t.Factors {
		step, err := factorOf(&t.Factors[i], risk)
		if err != nil {
			return nil, money.Money{}, err
		}
		steps = append(steps, step)
		rates = append(rates, step.FactorPPM)
	}
	premium, err := sum.MulPPM(rates...)
	if err != nil {
		return nil, money.Money{}, err
	}
	if low := t.MinimumPremium; low != nil && premium.MinorUnits < low.MinorUnits {
		steps = append(steps, RatingStep{Step: "minimum premium"})
		premium = *low
	}
	if premium.MinorUnits == 0 {
		return nil, money.Money{}, fault.New(fault.SumNotAccepted, "sumInsured", "the premium would round to zero")
	}
	return steps, premium, nil
}

func factorOf(table *product.FactorTable, risk map[string]string) (RatingStep, error) {
	value, present := risk[table.Attribute]
	if !present {
		return RatingStep{}, fault.New(fault.RiskNotAccepted, "risk", "the risk has no attribute %q", table.Attribute)
	}
	for _, row := range table.Exact {
		if row.Value == value {
			return RatingStep{"factor", table.Attribute + " = " + value, row.FactorPPM}, nil
		}
	}
	if len(table.Bands) > 0 {
		number, err := strconv.ParseInt(value, 10, 64)
		if err != nil {
			return RatingStep{}, fault.New(fault.RiskNotAccepted, "risk."+table.Attribute, "the attribute must be a whole number")
		}
		for _, band := range table.Bands {
			if number >= band.From && number < band.To {
				basis := fmt.Sprintf("%s = %d in [%d, %d)", table.Attribute, number, band.From, band.To)
				return RatingStep{"factor", basis, band.FactorPPM}, nil
			}
		}
	}
	return RatingStep{}, fault.New(fault.RiskNotAccepted, "risk."+table.Attribute, "the tariff has no row for this value")
}
