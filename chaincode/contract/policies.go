package contract

import (
	"insurance/chaincode/domain/fault"
	"insurance/chaincode/domain/money"
	"insurance/chaincode/domain/policy"
	"insurance/chaincode/domain/text"
	"insurance/chaincode/ledger"
	"insurance/chaincode/protojson"
)

// BindPolicyRequest makes a policy of a quote.
type BindPolicyRequest struct {
	Header
	PolicyID string `json:"policyId"`
	QuoteID  string `json:"quoteId"`
	BrokerID string `json:"brokerId"`
}

func (q *BindPolicyRequest) validate() error {
	if err := text.ID("policyId", q.PolicyID); err != nil {
		return err
	}
	if err := text.OptionalID("brokerId", q.BrokerID); err != nil {
		return err
	}
	return text.ID("quoteId", q.QuoteID)
}

func (q *BindPolicyRequest) keys(*ledger.Caller) []string {
	return []string{policyKey(q.PolicyID), quoteKey(q.QuoteID), boundKey(q.QuoteID)}
}

func bindPolicy(t *tx, q *BindPolicyRequest) (*policy.Policy, error) {
	if err := t.absent(policyKey(q.PolicyID), "policyId", q.PolicyID); err != nil {
		return nil, err
	}
	offer, err := t.quote(q.QuoteID)
	if err != nil {
		return nil, err
	}
	if err := t.own(offer.InsurerMSPID, "quoteId"); err != nil {
		return nil, err
	}
	if err := t.brokered(q.BrokerID, offer.BrokerID); err != nil {
		return nil, err
	}
	if bound, err := t.get(boundKey(q.QuoteID)); err != nil {
		return nil, err
	} else if bound != nil {
		return nil, fault.New(fault.QuoteBound, "quoteId", "the quote was bound as policy %s", bound)
	}
	sold, err := t.product(offer.ProductID, offer.ProductVersion)
	if err != nil {
		return nil, err
	}
	contract, err := policy.Bind(offer, sold, q.PolicyID, t.stamp())
	if err != nil {
		return nil, err
	}
	t.event = "PolicyBound"
	if err := t.Put(boundKey(q.QuoteID), []byte(q.PolicyID)); err != nil {
		return nil, err
	}
	if err := t.mark(policiesPrefix(contract.InsurerMSPID, "") + q.PolicyID); err != nil {
		return nil, err
	}
	if contract.BrokerID != "" {
		if err := t.mark(policiesPrefix(contract.InsurerMSPID, contract.BrokerID) + q.PolicyID); err != nil {
			return nil, err
		}
	}
	if trigger := sold.ParametricTrigger; trigger != nil {
		touched := parametricPrefix(contract.InsurerMSPID, trigger.Index, trigger.Unit, contract.ParametricSubject)
		if err := t.mark(touched + q.PolicyID); err != nil {
			return nil, err
		}
	}
	return contract, t.putNew(policyKey(q.PolicyID), contract.InsurerMSPID, contract)
}

// RecordPremiumPaymentRequest records the premium.
type RecordPremiumPaymentRequest struct {
	Header
	PolicyID  string       `json:"policyId"`
	Amount    *money.Money `json:"amount"`
	Reference string       `json:"reference"`
}

func (q *RecordPremiumPaymentRequest) validate() error {
	if err := text.ID("policyId", q.PolicyID); err != nil {
		return err
	}
	if err := money.ValidatePositive(q.Amount, ""); err != nil {
		return fault.At("amount", err)
	}
	return text.Label("reference", q.Reference, 200)
}

func (q *RecordPremiumPaymentRequest) keys(*ledger.Caller) []string {
	return []string{policyKey(q.PolicyID)}
}

func recordPremiumPayment(t *tx, q *RecordPremiumPaymentRequest) (*policy.Policy, error) {
	contract, err := t.policy(q.PolicyID)
	if err != nil {
		return nil, err
	}
	if err := t.own(contract.InsurerMSPID, "policyId"); err != nil {
		return nil, err
	}
	if err := contract.Pay(policy.PremiumPayment{Amount: q.Amount, Reference: q.Reference, Recorded: t.stamp()}); err != nil {
		return nil, err
	}
	t.event = "PremiumPaid"
	return contract, t.put(policyKey(q.PolicyID), contract)
}

func (t *tx) policy(id string) (*policy.Policy, error) {
	return read[policy.Policy](t, policyKey(id), fault.PolicyNotFound, "policyId", id)
}

// approved sums what the claims of a policy were approved for. Each claim has a key of its own, so that claims on
// different policies never conflict; the scan protects two claims on one policy from overrunning its limit together.
func (t *tx) approved(p *policy.Policy) (money.Money, error) {
	prefix := approvedKey(p.PolicyID, "")
	page, err := t.Scan(prefix, prefixEnd(prefix), 0)
	if err != nil {
		return money.Money{}, err
	}
	sum := money.Of(0, p.SumInsured.Currency)
	for i := range page.Entries {
		var amount money.Money
		if err := protojson.UnmarshalTrusted(page.Entries[i].Value, &amount); err != nil {
			return money.Money{}, corrupt(err)
		}
		if sum, err = sum.Add(amount); err != nil {
			return money.Money{}, err
		}
	}
	return sum, nil
}

// remaining is what is left of the sum insured.
func (t *tx) remaining(p *policy.Policy) (approved, remaining money.Money, err error) {
	if approved, err = t.approved(p); err != nil {
		return approved, remaining, err
	}
	remaining, err = p.SumInsured.Sub(approved)
	return approved, remaining, err
}

// reckon fills what readers see beside the record.
func (t *tx) reckon(p *policy.Policy) error {
	approved, remaining, err := t.remaining(p)
	p.ClaimsApproved, p.RemainingLimit = &approved, &remaining
	return err
}

// GetPolicyRequest asks for one policy.
type GetPolicyRequest struct {
	PolicyID string `json:"policyId"`
	BrokerID string `json:"brokerId"`
}

func (q *GetPolicyRequest) validate() error {
	if err := text.OptionalID("brokerId", q.BrokerID); err != nil {
		return err
	}
	return text.ID("policyId", q.PolicyID)
}

func (q *GetPolicyRequest) keys(*ledger.Caller) []string { return []string{policyKey(q.PolicyID)} }

func getPolicy(t *tx, q *GetPolicyRequest) (*policy.Policy, error) {
	found, err := t.policy(q.PolicyID)
	if err != nil {
		return nil, err
	}
	if err := t.brokered(q.BrokerID, found.BrokerID); err != nil {
		return nil, err
	}
	return found, t.reckon(found)
}

// ListPoliciesRequest asks for a page of an insurer's policies.
type ListPoliciesRequest struct {
	InsurerMSPID string `json:"insurerMspId"`
	BrokerID     string `json:"brokerId"`
	PageSize     uint32 `json:"pageSize"`
	PageToken    string `json:"pageToken"`
}

// ListPoliciesResponse is one page.
type ListPoliciesResponse struct {
	Policies      []policy.Policy `json:"policies"`
	NextPageToken string          `json:"nextPageToken"`
}

func (q *ListPoliciesRequest) validate() error {
	if err := text.ID("insurerMspId", q.InsurerMSPID); err != nil {
		return err
	}
	if err := text.OptionalID("brokerId", q.BrokerID); err != nil {
		return err
	}
	return checkPage(q.PageSize, maxPage)
}

func (q *ListPoliciesRequest) keys(*ledger.Caller) []string { return nil }

func listPolicies(t *tx, q *ListPoliciesRequest) (*ListPoliciesResponse, error) {
	broker, err := t.broker(q.BrokerID)
	if err != nil {
		return nil, err
	}
	prefix := policiesPrefix(q.InsurerMSPID, broker)
	entries, next, err := t.scanPage(prefix, q.PageToken, pageLimit(q.PageSize, maxPage))
	if err != nil {
		return nil, err
	}
	keys := make([]string, len(entries))
	for i := range entries {
		keys[i] = policyKey(entries[i].Key[len(prefix):])
	}
	values, err := t.GetMany(keys)
	if err != nil {
		return nil, err
	}
	policies, err := all[policy.Policy](values)
	if err != nil {
		return nil, err
	}
	for i := range policies {
		if err := t.reckon(&policies[i]); err != nil {
			return nil, err
		}
	}
	return &ListPoliciesResponse{Policies: policies, NextPageToken: next}, nil
}
