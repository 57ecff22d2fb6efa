package product

import (
	"insurance/chaincode/domain/fault"
	"insurance/chaincode/domain/money"
	"insurance/chaincode/domain/text"
)

// The longest times a jurisdiction can set, in days.
const (
	maxShortDays     = 366
	maxRetentionDays = 36_600
)

func (p *Product) jurisdictions() error {
	var wrong fault.Refusals
	if len(p.Jurisdictions) == 0 {
		wrong.Add(fault.New(fault.Required, "", "at least one jurisdiction is required"))
	}
	wrong.Add(text.Count("", len(p.Jurisdictions), maxJurisdictions))
	seen := make(map[string]bool, len(p.Jurisdictions))
	for i := range p.Jurisdictions {
		j := &p.Jurisdictions[i]
		wrong.Add(fault.Index("", i, j.validate()))
		if seen[j.Jurisdiction] {
			wrong.Add(fault.Index("", i, invalid("jurisdiction", "the jurisdiction is listed twice")))
		}
		seen[j.Jurisdiction] = true
	}
	return wrong.Err()
}

func (j *JurisdictionTerms) validate() error {
	var wrong fault.Refusals
	if !jurisdictionCode(j.Jurisdiction) {
		wrong.Add(outside("jurisdiction", "a jurisdiction is an ISO 3166-1 code of two capital letters, or an ISO 3166-2 code such as US-NY"))
	}
	wrong.Add(text.Count("taxes", len(j.Taxes), 20))
	names := make(map[string]bool, len(j.Taxes))
	for i, tax := range j.Taxes {
		wrong.Add(fault.Index("taxes", i, text.Label("name", tax.Name, 100)))
		if tax.RatePPM < 1 || tax.RatePPM > money.PPM {
			wrong.Add(fault.Index("taxes", i, outside("ratePpm", "a tax is 1 to 1,000,000 parts per million")))
		}
		if names[tax.Name] {
			wrong.Add(fault.Index("taxes", i, invalid("name", "the name is taken by an earlier tax")))
		}
		names[tax.Name] = true
	}
	wrong.Add(share("commissionPpm", j.CommissionPPM, money.PPM))
	for _, days := range []struct {
		field string
		value uint32
		most  uint32
	}{
		{"coolingOffDays", j.CoolingOffDays, maxShortDays}, {"cancellationNoticeDays", j.CancellationNoticeDays, maxShortDays},
		{"graceDays", j.GraceDays, maxShortDays}, {"retentionDays", j.RetentionDays, maxRetentionDays},
	} {
		if days.value > days.most {
			wrong.Add(fault.New(fault.InvalidArgument, days.field, "at most %d days", days.most))
		}
	}
	wrong.Add(text.Optional("source", j.Source, 500))
	return wrong.Err()
}

// jurisdictionCode says whether the code has the form of ISO 3166-1 alpha-2 or of ISO 3166-2.
func jurisdictionCode(code string) bool {
	if len(code) < 2 || !capital(code[0]) || !capital(code[1]) {
		return false
	}
	if len(code) == 2 {
		return true
	}
	if code[2] != '-' || len(code) < 4 || len(code) > 6 {
		return false
	}
	for i := 3; i < len(code); i++ {
		if !capital(code[i]) && (code[i] < '0' || code[i] > '9') {
			return false
		}
	}
	return true
}

func capital(c byte) bool { return c >= 'A' && c <= 'Z' }

func (p *Product) cancellation() error {
	if p.Cancellation == nil {
		return nil
	}
	var wrong fault.Refusals
	steps := p.Cancellation.ShortRate
	wrong.Add(text.Count("shortRate", len(steps), maxSteps))
	for i, step := range steps {
		if step.UntilElapsedPPM < 1 || step.UntilElapsedPPM > money.PPM {
			wrong.Add(fault.Index("shortRate", i, outside("untilElapsedPpm", "a share of the cover is 1 to 1,000,000 parts per million")))
		}
		wrong.Add(fault.Index("shortRate", i, share("retainedPpm", step.RetainedPPM, money.PPM)))
		if i == 0 {
			continue
		}
		if step.UntilElapsedPPM <= steps[i-1].UntilElapsedPPM || step.RetainedPPM < steps[i-1].RetainedPPM {
			wrong.Add(fault.Index("shortRate", i, invalid("", "steps go by time, and a later one keeps at least as much")))
		}
	}
	return wrong.Err()
}

func (p *Product) plans() error {
	var wrong fault.Refusals
	wrong.Add(text.Count("", len(p.InstalmentPlans), maxPlans))
	seen := make(map[string]bool, len(p.InstalmentPlans))
	for i, plan := range p.InstalmentPlans {
		wrong.Add(fault.Index("", i, text.ID("planId", plan.PlanID)))
		if seen[plan.PlanID] {
			wrong.Add(fault.Index("", i, invalid("planId", "the id is taken by an earlier plan")))
		}
		seen[plan.PlanID] = true
		if plan.Instalments < 2 || plan.Instalments > 60 {
			wrong.Add(fault.Index("", i, outside("instalments", "a plan has 2 to 60 instalments")))
		}
		wrong.Add(fault.Index("", i, share("surchargePpm", plan.SurchargePPM, money.PPM)))
	}
	return wrong.Err()
}
