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
	if len(p.Jurisdictions) == 0 {
		return fault.New(fault.Required, "", "at least one jurisdiction is required")
	}
	if err := text.Count("", len(p.Jurisdictions), maxJurisdictions); err != nil {
		return err
	}
	seen := make(map[string]bool, len(p.Jurisdictions))
	for i := range p.Jurisdictions {
		j := &p.Jurisdictions[i]
		if err := j.validate(); err != nil {
			return fault.Index("", i, err)
		}
		if seen[j.Jurisdiction] {
			return fault.Index("", i, invalid("jurisdiction", "the jurisdiction is listed twice"))
		}
		seen[j.Jurisdiction] = true
	}
	return nil
}

func (j *JurisdictionTerms) validate() error {
	if !jurisdictionCode(j.Jurisdiction) {
		return outside("jurisdiction", "a jurisdiction is an ISO 3166-1 code of two capital letters, or an ISO 3166-2 code such as US-NY")
	}
	if err := text.Count("taxes", len(j.Taxes), 20); err != nil {
		return err
	}
	names := make(map[string]bool, len(j.Taxes))
	for i, tax := range j.Taxes {
		if err := text.Label("name", tax.Name, 100); err != nil {
			return fault.Index("taxes", i, err)
		}
		if tax.RatePPM < 1 || tax.RatePPM > money.PPM {
			return fault.Index("taxes", i, outside("ratePpm", "a tax is 1 to 1,000,000 parts per million"))
		}
		if names[tax.Name] {
			return fault.Index("taxes", i, invalid("name", "the name is taken by an earlier tax"))
		}
		names[tax.Name] = true
	}
	if err := share("commissionPpm", j.CommissionPPM, money.PPM); err != nil {
		return err
	}
	for _, days := range []struct {
		field string
		value uint32
		most  uint32
	}{
		{"coolingOffDays", j.CoolingOffDays, maxShortDays}, {"cancellationNoticeDays", j.CancellationNoticeDays, maxShortDays},
		{"graceDays", j.GraceDays, maxShortDays}, {"retentionDays", j.RetentionDays, maxRetentionDays},
	} {
		if days.value > days.most {
			return fault.New(fault.InvalidArgument, days.field, "at most %d days", days.most)
		}
	}
	return text.Optional("source", j.Source, 500)
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
	steps := p.Cancellation.ShortRate
	if err := text.Count("shortRate", len(steps), maxSteps); err != nil {
		return err
	}
	for i, step := range steps {
		if step.UntilElapsedPPM < 1 || step.UntilElapsedPPM > money.PPM {
			return fault.Index("shortRate", i, outside("untilElapsedPpm", "a share of the cover is 1 to 1,000,000 parts per million"))
		}
		if err := share("retainedPpm", step.RetainedPPM, money.PPM); err != nil {
			return fault.Index("shortRate", i, err)
		}
		if i == 0 {
			continue
		}
		if step.UntilElapsedPPM <= steps[i-1].UntilElapsedPPM || step.RetainedPPM < steps[i-1].RetainedPPM {
			return fault.Index("shortRate", i, invalid("", "steps go by time, and a later one keeps at least as much"))
		}
	}
	return nil
}

func (p *Product) plans() error {
	if err := text.Count("", len(p.InstalmentPlans), maxPlans); err != nil {
		return err
	}
	seen := make(map[string]bool, len(p.InstalmentPlans))
	for i, plan := range p.InstalmentPlans {
		if err := text.ID("planId", plan.PlanID); err != nil {
			return fault.Index("", i, err)
		}
		if seen[plan.PlanID] {
			return fault.Index("", i, invalid("planId", "the id is taken by an earlier plan"))
		}
		seen[plan.PlanID] = true
		if plan.Instalments < 2 || plan.Instalments > 60 {
			return fault.Index("", i, outside("instalments", "a plan has 2 to 60 instalments"))
		}
		if err := share("surchargePpm", plan.SurchargePPM, money.PPM); err != nil {
			return fault.Index("", i, err)
		}
	}
	return nil
}
