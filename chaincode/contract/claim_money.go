package contract

import (
	"insurance/chaincode/domain/claim"
	"insurance/chaincode/domain/fault"
	"insurance/chaincode/domain/money"
	"insurance/chaincode/domain/text"
	"insurance/chaincode/ledger"
)

// PayClaimRequest records a payment of an approved claim.
type PayClaimRequest struct {
	Header
	ClaimID   string `json:"claimId"`
	Reference string `json:"reference"`
	// Amount is absent for all that is left.
	Amount *money.Money `json:"amount"`
	Payee  string       `json:"payee"`
}

func (q *PayClaimRequest) validate() error {
	if err := text.ID("claimId", q.ClaimID); err != nil {
		return err
	}
	if q.Amount != nil {
		if err := money.ValidatePositive(q.Amount, ""); err != nil {
			return fault.At("amount", err)
		}
	}
	if err := text.Optional("payee", q.Payee, 200); err != nil {
		return err
	}
	return text.Label("reference", q.Reference, 200)
}

func (q *PayClaimRequest) keys(*ledger.Caller) []string { return []string{claimKey(q.ClaimID)} }

func payClaim(t *tx, q *PayClaimRequest) (*claim.Claim, error) {
	return t.changeClaim(q.ClaimID, "ClaimPaid", func(c *claim.Claim) error {
		if err := c.CheckAutomatic(q.RequestID, q.Actor, q.Reference, q.Payee, q.Amount); err != nil {
			return err
		}
		if err := c.Pay(q.Amount, q.Payee, q.Reference, t.stamp()); err != nil {
			return err
		}
		if c.Status != claim.Paid {
			t.event = "ClaimPartlyPaid"
		}
		return nil
	})
}

// RecordRecoveryRequest records money that came back after a payment.
type RecordRecoveryRequest struct {
	Header
	ClaimID   string             `json:"claimId"`
	Kind      claim.RecoveryKind `json:"kind"`
	Amount    *money.Money       `json:"amount"`
	Reference string             `json:"reference"`
}

func (q *RecordRecoveryRequest) validate() error {
	if err := text.ID("claimId", q.ClaimID); err != nil {
		return err
	}
	if err := money.ValidatePositive(q.Amount, ""); err != nil {
		return fault.At("amount", err)
	}
	return text.Label("reference", q.Reference, 200)
}

func (q *RecordRecoveryRequest) keys(*ledger.Caller) []string { return []string{claimKey(q.ClaimID)} }

func recordRecovery(t *tx, q *RecordRecoveryRequest) (*claim.Claim, error) {
	return t.changeClaim(q.ClaimID, "RecoveryRecorded", func(c *claim.Claim) error {
		return c.Regain(claim.Recovery{Kind: q.Kind, Amount: q.Amount, Reference: q.Reference, Recorded: t.stamp()})
	})
}
