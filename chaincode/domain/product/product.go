// Package product describes what is covered, at what price, and by which conditions claims are paid.
package product

import (
	"insurance/chaincode/domain/fault"
	"insurance/chaincode/domain/money"
)

// ForSale refuses a version that is not open to new business, and says whether it is not open any more or was never.
func (p *Product) ForSale(field string) error {
	switch p.Status {
	case Open:
		return nil
	case Draft:
		return fault.New(fault.ProductNotPublished, field, "version %d of %s is a draft and has not been published", p.Version, p.ProductID)
	}
	return fault.New(fault.ProductWithdrawn, field, "version %d of %s is %s, closed to new business", p.Version, p.ProductID, p.Status)
}

// Coverage finds a coverage by its id; nil when the product has none of it.
func (p *Product) Coverage(id string) *Coverage {
	for i := range p.Coverages {
		if p.Coverages[i].CoverageID == id {
			return &p.Coverages[i]
		}
	}
	return nil
}

// Jurisdiction finds the terms of a jurisdiction; nil when the product is not sold there.
func (p *Product) Jurisdiction(code string) *JurisdictionTerms {
	for i := range p.Jurisdictions {
		if p.Jurisdictions[i].Jurisdiction == code {
			return &p.Jurisdictions[i]
		}
	}
	return nil
}

// InstalmentPlan finds a plan by its id; nil when the product has none of it.
func (p *Product) InstalmentPlan(id string) *InstalmentPlan {
	for i := range p.InstalmentPlans {
		if p.InstalmentPlans[i].PlanID == id {
			return &p.InstalmentPlans[i]
		}
	}
	return nil
}

// SurchargePPM is the share of the net premium that payment by a plan adds; nothing without one.
func (p *Product) SurchargePPM(planID string) int64 {
	if plan := p.InstalmentPlan(planID); plan != nil {
		return plan.SurchargePPM
	}
	return 0
}

// FourEyesLimit is the amount above which a second handler confirms an approval; nil: none does. What departs from a
// trigger is always confirmed.
func (p *Product) FourEyesLimit() *money.Money {
	if p.ClaimConditions == nil {
		return money.Of(0, p.Currency).Ptr()
	}
	return p.ClaimConditions.FourEyesLimit
}

// Handled says whether people submit and handle claims: without a trigger, and where monitoring refers what it sees.
func (p *Product) Handled() bool {
	return p.ParametricTrigger == nil || p.ParametricTrigger.refers()
}
