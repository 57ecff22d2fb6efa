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

func (q *ofPolicy) Keys(b engine.Book) []string { return []string{Key(b, q.PolicyID)} }
