// Package policy holds contracts of insurance through their whole life.
package policy

import (
	"insurance/chaincode/domain/fault"
	"insurance/chaincode/domain/instant"
	"insurance/chaincode/domain/money"
	"insurance/chaincode/domain/product"
	"insurance/chaincode/domain/quote"
	"insurance/chaincode/domain/record"
)

// Bind makes a policy of a quote that has not expired.
func Bind(q *quote.Quote, p *product.Product, policyID string, now *record.Stamp) (*Policy, error) {
	if !now.Time.Before(*q.ExpiresAt) {
		return nil, fault.New(fault.QuoteExpired, "quoteId", "the quote expired at %s", q.ExpiresAt)
	}
	if err := p.ForSale("quoteId"); err != nil {
		return nil, err
	}
	terms := p.Jurisdiction(q.Jurisdiction)
	until := now.Time.AddDays(int64(terms.CoolingOffDays))
	bound := &Policy{
		PolicyID: policyID, QuoteID: q.QuoteID, ProductID: q.ProductID, ProductVersion: q.ProductVersion,
		InsurerMSPID: q.InsurerMSPID, BrokerID: q.BrokerID, HolderID: q.HolderID, Particulars: q.Particulars,
		Coverages: q.Coverages, Premium: q.Premium, TermsSHA256: p.TermsSHA256, Status: Bound, Bound: now,
		CoolingOffUntil: &until, InsuredSince: q.Cover.Start,
	}
	since(bound.Coverages, nil, q.Cover.Start)
	parts := uint32(1)
	if plan := p.InstalmentPlan(q.InstalmentPlanID); plan != nil {
		parts = plan.Instalments
	}
	bound.Instalments = schedule(*q.Premium.Gross, parts, q.Cover, *now.Time, terms.GraceDays)
	return bound, nil
}

// Authorize refuses a broker's binding above its authority.
func Authorize(p *product.Product, q *quote.Quote) error {
	limit := p.Limits.BrokerAuthority
	if limit == nil {
		return nil
	}
	sum := money.Of(0, p.Currency)
	for i := range q.Coverages {
		var err error
		if sum, err = sum.Add(*q.Coverages[i].SumInsured); err != nil {
			return err
		}
	}
	if sum.MinorUnits > limit.MinorUnits {
		return fault.New(fault.AuthorityExceeded, "quoteId", "the sums insured of %s are above a broker's authority of %s", sum, limit)
	}
	return nil
}

// Covers refuses a loss outside the time in which the policy covers losses. From the end of an instalment's days of grace
// on there is no cover until it is paid, whether or not the lapse has been recorded yet.
func (p *Policy) Covers(occurred instant.Instant) error {
	if len(p.Instalments) == 0 || p.Instalments[0].Payment == nil {
		return fault.New(fault.PremiumUnpaid, "policyId", "the first premium of %s has not been paid", p.PolicyID)
	}
	if !p.Cover.Contains(occurred) {
		return fault.New(fault.LossOutsideCover, "occurredAt",
			"the loss of %s is outside the cover from %s until before %s", occurred, p.Cover.Start, p.Cover.End)
	}
	if c := p.Cancellation; c != nil && !occurred.Before(*c.EffectiveAt) {
		return fault.New(fault.LossOutsideCover, "occurredAt", "the loss of %s is after the cancellation at %s", occurred, c.EffectiveAt)
	}
	for i := range p.Lapses {
		if l := &p.Lapses[i]; !occurred.Before(*l.From) && (l.Until == nil || occurred.Before(*l.Until)) {
			return fault.New(fault.PolicyLapsed, "occurredAt", "the loss of %s is in the lapse that began at %s", occurred, l.From)
		}
	}
	if next := p.nextUnpaid(); next != nil && !occurred.Before(*next.GraceAt) {
		return fault.New(fault.PremiumUnpaid, "policyId", "instalment %d of %s has not been paid by %s, and the loss is after it",
			next.Number, p.PolicyID, next.GraceAt)
	}
	return nil
}

// CoversThroughout refuses a span of time that is not covered from its first to its last second.
func (p *Policy) CoversThroughout(from, until instant.Instant) error {
	if err := p.Covers(from); err != nil {
		return err
	}
	if err := p.Covers(until.AddSeconds(-1)); err != nil {
		return err
	}
	for i := range p.Lapses {
		if l := &p.Lapses[i]; l.From.Before(until) && (l.Until == nil || from.Before(*l.Until)) {
			return fault.New(fault.PolicyLapsed, "occurredAt", "the policy lapsed at %s, in the span from %s", l.From, from)
		}
	}
	return nil
}

// CoveragesAt are the coverages in effect at a moment inside the period of cover.
func (p *Policy) CoveragesAt(moment instant.Instant) []quote.CoveragePrice {
	for i := range p.Changes {
		if moment.Before(*p.Changes[i].EffectiveAt) {
			return p.Changes[i].CoveragesBefore
		}
	}
	return p.Coverages
}

// CurrentAt are the coverages that a loss at a moment is insured under; none where it would not be covered.
func (p *Policy) CurrentAt(moment instant.Instant) []quote.CoveragePrice {
	if p.Covers(moment) != nil {
		return nil
	}
	return p.CoveragesAt(moment)
}

// ScheduledAfter are the coverages that hold from later than a moment on, soonest first: from the beginning of cover, and from
// each policy endorsement that is not effective yet. A policy that was cancelled has none from then on.
func (p *Policy) ScheduledAfter(moment instant.Instant) []ScheduledCoverages {
	var ahead []ScheduledCoverages
	end := p.CoverEnd()
	if moment.Before(*p.Cover.Start) && p.Cover.Start.Before(end) {
		ahead = append(ahead, ScheduledCoverages{p.Cover.Start, p.CoveragesAt(*p.Cover.Start)})
	}
	for i := range p.Changes {
		at := p.Changes[i].EffectiveAt
		replaced := i+1 < len(p.Changes) && p.Changes[i+1].EffectiveAt.Compare(*at) == 0
		if !replaced && moment.Before(*at) && p.Cover.Start.Before(*at) && at.Before(end) {
			ahead = append(ahead, ScheduledCoverages{at, p.CoveragesAt(*at)})
		}
	}
	return ahead
}

// CoverEnd is where the cover ends: with its period; earlier by a cancellation, or by a lapse that is not followed by a
// reinstatement any more; or at its beginning, where the policy was cancelled before anything was paid for it.
func (p *Policy) CoverEnd() instant.Instant {
	end := *p.Cover.End
	if c := p.Cancellation; c != nil && c.EffectiveAt.Before(end) {
		end = *c.EffectiveAt
	}
	if n := len(p.Lapses); n > 0 && !p.Current() && p.Lapses[n-1].Until == nil && p.Lapses[n-1].From.Before(end) {
		end = *p.Lapses[n-1].From
	}
	if p.Cancellation != nil && (len(p.Instalments) == 0 || p.Instalments[0].Payment == nil) || end.Before(*p.Cover.Start) {
		return *p.Cover.Start
	}
	return end
}

// NearestCovered is the moment inside the period of cover that is nearest to another one; there is none where a cancellation
// has undone the cover from its beginning.
func (p *Policy) NearestCovered(moment instant.Instant) (nearest instant.Instant, ok bool) {
	end := p.CoverEnd()
	switch {
	case !p.Cover.Start.Before(end):
		return *p.Cover.Start, false
	case moment.Before(*p.Cover.Start):
		return *p.Cover.Start, true
	case moment.Before(end):
		return moment, true
	}
	// What holds at the end, also when it began within the last second.
	last := end.AddSeconds(-1)
	for i := range p.Changes {
		if at := *p.Changes[i].EffectiveAt; last.Before(at) && at.Before(end) {
			last = at
		}
	}
	if last.Before(*p.Cover.Start) {
		last = *p.Cover.Start
	}
	return last, true
}

// Owner is the insurer whose record it is, and the broker who serves it; none is empty.
func (p *Policy) Owner() (insurerMSPID, brokerID string) { return p.InsurerMSPID, p.BrokerID }
