package contract

import (
	"insurance/chaincode/domain/fault"
	"insurance/chaincode/domain/instant"
	"insurance/chaincode/domain/policy"
	"insurance/chaincode/domain/quote"
	"insurance/chaincode/domain/text"
	"insurance/chaincode/ledger"
)

// LapsePolicyRequest ends the cover of a policy whose premium is overdue.
type LapsePolicyRequest struct {
	Header
	PolicyID string `json:"policyId"`
}

func (q *LapsePolicyRequest) validate() error { return text.ID("policyId", q.PolicyID) }

func (q *LapsePolicyRequest) keys(*ledger.Caller) []string { return []string{policyKey(q.PolicyID)} }

func lapsePolicy(t *tx, q *LapsePolicyRequest) (*policy.Policy, error) {
	return t.changePolicy(q.PolicyID, "PolicyLapsed", func(p *policy.Policy) error { return p.Lapse(t.stamp()) })
}

// ReinstatePolicyRequest puts a lapsed policy back in force.
type ReinstatePolicyRequest struct {
	Header
	PolicyID string `json:"policyId"`
}

func (q *ReinstatePolicyRequest) validate() error { return text.ID("policyId", q.PolicyID) }

func (q *ReinstatePolicyRequest) keys(*ledger.Caller) []string {
	return []string{policyKey(q.PolicyID)}
}

func reinstatePolicy(t *tx, q *ReinstatePolicyRequest) (*policy.Policy, error) {
	return t.changePolicy(q.PolicyID, "PolicyReinstated", func(p *policy.Policy) error { return p.Reinstate(t.stamp()) })
}

// ExpirePolicyRequest ends a policy whose period of cover has passed.
type ExpirePolicyRequest struct {
	Header
	PolicyID string `json:"policyId"`
}

func (q *ExpirePolicyRequest) validate() error { return text.ID("policyId", q.PolicyID) }

func (q *ExpirePolicyRequest) keys(*ledger.Caller) []string { return []string{policyKey(q.PolicyID)} }

func expirePolicy(t *tx, q *ExpirePolicyRequest) (*policy.Policy, error) {
	return t.changePolicy(q.PolicyID, "PolicyExpired", func(p *policy.Policy) error { return p.Finish(t.stamp()) })
}

// ChangePolicyRequest is a policy endorsement: another risk, other coverages or sums, for the rest of the cover.
type ChangePolicyRequest struct {
	Header
	PolicyID    string            `json:"policyId"`
	EffectiveAt *instant.Instant  `json:"effectiveAt"`
	Coverages   []quote.Selection `json:"coverages"`
	Risk        map[string]string `json:"risk"`
	Reason      string            `json:"reason"`
}

func (q *ChangePolicyRequest) validate() error {
	if err := text.ID("policyId", q.PolicyID); err != nil {
		return err
	}
	if q.EffectiveAt == nil {
		return fault.New(fault.Required, "effectiveAt", "the time from which the change holds is required")
	}
	if err := quote.ValidateSelections(q.Coverages); err != nil {
		return err
	}
	if err := quote.ValidateRisk(q.Risk); err != nil {
		return err
	}
	return text.Needed("reason", q.Reason, maxReason)
}

func (q *ChangePolicyRequest) keys(*ledger.Caller) []string { return []string{policyKey(q.PolicyID)} }

func changePolicy(t *tx, q *ChangePolicyRequest) (*policy.Policy, error) {
	return t.changePolicy(q.PolicyID, "PolicyChanged", func(p *policy.Policy) error {
		sold, err := t.product(p.ProductID, p.ProductVersion)
		if err != nil {
			return err
		}
		if sold.ParametricTrigger != nil {
			return fault.New(fault.ParametricProduct, "policyId", "a policy on readings is not changed: what it pays may be known already")
		}
		_, err = p.Apply(policy.Revision{EffectiveAt: *q.EffectiveAt, Coverages: q.Coverages, Risk: q.Risk, Reason: q.Reason}, sold, t.stamp())
		return err
	})
}

// CancelPolicyRequest ends a policy before its period of cover does.
type CancelPolicyRequest struct {
	Header
	PolicyID string             `json:"policyId"`
	By       policy.CancelledBy `json:"by"`
	// EffectiveAt is when the cover ends; absent: now.
	EffectiveAt *instant.Instant `json:"effectiveAt"`
	Reason      string           `json:"reason"`
}

func (q *CancelPolicyRequest) validate() error {
	if err := text.ID("policyId", q.PolicyID); err != nil {
		return err
	}
	if q.By == policy.CancelledByUnspecified {
		return fault.New(fault.Required, "by", "who cancels is required: the holder or the insurer")
	}
	return text.Needed("reason", q.Reason, maxReason)
}

func (q *CancelPolicyRequest) keys(*ledger.Caller) []string { return []string{policyKey(q.PolicyID)} }

func cancelPolicy(t *tx, q *CancelPolicyRequest) (*policy.Policy, error) {
	return t.changePolicy(q.PolicyID, "PolicyCancelled", func(p *policy.Policy) error {
		sold, err := t.product(p.ProductID, p.ProductVersion)
		if err != nil {
			return err
		}
		used, err := t.used(p.PolicyID, "")
		if err != nil {
			return err
		}
		at := t.Timestamp()
		if q.EffectiveAt != nil {
			at = *q.EffectiveAt
		}
		return p.End(policy.Ending{By: q.By, EffectiveAt: at, Reason: q.Reason, HasClaims: len(used) > 0}, sold, t.stamp())
	})
}

// RecordRefundPaymentRequest records that the oldest open refund was paid.
type RecordRefundPaymentRequest struct {
	Header
	PolicyID  string `json:"policyId"`
	Reference string `json:"reference"`
}

func (q *RecordRefundPaymentRequest) validate() error {
	if err := text.ID("policyId", q.PolicyID); err != nil {
		return err
	}
	return text.Label("reference", q.Reference, 200)
}

func (q *RecordRefundPaymentRequest) keys(*ledger.Caller) []string {
	return []string{policyKey(q.PolicyID)}
}

func recordRefundPayment(t *tx, q *RecordRefundPaymentRequest) (*policy.Policy, error) {
	return t.changePolicy(q.PolicyID, "RefundPaid", func(p *policy.Policy) error {
		_, err := p.PayRefund(q.Reference, t.stamp())
		return err
	})
}
