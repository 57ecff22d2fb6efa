// Package claim decides claims and explains the decision.
package claim

import (
	"insurance/chaincode/domain/fault"
	"insurance/chaincode/domain/money"
	"insurance/chaincode/domain/product"
	"insurance/chaincode/domain/record"
	"insurance/chaincode/domain/text"
)

// The bounds of one claim, so that its record stays small.
const (
	MaxEvidence   = 50
	maxPayments   = 50
	maxRecoveries = 50
	maxReserves   = 50
	maxObjections = 20
	maxSignals    = 100
)

// ValidateEvidence refuses too many documents, and any without a kind and a digest.
func ValidateEvidence(evidence []Evidence) error {
	var wrong fault.Refusals
	wrong.Add(text.Count("evidence", len(evidence), MaxEvidence))
	for i := range evidence {
		wrong.Add(fault.Index("evidence", i, text.Label("kind", evidence[i].Kind, 100)))
		wrong.Add(fault.Index("evidence", i, text.SHA256("sha256", evidence[i].SHA256)))
	}
	return wrong.Err()
}

// ConfirmEvidence records that a handler has seen the documents with these digests; one that was seen keeps its first stamp.
func (c *Claim) ConfirmEvidence(digests []string, now *record.Stamp) error {
	if err := c.Move(Evidenced); err != nil {
		return err
	}
	for i, digest := range digests {
		found := false
		for _, e := range c.Evidence {
			if e.SHA256 != digest {
				continue
			}
			found = true
			if !c.saw(e) {
				c.Seen = append(c.Seen, SeenDocument{e.Kind, digest, now})
			}
		}
		if !found {
			return fault.Index("sha256", i, fault.New(fault.EvidenceNotFound, "", "claim %s has no document with this digest", c.ClaimID))
		}
	}
	return nil
}

// saw says whether a handler has seen a document as evidence of its kind.
func (c *Claim) saw(e Evidence) bool {
	for i := range c.Seen {
		if c.Seen[i].Kind == e.Kind && c.Seen[i].SHA256 == e.SHA256 {
			return true
		}
	}
	return false
}

// Suspect adds a sign of fraud, once; nil is none. Of more than the record holds the first are enough to refer the claim.
func (c *Claim) Suspect(s *Signal) {
	if s == nil || len(c.Signals) >= maxSignals {
		return
	}
	for i := range c.Signals {
		if c.Signals[i] == *s {
			return
		}
	}
	c.Signals = append(c.Signals, *s)
}

// RecordDecision adds a decision, which from then on holds.
func (c *Claim) RecordDecision(d Decision) error {
	step := [...]Step{"", Approval, Referral, Refusal}[d.Outcome]
	if err := c.Move(step); err != nil {
		return err
	}
	c.Decisions = append(c.Decisions, d)
	return nil
}

// LastDecision is the decision that holds; nil before the first.
func (c *Claim) LastDecision() *Decision {
	if len(c.Decisions) == 0 {
		return nil
	}
	return &c.Decisions[len(c.Decisions)-1]
}

// ApprovedAmount is what the decision that holds approves; nil when it does not approve.
func (c *Claim) ApprovedAmount() *money.Money {
	if d := c.LastDecision(); d != nil {
		return d.ApprovedAmount
	}
	return nil
}

// ReferredBy is the last transaction in which a handler referred the claim; empty when none did.
func (c *Claim) ReferredBy() string {
	for i := len(c.Decisions) - 1; i >= 0; i-- {
		if d := &c.Decisions[i]; !d.Automatic && d.Outcome == product.Refer {
			return d.Decided.TransactionID
		}
	}
	return ""
}

// Actor is who sent the transaction in which the claim was opened or decided; empty: the claim does not say.
func (c *Claim) Actor(transactionID string) string {
	if c.Submitted.TransactionID == transactionID {
		return c.Submitted.Actor
	}
	for i := range c.Decisions {
		if by := c.Decisions[i].Decided; by.TransactionID == transactionID {
			return by.Actor
		}
	}
	return ""
}

// Total is the sum of what was paid.
func (c *Claim) Total() (money.Money, error) {
	sum := money.Of(0, c.AmountClaimed.Currency)
	for i := range c.Payments {
		var err error
		if sum, err = sum.Add(*c.Payments[i].Amount); err != nil {
			return sum, err
		}
	}
	return sum, nil
}

// Owner is the insurer whose record it is, and the broker who serves it; none is empty.
func (c *Claim) Owner() (insurerMSPID, brokerID string) { return c.InsurerMSPID, c.BrokerID }
