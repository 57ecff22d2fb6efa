package policy

import (
	"insurance/chaincode/domain/fault"
	"insurance/chaincode/domain/instant"
	"insurance/chaincode/domain/money"
	"insurance/chaincode/domain/product"
	"insurance/chaincode/domain/quote"
	"insurance/chaincode/domain/record"
)

// CancelRequest is what a cancellation asks for.
type CancelRequest struct {
	By          CancelledBy
	EffectiveAt instant.Instant
	Reason      string
	// HasClaims: a claim is approved or paid, and with it there is no cooling off.
	HasClaims bool
}

// Cancel cancels a policy: in the cooling-off time a holder gets everything back, and there has been no cover; later the
// insurer keeps the short rate of the product, or, where it has none or cancels itself, the share of the cover that has
// passed. What the holder then still owes becomes an instalment that is due at once.
func (p *Policy) Cancel(e CancelRequest, sold *product.Product, now *record.Stamp) error {
	terms := sold.Jurisdiction(p.Jurisdiction)
	method := p.method(e, sold, *now.Time)
	if err := p.cancellable(e, method, terms, *now.Time); err != nil {
		return err
	}
	if method == CoolingOff {
		e.EffectiveAt = *p.Cover.Start
	}
	earned, err := p.earned(method, sold.Cancellation, e.EffectiveAt)
	if err != nil {
		return err
	}
	held, err := p.Held()
	if err != nil {
		return err
	}
	balance, err := held.Sub(earned)
	if err != nil {
		return err
	}
	if err := p.move(Cancel); err != nil {
		return err
	}
	p.Cancellation = &Cancellation{
		By: e.By, Method: method, EffectiveAt: &e.EffectiveAt, Earned: earned.Ptr(), Reason: e.Reason, Cancelled: now,
	}
	p.dropUnpaid()
	if balance.MinorUnits >= 0 {
		p.Cancellation.Refund = balance.Ptr()
		return p.refund(balance, "cancellation", now)
	}
	outstanding := money.Of(-balance.MinorUnits, balance.Currency)
	p.Cancellation.Outstanding = outstanding.Ptr()
	p.owe(outstanding, terms.GraceDays, *now.Time)
	return nil
}

func (p *Policy) method(e CancelRequest, sold *product.Product, now instant.Instant) CancellationMethod {
	switch {
	case e.By == ByHolder && now.Before(*p.CoolingOffUntil) && !now.Before(e.EffectiveAt) && !e.HasClaims:
		return CoolingOff
	case e.By == ByHolder && sold.Cancellation != nil && len(sold.Cancellation.ShortRate) > 0:
		return ShortRate
	}
	return ProRata
}

func (p *Policy) cancellable(e CancelRequest, method CancellationMethod, terms *product.JurisdictionTerms, now instant.Instant) error {
	if _, err := p.next(Cancel); err != nil {
		return err
	}
	if e.EffectiveAt.Before(now) && method != CoolingOff {
		return fault.New(fault.BackdatingRefused, "effectiveAt", "a cancellation is effective from %s or later", now)
	}
	if !e.EffectiveAt.Before(*p.Cover.End) {
		return fault.New(fault.CoverEnded, "effectiveAt", "the cover ends at %s by itself", p.Cover.End)
	}
	earliest := now.AddDays(int64(terms.CancellationNoticeDays))
	if e.By == ByInsurer && p.Status != Lapsed && e.EffectiveAt.Before(earliest) {
		return fault.New(fault.NoticeTooShort, "effectiveAt", "the insurer gives notice of %d days: not before %s", terms.CancellationNoticeDays, earliest)
	}
	return nil
}

// earned is what the insurer keeps of the premium when cover ends at a moment: nothing where there never was cover, and
// nothing for the time since a lapse began.
func (p *Policy) earned(method CancellationMethod, terms *product.CancellationTerms, at instant.Instant) (money.Money, error) {
	if n := len(p.Lapses); n > 0 && p.Lapses[n-1].Until == nil && p.Lapses[n-1].From.Before(at) {
		at = *p.Lapses[n-1].From
	}
	gross := *p.premiumUntil(at).Gross
	if method == CoolingOff || !p.Cover.Start.Before(at) || p.Instalments[0].Payment == nil {
		return money.Of(0, gross.Currency), nil
	}
	if method == ShortRate {
		elapsed, err := money.Of(money.PPM, gross.Currency).MulRatio(at.Seconds-p.Cover.Start.Seconds, p.Cover.End.Seconds-p.Cover.Start.Seconds)
		if err != nil {
			return money.Money{}, err
		}
		return gross.MulPPM(terms.Retained(elapsed.MinorUnits))
	}
	base := *p.Premium.Gross
	if len(p.Changes) > 0 {
		base = *p.Changes[0].PremiumBefore.Gross
	}
	sum, err := prorated(base, *p.Cover.Start, *p.Cover.End, at)
	if err != nil {
		return money.Money{}, err
	}
	for i := range p.Changes {
		c := &p.Changes[i]
		part, err := prorated(*c.Adjustment.Gross, *c.EffectiveAt, *p.Cover.End, at)
		if err != nil {
			return money.Money{}, err
		}
		if sum, err = sum.Add(part); err != nil {
			return money.Money{}, err
		}
	}
	sum.MinorUnits = max(sum.MinorUnits, 0)
	return sum, nil
}

// premiumUntil is the premium as the policy endorsements that held before a moment left it: one that would begin to hold where
// the cover ends never does.
func (p *Policy) premiumUntil(moment instant.Instant) *quote.Premium {
	for i := range p.Changes {
		if !p.Changes[i].EffectiveAt.Before(moment) {
			return p.Changes[i].PremiumBefore
		}
	}
	return p.Premium
}

// prorated is the part of an amount for from…end that has been earned at a moment.
func prorated(amount money.Money, from, end, at instant.Instant) (money.Money, error) {
	if !from.Before(at) {
		return money.Of(0, amount.Currency), nil
	}
	if !at.Before(end) || end.Seconds == from.Seconds {
		return amount, nil
	}
	return amount.MulRatio(at.Seconds-from.Seconds, end.Seconds-from.Seconds)
}

// dropUnpaid takes the instalments out that nobody owes any more.
func (p *Policy) dropUnpaid() {
	kept := p.Instalments[:0:0]
	for i := range p.Instalments {
		if p.Instalments[i].Payment != nil {
			kept = append(kept, p.Instalments[i])
		}
	}
	p.Instalments = kept
}

// Expire ends a policy whose period of cover has passed.
func (p *Policy) Expire(now *record.Stamp) error {
	if now.Time.Before(*p.Cover.End) {
		return fault.New(fault.NotExpired, "policyId", "the cover of %s ends at %s", p.PolicyID, p.Cover.End)
	}
	if err := p.move(Expire); err != nil {
		return err
	}
	p.Expired = now
	return nil
}

// Renew links a renewal: the next policy begins where this one ends.
func (p *Policy) Renew(next *Policy) error {
	if p.RenewedBy != "" {
		return fault.New(fault.AlreadyRenewed, "renewalOf", "policy %s has been renewed as %s", p.PolicyID, p.RenewedBy)
	}
	if p.HolderID != next.HolderID || p.ProductID != next.ProductID {
		return fault.New(fault.InvalidArgument, "renewalOf", "a renewal has the holder and the product of the policy it renews")
	}
	if next.Cover.Start.Compare(*p.Cover.End) != 0 {
		return fault.New(fault.InvalidPeriod, "cover.start", "a renewal begins at %s, where the cover of %s ends", p.Cover.End, p.PolicyID)
	}
	if err := p.move(Renew); err != nil {
		return err
	}
	p.RenewedBy, next.RenewalOf, next.InsuredSince = next.PolicyID, p.PolicyID, p.InsuredSince
	since(next.Coverages, p.Coverages, next.Cover.Start)
	return nil
}

// RemindOfRenewal records, once, that the holder is reminded of the end of a cover that has no renewal.
func (p *Policy) RemindOfRenewal(now *record.Stamp) error {
	if p.RenewedBy != "" {
		return fault.New(fault.AlreadyRenewed, "policyId", "policy %s has been renewed as %s", p.PolicyID, p.RenewedBy)
	}
	if p.RenewalReminded != nil {
		return fault.New(fault.AlreadyReminded, "policyId", "the holder was reminded of the renewal of %s at %s", p.PolicyID, p.RenewalReminded.Time)
	}
	if !now.Time.Before(*p.Cover.End) {
		return fault.New(fault.CoverEnded, "policyId", "the cover of %s ended at %s", p.PolicyID, p.Cover.End)
	}
	if err := p.move(Remind); err != nil {
		return err
	}
	p.RenewalReminded = now
	return nil
}
