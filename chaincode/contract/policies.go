package contract

import (
	"insurance/chaincode/domain/claim"
	"insurance/chaincode/domain/fault"
	"insurance/chaincode/domain/money"
	"insurance/chaincode/domain/oracle"
	"insurance/chaincode/domain/policy"
	"insurance/chaincode/domain/product"
	"insurance/chaincode/domain/quote"
	"insurance/chaincode/domain/text"
	"insurance/chaincode/ledger"
)

// BindPolicyRequest makes a policy of a quote.
type BindPolicyRequest struct {
	Header
	PolicyID string `json:"policyId"`
	QuoteID  string `json:"quoteId"`
	BrokerID string `json:"brokerId"`
	// RenewalOf is the policy that the new one continues; empty: new business.
	RenewalOf string `json:"renewalOf"`
}

func (q *BindPolicyRequest) validate() error {
	if err := text.ID("policyId", q.PolicyID); err != nil {
		return err
	}
	if err := text.OptionalID("brokerId", q.BrokerID); err != nil {
		return err
	}
	if err := text.OptionalID("renewalOf", q.RenewalOf); err != nil {
		return err
	}
	return text.ID("quoteId", q.QuoteID)
}

func (q *BindPolicyRequest) book() string { return q.BrokerID }

func (q *BindPolicyRequest) keys(*ledger.Caller) []string {
	return []string{policyKey(q.PolicyID), quoteKey(q.QuoteID), boundKey(q.QuoteID)}
}

func bindPolicy(t *tx, q *BindPolicyRequest) (*policy.Policy, error) {
	offer, err := t.quoteFor(q.BrokerID, q.QuoteID)
	if err != nil {
		return nil, err
	}
	if err := t.own(offer.InsurerMSPID, "quoteId"); err != nil {
		return nil, err
	}
	if bound, err := t.get(boundKey(q.QuoteID)); err != nil {
		return nil, err
	} else if bound != nil {
		return nil, fault.New(fault.QuoteBound, "quoteId", "the quote was bound as policy %s", bound)
	}
	if err := t.load(partyKey(offer.HolderID), productKey(offer.ProductID, offer.ProductVersion)); err != nil {
		return nil, err
	}
	if err := t.holderPresent(offer.HolderID, "quoteId"); err != nil {
		return nil, err
	}
	sold, err := t.product(offer.ProductID, offer.ProductVersion)
	if err != nil {
		return nil, err
	}
	contract, err := t.bind(offer, sold, q)
	if err != nil {
		return nil, err
	}
	if err := t.absent(policyKey(q.PolicyID), "policyId", q.PolicyID); err != nil {
		return nil, err
	}
	t.event = "PolicyBound"
	return contract, t.openPolicy(contract, sold)
}

// bind makes the policy of a quote, which a broker may do within its authority.
func (t *tx) bind(offer *quote.Quote, sold *product.Product, q *BindPolicyRequest) (*policy.Policy, error) {
	if acting, err := t.broker(q.BrokerID); err != nil {
		return nil, err
	} else if acting != "" {
		if err := policy.Authorize(sold, offer); err != nil {
			return nil, err
		}
	}
	contract, err := policy.Bind(offer, sold, q.PolicyID, t.stamp())
	if err != nil {
		return nil, err
	}
	return contract, t.renew(q.RenewalOf, q.BrokerID, contract)
}

// renew links the policy that a new one continues.
func (t *tx) renew(renewalOf, brokerID string, next *policy.Policy) error {
	if renewalOf == "" {
		return nil
	}
	before, err := t.policyFor(brokerID, "renewalOf", renewalOf)
	if err != nil {
		return err
	}
	if err := t.own(before.InsurerMSPID, "renewalOf"); err != nil {
		return err
	}
	if err := before.Follow(next); err != nil {
		return err
	}
	return t.put(policyKey(renewalOf), before)
}

// openPolicy writes a new policy and its lines in the lists.
func (t *tx) openPolicy(contract *policy.Policy, sold *product.Product) error {
	if err := t.Put(boundKey(contract.QuoteID), []byte(contract.PolicyID)); err != nil {
		return err
	}
	if err := t.mark(policiesPrefix(contract.InsurerMSPID, "") + contract.PolicyID); err != nil {
		return err
	}
	if err := t.mark(holderPrefix(contract.HolderID) + contract.PolicyID); err != nil {
		return err
	}
	if contract.BrokerID != "" {
		if err := t.mark(policiesPrefix(contract.InsurerMSPID, contract.BrokerID) + contract.PolicyID); err != nil {
			return err
		}
	}
	if trigger := sold.ParametricTrigger; trigger != nil && trigger.Monitoring == nil {
		touched := parametricPrefix(contract.InsurerMSPID, oracle.TopicOf(trigger.Index, trigger.Unit, contract.ParametricSubject))
		if err := t.mark(touched + contract.PolicyID); err != nil {
			return err
		}
	}
	return t.putNew(policyKey(contract.PolicyID), contract.InsurerMSPID, contract)
}

// RecordPremiumPaymentRequest records the payment of the oldest unpaid instalment.
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
	return t.changePolicy(q.PolicyID, "PremiumPaid", func(p *policy.Policy) error {
		_, err := p.Receive(policy.PremiumPayment{Amount: q.Amount, Reference: q.Reference, Recorded: t.stamp()})
		return err
	})
}

// changePolicy takes a step of one of the caller's own policies.
func (t *tx) changePolicy(id, event string, step func(*policy.Policy) error) (*policy.Policy, error) {
	contract, err := t.policy(id)
	if err != nil {
		return nil, err
	}
	if err := t.own(contract.InsurerMSPID, "policyId"); err != nil {
		return nil, err
	}
	if err := step(contract); err != nil {
		return nil, err
	}
	t.event = event
	return contract, t.put(policyKey(id), contract)
}

func (t *tx) policyFor(requested, field, id string) (*policy.Policy, error) {
	return readBooked[policy.Policy](t, policyKey(id), fault.PolicyNotFound, field, id, requested)
}

func (t *tx) policy(id string) (*policy.Policy, error) {
	return read[policy.Policy](t, policyKey(id), fault.PolicyNotFound, "policyId", id)
}

// approval is what is stored of a claim's approved amount, under a key of the claim's own.
type approval struct {
	Amounts []claim.CoverageAmount `json:"amounts"`
}

// used gathers what the claims of a policy were approved for, but for one of them. Each claim has a key of its own, so
// that claims on different policies never conflict; the scan protects two claims on one policy from overrunning a limit
// together.
func (t *tx) used(policyID, butClaim string) (claim.Used, error) {
	prefix := approvedKey(policyID, "")
	page, err := t.Scan(prefix, prefixEnd(prefix), 0)
	if err != nil {
		return nil, err
	}
	var used claim.Used
	for i := range page.Entries {
		if page.Entries[i].Key == prefix+butClaim {
			continue
		}
		stored, err := decoded[approval](page.Entries[i].Value)
		if err != nil {
			return nil, err
		}
		used = append(used, stored.Amounts...)
	}
	return used, nil
}

// reckon fills what readers see beside the record: what is insured now and what later, and what is left of each coverage.
func (t *tx) reckon(p *policy.Policy) error {
	sold, err := t.product(p.ProductID, p.ProductVersion)
	if err != nil {
		return err
	}
	used, err := t.used(p.PolicyID, "")
	if err != nil {
		return err
	}
	now := t.Timestamp()
	p.CurrentCoverages, p.ScheduledCoverages = p.CurrentAt(now), p.ScheduledAfter(now)
	moment, everCovered := p.NearestCovered(now)
	held := p.CoveragesAt(moment)
	p.Limits = make([]policy.CoverageLimit, len(held))
	for i := range held {
		covered := sold.Coverage(held[i].CoverageID)
		approved, left, err := claim.Limit(covered, *held[i].SumInsured, used)
		if err != nil {
			return err
		}
		if !everCovered {
			left.MinorUnits = 0
		}
		if left, err = t.payableByTrigger(p, sold, &held[i], left); err != nil {
			return err
		}
		p.Limits[i] = policy.CoverageLimit{CoverageID: covered.CoverageID, Approved: &approved, Remaining: &left}
	}
	return nil
}

// payableByTrigger is what the readings that a policy has not been settled for can pay of what is left.
func (t *tx) payableByTrigger(p *policy.Policy, sold *product.Product, held *quote.CoveragePrice, left money.Money) (money.Money, error) {
	trigger := sold.ParametricTrigger
	if trigger == nil || trigger.Monitoring != nil {
		return left, nil
	}
	prefix := lossKey(p.PolicyID, "")
	settled, err := t.Scan(prefix, prefixEnd(prefix), 0)
	if err != nil {
		return left, err
	}
	return claim.PayableByTrigger(p, trigger, held, len(settled.Entries), left)
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
	found, err := t.policyFor(q.BrokerID, "policyId", q.PolicyID)
	if err != nil {
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
	if t.foreign(q.InsurerMSPID) {
		return &ListPoliciesResponse{}, nil
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
