package policies

import (
	"insurance/chaincode/domain/fault"
	"insurance/chaincode/domain/money"
	"insurance/chaincode/domain/policy"
	"insurance/chaincode/domain/product"
	"insurance/chaincode/domain/text"
	"insurance/chaincode/engine"
	"insurance/chaincode/transactions/access"
	"insurance/chaincode/transactions/quotes"
)

// MaxSales is how many policies one request sells at most.
const MaxSales = 200

func (s *Sale) quoteRequest(brokerID string) *quotes.RequestQuoteRequest {
	return &quotes.RequestQuoteRequest{
		QuoteID: s.QuoteID, ProductID: s.ProductID, ProductVersion: s.ProductVersion, BrokerID: brokerID,
		HolderID: s.HolderID, Ask: s.Ask,
	}
}

func (s *Sale) bindRequest(brokerID string) *BindPolicyRequest {
	return &BindPolicyRequest{ofPolicy: ofPolicy{s.PolicyID}, QuoteID: s.QuoteID, BrokerID: brokerID, RenewalOf: s.RenewalOf}
}

func (q *SellPoliciesRequest) Validate() error {
	var wrong fault.Refusals
	if len(q.Sales) == 0 {
		wrong.Add(fault.New(fault.Required, "sales", "at least one sale is required"))
	}
	wrong.Add(text.Count("sales", len(q.Sales), MaxSales))
	taken := make(map[string]bool, 3*len(q.Sales))
	for i := range q.Sales {
		wrong.Add(fault.Index("sales", i, q.Sales[i].validate(q.BrokerID, taken)))
	}
	return wrong.Err()
}

// validate refuses, too, what another item of the request has taken: a transaction does not see what it writes.
func (s *Sale) validate(brokerID string, taken map[string]bool) error {
	var wrong fault.Refusals
	wrong.Add(s.quoteRequest(brokerID).Validate())
	wrong.Add(s.bindRequest(brokerID).Validate())
	for _, id := range []struct{ field, value string }{
		{"quoteId", s.QuoteID}, {"policyId", s.PolicyID}, {"renewalOf", s.RenewalOf},
	} {
		if id.value == "" {
			continue
		}
		if taken[id.field+"/"+id.value] {
			wrong.Add(fault.New(fault.InvalidArgument, id.field, "%s is named by another sale of this request", id.value))
		}
		taken[id.field+"/"+id.value] = true
	}
	if s.Receipt != nil {
		wrong.Add(fault.At("receipt.amount", money.ValidatePositive(s.Receipt.Amount, "")))
		wrong.Add(text.Label("receipt.reference", s.Receipt.Reference, 200))
	}
	return wrong.Err()
}

// Requester is the broker whom the request is for.
func (q *SellPoliciesRequest) Requester(t *engine.Tx) string { return access.Requester(t, q.BrokerID) }

func (q *SellPoliciesRequest) Keys(b engine.Book) []string {
	keys := make([]string, 0, 6*len(q.Sales))
	for i := range q.Sales {
		keys = append(keys, q.Sales[i].quoteRequest("").Keys(b)...)
		keys = append(keys, Key(b, q.Sales[i].PolicyID))
		if renewed := q.Sales[i].RenewalOf; renewed != "" {
			keys = append(keys, Key(b, renewed))
		}
	}
	return keys
}

func sellPolicies(t *engine.Tx, q *SellPoliciesRequest) (*SellPoliciesResponse, error) {
	broker, err := access.Broker(t, q.BrokerID)
	if err != nil {
		return nil, err
	}
	t.Event = "PoliciesSold"
	response := &SellPoliciesResponse{InsurerMSPID: t.Caller.MSPID, BrokerID: broker, Policies: make([]SoldPolicy, len(q.Sales))}
	for i := range q.Sales {
		bound, err := sell(t, broker, &q.Sales[i])
		if err != nil {
			return nil, fault.Index("sales", i, err)
		}
		response.Policies[i] = SoldPolicy{
			PolicyID: bound.PolicyID, QuoteID: bound.QuoteID, HolderID: bound.HolderID,
			GrossPremium: bound.Premium.Gross, Status: bound.Status,
		}
	}
	for i := range q.Sales {
		if err := free(t, &q.Sales[i]); err != nil {
			return nil, fault.Index("sales", i, err)
		}
	}
	return response, nil
}

// free refuses a sale whose ids are taken, once every sale is right in all else.
func free(t *engine.Tx, s *Sale) error {
	if err := t.Absent(quotes.Key(t.Book, s.QuoteID), "quoteId", s.QuoteID); err != nil {
		return err
	}
	return t.Absent(Key(t.Book, s.PolicyID), "policyId", s.PolicyID)
}

// sell quotes, binds and, where it was paid with the sale, takes the first instalment of one policy.
func sell(t *engine.Tx, broker string, s *Sale) (*policy.Policy, error) {
	offer, sold, err := quotes.Issue(t, broker, s.quoteRequest(broker))
	if err != nil {
		return nil, err
	}
	// An underwriter who sells for a broker binds by authority of its own.
	acting := ""
	if access.ActsAsBroker(t) {
		acting = broker
	}
	bound, err := bind(t, offer, sold, s.bindRequest(acting))
	if err != nil {
		return nil, err
	}
	if s.Receipt != nil {
		if err := receive(t, bound, sold, s.Receipt); err != nil {
			return nil, fault.At("receipt", err)
		}
	}
	return bound, open(t, bound, sold)
}

func receive(t *engine.Tx, bound *policy.Policy, sold *product.Product, receipt *PremiumReceipt) error {
	if access.ActsAsBroker(t) && !sold.Limits.BrokerCollectsPremium {
		return fault.New(fault.AuthorityExceeded, "", "brokers do not collect the premiums of %s", sold.ProductID)
	}
	_, err := bound.Receive(policy.PremiumPayment{Amount: receipt.Amount, Reference: receipt.Reference, Recorded: t.Stamp()})
	return err
}
