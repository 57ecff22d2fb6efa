package contract

import (
	"insurance/chaincode/domain/fault"
	"insurance/chaincode/domain/instant"
	"insurance/chaincode/domain/money"
	"insurance/chaincode/domain/policy"
	"insurance/chaincode/domain/product"
	"insurance/chaincode/domain/quote"
	"insurance/chaincode/domain/text"
	"insurance/chaincode/ledger"
)

// SellPoliciesRequest quotes and binds many policies at once, all of them or none.
type SellPoliciesRequest struct {
	Header
	BrokerID string `json:"brokerId"`
	Sales    []Sale `json:"sales"`
}

// Sale is what one quote asks for, and the policy that it becomes.
type Sale struct {
	QuoteID           string            `json:"quoteId"`
	PolicyID          string            `json:"policyId"`
	ProductID         string            `json:"productId"`
	ProductVersion    uint32            `json:"productVersion"`
	HolderID          string            `json:"holderId"`
	Cover             *instant.Period   `json:"cover"`
	Coverages         []quote.Selection `json:"coverages"`
	Risk              map[string]string `json:"risk"`
	ParametricSubject string            `json:"parametricSubject"`
	Jurisdiction      string            `json:"jurisdiction"`
	InstalmentPlanID  string            `json:"instalmentPlanId"`
	RenewalOf         string            `json:"renewalOf"`
	Receipt           *PremiumReceipt   `json:"receipt"`
}

// PremiumReceipt is the first instalment, received with the sale.
type PremiumReceipt struct {
	Amount    *money.Money `json:"amount"`
	Reference string       `json:"reference"`
}

// SellPoliciesResponse names what was sold; the records are on the ledger in full.
type SellPoliciesResponse struct {
	BrokerID string       `json:"brokerId"`
	Policies []SoldPolicy `json:"policies"`
	// InsurerMSPID is whose policies they are.
	InsurerMSPID string `json:"insurerMspId"`
}

// SoldPolicy is one policy of a bulk sale.
type SoldPolicy struct {
	PolicyID     string        `json:"policyId"`
	QuoteID      string        `json:"quoteId"`
	HolderID     string        `json:"holderId"`
	GrossPremium *money.Money  `json:"grossPremium"`
	Status       policy.Status `json:"status"`
}

const maxSales = 200

func (s *Sale) quoteRequest(brokerID string) *RequestQuoteRequest {
	return &RequestQuoteRequest{
		QuoteID: s.QuoteID, ProductID: s.ProductID, ProductVersion: s.ProductVersion, BrokerID: brokerID,
		HolderID: s.HolderID, Cover: s.Cover, Coverages: s.Coverages, Risk: s.Risk, ParametricSubject: s.ParametricSubject,
		Jurisdiction: s.Jurisdiction, InstalmentPlanID: s.InstalmentPlanID,
	}
}

func (s *Sale) bindRequest(brokerID string) *BindPolicyRequest {
	return &BindPolicyRequest{PolicyID: s.PolicyID, QuoteID: s.QuoteID, BrokerID: brokerID, RenewalOf: s.RenewalOf}
}

func (q *SellPoliciesRequest) validate() error {
	if len(q.Sales) == 0 {
		return fault.New(fault.Required, "sales", "at least one sale is required")
	}
	if err := text.Count("sales", len(q.Sales), maxSales); err != nil {
		return err
	}
	taken := make(map[string]bool, 3*len(q.Sales))
	for i := range q.Sales {
		if err := q.Sales[i].validate(q.BrokerID, taken); err != nil {
			return fault.Index("sales", i, err)
		}
	}
	return nil
}

// validate refuses, too, what another item of the request has taken: a transaction does not see what it writes.
func (s *Sale) validate(brokerID string, taken map[string]bool) error {
	if err := s.quoteRequest(brokerID).validate(); err != nil {
		return err
	}
	if err := s.bindRequest(brokerID).validate(); err != nil {
		return err
	}
	for _, id := range []struct{ field, value string }{
		{"quoteId", s.QuoteID}, {"policyId", s.PolicyID}, {"renewalOf", s.RenewalOf},
	} {
		if id.value == "" {
			continue
		}
		if taken[id.field+"/"+id.value] {
			return fault.New(fault.InvalidArgument, id.field, "%s is named by another sale of this request", id.value)
		}
		taken[id.field+"/"+id.value] = true
	}
	if s.Receipt == nil {
		return nil
	}
	if err := money.ValidatePositive(s.Receipt.Amount, ""); err != nil {
		return fault.At("receipt.amount", err)
	}
	return text.Label("receipt.reference", s.Receipt.Reference, 200)
}

func (q *SellPoliciesRequest) book() string { return q.BrokerID }

func (q *SellPoliciesRequest) keys(c *ledger.Caller) []string {
	keys := make([]string, 0, 6*len(q.Sales))
	for i := range q.Sales {
		keys = append(keys, q.Sales[i].quoteRequest("").keys(c)...)
		keys = append(keys, policyKey(q.Sales[i].PolicyID))
		if renewed := q.Sales[i].RenewalOf; renewed != "" {
			keys = append(keys, policyKey(renewed))
		}
	}
	return keys
}

func sellPolicies(t *tx, q *SellPoliciesRequest) (*SellPoliciesResponse, error) {
	broker, err := t.broker(q.BrokerID)
	if err != nil {
		return nil, err
	}
	t.event = "PoliciesSold"
	response := &SellPoliciesResponse{InsurerMSPID: t.caller.MSPID, BrokerID: broker, Policies: make([]SoldPolicy, len(q.Sales))}
	for i := range q.Sales {
		contract, err := t.sell(broker, &q.Sales[i])
		if err != nil {
			return nil, fault.Index("sales", i, err)
		}
		response.Policies[i] = SoldPolicy{
			PolicyID: contract.PolicyID, QuoteID: contract.QuoteID, HolderID: contract.HolderID,
			GrossPremium: contract.Premium.Gross, Status: contract.Status,
		}
	}
	for i := range q.Sales {
		if err := t.free(&q.Sales[i]); err != nil {
			return nil, fault.Index("sales", i, err)
		}
	}
	return response, nil
}

// free refuses a sale whose ids are taken, once every sale is right in all else.
func (t *tx) free(s *Sale) error {
	if err := t.absent(quoteKey(s.QuoteID), "quoteId", s.QuoteID); err != nil {
		return err
	}
	return t.absent(policyKey(s.PolicyID), "policyId", s.PolicyID)
}

// sell quotes, binds and, where it was paid with the sale, takes the first instalment of one policy.
func (t *tx) sell(broker string, s *Sale) (*policy.Policy, error) {
	offer, sold, err := t.issue(broker, s.quoteRequest(broker))
	if err != nil {
		return nil, err
	}
	// An underwriter who sells for a broker binds by authority of its own.
	acting := ""
	if t.actsAsBroker() {
		acting = broker
	}
	contract, err := t.bind(offer, sold, s.bindRequest(acting))
	if err != nil {
		return nil, err
	}
	if s.Receipt != nil {
		if err := t.receive(contract, sold, s.Receipt); err != nil {
			return nil, fault.At("receipt", err)
		}
	}
	return contract, t.openPolicy(contract, sold)
}

func (t *tx) receive(contract *policy.Policy, sold *product.Product, receipt *PremiumReceipt) error {
	if t.actsAsBroker() && !sold.Limits.BrokerCollectsPremium {
		return fault.New(fault.AuthorityExceeded, "", "brokers do not collect the premiums of %s", sold.ProductID)
	}
	_, err := contract.Receive(policy.PremiumPayment{Amount: receipt.Amount, Reference: receipt.Reference, Recorded: t.stamp()})
	return err
}
