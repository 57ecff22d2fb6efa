package policy

import (
	"insurance/chaincode/domain/fault"
	"insurance/chaincode/domain/instant"
	"insurance/chaincode/domain/money"
	"insurance/chaincode/domain/product"
	"insurance/chaincode/domain/quote"
	"insurance/chaincode/domain/record"
)

// Revision is what a policy endorsement asks for.
type Revision struct {
	EffectiveAt instant.Instant
	Coverages   []quote.Selection
	Risk        map[string]string
	Reason      string
}

// Change makes a policy endorsement. The new risk is priced for the whole cover; the difference to the price before, for
// the share of the cover that is left, is charged at once or returned, with the surcharge of the policy's instalment plan.
func (p *Policy) Change(r Revision, sold *product.Product, now *record.Stamp) (*PolicyChange, error) {
	if err := p.changeable(r.EffectiveAt, *now.Time); err != nil {
		return nil, err
	}
	ask := &quote.Ask{Particulars: p.Particulars, Coverages: r.Coverages}
	// The surcharge of the instalment plan is on the difference.
	ask.Risk, ask.InstalmentPlanID = r.Risk, ""
	if err := ask.Insurable(sold); err != nil {
		return nil, err
	}
	price, err := ask.Rate(sold)
	if err != nil {
		return nil, err
	}
	before, err := netOf(p.Coverages, sold.Currency)
	if err != nil {
		return nil, err
	}
	after, err := netOf(price.Coverages, sold.Currency)
	if err != nil {
		return nil, err
	}
	difference, err := after.Sub(before)
	if err != nil {
		return nil, err
	}
	if difference, err = difference.MulRatio(p.Cover.End.Seconds-r.EffectiveAt.Seconds, p.Cover.End.Seconds-p.Cover.Start.Seconds); err != nil {
		return nil, err
	}
	adjustment, err := quote.Gross(difference, sold.SurchargePPM(p.InstalmentPlanID), sold.Jurisdiction(p.Jurisdiction))
	if err != nil {
		return nil, err
	}
	if err := p.move(Change); err != nil {
		return nil, err
	}
	total, err := p.Premium.Plus(adjustment)
	if err != nil {
		return nil, err
	}
	p.Changes = append(p.Changes, PolicyChange{
		EffectiveAt: &r.EffectiveAt, CoveragesBefore: p.Coverages, RiskBefore: p.Risk, PremiumBefore: p.Premium,
		Adjustment: adjustment, Rating: price.Rating, Reason: r.Reason, Changed: now,
	})
	since(price.Coverages, p.Coverages, &r.EffectiveAt)
	p.Coverages, p.Risk, p.Premium = price.Coverages, r.Risk, total
	return &p.Changes[len(p.Changes)-1], p.charge(*adjustment.Gross, sold.Jurisdiction(p.Jurisdiction).GraceDays, "policy endorsement", now)
}

// since says from when each coverage has been held without a break: as before, or, where it is new, from a moment on.
func since(coverages, before []quote.CoveragePrice, from *instant.Instant) {
	for i := range coverages {
		coverages[i].InsuredSince = from
		for k := range before {
			if before[k].CoverageID == coverages[i].CoverageID {
				coverages[i].InsuredSince = before[k].InsuredSince
			}
		}
	}
}

func (p *Policy) changeable(at, now instant.Instant) error {
	if p.Status != InForce {
		return p.move(Change)
	}
	if at.Before(now) {
		return fault.New(fault.BackdatingRefused, "effectiveAt", "a policy endorsement is effective from %s or later", now)
	}
	if !p.Cover.Contains(at) {
		return fault.New(fault.CoverEnded, "effectiveAt", "%s is outside the cover from %s until before %s", at, p.Cover.Start, p.Cover.End)
	}
	if n := len(p.Changes); n > 0 && at.Before(*p.Changes[n-1].EffectiveAt) {
		return fault.New(fault.BackdatingRefused, "effectiveAt", "an earlier policy endorsement is effective from %s", p.Changes[n-1].EffectiveAt)
	}
	if len(p.Changes) >= maxChanges {
		return fault.New(fault.TooMany, "policyId", "a policy has at most %d policy endorsements", maxChanges)
	}
	return nil
}

const maxChanges = 100

// charge adds an instalment that is due at once or, below zero, takes from the unpaid instalments, the last first, and
// refunds what is then left.
func (p *Policy) charge(amount money.Money, graceDays uint32, reason string, now *record.Stamp) error {
	if amount.MinorUnits > 0 {
		p.owe(amount, graceDays, *now.Time)
		return nil
	}
	credit := -amount.MinorUnits
	kept := p.Instalments[:0:0]
	for i := len(p.Instalments) - 1; i >= 0; i-- {
		part := p.Instalments[i]
		if part.Payment == nil && credit > 0 {
			taken := min(credit, part.Amount.MinorUnits)
			credit -= taken
			if taken == part.Amount.MinorUnits {
				continue
			}
			part.Amount = money.Of(part.Amount.MinorUnits-taken, amount.Currency).Ptr()
		}
		kept = append(kept, part)
	}
	for i, j := 0, len(kept)-1; i < j; i, j = i+1, j-1 {
		kept[i], kept[j] = kept[j], kept[i]
	}
	p.Instalments = kept
	return p.refund(money.Of(credit, amount.Currency), reason, now)
}

// refund promises money back, never more than was received and not yet refunded.
func (p *Policy) refund(amount money.Money, reason string, now *record.Stamp) error {
	if amount.MinorUnits == 0 {
		return nil
	}
	held, err := p.Held()
	if err != nil {
		return err
	}
	if amount.MinorUnits > held.MinorUnits {
		return fault.New(fault.RefundExceedsPremium, "policyId", "%s is more than the %s received and not refunded", amount, held)
	}
	p.Refunds = append(p.Refunds, Refund{Amount: amount.Ptr(), Reason: reason, Recorded: now})
	return nil
}

// PayRefund records that a promised refund was paid, the oldest first.
func (p *Policy) PayRefund(reference string, now *record.Stamp) (*Refund, error) {
	for i := range p.Refunds {
		if r := &p.Refunds[i]; r.Paid == nil {
			r.Paid = &PremiumPayment{Amount: r.Amount, Reference: reference, Recorded: now}
			return r, nil
		}
	}
	return nil, fault.New(fault.NothingToRefund, "policyId", "no refund of %s is open", p.PolicyID)
}

func netOf(prices []quote.CoveragePrice, currency string) (money.Money, error) {
	sum := money.Of(0, currency)
	for i := range prices {
		var err error
		if sum, err = sum.Add(*prices[i].NetPremium); err != nil {
			return sum, err
		}
	}
	return sum, nil
}
