package claim

import (
	"fmt"
	"strconv"

	"insurance/chaincode/domain/fault"
	"insurance/chaincode/domain/instant"
	"insurance/chaincode/domain/oracle"
	"insurance/chaincode/domain/policy"
	"insurance/chaincode/domain/product"
	"insurance/chaincode/domain/words"
)

// Basis is what policies are settled by: a single reading, or a determination.
type Basis struct {
	Subject string
	// At is when the event happened, or where the window begins; Until is where the window ends, nil for an event.
	At            instant.Instant
	Until         *instant.Instant
	value         int64
	index         string
	published     *oracle.PublishedReading
	determination *oracle.Determination
}

// ByReading settles by one reading.
func ByReading(r *oracle.PublishedReading) *Basis {
	return &Basis{
		Subject: r.Reading.Subject, At: *r.Reading.ObservedAt, value: r.Reading.Value, index: r.Reading.Index, published: r,
	}
}

// ByDetermination settles by what several oracles, or the readings of a window, came to.
func ByDetermination(d *oracle.Determination) *Basis {
	b := &Basis{Subject: d.Subject, Until: d.Until, value: d.Value, index: d.Index, determination: d}
	if d.ObservedAt != nil {
		b.At = *d.ObservedAt
	} else {
		b.At = *d.From
	}
	return b
}

// LossID names what happened: the subject, or a window of it. A policy is settled for it once.
func (b *Basis) LossID() string {
	if b.Until == nil {
		return b.Subject
	}
	return b.Subject + " from " + b.At.String()
}

// Aggregates says whether a policy can be settled more than once, so that what it was paid before counts.
func (b *Basis) Aggregates() bool { return b.Until != nil }

func (b *Basis) id() string {
	if b.published != nil {
		return b.published.ReadingID
	}
	return b.determination.DeterminationID
}

// refuses says why a trigger is not settled on this basis at all; empty: it is.
func (b *Basis) refuses(p *policy.Policy, t *product.ParametricTrigger) fault.Code {
	switch {
	case b.published != nil && t.Determined():
		return fault.DeterminationNeeded
	case b.published != nil && !t.Accepts(b.published.Reading.OracleID):
		return fault.OracleNotAccepted
	case b.determination != nil && (!t.Determined() || oracle.Rule(t) != b.determination.Rule()):
		return fault.RuleNotOfPolicy
	case b.Until != nil && !t.Window.Among(p.Cover, b.At):
		return fault.WindowNotOfPolicy
	}
	return ""
}

// covered refuses an event, or a window, that the policy does not cover.
func (b *Basis) covered(p *policy.Policy) error {
	if b.Until == nil {
		return p.Covers(b.At)
	}
	return p.CoversThroughout(b.At, *b.Until)
}

func (b *Basis) stale(t *product.ParametricTrigger) bool {
	return b.published != nil && b.published.AgeSeconds() > int64(t.MaximumReadingAgeSeconds)
}

func (b *Basis) conditions(p *policy.Policy, t *product.ParametricTrigger, share int64) []ConditionResult {
	times := words.Apart(*p.Cover.Start, *p.Cover.End, b.At)
	requirement, observed := "observed from "+times[0]+" until before "+times[1], times[2]
	if b.Until != nil {
		requirement = words.Say("a window of %d days, counted from %s, that ends by %s", t.Window.Days, p.Cover.Start, p.Cover.End)
		observed = words.Say("%s to %s", b.At, b.Until)
	}
	return []ConditionResult{
		firstPremium(p), condition("LOSS_INSIDE_COVER", requirement, observed, true, product.Decline), b.trusted(t),
		condition("TRIGGER_REACHED", fmt.Sprintf("%s pays %s of the sum insured", t.Words(b.value), product.Percent(share)),
			fmt.Sprintf("%d %s", b.value, t.Measure()), true, product.Decline),
	}
}

func firstPremium(p *policy.Policy) ConditionResult {
	return condition("PREMIUM_PAID", "the first premium has been paid",
		"paid at "+p.Instalments[0].Payment.Recorded.Time.Words(), true, product.Decline)
}

// trusted says why the value is believed.
func (b *Basis) trusted(t *product.ParametricTrigger) ConditionResult {
	if b.published != nil {
		return condition("READING_FRESH", fmt.Sprintf("signed at most %d s before it was published", t.MaximumReadingAgeSeconds),
			fmt.Sprintf("%d s", max(b.published.AgeSeconds(), 0)), true, product.Decline)
	}
	observed := ""
	for i := range b.determination.Values {
		if v := &b.determination.Values[i]; v.Counted {
			observed += v.OracleID + " " + strconv.FormatInt(v.Value, 10) + ", "
		}
	}
	return condition("QUORUM_REACHED", fmt.Sprintf("the median of at least %d oracles", b.determination.Quorum),
		fmt.Sprintf("%smedian %d", observed, b.value), true, product.Decline)
}
