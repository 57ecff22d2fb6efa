package claims

import (
	"insurance/chaincode/domain/claim"
	"insurance/chaincode/domain/fault"
	"insurance/chaincode/domain/fraud"
	"insurance/chaincode/domain/text"
	"insurance/chaincode/engine"
	"insurance/chaincode/transactions/access"
)

func (q *AddEvidenceRequest) Validate() error {
	var wrong fault.Refusals
	wrong.Add(text.ID("claimId", q.ClaimID))
	if len(q.Evidence) == 0 {
		wrong.Add(fault.New(fault.Required, "evidence", "at least one document is required"))
	}
	wrong.Add(text.OptionalID("brokerId", q.BrokerID))
	wrong.Add(fraud.Validate(q.Fingerprints, q.FraudReferences))
	wrong.Add(claim.ValidateEvidence(q.Evidence))
	return wrong.Err()
}

// Derived is as SubmitClaimRequest's.
func (q *AddEvidenceRequest) Derived() any {
	asked := *q
	asked.Fingerprints = nil
	return &asked
}

// Concealed are the fingerprints.
func (q *AddEvidenceRequest) Concealed() engine.Concealed {
	return &concealed{Fingerprints: q.Fingerprints}
}

// Requester is the broker whom the request is for.
func (q *AddEvidenceRequest) Requester(t *engine.Tx) string { return access.Requester(t, q.BrokerID) }

func addEvidence(t *engine.Tx, q *AddEvidenceRequest) (*claim.Claim, error) {
	return decideFor(t, q.BrokerID, q.ClaimID, func(c *claim.Claim) (*claim.Decision, error) {
		if err := c.AddEvidence(q.Evidence); err != nil {
			return nil, err
		}
		if err := signsInRegister(t, c, q.Fingerprints); err != nil {
			return nil, err
		}
		if err := leaveFingerprints(t, c, q.Fingerprints); err != nil {
			return nil, err
		}
		return reconsider(t, c)
	})
}

// reconsider looks at the conditions again, for evidence that is new or newly seen. No conditions decide a claim that a
// reading opened: a handler does.
func reconsider(t *engine.Tx, c *claim.Claim) (*claim.Decision, error) {
	on, err := basisOf(t, c)
	if err != nil || on.product.ClaimConditions == nil {
		return nil, err
	}
	return adjudicate(t, c, on)
}

func (q *ConfirmEvidenceRequest) Validate() error {
	var wrong fault.Refusals
	wrong.Add(text.ID("claimId", q.ClaimID))
	if len(q.SHA256) == 0 {
		wrong.Add(fault.New(fault.Required, "sha256", "at least one document is required"))
	}
	wrong.Add(text.Count("sha256", len(q.SHA256), claim.MaxEvidence))
	for i, digest := range q.SHA256 {
		wrong.Add(fault.Index("sha256", i, text.SHA256("", digest)))
	}
	return wrong.Err()
}

func confirmEvidence(t *engine.Tx, q *ConfirmEvidenceRequest) (*claim.Claim, error) {
	return decideFor(t, "", q.ClaimID, func(c *claim.Claim) (*claim.Decision, error) {
		if err := c.ConfirmEvidence(q.SHA256, t.Stamp()); err != nil {
			return nil, err
		}
		return reconsider(t, c)
	})
}
