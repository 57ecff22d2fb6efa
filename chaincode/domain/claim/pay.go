package claim

import (
	"insurance/chaincode/domain/fault"
	"insurance/chaincode/domain/money"
	"insurance/chaincode/domain/record"
	"insurance/chaincode/domain/text"
)

// Pay records a payment of an approved claim: the amount given, or, without one, all that is left.
func (c *Claim) Pay(amount *money.Money, payee, reference string, now *record.Stamp) error {
	if _, err := c.next(Payout); err != nil || c.Status == Appealed {
		return fault.New(fault.WrongClaimStatus, "claimId", "claim %s is %s, not approved", c.ClaimID, c.Status)
	}
	paid, err := c.Total()
	if err != nil {
		return err
	}
	left, err := c.ApprovedAmount().Sub(paid)
	if err != nil {
		return err
	}
	if amount == nil {
		amount = &left
	}
	if err := money.ValidatePositive(amount, left.Currency); err != nil {
		return fault.At("amount", err)
	}
	if amount.MinorUnits > left.MinorUnits {
		return fault.New(fault.LimitExceeded, "amount", "%s is more than the %s that are approved and not paid", amount, left)
	}
	step := Payout
	if amount.MinorUnits < left.MinorUnits {
		step = PartPaid
		if err := text.Count("claimId", len(c.Payments)+2, maxPayments); err != nil {
			return err
		}
	}
	if err := c.Move(step); err != nil {
		return err
	}
	c.Payments = append(c.Payments, Payment{
		Amount: amount, Reference: reference, Payee: payee, Paid: now,
		ElapsedMilliseconds: c.Submitted.Time.MillisecondsTo(*now.Time),
	})
	return nil
}

// Recover records money that came back: never more than was paid.
func (c *Claim) Recover(r Recovery) error {
	if err := c.Move(Recover); err != nil {
		return err
	}
	if err := money.ValidatePositive(r.Amount, c.AmountClaimed.Currency); err != nil {
		return fault.At("amount", err)
	}
	if r.Kind == RecoveryKindUnspecified {
		return fault.New(fault.Required, "kind", "the kind of recovery is required")
	}
	if err := text.Count("claimId", len(c.Recoveries)+1, maxRecoveries); err != nil {
		return err
	}
	left, err := c.Total()
	if err != nil {
		return err
	}
	for i := range c.Recoveries {
		if left, err = left.Sub(*c.Recoveries[i].Amount); err != nil {
			return err
		}
	}
	if r.Amount.MinorUnits > left.MinorUnits {
		return fault.New(fault.LimitExceeded, "amount", "%s is more than the %s paid and not recovered", r.Amount, left)
	}
	c.Recoveries = append(c.Recoveries, r)
	return nil
}
