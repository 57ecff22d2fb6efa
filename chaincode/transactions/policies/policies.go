// Package policies keeps contracts of insurance from their binding to their end.
package policies

import (
	"insurance/chaincode/domain/fault"
	"insurance/chaincode/domain/money"
	"insurance/chaincode/domain/policy"
	"insurance/chaincode/domain/text"
	"insurance/chaincode/engine"
	"insurance/chaincode/ledger"
	"insurance/chaincode/transactions/access"
)

// Transactions are the rows of the table that are about policies.
var Transactions = []*engine.Transaction{
	access.Submits("BindPolicy", bindPolicy),
	access.Submits("SellPolicies", sellPolicies),
	access.Submits("RecordPremiumPayment", recordPremiumPayment),
	access.Submits("LapsePolicy", lapsePolicy),
	access.Submits("ReinstatePolicy", reinstatePolicy),
	access.Submits("ChangePolicy", changePolicy),
	access.Submits("CancelPolicy", cancelPolicy),
	access.Submits("ExpirePolicy", expirePolicy),
	access.Submits("RemindOfRenewal", remindOfRenewal),
	access.Submits("RecordRefundPayment", recordRefundPayment),
	access.Reads("GetPolicy", getPolicy),
	access.Reads("ListPolicies", listPolicies),
	access.Reads("ListDuePolicies", listDuePolicies),
}

// RecordPremiumPaymentRequest records the payment of the oldest unpaid instalment.
type RecordPremiumPaymentRequest struct {
	engine.Header
	ofPolicy
	Amount    *money.Money `json:"amount"`
	Reference string       `json:"reference"`
}

func (q *RecordPremiumPaymentRequest) Validate() error {
	return fault.All(
		text.ID("policyId", q.PolicyID),
		fault.At("amount", money.ValidatePositive(q.Amount, "")),
		text.Label("reference", q.Reference, 200),
	)
}

func recordPremiumPayment(t *engine.Tx, q *RecordPremiumPaymentRequest) (*policy.Policy, error) {
	return change(t, q.PolicyID, "PremiumPaid", func(p *policy.Policy) error {
		_, err := p.Receive(policy.PremiumPayment{Amount: q.Amount, Reference: q.Reference, Recorded: t.Stamp()})
		return err
	})
}

// change takes a step of one of the caller's own policies.
func change(t *engine.Tx, id, event string, step func(*policy.Policy) error) (*policy.Policy, error) {
	bound, err := Get(t, id)
	if err != nil {
		return nil, err
	}
	if err := step(bound); err != nil {
		return nil, err
	}
	t.Event = event
	return bound, t.PutRecord(Key(t.Book, id), bound)
}

// For reads a policy that a request may be confined to a broker for.
func For(t *engine.Tx, requested, field, id string) (*policy.Policy, error) {
	return access.Find[policy.Policy](t, Key(t.Book, id), fault.PolicyNotFound, field, id, requested)
}

// Get reads a policy of the insurer.
func Get(t *engine.Tx, id string) (*policy.Policy, error) {
	return engine.Find[policy.Policy](t, Key(t.Book, id), fault.PolicyNotFound, "policyId", id)
}

// GetPolicyRequest asks for one policy.
type GetPolicyRequest struct {
	ofPolicy
	BrokerID string `json:"brokerId"`
	access.Whose
}

func (q *GetPolicyRequest) Validate() error {
	return fault.All(q.CheckInsurer(), text.OptionalID("brokerId", q.BrokerID), text.ID("policyId", q.PolicyID))
}

func getPolicy(t *engine.Tx, q *GetPolicyRequest) (*policy.Policy, error) {
	found, err := For(t, q.BrokerID, "policyId", q.PolicyID)
	if err != nil {
		return nil, err
	}
	return found, compute(t, found)
}

// ListPoliciesRequest asks for a page of an insurer's policies.
type ListPoliciesRequest struct {
	access.Whose
	BrokerID  string `json:"brokerId"`
	PageSize  uint32 `json:"pageSize"`
	PageToken string `json:"pageToken"`
}

// ListPoliciesResponse is one page.
type ListPoliciesResponse struct {
	Policies      []policy.Policy `json:"policies"`
	NextPageToken string          `json:"nextPageToken"`
}

func (q *ListPoliciesRequest) Validate() error {
	return fault.All(
		q.CheckInsurer(),
		text.OptionalID("brokerId", q.BrokerID),
		engine.CheckPage(q.PageSize, engine.MaxPage),
	)
}

func (q *ListPoliciesRequest) Keys(engine.Book) []string { return nil }

func listPolicies(t *engine.Tx, q *ListPoliciesRequest) (*ListPoliciesResponse, error) {
	broker, err := access.Broker(t, q.BrokerID)
	if err != nil {
		return nil, err
	}
	if access.Foreign(t) {
		return &ListPoliciesResponse{}, nil
	}
	prefix := prefixOf(t.Book, broker)
	entries, next, err := t.ScanPage(prefix, q.PageToken, engine.PageLimit(q.PageSize, engine.MaxPage))
	if err != nil {
		return nil, err
	}
	var keyOf func(*ledger.Entry) string
	if broker != "" {
		keyOf = func(e *ledger.Entry) string { return Key(t.Book, e.Key[len(prefix):]) }
	}
	values, err := t.Listed(entries, keyOf)
	if err != nil {
		return nil, err
	}
	policies, err := engine.DecodedAll[policy.Policy](values)
	if err != nil {
		return nil, err
	}
	for i := range policies {
		if err := compute(t, &policies[i]); err != nil {
			return nil, err
		}
	}
	return &ListPoliciesResponse{Policies: policies, NextPageToken: next}, nil
}

// ofPolicy is the part of a request that names the one policy it is about.
type ofPolicy struct {
	PolicyID string `json:"policyId"`
}

func (q *ofPolicy) Keys(b engine.Book) []string { return []string{Key(b, q.PolicyID)} }
