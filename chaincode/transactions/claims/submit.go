package claims

import (
	"insurance/chaincode/domain/claim"
	"insurance/chaincode/domain/fault"
	"insurance/chaincode/domain/fraud"
	"insurance/chaincode/domain/policy"
	"insurance/chaincode/domain/product"
	"insurance/chaincode/domain/quote"
	"insurance/chaincode/domain/text"
	"insurance/chaincode/engine"
	"insurance/chaincode/transactions/access"
	"insurance/chaincode/transactions/parties"
	"insurance/chaincode/transactions/policies"
	"insurance/chaincode/transactions/products"
)

func (q *SubmitClaimRequest) Validate() error {
	var wrong fault.Refusals
	wrong.Add(claim.ChosenID("claimId", q.ClaimID))
	wrong.Add(text.ID("policyId", q.PolicyID))
	wrong.Add(text.Label("lossId", q.LossID, 200))
	wrong.Add(text.Label("cause", q.Cause, 100))
	if q.OccurredAt == nil {
		wrong.Add(fault.New(fault.Required, "occurredAt", "the time of the loss is required"))
	}
	wrong.Add(claim.ValidateLosses(q.Losses, ""))
	wrong.Add(claim.ValidateEvidence(q.Evidence))
	wrong.Add(quote.ValidateAttributes("fields", q.Fields))
	wrong.Add(fraud.Validate(q.Fingerprints, q.FraudReferences))
	wrong.Add(text.OptionalID("brokerId", q.BrokerID))
	return wrong.Err()
}

// Derived leaves out the fingerprints, which are others once the insurers' key is, though the request is the same.
func (q *SubmitClaimRequest) Derived() any {
	asked := *q
	asked.Fingerprints = nil
	return &asked
}

// Concealed are the fingerprints.
func (q *SubmitClaimRequest) Concealed() engine.Concealed {
	return &concealed{Fingerprints: q.Fingerprints}
}

// Requester is the broker whom the request is for.
func (q *SubmitClaimRequest) Requester(t *engine.Tx) string { return access.Requester(t, q.BrokerID) }

func (q *SubmitClaimRequest) Keys(b engine.Book) []string {
	return []string{Key(b, q.ClaimID), policies.Key(b, q.PolicyID), policies.LossKey(b, q.PolicyID, q.LossID)}
}

// submitClaim reads in one direction: what is no claim is not admitted, signs of fraud are looked for, the conditions decide,
// and only then is anything written.
func submitClaim(t *engine.Tx, q *SubmitClaimRequest) (*claim.Claim, error) {
	on, err := admit(t, q)
	if err != nil {
		return nil, err
	}
	notified, err := notify(t, q, on.policy)
	if err != nil {
		return nil, err
	}
	if err := lookForSigns(t, notified, q.Fingerprints, on); err != nil {
		return nil, err
	}
	decision, err := adjudicate(t, notified, on)
	if err != nil {
		return nil, err
	}
	t.Event = eventOf(notified.Status)
	return notified, enter(t, notified, decision, q.Fingerprints)
}

// admit reads what a claim would be decided on, and refuses what is not a claim under the policy at all.
func admit(t *engine.Tx, q *SubmitClaimRequest) (basis, error) {
	bound, err := policies.For(t, q.BrokerID, "policyId", q.PolicyID)
	if err != nil {
		return basis{}, err
	}
	if err := t.Load(parties.Key(t.Book, bound.HolderID), products.Key(t.Book, bound.ProductID, bound.ProductVersion)); err != nil {
		return basis{}, err
	}
	if err := parties.Present(t, bound.HolderID, "policyId"); err != nil {
		return basis{}, err
	}
	sold, err := products.Get(t, bound.ProductID, bound.ProductVersion)
	if err != nil {
		return basis{}, err
	}
	if err := admissible(t, q, bound, sold); err != nil {
		return basis{}, err
	}
	return basis{bound, sold}, notClaimed(t, q)
}

// admissible refuses by the request, its policy and its product alone.
func admissible(t *engine.Tx, q *SubmitClaimRequest, bound *policy.Policy, sold *product.Product) error {
	if !sold.Handled() {
		return fault.New(fault.ParametricProduct, "policyId", "claims of %s are opened by readings, not by hand", sold.ProductID)
	}
	if err := claim.ValidateLosses(q.Losses, sold.Currency); err != nil {
		return err
	}
	if now := t.Timestamp(); now.Before(*q.OccurredAt) {
		return fault.New(fault.LossInFuture, "occurredAt", "the loss of %s is after the transaction's %s", q.OccurredAt, now)
	}
	if err := bound.Covers(*q.OccurredAt); err != nil {
		return err
	}
	return claim.ValidateFields(sold.ClaimConditions, q.Fields)
}

// notClaimed refuses a loss that has been claimed.
func notClaimed(t *engine.Tx, q *SubmitClaimRequest) error {
	claimed, err := t.Get(policies.LossKey(t.Book, q.PolicyID, q.LossID))
	switch {
	case err != nil || claimed == nil:
		return err
	case string(claimed) == q.ClaimID:
		return engine.Taken("claimId", q.ClaimID)
	default:
		return fault.New(fault.DuplicateLoss, "lossId", "the loss has been claimed as %s", claimed)
	}
}

// notify is the claim as it is submitted.
func notify(t *engine.Tx, q *SubmitClaimRequest, bound *policy.Policy) (*claim.Claim, error) {
	claimed, err := claim.Claimed(q.Losses)
	return &claim.Claim{
		ClaimID: q.ClaimID, PolicyID: q.PolicyID, InsurerMSPID: bound.InsurerMSPID, BrokerID: bound.BrokerID,
		HolderID: bound.HolderID, LossID: q.LossID, Cause: q.Cause, OccurredAt: q.OccurredAt,
		AmountClaimed: &claimed, Evidence: q.Evidence, Submitted: t.Stamp(), Losses: q.Losses, Fields: q.Fields,
	}, err
}

// enter writes a claim that was submitted: what was decided, its fingerprints, and its line in the list of its holder's.
func enter(t *engine.Tx, c *claim.Claim, decision *claim.Decision, fingerprints []fraud.Fingerprint) error {
	if err := t.Absent(Key(t.Book, c.ClaimID), "claimId", c.ClaimID); err != nil {
		return err
	}
	if err := book(t, c, decision); err != nil {
		return err
	}
	if err := leaveFingerprints(t, c, fingerprints); err != nil {
		return err
	}
	if err := t.Mark(claimedPrefix(t.Book, c.HolderID) + engine.Key(c.Submitted.Time.Sortable(), c.ClaimID)); err != nil {
		return err
	}
	return Open(t, c)
}
