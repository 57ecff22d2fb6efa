package claims

import (
	"insurance/chaincode/domain/claim"
	"insurance/chaincode/engine"
	"insurance/chaincode/transactions/policies"
)

// adjudicate decides by the product's conditions. It writes nothing.
func adjudicate(t *engine.Tx, c *claim.Claim, on basis) (*claim.Decision, error) {
	used, err := policies.Used(t, c.PolicyID, c.ClaimID)
	if err != nil {
		return nil, err
	}
	decision, err := claim.Adjudicate(c, claim.Facts{Policy: on.policy, Product: on.product, Used: used, Signals: c.Signals})
	if err != nil {
		return nil, err
	}
	decision.Decided = t.Stamp()
	return &decision, c.RecordDecision(decision)
}

// eventOf is the event of a decision, by the status that it brought.
func eventOf(status claim.Status) string {
	switch status {
	case claim.Approved, claim.Paid:
		return "ClaimApproved"
	case claim.Proposed:
		return "ClaimProposed"
	case claim.Referred:
		return "ClaimReferred"
	}
	return "ClaimDeclined"
}

// book writes what a decision approves under a key of the claim's own, so that others see it as used.
func book(t *engine.Tx, c *claim.Claim, d *claim.Decision) error {
	switch c.Status {
	case claim.Approved, claim.Paid, claim.Proposed:
		return t.PutRecord(policies.ApprovedKey(t.Book, c.PolicyID, c.ClaimID), &policies.Approval{Amounts: d.Approved})
	}
	return release(t, c)
}

// release frees what was booked and not paid: what is decided later may be less.
func release(t *engine.Tx, c *claim.Claim) error {
	booked := policies.ApprovedKey(t.Book, c.PolicyID, c.ClaimID)
	stored, err := t.Get(booked)
	if err != nil || stored == nil {
		return err
	}
	paid := c.PaidByCoverage()
	if len(paid) == 0 {
		return t.Delete(booked)
	}
	return t.PutRecord(booked, &policies.Approval{Amounts: paid})
}

// Open writes a new claim, the mark of its loss, and its lines in the lists.
func Open(t *engine.Tx, c *claim.Claim) error {
	if err := t.Put(policies.LossKey(t.Book, c.PolicyID, c.LossID), []byte(c.ClaimID)); err != nil {
		return err
	}
	if c.BrokerID != "" {
		if err := t.Mark(prefixOf(t.Book, c.BrokerID) + c.ClaimID); err != nil {
			return err
		}
	}
	return t.PutNew(Key(t.Book, c.ClaimID), c.InsurerMSPID, c)
}

// OpenApproved writes a new claim that was approved at once, and books what was approved.
func OpenApproved(t *engine.Tx, opened *claim.Claim) error {
	approved := &policies.Approval{Amounts: opened.Decisions[0].Approved}
	if err := t.PutRecord(policies.ApprovedKey(t.Book, opened.PolicyID, opened.ClaimID), approved); err != nil {
		return err
	}
	return Open(t, opened)
}
