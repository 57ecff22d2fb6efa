package policy

import (
	"slices"

	"insurance/chaincode/domain/fault"
	"insurance/chaincode/domain/instant"
	"insurance/chaincode/domain/money"
	"insurance/chaincode/domain/record"
)

// schedule splits a premium into equal parts, evenly over the period of cover; the first part takes what does not divide.
// No part is due before the policy is bound, and none is of nothing.
func schedule(gross money.Money, parts uint32, cover *instant.Period, bound instant.Instant, graceDays uint32) []Instalment {
	parts = uint32(min(int64(parts), gross.MinorUnits))
	each := gross.MinorUnits / int64(parts)
	first := gross.MinorUnits - each*int64(parts-1)
	length := cover.End.Seconds - cover.Start.Seconds
	instalments := make([]Instalment, parts)
	for i := range instalments {
		due := cover.Start.AddSeconds(length / int64(parts) * int64(i))
		if due.Before(bound) {
			due = bound
		}
		grace := due.AddDays(int64(graceDays))
		amount := each
		if i == 0 {
			amount = first
		}
		instalments[i] = Instalment{
			Number: uint32(i + 1), Amount: money.Of(amount, gross.Currency).Ptr(), DueAt: &due, GraceAt: &grace,
		}
	}
	return instalments
}

// owe adds an instalment that is due at once, before those that are due later.
func (p *Policy) owe(amount money.Money, graceDays uint32, now instant.Instant) {
	grace := now.AddDays(int64(graceDays))
	added := Instalment{Amount: amount.Ptr(), DueAt: &now, GraceAt: &grace}
	at := len(p.Instalments)
	for i := range p.Instalments {
		other := &p.Instalments[i]
		added.Number = max(added.Number, other.Number)
		if other.Payment == nil && now.Before(*other.DueAt) {
			at = min(at, i)
		}
	}
	added.Number++
	p.Instalments = slices.Insert(p.Instalments, at, added)
}

// Receive records the payment of the oldest instalment that is not paid, whole.
func (p *Policy) Receive(payment PremiumPayment) (*Instalment, error) {
	next := p.nextUnpaid()
	if next == nil {
		return nil, fault.New(fault.PremiumPaid, "policyId", "every instalment of %s has been paid already", p.PolicyID)
	}
	if err := money.ValidatePositive(payment.Amount, p.Premium.Gross.Currency); err != nil {
		return nil, fault.At("amount", err)
	}
	if *payment.Amount != *next.Amount {
		return nil, fault.New(fault.WrongAmount, "amount", "the amount is %s, instalment %d is %s", payment.Amount, next.Number, next.Amount)
	}
	if err := p.move(PremiumReceived); err != nil {
		return nil, err
	}
	next.Payment = &payment
	return next, nil
}

func (p *Policy) nextUnpaid() *Instalment {
	for i := range p.Instalments {
		if p.Instalments[i].Payment == nil {
			return &p.Instalments[i]
		}
	}
	return nil
}

// Lapse ends the cover for an instalment that is unpaid after its days of grace, from the end of the grace on.
func (p *Policy) Lapse(now *record.Stamp) error {
	next := p.nextUnpaid()
	if next == nil || now.Time.Before(*next.GraceAt) {
		return fault.New(fault.NotOverdue, "policyId", "no instalment of %s is unpaid after its days of grace", p.PolicyID)
	}
	if err := p.move(Lapse); err != nil {
		return err
	}
	p.Lapses = append(p.Lapses, LapsePeriod{From: next.GraceAt, Lapsed: now})
	return nil
}

// Reinstate puts a lapsed policy back in force, from now on, once nothing that was due is unpaid.
func (p *Policy) Reinstate(now *record.Stamp) error {
	if next := p.nextUnpaid(); next != nil && !now.Time.Before(*next.DueAt) {
		return fault.New(fault.PremiumUnpaid, "policyId", "instalment %d of %s is due and not paid", next.Number, p.PolicyID)
	}
	if !now.Time.Before(*p.Cover.End) {
		return fault.New(fault.CoverEnded, "policyId", "the cover of %s ended at %s", p.PolicyID, p.Cover.End)
	}
	if err := p.move(Reinstate); err != nil {
		return err
	}
	last := &p.Lapses[len(p.Lapses)-1]
	last.Until, last.Reinstated = now.Time, now
	return nil
}

// Received is what the holder has paid so far.
func (p *Policy) Received() (money.Money, error) {
	sum := money.Of(0, p.Premium.Gross.Currency)
	for i := range p.Instalments {
		if payment := p.Instalments[i].Payment; payment != nil {
			var err error
			if sum, err = sum.Add(*payment.Amount); err != nil {
				return sum, err
			}
		}
	}
	return sum, nil
}

// Refunded is what has been given back so far.
func (p *Policy) Refunded() (money.Money, error) {
	sum := money.Of(0, p.Premium.Gross.Currency)
	for i := range p.Refunds {
		var err error
		if sum, err = sum.Add(*p.Refunds[i].Amount); err != nil {
			return sum, err
		}
	}
	return sum, nil
}

// Held is what was received and not refunded.
func (p *Policy) Held() (money.Money, error) {
	received, err := p.Received()
	if err != nil {
		return received, err
	}
	refunded, err := p.Refunded()
	if err != nil {
		return refunded, err
	}
	return received.Sub(refunded)
}
