package claims

import (
	"insurance/chaincode/domain/claim"
	"insurance/chaincode/domain/fault"
	"insurance/chaincode/domain/money"
	"insurance/chaincode/domain/product"
	"insurance/chaincode/domain/text"
	"insurance/chaincode/engine"
	"insurance/chaincode/transactions/access"
	"insurance/chaincode/transactions/parties"
	"insurance/chaincode/transactions/policies"
)

func (q *ReferClaimRequest) Validate() error { return checkReasoned(q.ClaimID, q.Reason) }

func checkReasoned(claimID, reason string) error {
	return fault.All(text.ID("claimId", claimID), text.Needed("reason", reason, text.MaxReason))
}

func referClaim(t *engine.Tx, q *ReferClaimRequest) (*claim.Claim, error) {
	return decideFor(t, "", q.ClaimID, func(c *claim.Claim) (*claim.Decision, error) {
		if err := c.Refer(q.Reason, t.Stamp()); err != nil {
			return nil, err
		}
		return c.LastDecision(), nil
	})
}

func (q *DecideClaimRequest) Validate() error {
	var wrong fault.Refusals
	wrong.Add(checkReasoned(q.ClaimID, q.Reason))
	switch q.Outcome {
	case product.Approve:
		wrong.Add(claim.ValidateLosses(q.Approved, ""))
	case product.Decline:
		if len(q.Approved) > 0 {
			wrong.Add(fault.New(fault.InvalidArgument, "approved", "a declined claim has no approved amount"))
		}
		if !claim.KnownDecline(q.ReasonCode) {
			wrong.Add(fault.New(fault.InvalidArgument, "reasonCode", "a decline has one of the reason codes %v", claim.DeclineCodes))
		}
	default:
		wrong.Add(fault.New(fault.InvalidArgument, "outcome", "a referred claim is approved or declined"))
	}
	wrong.Add(text.OptionalID("reasonCode", q.ReasonCode))
	return wrong.Err()
}

func decideClaim(t *engine.Tx, q *DecideClaimRequest) (*claim.Claim, error) {
	return decideFor(t, "", q.ClaimID, func(c *claim.Claim) (*claim.Decision, error) {
		on, err := basisOf(t, c)
		if err != nil {
			return nil, err
		}
		d := claim.Decision{Outcome: q.Outcome, Reason: q.Reason, ReasonCode: q.ReasonCode, Decided: t.Stamp()}
		if q.Outcome == product.Approve {
			used, err := policies.Used(t, c.PolicyID, c.ClaimID)
			if err != nil {
				return nil, err
			}
			if err := c.Allow(claim.Facts{Policy: on.policy, Product: on.product, Used: used}, q.Approved, &d); err != nil {
				return nil, err
			}
		}
		if err := c.Decide(d, on.product.FourEyesLimit()); err != nil {
			return nil, err
		}
		return &d, nil
	})
}

func (q *ConfirmClaimRequest) Validate() error { return checkReasoned(q.ClaimID, q.Reason) }

func confirmClaim(t *engine.Tx, q *ConfirmClaimRequest) (*claim.Claim, error) {
	return decideFor(t, "", q.ClaimID, func(c *claim.Claim) (*claim.Decision, error) {
		if err := c.Confirm(q.Confirm, q.Reason, t.Stamp()); err != nil {
			return nil, err
		}
		return c.LastDecision(), nil
	})
}

func (q *AppealClaimRequest) Validate() error {
	return fault.All(text.OptionalID("brokerId", q.BrokerID), checkReasoned(q.ClaimID, q.Reason))
}

// Requester is the broker whom the request is for.
func (q *AppealClaimRequest) Requester(t *engine.Tx) string { return access.Requester(t, q.BrokerID) }

func appealClaim(t *engine.Tx, q *AppealClaimRequest) (*claim.Claim, error) {
	return changeFor(t, q.BrokerID, q.ClaimID, "ClaimAppealed", func(c *claim.Claim) error {
		if err := parties.Present(t, c.HolderID, "claimId"); err != nil {
			return err
		}
		return c.Appeal(q.Reason, t.Stamp())
	})
}

func (q *DecideAppealRequest) Validate() error { return checkReasoned(q.ClaimID, q.Reason) }

func decideAppeal(t *engine.Tx, q *DecideAppealRequest) (*claim.Claim, error) {
	return change(t, q.ClaimID, "AppealDecided", func(c *claim.Claim) error { return c.DecideAppeal(q.Uphold, q.Reason, t.Stamp()) })
}

func (q *ReopenClaimRequest) Validate() error {
	var wrong fault.Refusals
	if len(q.Losses) > 0 {
		wrong.Add(claim.ValidateLosses(q.Losses, ""))
	}
	wrong.Add(checkReasoned(q.ClaimID, q.Reason))
	return wrong.Err()
}

func reopenClaim(t *engine.Tx, q *ReopenClaimRequest) (*claim.Claim, error) {
	return change(t, q.ClaimID, "ClaimReopened", func(c *claim.Claim) error {
		bound, err := policies.Get(t, c.PolicyID)
		if err != nil {
			return err
		}
		if err := claim.Insured(bound.CoveragesAt(*c.OccurredAt), q.Losses); err != nil {
			return err
		}
		if err := parties.Present(t, c.HolderID, "claimId"); err != nil {
			return err
		}
		return c.Reopen(q.Losses, q.Reason, t.Stamp())
	})
}

func (q *CloseClaimRequest) Validate() error { return text.ID("claimId", q.ClaimID) }

func closeClaim(t *engine.Tx, q *CloseClaimRequest) (*claim.Claim, error) {
	return change(t, q.ClaimID, "ClaimClosed", func(c *claim.Claim) error { return c.Close(t.Stamp()) })
}

func (q *SetReserveRequest) Validate() error {
	return fault.All(fault.At("amount", money.ValidateNotNegative(q.Amount, "")), checkReasoned(q.ClaimID, q.Reason))
}

func setReserve(t *engine.Tx, q *SetReserveRequest) (*claim.Claim, error) {
	return change(t, q.ClaimID, "ReserveSet", func(c *claim.Claim) error {
		return c.SetReserve(claim.Reserve{Amount: q.Amount, Reason: q.Reason, Set: t.Stamp()})
	})
}
