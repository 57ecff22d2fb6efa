package claim

import (
	"insurance/chaincode/domain/fault"
	"insurance/chaincode/domain/money"
	"insurance/chaincode/domain/product"
	"insurance/chaincode/domain/record"
	"insurance/chaincode/domain/text"
)

// AddEvidence adds documents to a referred claim.
func (c *Claim) AddEvidence(added []Evidence) error {
	if err := c.Move(Evidenced); err != nil {
		return err
	}
	c.Evidence = append(c.Evidence, added...)
	return ValidateEvidence(c.Evidence)
}

// Refer takes an approved and unpaid claim back to a person, with a reason.
func (c *Claim) Refer(reason string, now *record.Stamp) error {
	if c.Status != Approved || len(c.Payments) > 0 {
		return fault.New(fault.WrongClaimStatus, "claimId", "claim %s is %s, or a part of it is paid: only an approved and unpaid claim is taken back", c.ClaimID, c.Status)
	}
	return c.RecordDecision(Decision{Outcome: product.Refer, Reason: reason, ReasonCode: "REFERRED_BY_HANDLER", Decided: now})
}

// Decide is a handler's decision on a referred claim. An approval above the four-eyes limit waits for a second handler.
func (c *Claim) Decide(d Decision, fourEyes *money.Money) error {
	if c.Status != Referred {
		return fault.New(fault.WrongClaimStatus, "claimId", "claim %s is %s, not referred", c.ClaimID, c.Status)
	}
	if err := c.independent(d.Decided); err != nil {
		return err
	}
	if d.Outcome != product.Approve || fourEyes == nil || d.ApprovedAmount.MinorUnits <= fourEyes.MinorUnits {
		return c.RecordDecision(d)
	}
	if err := c.Move(Proposal); err != nil {
		return err
	}
	c.Decisions = append(c.Decisions, d)
	return nil
}

// Confirm confirms or rejects a proposal, by another person than the one who made it.
func (c *Claim) Confirm(confirm bool, reason string, now *record.Stamp) error {
	step := Reject
	if confirm {
		step = Confirm
	}
	to, err := c.next(step)
	if err != nil {
		return err
	}
	proposal := c.LastDecision()
	if samePerson(proposal.Decided, now) {
		return fault.New(fault.SecondPersonNeeded, "actor", "%s proposed the decision; another handler confirms or rejects it", now.Actor)
	}
	if err := c.independent(now); err != nil {
		return err
	}
	c.Status = to
	if confirm {
		proposal.Confirmed = now
		return nil
	}
	c.Decisions = append(c.Decisions, Decision{Outcome: product.Refer, Reason: reason, Decided: now})
	return nil
}

// independent keeps an appeal from those who decided what it is against.
func (c *Claim) independent(now *record.Stamp) error {
	if len(c.Appeals) == 0 {
		return nil
	}
	appealed := c.Decisions[:c.Appeals[len(c.Appeals)-1].Decisions]
	for i := range appealed {
		d := &appealed[i]
		if d.Automatic {
			continue
		}
		if samePerson(d.Decided, now) || d.Confirmed != nil && samePerson(d.Confirmed, now) {
			if c.Status == Appealed {
				return fault.New(fault.SecondPersonNeeded, "actor", "%s took part in the decision that is appealed", now.Actor)
			}
			return fault.New(fault.SecondPersonNeeded, "actor", "%s took part in a decision that was appealed against earlier; after an appeal other handlers decide the claim", now.Actor)
		}
	}
	return nil
}

func samePerson(a, b *record.Stamp) bool { return a.MSPID == b.MSPID && a.Actor == b.Actor }

// Appeal records an appeal.
func (c *Claim) Appeal(reason string, now *record.Stamp) error {
	if err := text.Count("claimId", len(c.Appeals)+1, maxObjections); err != nil {
		return err
	}
	if err := c.Move(Appeal); err != nil {
		return err
	}
	c.Appeals = append(c.Appeals, Objection{reason, now, uint32(len(c.Decisions))})
	return nil
}

// DecideAppeal is a handler's answer to an appeal: the decision is upheld, or the claim is looked at again.
func (c *Claim) DecideAppeal(uphold bool, reason string, now *record.Stamp) error {
	if c.Status != Appealed {
		return fault.New(fault.WrongClaimStatus, "claimId", "claim %s is %s, not appealed", c.ClaimID, c.Status)
	}
	if err := c.independent(now); err != nil {
		return err
	}
	held := c.LastDecision()
	step, outcome := Referral, product.Refer
	if uphold {
		step, outcome = Refusal, product.Decline
		if held.Outcome == product.Approve {
			step, outcome = Payout, product.Approve
		}
	}
	if err := c.Move(step); err != nil {
		return err
	}
	ruling := Decision{Outcome: outcome, Reason: reason, ReasonCode: "APPEAL_UPHELD", Decided: now}
	if uphold {
		ruling.ReasonCode = "APPEAL_REJECTED"
		ruling.ApprovedAmount, ruling.Approved = held.ApprovedAmount, held.Approved
	}
	c.Decisions = append(c.Decisions, ruling)
	return nil
}

// Reopen reopens a claim; where losses are given, they take the place of those claimed before and are no less.
func (c *Claim) Reopen(losses []Loss, reason string, now *record.Stamp) error {
	if len(losses) > 0 {
		if err := c.claimMore(losses); err != nil {
			return err
		}
	}
	if err := text.Count("claimId", len(c.Reopenings)+1, maxObjections); err != nil {
		return err
	}
	if err := c.Move(Reopen); err != nil {
		return err
	}
	c.Closed = nil
	c.Reopenings = append(c.Reopenings, Objection{reason, now, uint32(len(c.Decisions))})
	c.Decisions = append(c.Decisions, Decision{Outcome: product.Refer, Reason: reason, ReasonCode: "REOPENED", Decided: now})
	return nil
}

// claimMore refuses to claim less than before under any coverage: what was paid must stay part of the claim.
func (c *Claim) claimMore(losses []Loss) error {
	if err := ValidateLosses(losses, c.AmountClaimed.Currency); err != nil {
		return err
	}
	for _, before := range c.Losses {
		if more := lossUnder(losses, before.CoverageID); more == nil || more.MinorUnits < before.Amount.MinorUnits {
			return fault.New(fault.WrongAmount, "losses", "%s was claimed under %s: a reopened claim claims no less", before.Amount, before.CoverageID)
		}
	}
	claimed, err := Claimed(losses)
	c.Losses, c.AmountClaimed = losses, &claimed
	return err
}

// Close closes a claim.
func (c *Claim) Close(now *record.Stamp) error {
	if err := c.Move(Close); err != nil {
		return err
	}
	c.Closed = now
	return nil
}

// SetReserve sets the reserve.
func (c *Claim) SetReserve(r Reserve) error {
	if c.Status == Closed {
		return fault.New(fault.WrongClaimStatus, "claimId", "claim %s is closed", c.ClaimID)
	}
	if err := text.Count("claimId", len(c.Reserves)+1, maxReserves); err != nil {
		return err
	}
	if err := money.ValidateNotNegative(r.Amount, c.AmountClaimed.Currency); err != nil {
		return fault.At("amount", err)
	}
	c.Reserves = append(c.Reserves, r)
	return nil
}
