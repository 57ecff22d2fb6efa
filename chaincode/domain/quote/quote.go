// Package quote prices one risk under one product version.
package quote

import (
	"slices"

	"insurance/chaincode/domain/fault"
	"insurance/chaincode/domain/instant"
	"insurance/chaincode/domain/money"
	"insurance/chaincode/domain/product"
	"insurance/chaincode/domain/text"
)

// MaxSubject is the longest parametric subject, in characters.
const MaxSubject = 200

const maxSelections = 50

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
