package contract

import (
	"insurance/chaincode/domain/claim"
	"insurance/chaincode/domain/fault"
	"insurance/chaincode/domain/fraud"
	"insurance/chaincode/domain/instant"
	"insurance/chaincode/domain/policy"
	"insurance/chaincode/domain/product"
	"insurance/chaincode/domain/quote"
	"insurance/chaincode/domain/text"
	"insurance/chaincode/ledger"
)

// SubmitClaimRequest notifies a loss.
type SubmitClaimRequest struct {
	Header
	ClaimID    string            `json:"claimId"`
	PolicyID   string            `json:"policyId"`
	LossID     string            `json:"lossId"`
	Cause      string            `json:"cause"`
	OccurredAt *instant.Instant  `json:"occurredAt"`
	Losses     []claim.Loss      `json:"losses"`
	Evidence   []claim.Evidence  `json:"evidence"`
	BrokerID   string            `json:"brokerId"`
	Fields     map[string]string `json:"fields"`
	// Fingerprints are made by the insurer's gateway under the insurers' common key.
	Fingerprints    []fraud.Fingerprint `json:"fingerprints"`
	FraudReferences *fraud.References   `json:"fraudReferences"`
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
	if err := claim.ValidateLosses(q.Losses, ""); err != nil {
		return err
	}
	if err := claim.ValidateEvidence(q.Evidence); err != nil {
		return err
	}
	if err := quote.ValidateAttributes("fields", q.Fields); err != nil {
		return err
	}
	if err := fraud.Validate(q.Fingerprints, q.FraudReferences); err != nil {
		return err
	}
	return text.OptionalID("brokerId", q.BrokerID)
}

// derived leaves out the fingerprints, which are others once the insurers' key is, though the request is the same.
func (q *SubmitClaimRequest) derived() any {
	asked := *q
	asked.Fingerprints = nil
	return &asked
}

func (q *SubmitClaimRequest) concealed() *concealed {
	return &concealed{Fingerprints: q.Fingerprints}
}

func (q *SubmitClaimRequest) book() string { return q.BrokerID }

func (q *SubmitClaimRequest) keys(*ledger.Caller) []string {
	return []string{claimKey(q.ClaimID), policyKey(q.PolicyID), lossKey(q.PolicyID, q.LossID)}
}

func submitClaim(t *tx, q *SubmitClaimRequest) (*claim.Claim, error) {
	contract, err := t.policyFor(q.BrokerID, "policyId", q.PolicyID)
	if err != nil {
		return nil, err
	}
	if err := t.own(contract.InsurerMSPID, "policyId"); err != nil {
		return nil, err
	}
	if err := t.load(partyKey(contract.HolderID), productKey(contract.ProductID, contract.ProductVersion)); err != nil {
		return nil, err
	}
	if err := t.holderPresent(contract.HolderID, "policyId"); err != nil {
		return nil, err
	}
	sold, err := t.product(contract.ProductID, contract.ProductVersion)
	if err != nil {
		return nil, err
	}
	if err := t.admit(q, contract, sold); err != nil {
		return nil, err
	}
	claimed, err := claim.Claimed(q.Losses)
	if err != nil {
		return nil, err
	}
	opened := &claim.Claim{
		ClaimID: q.ClaimID, PolicyID: q.PolicyID, InsurerMSPID: contract.InsurerMSPID, BrokerID: contract.BrokerID,
		HolderID: contract.HolderID, LossID: q.LossID, Cause: q.Cause, OccurredAt: q.OccurredAt,
		AmountClaimed: &claimed, Evidence: q.Evidence, Submitted: t.stamp(), Losses: q.Losses, Fields: q.Fields,
	}
	if err := t.sightings(opened, q.Fingerprints); err != nil {
		return nil, err
	}
	if err := t.habits(opened, contract, sold); err != nil {
		return nil, err
	}
	if err := t.adjudicate(opened, contract, sold); err != nil {
		return nil, err
	}
	if err := t.absent(claimKey(q.ClaimID), "claimId", q.ClaimID); err != nil {
		return nil, err
	}
	if err := t.leave(opened, q.Fingerprints); err != nil {
		return nil, err
	}
	if err := t.mark(claimedPrefix(opened.HolderID) + key(opened.Submitted.Time.Sortable(), opened.ClaimID)); err != nil {
		return nil, err
	}
	return opened, t.open(opened)
}

// admit refuses what is not a claim under this policy at all.
func (t *tx) admit(q *SubmitClaimRequest, contract *policy.Policy, sold *product.Product) error {
	if !sold.Handled() {
		return fault.New(fault.ParametricProduct, "policyId", "claims of %s are opened by readings, not by hand", sold.ProductID)
	}
	if err := claim.ValidateLosses(q.Losses, sold.Currency); err != nil {
		return err
	}
	if now := t.Timestamp(); now.Before(*q.OccurredAt) {
		return fault.New(fault.LossInFuture, "occurredAt", "the loss of %s is after the transaction's %s", q.OccurredAt, now)
	}
	if err := contract.Covers(*q.OccurredAt); err != nil {
		return err
	}
	if err := claim.ValidateFields(sold.ClaimConditions, q.Fields); err != nil {
		return err
	}
	claimed, err := t.get(lossKey(q.PolicyID, q.LossID))
	switch {
	case err != nil || claimed == nil:
		return err
	case string(claimed) == q.ClaimID:
		return taken("claimId", q.ClaimID)
	default:
		return fault.New(fault.DuplicateLoss, "lossId", "the loss has been claimed as %s", claimed)
	}
}

// adjudicate decides by the product's conditions, reserves what it approves, and names the event.
func (t *tx) adjudicate(c *claim.Claim, contract *policy.Policy, sold *product.Product) error {
	used, err := t.used(c.PolicyID, c.ClaimID)
	if err != nil {
		return err
	}
	decision, err := claim.Adjudicate(c, claim.Facts{Policy: contract, Product: sold, Used: used, Signals: c.Signals})
	if err != nil {
		return err
	}
	decision.Decided = t.stamp()
	if err := c.Decide(decision); err != nil {
		return err
	}
	return t.decided(c, &decision)
}

// decided books what a decision approves under a key of the claim's own, and names the event.
func (t *tx) decided(c *claim.Claim, d *claim.Decision) error {
	switch c.Status {
	case claim.Approved, claim.Paid:
		t.event = "ClaimApproved"
		return t.put(approvedKey(c.PolicyID, c.ClaimID), &approval{d.Approved})
	case claim.Proposed:
		t.event = "ClaimProposed"
		return t.put(approvedKey(c.PolicyID, c.ClaimID), &approval{d.Approved})
	case claim.Referred:
		t.event = "ClaimReferred"
	default:
		t.event = "ClaimDeclined"
	}
	return t.release(c)
}

// release frees what was booked and not paid: what is decided later may be less.
func (t *tx) release(c *claim.Claim) error {
	booked := approvedKey(c.PolicyID, c.ClaimID)
	stored, err := t.get(booked)
	if err != nil || stored == nil {
		return err
	}
	paid := c.PaidByCoverage()
	if len(paid) == 0 {
		return t.Delete(booked)
	}
	return t.put(booked, &approval{paid})
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

// changeClaim takes a step of one of the caller's own claims.
func (t *tx) changeClaim(id, event string, step func(*claim.Claim) error) (*claim.Claim, error) {
	return t.changeClaimFor("", id, event, step)
}

// changeClaimFor takes a step that brokers take too.
func (t *tx) changeClaimFor(requested, id, event string, step func(*claim.Claim) error) (*claim.Claim, error) {
	found, err := t.claimFor(requested, id)
	if err != nil {
		return nil, err
	}
	if err := t.own(found.InsurerMSPID, "claimId"); err != nil {
		return nil, err
	}
	t.event = event
	if err := step(found); err != nil {
		return nil, err
	}
	return found, t.put(claimKey(id), found)
}

// basis reads what a claim is decided on.
func (t *tx) basis(c *claim.Claim) (*policy.Policy, *product.Product, error) {
	contract, err := t.policy(c.PolicyID)
	if err != nil {
		return nil, nil, err
	}
	sold, err := t.product(contract.ProductID, contract.ProductVersion)
	return contract, sold, err
}
