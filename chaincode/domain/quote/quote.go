// Package quote prices one risk under one product version.
package quote

import (
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
	Coverages         []CoveragePrice   `json:"coverages"`
	Risk              map[string]string `json:"risk"`
	ParametricSubject string            `json:"parametricSubject"`
	Rating            []RatingStep      `json:"rating"`
	Premium           *Premium          `json:"premium"`
	ExpiresAt         *instant.Instant  `json:"expiresAt"`
	Quoted            *record.Stamp     `json:"quoted"`
	Jurisdiction      string            `json:"jurisdiction"`
	InstalmentPlanID  string            `json:"instalmentPlanId"`
}

// Selection is a coverage asked for.
type Selection struct {
	CoverageID string       `json:"coverageId"`
	SumInsured *money.Money `json:"sumInsured"`
}

// CoveragePrice is a coverage sold and its part of the net premium.
type CoveragePrice struct {
	CoverageID string       `json:"coverageId"`
	SumInsured *money.Money `json:"sumInsured"`
	NetPremium *money.Money `json:"netPremium"`
	// InsuredSince is, in a policy, from when on the coverage has been held without a break, through renewals too.
	InsuredSince *instant.Instant `json:"insuredSince"`
}

// RatingStep is one step of the price of one coverage, or, without a coverage, of the whole.
type RatingStep struct {
	Step       string       `json:"step"`
	Basis      string       `json:"basis"`
	FactorPPM  int64        `json:"factorPpm"`
	CoverageID string       `json:"coverageId"`
	Amount     *money.Money `json:"amount"`
}

// Premium is what the holder pays and of what it is made: net + surcharge + taxes = gross. The commission is part of
// the net premium.
type Premium struct {
	Net        *money.Money `json:"net"`
	Surcharge  *money.Money `json:"surcharge"`
	Taxes      []TaxAmount  `json:"taxes"`
	Gross      *money.Money `json:"gross"`
	Commission *money.Money `json:"commission"`
}

// TaxAmount is one tax of a premium.
type TaxAmount struct {
	Name   string       `json:"name"`
	Amount *money.Money `json:"amount"`
}

// MaxSubject is the longest parametric subject, in characters.
const MaxSubject = 200

const maxSelections = 50

// Ask is what a quote is asked for.
type Ask struct {
	Cover             *instant.Period
	Coverages         []Selection
	Risk              map[string]string
	ParametricSubject string
	Jurisdiction      string
	InstalmentPlanID  string
}

// Validate refuses what no product could accept.
func (a *Ask) Validate() error {
	if err := a.Cover.Validate(); err != nil {
		return fault.At("cover", err)
	}
	if err := ValidateSelections(a.Coverages); err != nil {
		return err
	}
	if err := ValidateRisk(a.Risk); err != nil {
		return err
	}
	if err := text.OptionalID("instalmentPlanId", a.InstalmentPlanID); err != nil {
		return err
	}
	if err := text.Label("jurisdiction", a.Jurisdiction, 6); err != nil {
		return err
	}
	if a.ParametricSubject == "" {
		return nil
	}
	return text.Label("parametricSubject", a.ParametricSubject, MaxSubject)
}

// ValidateSelections refuses no coverage, too many, and any without an id and a sum above zero.
func ValidateSelections(selections []Selection) error {
	if len(selections) == 0 {
		return fault.New(fault.Required, "coverages", "at least one coverage is required")
	}
	if err := text.Count("coverages", len(selections), maxSelections); err != nil {
		return err
	}
	for i := range selections {
		if err := text.ID("coverageId", selections[i].CoverageID); err != nil {
			return fault.Index("coverages", i, err)
		}
		if err := money.ValidatePositive(selections[i].SumInsured, ""); err != nil {
			return fault.Index("coverages", i, fault.At("sumInsured", err))
		}
	}
	return nil
}

// ValidateRisk refuses more than 50 attributes, and names and values over 200 characters.
func ValidateRisk(risk map[string]string) error { return ValidateAttributes("risk", risk) }

// ValidateAttributes is ValidateRisk for another field.
func ValidateAttributes(field string, attributes map[string]string) error {
	if err := text.Count(field, len(attributes), 50); err != nil {
		return err
	}
	var worst error
	// The order of a map is random: of several faults the one of the first name in order is reported.
	first := ""
	for name, value := range attributes {
		err := text.Label(field, name, 200)
		if err == nil {
			err = text.Optional(field+"."+name, value, 200)
		}
		if err != nil && (worst == nil || name < first) {
			worst, first = err, name
		}
	}
	return worst
}

// Accept applies the underwriting limits of the product to what is asked, now.
func (a *Ask) Accept(p *product.Product, now instant.Instant) error {
	if err := p.ForSale("productVersion"); err != nil {
		return err
	}
	if p.Jurisdiction(a.Jurisdiction) == nil {
		return fault.New(fault.JurisdictionNotServed, "jurisdiction", "%s is not sold in %s", p.ProductID, a.Jurisdiction)
	}
	if a.InstalmentPlanID != "" && p.InstalmentPlan(a.InstalmentPlanID) == nil {
		return fault.New(fault.InvalidArgument, "instalmentPlanId", "the product has no such plan")
	}
	if err := a.Insurable(p); err != nil {
		return err
	}
	earliest := now.AddDays(-int64(p.Limits.MaximumBackdatingDays))
	if a.Cover.Start.Before(earliest) {
		return fault.New(fault.BackdatingRefused, "cover.start",
			"cover from %s begins more than %d days before %s", a.Cover.Start, p.Limits.MaximumBackdatingDays, now)
	}
	if p.ParametricTrigger != nil && a.ParametricSubject == "" {
		return fault.New(fault.Required, "parametricSubject", "a parametric product needs the subject its readings are about")
	}
	if p.ParametricTrigger == nil {
		if a.ParametricSubject != "" {
			return fault.New(fault.InvalidArgument, "parametricSubject", "only a parametric product has a subject")
		}
		return nil
	}
	if err := p.ParametricTrigger.Subjects.Check("parametricSubject", a.ParametricSubject); err != nil {
		return err
	}
	return fault.At("cover", p.ParametricTrigger.Window.Divides(a.Cover))
}

// Insurable puts the coverages asked for in the product's order and refuses what it does not offer.
func (a *Ask) Insurable(p *product.Product) error {
	asked := make(map[string]int, len(a.Coverages))
	for i := range a.Coverages {
		c := &a.Coverages[i]
		offered := p.Coverage(c.CoverageID)
		if offered == nil {
			return fault.Index("coverages", i, fault.New(fault.CoverageNotFound, "coverageId", "the product has no coverage of this id"))
		}
		if _, twice := asked[c.CoverageID]; twice {
			return fault.Index("coverages", i, fault.New(fault.InvalidArgument, "coverageId", "the coverage is asked for twice"))
		}
		asked[c.CoverageID] = i
		if err := fault.Index("coverages", i, fault.At("sumInsured", acceptSum(offered, c.SumInsured, p.Currency))); err != nil {
			return err
		}
	}
	ordered := make([]Selection, 0, len(a.Coverages))
	for i := range p.Coverages {
		at, wanted := asked[p.Coverages[i].CoverageID]
		if !wanted && !p.Coverages[i].Optional {
			return fault.New(fault.CoverageNeeded, "coverages", "the product is not sold without %s", p.Coverages[i].CoverageID)
		}
		if wanted {
			ordered = append(ordered, a.Coverages[at])
		}
	}
	a.Coverages = ordered
	return nil
}

func acceptSum(offered *product.Coverage, sum *money.Money, currency string) error {
	if err := money.ValidatePositive(sum, currency); err != nil {
		return err
	}
	if low := offered.MinimumSumInsured; low != nil && sum.MinorUnits < low.MinorUnits {
		return fault.New(fault.SumNotAccepted, "", "the sum insured %s is below the minimum of %s", sum, low)
	}
	if high := offered.MaximumSumInsured; sum.MinorUnits > high.MinorUnits {
		return fault.New(fault.SumNotAccepted, "", "the sum insured %s is above the maximum of %s", sum, high)
	}
	return nil
}

// Owner is the insurer whose record it is, and the broker who serves it; none is empty.
func (q *Quote) Owner() (insurerMSPID, brokerID string) { return q.InsurerMSPID, q.BrokerID }
