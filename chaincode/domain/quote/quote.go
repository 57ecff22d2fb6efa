// Package quote prices one risk under one product version.
package quote

import (
	"slices"

	"insurance/chaincode/domain/fault"
	"insurance/chaincode/domain/instant"
	"insurance/chaincode/domain/money"
	"insurance/chaincode/domain/product"
	"insurance/chaincode/domain/record"
	"insurance/chaincode/domain/text"
)

// Quote is an offer that may be bound once until it expires.
type Quote struct {
	QuoteID        string `json:"quoteId"`
	ProductID      string `json:"productId"`
	ProductVersion uint32 `json:"productVersion"`
	InsurerMSPID   string `json:"insurerMspId"`
	BrokerID       string `json:"brokerId"`
	HolderID       string `json:"holderId"`
	Particulars
	Coverages []CoveragePrice  `json:"coverages" after:"cover"`
	Rating    []RatingStep     `json:"rating" after:"parametricSubject"`
	Premium   *Premium         `json:"premium"`
	ExpiresAt *instant.Instant `json:"expiresAt"`
	Quoted    *record.Stamp    `json:"quoted"`
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

// Ask is what the price of a risk follows from, beside the product's version. Who is to be insured is not part of it: what a
// tariff looks at of a person, such as an age, is an attribute of the risk.
type Ask struct {
	Particulars
	Coverages []Selection `json:"coverages" after:"cover"`
}

// Particulars are what is asked for beside the coverages, and goes as it is into the quote and then into the policy. A field
// that comes with the quote is declared here and nowhere else.
type Particulars struct {
	Cover             *instant.Period   `json:"cover"`
	Risk              map[string]string `json:"risk"`
	ParametricSubject string            `json:"parametricSubject"`
	Jurisdiction      string            `json:"jurisdiction"`
	// InstalmentPlanID is the plan whose surcharge is part of every premium of the policy; empty: one payment.
	InstalmentPlanID string `json:"instalmentPlanId"`
}

// Indication is the price of a risk without a person and without a promise: it cannot be bound.
type Indication struct {
	ProductID      string           `json:"productId"`
	ProductVersion uint32           `json:"productVersion"`
	InsurerMSPID   string           `json:"insurerMspId"`
	Cover          *instant.Period  `json:"cover"`
	Coverages      []CoveragePrice  `json:"coverages"`
	Rating         []RatingStep     `json:"rating"`
	Premium        *Premium         `json:"premium"`
	PricedAt       *instant.Instant `json:"pricedAt"`
}

// Validate refuses what no product could accept.
func (a *Ask) Validate() error {
	var wrong fault.Refusals
	wrong.Add(fault.At("cover", a.Cover.Validate()))
	wrong.Add(ValidateSelections(a.Coverages))
	wrong.Add(ValidateRisk(a.Risk))
	wrong.Add(text.OptionalID("instalmentPlanId", a.InstalmentPlanID))
	wrong.Add(text.Label("jurisdiction", a.Jurisdiction, 6))
	if a.ParametricSubject != "" {
		wrong.Add(text.Label("parametricSubject", a.ParametricSubject, MaxSubject))
	}
	return wrong.Err()
}

// ValidateSelections refuses no coverage, too many, and any without an id and a sum above zero.
func ValidateSelections(selections []Selection) error {
	var wrong fault.Refusals
	if len(selections) == 0 {
		wrong.Add(fault.New(fault.Required, "coverages", "at least one coverage is required"))
	}
	wrong.Add(text.Count("coverages", len(selections), maxSelections))
	for i := range selections {
		wrong.Add(fault.Index("coverages", i, text.ID("coverageId", selections[i].CoverageID)))
		wrong.Add(fault.Index("coverages", i, fault.At("sumInsured", money.ValidatePositive(selections[i].SumInsured, ""))))
	}
	return wrong.Err()
}

// ValidateRisk refuses more than 50 attributes, and names and values over 200 characters.
func ValidateRisk(risk map[string]string) error { return ValidateAttributes("risk", risk) }

// ValidateAttributes is ValidateRisk for another field.
func ValidateAttributes(field string, attributes map[string]string) error {
	if err := text.Count(field, len(attributes), 50); err != nil {
		return err
	}
	// The order of a map is random, and every endorser is to answer the same.
	names := make([]string, 0, len(attributes))
	for name := range attributes {
		names = append(names, name)
	}
	slices.Sort(names)
	var wrong fault.Refusals
	for _, name := range names {
		if err := text.Label(field, name, 200); err != nil {
			wrong.Add(err)
			continue
		}
		wrong.Add(text.Optional(field+"."+name, attributes[name], 200))
	}
	return wrong.Err()
}

// Accept applies the underwriting limits of the product to what is asked, now.
func (a *Ask) Accept(p *product.Product, now instant.Instant) error {
	var wrong fault.Refusals
	wrong.Add(p.ForSale("productVersion"))
	if p.Jurisdiction(a.Jurisdiction) == nil {
		wrong.Add(fault.New(fault.JurisdictionNotServed, "jurisdiction", "%s is not sold in %s", p.ProductID, a.Jurisdiction))
	}
	if a.InstalmentPlanID != "" && p.InstalmentPlan(a.InstalmentPlanID) == nil {
		wrong.Add(fault.New(fault.InvalidArgument, "instalmentPlanId", "the product has no such plan"))
	}
	wrong.Add(a.Insurable(p))
	earliest := now.AddDays(-int64(p.Limits.MaximumBackdatingDays))
	if a.Cover.Start.Before(earliest) {
		wrong.Add(fault.New(fault.BackdatingRefused, "cover.start",
			"cover from %s begins more than %d days before %s", a.Cover.Start, p.Limits.MaximumBackdatingDays, now))
	}
	switch t := p.ParametricTrigger; {
	case t == nil:
		if a.ParametricSubject != "" {
			wrong.Add(fault.New(fault.InvalidArgument, "parametricSubject", "only a parametric product has a subject"))
		}
	case a.ParametricSubject == "":
		wrong.Add(fault.New(fault.Required, "parametricSubject", "a parametric product needs the subject its readings are about"))
		wrong.Add(fault.At("cover", t.Window.Divides(a.Cover)))
	default:
		wrong.Add(t.Subjects.Check("parametricSubject", a.ParametricSubject))
		wrong.Add(fault.At("cover", t.Window.Divides(a.Cover)))
	}
	return wrong.Err()
}

// Insurable puts the coverages asked for in the product's order and refuses what it does not offer.
func (a *Ask) Insurable(p *product.Product) error {
	var wrong fault.Refusals
	asked := make(map[string]int, len(a.Coverages))
	for i := range a.Coverages {
		c := &a.Coverages[i]
		offered := p.Coverage(c.CoverageID)
		if offered == nil {
			wrong.Add(fault.Index("coverages", i, fault.New(fault.CoverageNotFound, "coverageId", "the product has no coverage of this id")))
			continue
		}
		if _, twice := asked[c.CoverageID]; twice {
			wrong.Add(fault.Index("coverages", i, fault.New(fault.InvalidArgument, "coverageId", "the coverage is asked for twice")))
		}
		asked[c.CoverageID] = i
		wrong.Add(fault.Index("coverages", i, fault.At("sumInsured", acceptSum(offered, c.SumInsured, p.Currency))))
	}
	ordered := make([]Selection, 0, len(a.Coverages))
	for i := range p.Coverages {
		at, wanted := asked[p.Coverages[i].CoverageID]
		if !wanted && !p.Coverages[i].Optional {
			wrong.Add(fault.New(fault.CoverageNeeded, "coverages", "the product is not sold without %s", p.Coverages[i].CoverageID))
		}
		if wanted {
			ordered = append(ordered, a.Coverages[at])
		}
	}
	a.Coverages = ordered
	return wrong.Err()
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
