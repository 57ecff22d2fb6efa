package policies

import (
	"insurance/chaincode/domain/fault"
	"insurance/chaincode/domain/oracle"
	"insurance/chaincode/domain/policy"
	"insurance/chaincode/domain/product"
	"insurance/chaincode/domain/quote"
	"insurance/chaincode/domain/text"
	"insurance/chaincode/engine"
	"insurance/chaincode/transactions/access"
	"insurance/chaincode/transactions/parties"
	"insurance/chaincode/transactions/products"
	"insurance/chaincode/transactions/quotes"
)

func (q *BindPolicyRequest) Validate() error {
	return fault.All(
		text.ID("policyId", q.PolicyID),
		text.OptionalID("brokerId", q.BrokerID),
		text.OptionalID("renewalOf", q.RenewalOf),
		text.ID("quoteId", q.QuoteID),
	)
}

// Requester is the broker whom the request is for.
func (q *BindPolicyRequest) Requester(t *engine.Tx) string { return access.Requester(t, q.BrokerID) }

func (q *BindPolicyRequest) Keys(b engine.Book) []string {
	return []string{Key(b, q.PolicyID), quotes.Key(b, q.QuoteID), boundKey(b, q.QuoteID)}
}

func bindPolicy(t *engine.Tx, q *BindPolicyRequest) (*policy.Policy, error) {
	offer, err := quotes.For(t, q.BrokerID, q.QuoteID)
	if err != nil {
		return nil, err
	}
	if earlier, err := t.Get(boundKey(t.Book, q.QuoteID)); err != nil {
		return nil, err
	} else if earlier != nil {
		return nil, fault.New(fault.QuoteBound, "quoteId", "the quote was bound as policy %s", earlier)
	}
	if err := t.Load(parties.Key(t.Book, offer.HolderID), products.Key(t.Book, offer.ProductID, offer.ProductVersion)); err != nil {
		return nil, err
	}
	if err := parties.Present(t, offer.HolderID, "quoteId"); err != nil {
		return nil, err
	}
	sold, err := products.Get(t, offer.ProductID, offer.ProductVersion)
	if err != nil {
		return nil, err
	}
	bound, err := bind(t, offer, sold, q)
	if err != nil {
		return nil, err
	}
	if err := t.Absent(Key(t.Book, q.PolicyID), "policyId", q.PolicyID); err != nil {
		return nil, err
	}
	t.Event = "PolicyBound"
	return bound, open(t, bound, sold)
}

// bind makes the policy of a quote, which a broker may do within its authority.
func bind(t *engine.Tx, offer *quote.Quote, sold *product.Product, q *BindPolicyRequest) (*policy.Policy, error) {
	if acting, err := access.Broker(t, q.BrokerID); err != nil {
		return nil, err
	} else if acting != "" {
		if err := policy.Authorize(sold, offer); err != nil {
			return nil, err
		}
	}
	bound, err := policy.Bind(offer, sold, q.PolicyID, t.Stamp())
	if err != nil {
		return nil, err
	}
	return bound, renew(t, q.RenewalOf, q.BrokerID, bound)
}

// renew links the policy that a new one continues.
func renew(t *engine.Tx, renewalOf, brokerID string, next *policy.Policy) error {
	if renewalOf == "" {
		return nil
	}
	before, err := For(t, brokerID, "renewalOf", renewalOf)
	if err != nil {
		return err
	}
	if err := before.Renew(next); err != nil {
		return err
	}
	return t.PutRecord(Key(t.Book, renewalOf), before)
}

// open writes a new policy and its lines in the lists.
func open(t *engine.Tx, bound *policy.Policy, sold *product.Product) error {
	if err := t.Put(boundKey(t.Book, bound.QuoteID), []byte(bound.PolicyID)); err != nil {
		return err
	}
	if err := t.Mark(HolderPrefix(t.Book, bound.HolderID) + bound.PolicyID); err != nil {
		return err
	}
	if bound.BrokerID != "" {
		if err := t.Mark(prefixOf(t.Book, bound.BrokerID) + bound.PolicyID); err != nil {
			return err
		}
	}
	if trigger := sold.ParametricTrigger; trigger != nil && trigger.Monitoring == nil {
		touched := ParametricPrefix(t.Book, oracle.TopicOf(trigger.Index, trigger.Unit, bound.ParametricSubject))
		if err := t.Mark(touched + bound.PolicyID); err != nil {
			return err
		}
	}
	return t.PutNew(Key(t.Book, bound.PolicyID), bound.InsurerMSPID, bound)
}
