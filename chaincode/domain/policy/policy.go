// Package policy holds contracts of insurance.
package policy

import (
	"insurance/chaincode/domain/fault"
	"insurance/chaincode/domain/instant"
	"insurance/chaincode/domain/money"
	"insurance/chaincode/domain/product"
	"insurance/chaincode/domain/quote"
	"insurance/chaincode/domain/record"
)

// Status says how far a policy has come.
type Status int32

// The statuses of a policy.
const (
	StatusUnspecified Status = iota
	Bound
	InForce
)

// EnumNames lists the names by number.
func (Status) EnumNames() []string {
	return []string{"POLICY_STATUS_UNSPECIFIED", "POLICY_STATUS_BOUND", "POLICY_STATUS_IN_FORCE"}
}

// Policy is one contract.
type Policy struct {
	PolicyID          string            `json:"policyId"`
	QuoteID           string            `json:"quoteId"`
	ProductID         string            `json:"productId"`
	ProductVersion    uint32            `json:"productVersion"`
	InsurerMSPID      string            `json:"insurerMspId"`
	BrokerID          string            `json:"brokerId"`
	HolderID          string            `json:"holderId"`
	Cover             *instant.Period   `json:"cover"`
	SumInsured        *money.Money      `json:"sumInsured"`
	Risk              map[string]string `json:"risk"`
	ParametricSubject string            `json:"parametricSubject"`
	Premium           *money.Money      `json:"premium"`
	TermsSHA256       string            `json:"termsSha256"`
	Status            Status            `json:"status"`
	Bound             *record.Stamp     `json:"bound"`
	PremiumPayment    *PremiumPayment   `json:"premiumPayment"`
	// ClaimsApproved and RemainingLimit are computed for readers and never stored.
	ClaimsApproved *money.Money `json:"claimsApproved"`
	RemainingLimit *money.Money `json:"remainingLimit"`
}

// PremiumPayment records that the premium arrived.
type PremiumPayment struct {
	Amount    *money.Money  `json:"amount"`
	Reference string        `json:"reference"`
	Recorded  *record.Stamp `json:"recorded"`
}

// Bind makes a policy of a quote that has not expired.
func Bind(q *quote.Quote, p *product.Product, policyID string, now *record.Stamp) (*Policy, error) {
	if !now.Time.Before(*q.ExpiresAt) {
		return nil, fault.New(fault.QuoteExpired, "quoteId", "the quote expired at %s", q.ExpiresAt)
	}
	if p.Status != product.Open {
		return nil, fault.New(fault.ProductWithdrawn, "quoteId", "version %d of %s is closed to new business", p.Version, p.ProductID)
	}
	return &Policy{
		PolicyID: policyID, QuoteID: q.QuoteID, ProductID: q.ProductID, ProductVersion: q.ProductVersion,
		InsurerMSPID: q.InsurerMSPID, BrokerID: q.BrokerID, HolderID: q.HolderID, Cover: q.Cover,
		SumInsured: q.SumInsured, Risk: q.Risk, ParametricSubject: q.ParametricSubject, Premium: q.Premium,
		TermsSHA256: p.TermsSHA256, Status: Bound, Bound: now,
	}, nil
}

// Pay records the premium, whole and once.
func (p *Policy) Pay(payment PremiumPayment) error {
	if p.Status != Bound {
		return fault.New(fault.PremiumPaid, "policyId", "the premium of %s has been paid already", p.PolicyID)
	}
	if err := money.ValidatePositive(payment.Amount, p.Premium.Currency); err != nil {
		return fault.At("amount", err)
	}
	if *payment.Amount != *p.Premium {
		return fault.New(fault.WrongAmount, "amount", "the amount is %s, the premium %s", payment.Amount, p.Premium)
	}
	p.Status, p.PremiumPayment = InForce, &payment
	return nil
}

// Covers refuses a loss before the premium was paid, or outside the period of cover.
func (p *Policy) Covers(occurred instant.Instant) error {
	if p.Status != InForce {
		return fault.New(fault.PremiumUnpaid, "policyId", "the premium of %s has not been paid", p.PolicyID)
	}
	if !p.Cover.Contains(occurred) {
		return fault.New(fault.LossOutsideCover, "occurredAt",
			"the loss of %s is outside the cover from %s until before %s", occurred, p.Cover.Start, p.Cover.End)
	}
	return nil
}
