// Package claim decides claims and explains the decision.
package claim

import (
	"insurance/chaincode/domain/fault"
	"insurance/chaincode/domain/instant"
	"insurance/chaincode/domain/money"
	"insurance/chaincode/domain/record"
	"insurance/chaincode/domain/text"
)

// Status says how far a claim has come.
type Status int32

// The statuses of a claim.
const (
	StatusUnspecified Status = iota
	Referred
	Approved
	Declined
	Paid
)

// EnumNames lists the names by number.
func (Status) EnumNames() []string {
	return []string{
		"CLAIM_STATUS_UNSPECIFIED", "CLAIM_STATUS_REFERRED", "CLAIM_STATUS_APPROVED", "CLAIM_STATUS_DECLINED",
		"CLAIM_STATUS_PAID",
	}
}

func (s Status) String() string {
	return [...]string{"unspecified", "referred", "approved", "declined", "paid"}[s]
}

// Outcome is what a decision or an unmet condition leads to.
type Outcome int32

// The outcomes, the later the graver.
const (
	OutcomeUnspecified Outcome = iota
	Approve
	Refer
	Decline
)

// EnumNames lists the names by number.
func (Outcome) EnumNames() []string {
	return []string{"OUTCOME_UNSPECIFIED", "OUTCOME_APPROVE", "OUTCOME_REFER", "OUTCOME_DECLINE"}
}

// Claim is one loss under one policy.
type Claim struct {
	ClaimID       string           `json:"claimId"`
	PolicyID      string           `json:"policyId"`
	InsurerMSPID  string           `json:"insurerMspId"`
	BrokerID      string           `json:"brokerId"`
	HolderID      string           `json:"holderId"`
	LossID        string           `json:"lossId"`
	Cause         string           `json:"cause"`
	OccurredAt    *instant.Instant `json:"occurredAt"`
	AmountClaimed *money.Money     `json:"amountClaimed"`
	Evidence      []Evidence       `json:"evidence"`
	Status        Status           `json:"status"`
	Decisions     []Decision       `json:"decisions"`
	Payment       *Payment         `json:"payment"`
	Submitted     *record.Stamp    `json:"submitted"`
	ReadingID     string           `json:"readingId"`
}

// Evidence names a document by its digest.
type Evidence struct {
	Kind   string `json:"kind"`
	SHA256 string `json:"sha256"`
}

// Decision is one outcome and how it was reached.
type Decision struct {
	Outcome        Outcome           `json:"outcome"`
	Automatic      bool              `json:"automatic"`
	Conditions     []ConditionResult `json:"conditions"`
	AmountSteps    []AmountStep      `json:"amountSteps"`
	ApprovedAmount *money.Money      `json:"approvedAmount"`
	Reason         string            `json:"reason"`
	Decided        *record.Stamp     `json:"decided"`
}

// ConditionResult is one condition, the value it saw, and what follows.
type ConditionResult struct {
	Code        string  `json:"code"`
	Requirement string  `json:"requirement"`
	Observed    string  `json:"observed"`
	Met         bool    `json:"met"`
	Consequence Outcome `json:"consequence"`
}

// AmountStep is the amount after one step of reckoning.
type AmountStep struct {
	Step   string       `json:"step"`
	Amount *money.Money `json:"amount"`
}

// Payment records that the approved amount was paid.
type Payment struct {
	Amount              *money.Money  `json:"amount"`
	Reference           string        `json:"reference"`
	Paid                *record.Stamp `json:"paid"`
	ElapsedMilliseconds int64         `json:"elapsedMilliseconds"`
}

// MaxEvidence bounds the evidence of one claim.
const MaxEvidence = 50

// ValidateEvidence refuses too many documents, and any without a kind and a digest.
func ValidateEvidence(evidence []Evidence) error {
	if err := text.Count("evidence", len(evidence), MaxEvidence); err != nil {
		return err
	}
	for i := range evidence {
		if err := text.Label("kind", evidence[i].Kind, 100); err != nil {
			return fault.Index("evidence", i, err)
		}
		if err := text.SHA256("sha256", evidence[i].SHA256); err != nil {
			return fault.Index("evidence", i, err)
		}
	}
	return nil
}

// Decide adds a decision, which from then on holds.
func (c *Claim) Decide(d Decision) {
	c.Decisions = append(c.Decisions, d)
	c.Status = [...]Status{StatusUnspecified, Approved, Referred, Declined}[d.Outcome]
}

// ApprovedAmount is what the decision that holds approves; nil when it does not approve.
func (c *Claim) ApprovedAmount() *money.Money {
	if len(c.Decisions) == 0 {
		return nil
	}
	return c.Decisions[len(c.Decisions)-1].ApprovedAmount
}

// ReferredBy is the last transaction in which a handler referred the claim; empty when none did.
func (c *Claim) ReferredBy() string {
	for i := len(c.Decisions) - 1; i >= 0; i-- {
		if d := &c.Decisions[i]; !d.Automatic && d.Outcome == Refer {
			return d.Decided.TransactionID
		}
	}
	return ""
}

// Pay records the payment of an approved claim, once.
func (c *Claim) Pay(reference string, now *record.Stamp) error {
	if err := c.Need(Approved); err != nil {
		return err
	}
	c.Status = Paid
	c.Payment = &Payment{
		Amount: c.ApprovedAmount(), Reference: reference, Paid: now,
		ElapsedMilliseconds: c.Submitted.Time.MillisecondsTo(*now.Time),
	}
	return nil
}

// Need refuses a claim in another status.
func (c *Claim) Need(status Status) error {
	if c.Status != status {
		return fault.New(fault.WrongClaimStatus, "claimId", "claim %s is %s, not %s", c.ClaimID, c.Status, status)
	}
	return nil
}
