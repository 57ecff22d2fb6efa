package policies

import (
	"insurance/chaincode/domain/fault"
	"insurance/chaincode/domain/policy"
	"insurance/chaincode/domain/quote"
	"insurance/chaincode/domain/text"
	"insurance/chaincode/engine"
	"insurance/chaincode/transactions/products"
)

func (q *LapsePolicyRequest) Validate() error { return text.ID("policyId", q.PolicyID) }

func lapsePolicy(t *engine.Tx, q *LapsePolicyRequest) (*policy.Policy, error) {
	return change(t, q.PolicyID, "PolicyLapsed", func(p *policy.Policy) error { return p.Lapse(t.Stamp()) })
}

func (q *ReinstatePolicyRequest) Validate() error { return text.ID("policyId", q.PolicyID) }

func reinstatePolicy(t *engine.Tx, q *ReinstatePolicyRequest) (*policy.Policy, error) {
	return change(t, q.PolicyID, "PolicyReinstated", func(p *policy.Policy) error { return p.Reinstate(t.Stamp()) })
}

func (q *ExpirePolicyRequest) Validate() error { return text.ID("policyId", q.PolicyID) }

func expirePolicy(t *engine.Tx, q *ExpirePolicyRequest) (*policy.Policy, error) {
	return change(t, q.PolicyID, "PolicyExpired", func(p *policy.Policy) error { return p.Expire(t.Stamp()) })
}

func (q *ChangePolicyRequest) Validate() error {
	var wrong fault.Refusals
	wrong.Add(text.ID("policyId", q.PolicyID))
	if q.EffectiveAt == nil {
		wrong.Add(fault.New(fault.Required, "effectiveAt", "the time from which the change holds is required"))
	}
	wrong.Add(quote.ValidateSelections(q.Coverages))
	wrong.Add(quote.ValidateRisk(q.Risk))
	wrong.Add(text.Needed("reason", q.Reason, text.MaxReason))
	return wrong.Err()
}

func changePolicy(t *engine.Tx, q *ChangePolicyRequest) (*policy.Policy, error) {
	return change(t, q.PolicyID, "PolicyChanged", func(p *policy.Policy) error {
		sold, err := products.Get(t, p.ProductID, p.ProductVersion)
		if err != nil {
			return err
		}
		if sold.ParametricTrigger != nil {
			return fault.New(fault.ParametricProduct, "policyId", "a policy on readings is not changed: what it pays may be known already")
		}
		_, err = p.Change(policy.Revision{EffectiveAt: *q.EffectiveAt, Coverages: q.Coverages, Risk: q.Risk, Reason: q.Reason}, sold, t.Stamp())
		return err
	})
}

func (q *CancelPolicyRequest) Validate() error {
	var wrong fault.Refusals
	wrong.Add(text.ID("policyId", q.PolicyID))
	if q.By == policy.CancelledByUnspecified {
		wrong.Add(fault.New(fault.Required, "by", "who cancels is required: the holder or the insurer"))
	}
	wrong.Add(text.Needed("reason", q.Reason, text.MaxReason))
	return wrong.Err()
}

func cancelPolicy(t *engine.Tx, q *CancelPolicyRequest) (*policy.Policy, error) {
	return change(t, q.PolicyID, "PolicyCancelled", func(p *policy.Policy) error {
		sold, err := products.Get(t, p.ProductID, p.ProductVersion)
		if err != nil {
			return err
		}
		used, err := Used(t, p.PolicyID, "")
		if err != nil {
			return err
		}
		at := t.Timestamp()
		if q.EffectiveAt != nil {
			at = *q.EffectiveAt
		}
		return p.Cancel(policy.CancelRequest{By: q.By, EffectiveAt: at, Reason: q.Reason, HasClaims: len(used) > 0}, sold, t.Stamp())
	})
}

func (q *RecordRefundPaymentRequest) Validate() error {
	return fault.All(text.ID("policyId", q.PolicyID), text.Label("reference", q.Reference, 200))
}

func recordRefundPayment(t *engine.Tx, q *RecordRefundPaymentRequest) (*policy.Policy, error) {
	return change(t, q.PolicyID, "RefundPaid", func(p *policy.Policy) error {
		_, err := p.PayRefund(q.Reference, t.Stamp())
		return err
	})
}
