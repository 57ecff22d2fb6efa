package contract

import (
	"insurance/chaincode/domain/claim"
	"insurance/chaincode/domain/fault"
	"insurance/chaincode/domain/fraud"
	"insurance/chaincode/domain/money"
	"insurance/chaincode/domain/product"
	"insurance/chaincode/domain/text"
	"insurance/chaincode/ledger"
)

const maxReason = 2_000

// AddEvidenceRequest adds documents to a referred claim.
type AddEvidenceRequest struct {
	Header
	ClaimID  string           `json:"claimId"`
	Evidence []claim.Evidence `json:"evidence"`
	BrokerID string           `json:"brokerId"`
	// Fingerprints are of the added documents, and of what else has become known.
	Fingerprints    []fraud.Fingerprint `json:"fingerprints"`
	FraudReferences *fraud.References   `json:"fraudReferences"`
}

func (q *AddEvidenceRequest) validate() error {
	if err := text.ID("claimId", q.ClaimID); err != nil {
		return err
	}
	if len(q.Evidence) == 0 {
		return fault.New(fault.Required, "evidence", "at least one document is required")
	}
	if err := text.OptionalID("brokerId", q.BrokerID); err != nil {
		return err
	}
	if err := fraud.Validate(q.Fingerprints, q.FraudReferences); err != nil {
		return err
	}
	return claim.ValidateEvidence(q.Evidence)
}

// derived is as SubmitClaimRequest's.
func (q *AddEvidenceRequest) derived() any {
	asked := *q
	asked.Fingerprints = nil
	return &asked
}

func (q *AddEvidenceRequest) concealed() *concealed {
	return &concealed{Fingerprints: q.Fingerprints}
}

func (q *AddEvidenceRequest) book() string { return q.BrokerID }

func (q *AddEvidenceRequest) keys(*ledger.Caller) []string { return []string{claimKey(q.ClaimID)} }

func addEvidence(t *tx, q *AddEvidenceRequest) (*claim.Claim, error) {
	return t.changeClaimFor(q.BrokerID, q.ClaimID, "", func(c *claim.Claim) error {
		if err := c.Move(claim.Evidenced); err != nil {
			return err
		}
		c.Evidence = append(c.Evidence, q.Evidence...)
		if err := claim.ValidateEvidence(c.Evidence); err != nil {
			return err
		}
		if err := t.sightings(c, q.Fingerprints); err != nil {
			return err
		}
		if err := t.leave(c, q.Fingerprints); err != nil {
			return err
		}
		return t.reconsider(c)
	})
}

// reconsider looks at the conditions again, for evidence that is new or newly seen.
func (t *tx) reconsider(c *claim.Claim) error {
	contract, sold, err := t.basis(c)
	if err != nil {
		return err
	}
	if sold.ClaimConditions == nil {
		// No conditions decide a claim that a reading opened: a handler does.
		t.event = "ClaimReferred"
		return nil
	}
	return t.adjudicate(c, contract, sold)
}

// ConfirmEvidenceRequest says which documents of a referred claim a handler has seen.
type ConfirmEvidenceRequest struct {
	Header
	ClaimID string   `json:"claimId"`
	SHA256  []string `json:"sha256"`
}

func (q *ConfirmEvidenceRequest) validate() error {
	if err := text.ID("claimId", q.ClaimID); err != nil {
		return err
	}
	if len(q.SHA256) == 0 {
		return fault.New(fault.Required, "sha256", "at least one document is required")
	}
	if err := text.Count("sha256", len(q.SHA256), claim.MaxEvidence); err != nil {
		return err
	}
	for i, digest := range q.SHA256 {
		if err := text.SHA256("", digest); err != nil {
			return fault.Index("sha256", i, err)
		}
	}
	return nil
}

func (q *ConfirmEvidenceRequest) keys(*ledger.Caller) []string { return []string{claimKey(q.ClaimID)} }

func confirmEvidence(t *tx, q *ConfirmEvidenceRequest) (*claim.Claim, error) {
	return t.changeClaim(q.ClaimID, "", func(c *claim.Claim) error {
		if err := c.Move(claim.Evidenced); err != nil {
			return err
		}
		if err := c.See(q.SHA256, t.stamp()); err != nil {
			return err
		}
		return t.reconsider(c)
	})
}

// ReferClaimRequest hands an approved and unpaid claim to a person, with a reason.
type ReferClaimRequest struct {
	Header
	ClaimID string `json:"claimId"`
	Reason  string `json:"reason"`
}

func (q *ReferClaimRequest) validate() error { return checkReasoned(q.ClaimID, q.Reason) }

func (q *ReferClaimRequest) keys(*ledger.Caller) []string { return []string{claimKey(q.ClaimID)} }

func checkReasoned(claimID, reason string) error {
	if err := text.ID("claimId", claimID); err != nil {
		return err
	}
	return text.Needed("reason", reason, maxReason)
}

func referClaim(t *tx, q *ReferClaimRequest) (*claim.Claim, error) {
	return t.changeClaim(q.ClaimID, "", func(c *claim.Claim) error {
		if c.Status != claim.Approved || len(c.Payments) > 0 {
			return fault.New(fault.WrongClaimStatus, "claimId", "claim %s is %s, or a part of it is paid: only an approved and unpaid claim is taken back", c.ClaimID, c.Status)
		}
		d := claim.Decision{Outcome: product.Refer, Reason: q.Reason, ReasonCode: "REFERRED_BY_HANDLER", Decided: t.stamp()}
		if err := c.Decide(d); err != nil {
			return err
		}
		return t.decided(c, &d)
	})
}

// DecideClaimRequest is a handler's decision on a referred claim.
type DecideClaimRequest struct {
	Header
	ClaimID string          `json:"claimId"`
	Outcome product.Outcome `json:"outcome"`
	// Approved is the approved amount by coverage.
	Approved   []claim.Loss `json:"approved"`
	Reason     string       `json:"reason"`
	ReasonCode string       `json:"reasonCode"`
}

func (q *DecideClaimRequest) validate() error {
	if err := checkReasoned(q.ClaimID, q.Reason); err != nil {
		return err
	}
	switch q.Outcome {
	case product.Approve:
		if err := claim.ValidateLosses(q.Approved, ""); err != nil {
			return err
		}
	case product.Decline:
		if len(q.Approved) > 0 {
			return fault.New(fault.InvalidArgument, "approved", "a declined claim has no approved amount")
		}
		if !claim.KnownDecline(q.ReasonCode) {
			return fault.New(fault.InvalidArgument, "reasonCode", "a decline has one of the reason codes %v", claim.DeclineCodes)
		}
	default:
		return fault.New(fault.InvalidArgument, "outcome", "a referred claim is approved or declined")
	}
	return text.OptionalID("reasonCode", q.ReasonCode)
}

func (q *DecideClaimRequest) keys(*ledger.Caller) []string { return []string{claimKey(q.ClaimID)} }

func decideClaim(t *tx, q *DecideClaimRequest) (*claim.Claim, error) {
	return t.changeClaim(q.ClaimID, "", func(c *claim.Claim) error {
		_, sold, err := t.basis(c)
		if err != nil {
			return err
		}
		d := claim.Decision{Outcome: q.Outcome, Reason: q.Reason, ReasonCode: q.ReasonCode, Decided: t.stamp()}
		if q.Outcome == product.Approve {
			if err := t.allow(c, sold, q.Approved, &d); err != nil {
				return err
			}
		}
		if err := c.Judge(d, sold.FourEyesLimit()); err != nil {
			return err
		}
		return t.decided(c, &d)
	})
}

// allow refuses amounts above what the conditions would pay at most, and lists the steps to them.
func (t *tx) allow(c *claim.Claim, sold *product.Product, wanted []claim.Loss, d *claim.Decision) error {
	if err := claim.ValidateLosses(wanted, sold.Currency); err != nil {
		return fault.At("approved", err)
	}
	contract, err := t.policy(c.PolicyID)
	if err != nil {
		return err
	}
	if err := contract.Covers(*c.OccurredAt); err != nil {
		return err
	}
	used, err := t.used(c.PolicyID, c.ClaimID)
	if err != nil {
		return err
	}
	steps, most, _, err := claim.Payable(sold, contract.CoveragesAt(*c.OccurredAt), c.Cause, c.Losses, used)
	if err != nil {
		return err
	}
	d.Approved, err = claim.Within(wanted, most)
	if err != nil {
		return err
	}
	total, err := claim.Claimed(wanted)
	if err != nil {
		return err
	}
	if err := c.AboveThePaid(wanted, total); err != nil {
		return err
	}
	d.ApprovedAmount, d.AmountSteps = &total, append(steps, claim.AmountStep{Step: "decided", Amount: &total})
	return nil
}

// ConfirmClaimRequest is the second handler's answer to a proposal.
type ConfirmClaimRequest struct {
	Header
	ClaimID string `json:"claimId"`
	Confirm bool   `json:"confirm"`
	Reason  string `json:"reason"`
}

func (q *ConfirmClaimRequest) validate() error { return checkReasoned(q.ClaimID, q.Reason) }

func (q *ConfirmClaimRequest) keys(*ledger.Caller) []string { return []string{claimKey(q.ClaimID)} }

func confirmClaim(t *tx, q *ConfirmClaimRequest) (*claim.Claim, error) {
	return t.changeClaim(q.ClaimID, "", func(c *claim.Claim) error {
		if err := c.Second(q.Confirm, q.Reason, t.stamp()); err != nil {
			return err
		}
		return t.decided(c, &c.Decisions[len(c.Decisions)-1])
	})
}

// AppealClaimRequest records the holder's objection to a decision.
type AppealClaimRequest struct {
	Header
	ClaimID  string `json:"claimId"`
	Reason   string `json:"reason"`
	BrokerID string `json:"brokerId"`
}

func (q *AppealClaimRequest) validate() error {
	if err := text.OptionalID("brokerId", q.BrokerID); err != nil {
		return err
	}
	return checkReasoned(q.ClaimID, q.Reason)
}

func (q *AppealClaimRequest) book() string { return q.BrokerID }

func (q *AppealClaimRequest) keys(*ledger.Caller) []string { return []string{claimKey(q.ClaimID)} }

func appealClaim(t *tx, q *AppealClaimRequest) (*claim.Claim, error) {
	return t.changeClaimFor(q.BrokerID, q.ClaimID, "ClaimAppealed", func(c *claim.Claim) error {
		if err := t.holderPresent(c.HolderID, "claimId"); err != nil {
			return err
		}
		return c.Object(q.Reason, t.stamp())
	})
}

// DecideAppealRequest is the answer of a handler who did not take part in the decision.
type DecideAppealRequest struct {
	Header
	ClaimID string `json:"claimId"`
	// Uphold keeps the decision; otherwise the claim is looked at again.
	Uphold bool   `json:"uphold"`
	Reason string `json:"reason"`
}

func (q *DecideAppealRequest) validate() error { return checkReasoned(q.ClaimID, q.Reason) }

func (q *DecideAppealRequest) keys(*ledger.Caller) []string { return []string{claimKey(q.ClaimID)} }

func decideAppeal(t *tx, q *DecideAppealRequest) (*claim.Claim, error) {
	return t.changeClaim(q.ClaimID, "AppealDecided", func(c *claim.Claim) error { return c.Rule(q.Uphold, q.Reason, t.stamp()) })
}

// ReopenClaimRequest opens a decided claim again, with further losses where more is claimed.
type ReopenClaimRequest struct {
	Header
	ClaimID string       `json:"claimId"`
	Reason  string       `json:"reason"`
	Losses  []claim.Loss `json:"losses"`
}

func (q *ReopenClaimRequest) validate() error {
	if len(q.Losses) > 0 {
		if err := claim.ValidateLosses(q.Losses, ""); err != nil {
			return err
		}
	}
	return checkReasoned(q.ClaimID, q.Reason)
}

func (q *ReopenClaimRequest) keys(*ledger.Caller) []string { return []string{claimKey(q.ClaimID)} }

func reopenClaim(t *tx, q *ReopenClaimRequest) (*claim.Claim, error) {
	return t.changeClaim(q.ClaimID, "ClaimReopened", func(c *claim.Claim) error {
		contract, err := t.policy(c.PolicyID)
		if err != nil {
			return err
		}
		if err := claim.Insured(contract.CoveragesAt(*c.OccurredAt), q.Losses); err != nil {
			return err
		}
		if err := t.holderPresent(c.HolderID, "claimId"); err != nil {
			return err
		}
		return c.Again(q.Losses, q.Reason, t.stamp())
	})
}

// CloseClaimRequest closes a claim with which nothing is left to do.
type CloseClaimRequest struct {
	Header
	ClaimID string `json:"claimId"`
}

func (q *CloseClaimRequest) validate() error { return text.ID("claimId", q.ClaimID) }

func (q *CloseClaimRequest) keys(*ledger.Caller) []string { return []string{claimKey(q.ClaimID)} }

func closeClaim(t *tx, q *CloseClaimRequest) (*claim.Claim, error) {
	return t.changeClaim(q.ClaimID, "ClaimClosed", func(c *claim.Claim) error { return c.Finish(t.stamp()) })
}

// SetReserveRequest sets what the claim is expected to cost.
type SetReserveRequest struct {
	Header
	ClaimID string       `json:"claimId"`
	Amount  *money.Money `json:"amount"`
	Reason  string       `json:"reason"`
}

func (q *SetReserveRequest) validate() error {
	if err := money.ValidateNotNegative(q.Amount, ""); err != nil {
		return fault.At("amount", err)
	}
	return checkReasoned(q.ClaimID, q.Reason)
}

func (q *SetReserveRequest) keys(*ledger.Caller) []string { return []string{claimKey(q.ClaimID)} }

func setReserve(t *tx, q *SetReserveRequest) (*claim.Claim, error) {
	return t.changeClaim(q.ClaimID, "ReserveSet", func(c *claim.Claim) error {
		return c.Provide(claim.Reserve{Amount: q.Amount, Reason: q.Reason, Set: t.stamp()})
	})
}
