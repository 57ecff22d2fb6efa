package claims

import (
	"insurance/chaincode/domain/claim"
	"insurance/chaincode/domain/fault"
	"insurance/chaincode/domain/money"
	"insurance/chaincode/domain/text"
	"insurance/chaincode/engine"
)

func (q *PayClaimRequest) Validate() error {
	var wrong fault.Refusals
	wrong.Add(text.ID("claimId", q.ClaimID))
	if q.Amount != nil {
		wrong.Add(fault.At("amount", money.ValidatePositive(q.Amount, "")))
	}
	wrong.Add(text.Optional("payee", q.Payee, 200))
	wrong.Add(text.Label("reference", q.Reference, 200))
	return wrong.Err()
}

func payClaim(t *engine.Tx, q *PayClaimRequest) (*claim.Claim, error) {
	return change(t, q.ClaimID, "ClaimPaid", func(c *claim.Claim) error {
		if err := c.CheckAutomatic(q.RequestID, q.Actor, q.Reference, q.Payee, q.Amount); err != nil {
			return err
		}
		if err := c.Pay(q.Amount, q.Payee, q.Reference, t.Stamp()); err != nil {
			return err
		}
		if c.Status != claim.Paid {
			t.Event = "ClaimPartlyPaid"
		}
		return nil
	})
}

func (q *RecordRecoveryRequest) Validate() error {
	return fault.All(
		text.ID("claimId", q.ClaimID),
		fault.At("amount", money.ValidatePositive(q.Amount, "")),
		text.Label("reference", q.Reference, 200),
	)
}

func recordRecovery(t *engine.Tx, q *RecordRecoveryRequest) (*claim.Claim, error) {
	return change(t, q.ClaimID, "RecoveryRecorded", func(c *claim.Claim) error {
		return c.Recover(claim.Recovery{Kind: q.Kind, Amount: q.Amount, Reference: q.Reference, Recorded: t.Stamp()})
	})
}
