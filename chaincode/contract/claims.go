package contract

import (
	"insurance/chaincode/domain/claim"
	"insurance/chaincode/domain/fault"
	"insurance/chaincode/domain/instant"
	"insurance/chaincode/domain/money"
	"insurance/chaincode/domain/policy"
	"insurance/chaincode/domain/product"
	"insurance/chaincode/domain/text"
	"insurance/chaincode/ledger"
)

// SubmitClaimRequest notifies a loss.
type SubmitClaimRequest struct {
	Header
	ClaimID       string           `json:"claimId"`
	PolicyID      string           `json:"policyId"`
	LossID        string           `json:"lossId"`
	Cause         string           `json:"cause"`
	OccurredAt    *instant.Instant `json:"occurredAt"`
	AmountClaimed *money.Money     `json:"amountClaimed"`
	Evidence      []claim.Evidence `json:"evidence"`
	BrokerID      string           `json:"brokerId"`
}

func (q *SubmitClaimRequest) validate() error {
	if err := claim.ChosenID("claimId", q.ClaimID); err != nil {
		return err
	}
	if err := text.ID("policyId", q.PolicyID); err != nil {
		return err
	}
	if err := text.Label("lossId", q.LossID, 200); err != nil {
		return err
	}
	if err := text.Label("cause", q.Cause, 100); err != nil {
		return err
	}
	if q.OccurredAt == nil {
		return fault.New(fault.Required, "occurredAt", "the time of the loss is required")
	}
	if err := money.ValidatePositive(q.AmountClaimed, ""); err != nil {
		return fault.At("amountClaimed", err)
	}
	if err := claim.ValidateEvidence(q.Evidence); err != nil {
		return err
	}
	return text.OptionalID("brokerId", q.BrokerID)
}

func (q *SubmitClaimRequest) keys(*ledger.Caller) []string {
	return []string{claimKey(q.ClaimID), policyKey(q.PolicyID), lossKey(q.PolicyID, q.LossID)}
}

func submitClaim(t *tx, q *SubmitClaimRequest) (*claim.Claim, error) {
	if err := t.absent(claimKey(q.ClaimID), "claimId", q.ClaimID); err != nil {
		return nil, err
	}
	contract, err := t.policy(q.PolicyID)
	if err != nil {
		return nil, err
	}
	if err := t.own(contract.InsurerMSPID, "policyId"); err != nil {
		return nil, err
	}
	if err := t.brokered(q.BrokerID, contract.BrokerID); err != nil {
		return nil, err
	}
	sold, err := t.product(contract.ProductID, contract.ProductVersion)
	if err != nil {
		return nil, err
	}
	if err := t.admit(q, contract, sold); err != nil {
		return nil, err
	}
	_, remaining, err := t.remaining(contract)
	if err != nil {
		return nil, err
	}
	if remaining.MinorUnits <= 0 {
		return nil, fault.New(fault.LimitExceeded, "policyId", "nothing is left of the sum insured of %s", contract.SumInsured)
	}
	opened := &claim.Claim{
		ClaimID: q.ClaimID, PolicyID: q.PolicyID, InsurerMSPID: contract.InsurerMSPID, BrokerID: contract.BrokerID,
		HolderID: contract.HolderID, LossID: q.LossID, Cause: q.Cause, OccurredAt: q.OccurredAt,
		AmountClaimed: q.AmountClaimed, Evidence: q.Evidence, Submitted: t.stamp(),
	}
	if err := t.adjudicate(opened, contract, sold, remaining); err != nil {
		return nil, err
	}
	return opened, t.open(opened)
}

// admit refuses what is not a claim under this policy at all.
func (t *tx) admit(q *SubmitClaimRequest, contract *policy.Policy, sold *product.Product) error {
	if sold.ParametricTrigger != nil {
		return fault.New(fault.ParametricProduct, "policyId", "claims of %s are opened by readings, not by hand", sold.ProductID)
	}
	if err := money.Validate(q.AmountClaimed, sold.Currency); err != nil {
		return fault.At("amountClaimed", err)
	}
	if now := t.Timestamp(); now.Before(*q.OccurredAt) {
		return fault.New(fault.LossInFuture, "occurredAt", "the loss of %s is after the transaction's %s", q.OccurredAt, now)
	}
	if err := contract.Covers(*q.OccurredAt); err != nil {
		return err
	}
	claimed, err := t.get(lossKey(q.PolicyID, q.LossID))
	if err == nil && claimed != nil {
		return fault.New(fault.DuplicateLoss, "lossId", "the loss has been claimed as %s", claimed)
	}
	return err
}

// adjudicate decides by the product's conditions, reserves what it approves, and names the event.
func (t *tx) adjudicate(c *claim.Claim, contract *policy.Policy, sold *product.Product, remaining money.Money) error {
	decision, err := claim.Adjudicate(sold.ClaimConditions, claim.Facts{
		Cover: contract.Cover, Cause: c.Cause, Occurred: *c.OccurredAt, Notified: *c.Submitted.Time,
		Claimed: *c.AmountClaimed, Evidence: c.Evidence, Remaining: remaining,
		ReferredBy: c.ReferredBy(),
	})
	if err != nil {
		return err
	}
	return t.decide(c, decision)
}

// decide adds a decision; an approved amount is reserved under a key of the claim's own.
func (t *tx) decide(c *claim.Claim, decision claim.Decision) error {
	decision.Decided = t.stamp()
	c.Decide(decision)
	switch decision.Outcome {
	case claim.Approve:
		t.event = "ClaimApproved"
		return t.put(approvedKey(c.PolicyID, c.ClaimID), decision.ApprovedAmount)
	case claim.Refer:
		t.event = "ClaimReferred"
	default:
		t.event = "ClaimDeclined"
	}
	return nil
}

// open writes a new claim, the mark of its loss, and its lines in the lists.
func (t *tx) open(c *claim.Claim) error {
	if err := t.Put(lossKey(c.PolicyID, c.LossID), []byte(c.ClaimID)); err != nil {
		return err
	}
	if err := t.mark(claimsPrefix(c.InsurerMSPID, "") + c.ClaimID); err != nil {
		return err
	}
	if c.BrokerID != "" {
		if err := t.mark(claimsPrefix(c.InsurerMSPID, c.BrokerID) + c.ClaimID); err != nil {
			return err
		}
	}
	return t.putNew(claimKey(c.ClaimID), c.InsurerMSPID, c)
}

// changed reads the caller's own claim in the status that a transaction needs.
func (t *tx) changed(id string, status claim.Status) (*claim.Claim, error) {
	found, err := t.claim(id)
	if err != nil {
		return nil, err
	}
	if err := t.own(found.InsurerMSPID, "claimId"); err != nil {
		return nil, err
	}
	return found, found.Need(status)
}

// basis reads what a claim is decided on.
func (t *tx) basis(c *claim.Claim) (*policy.Policy, *product.Product, money.Money, error) {
	contract, err := t.policy(c.PolicyID)
	if err != nil {
		return nil, nil, money.Money{}, err
	}
	sold, err := t.product(contract.ProductID, contract.ProductVersion)
	if err != nil {
		return nil, nil, money.Money{}, err
	}
	_, remaining, err := t.remaining(contract)
	return contract, sold, remaining, err
}

// AddEvidenceRequest adds documents to a referred claim.
type AddEvidenceRequest struct {
	Header
	ClaimID  string           `json:"claimId"`
	Evidence []claim.Evidence `json:"evidence"`
	BrokerID string           `json:"brokerId"`
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
	return claim.ValidateEvidence(q.Evidence)
}

func (q *AddEvidenceRequest) keys(*ledger.Caller) []string { return []string{claimKey(q.ClaimID)} }

func addEvidence(t *tx, q *AddEvidenceRequest) (*claim.Claim, error) {
	found, err := t.changed(q.ClaimID, claim.Referred)
	if err != nil {
		return nil, err
	}
	if err := t.brokered(q.BrokerID, found.BrokerID); err != nil {
		return nil, err
	}
	found.Evidence = append(found.Evidence, q.Evidence...)
	if err := claim.ValidateEvidence(found.Evidence); err != nil {
		return nil, err
	}
	contract, sold, remaining, err := t.basis(found)
	if err != nil {
		return nil, err
	}
	if err := t.adjudicate(found, contract, sold, remaining); err != nil {
		return nil, err
	}
	return found, t.put(claimKey(q.ClaimID), found)
}

// ReferClaimRequest hands an approved claim to a person.
type ReferClaimRequest struct {
	Header
	ClaimID string `json:"claimId"`
	Reason  string `json:"reason"`
}

const maxReason = 2_000

func (q *ReferClaimRequest) validate() error {
	if err := text.ID("claimId", q.ClaimID); err != nil {
		return err
	}
	return text.Needed("reason", q.Reason, maxReason)
}

func (q *ReferClaimRequest) keys(*ledger.Caller) []string { return []string{claimKey(q.ClaimID)} }

func referClaim(t *tx, q *ReferClaimRequest) (*claim.Claim, error) {
	found, err := t.changed(q.ClaimID, claim.Approved)
	if err != nil {
		return nil, err
	}
	// The reserve is released: what is decided later may be less.
	if err := t.Delete(approvedKey(found.PolicyID, found.ClaimID)); err != nil {
		return nil, err
	}
	if err := t.decide(found, claim.Decision{Outcome: claim.Refer, Reason: q.Reason}); err != nil {
		return nil, err
	}
	return found, t.put(claimKey(q.ClaimID), found)
}

// DecideClaimRequest is a person's decision.
type DecideClaimRequest struct {
	Header
	ClaimID        string        `json:"claimId"`
	Outcome        claim.Outcome `json:"outcome"`
	ApprovedAmount *money.Money  `json:"approvedAmount"`
	Reason         string        `json:"reason"`
}

func (q *DecideClaimRequest) validate() error {
	if err := text.ID("claimId", q.ClaimID); err != nil {
		return err
	}
	switch q.Outcome {
	case claim.Approve:
		if err := money.ValidatePositive(q.ApprovedAmount, ""); err != nil {
			return fault.At("approvedAmount", err)
		}
	case claim.Decline:
		if q.ApprovedAmount != nil {
			return fault.New(fault.InvalidArgument, "approvedAmount", "a declined claim has no approved amount")
		}
	default:
		return fault.New(fault.InvalidArgument, "outcome", "a referred claim is approved or declined")
	}
	return text.Needed("reason", q.Reason, maxReason)
}

func (q *DecideClaimRequest) keys(*ledger.Caller) []string { return []string{claimKey(q.ClaimID)} }

func decideClaim(t *tx, q *DecideClaimRequest) (*claim.Claim, error) {
	found, err := t.changed(q.ClaimID, claim.Referred)
	if err != nil {
		return nil, err
	}
	decision := claim.Decision{Outcome: q.Outcome, ApprovedAmount: q.ApprovedAmount, Reason: q.Reason}
	if q.Outcome == claim.Approve {
		if decision.AmountSteps, err = t.allowed(found, *q.ApprovedAmount); err != nil {
			return nil, err
		}
	}
	if err := t.decide(found, decision); err != nil {
		return nil, err
	}
	return found, t.put(claimKey(q.ClaimID), found)
}

// allowed refuses an amount above what the conditions would pay at most, and lists the steps to it.
func (t *tx) allowed(c *claim.Claim, amount money.Money) ([]claim.AmountStep, error) {
	_, sold, remaining, err := t.basis(c)
	if err != nil {
		return nil, err
	}
	if err := money.Validate(&amount, sold.Currency); err != nil {
		return nil, fault.At("approvedAmount", err)
	}
	steps, most, err := claim.Payable(sold.ClaimConditions, *c.AmountClaimed, remaining)
	if err != nil {
		return nil, err
	}
	if amount.MinorUnits > most.MinorUnits {
		return nil, fault.New(fault.LimitExceeded, "approvedAmount", "%s is more than the %s that the conditions pay at most", amount, most)
	}
	return append(steps, claim.AmountStep{Step: "decided", Amount: &amount}), nil
}

// PayClaimRequest records a payment.
type PayClaimRequest struct {
	Header
	ClaimID   string `json:"claimId"`
	Reference string `json:"reference"`
}

func (q *PayClaimRequest) validate() error {
	if err := text.ID("claimId", q.ClaimID); err != nil {
		return err
	}
	return text.Label("reference", q.Reference, 200)
}

func (q *PayClaimRequest) keys(*ledger.Caller) []string { return []string{claimKey(q.ClaimID)} }

func payClaim(t *tx, q *PayClaimRequest) (*claim.Claim, error) {
	found, err := t.changed(q.ClaimID, claim.Approved)
	if err != nil {
		return nil, err
	}
	if err := found.Pay(q.Reference, t.stamp()); err != nil {
		return nil, err
	}
	t.event = "ClaimPaid"
	return found, t.put(claimKey(q.ClaimID), found)
}
