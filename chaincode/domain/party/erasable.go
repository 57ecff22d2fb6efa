package party

import (
	"insurance/chaincode/domain/claim"
	"insurance/chaincode/domain/fault"
	"insurance/chaincode/domain/instant"
	"insurance/chaincode/domain/policy"
)

// MaxContracts bounds the policies, and the claims, that are read to decide whether a person may be erased.
const MaxContracts = 1_000

// Contract is a policy of a person with what decides how long the person's data are kept for it.
type Contract struct {
	Policy *policy.Policy
	Claims []claim.Claim
	// RetentionDays are those of the policy's jurisdiction.
	RetentionDays uint32
}

// Erasable refuses to erase a person whose data are still needed: for a policy that has not ended, a claim that is not
// settled, money that is owed back, or because the law of a policy's jurisdiction asks to keep them longer.
func Erasable(contracts []Contract, now instant.Instant) error {
	for i := range contracts {
		if err := contracts[i].settled(); err != nil {
			return err
		}
	}
	var kept *policy.Policy
	var until instant.Instant
	for i := range contracts {
		if end := contracts[i].ended().AddDays(int64(contracts[i].RetentionDays)); kept == nil || until.Before(end) {
			kept, until = contracts[i].Policy, end
		}
	}
	if kept != nil && now.Before(until) {
		return fault.New(fault.RetentionNotOver, "partyId", "policy %s must stay attributable until %s by the law of %s", kept.PolicyID, until, kept.Jurisdiction)
	}
	return nil
}

func (c *Contract) settled() error {
	p := c.Policy
	if p.Status != policy.Cancelled && p.Status != policy.Expired {
		return fault.New(fault.ErasureNotAllowed, "partyId", "policy %s is %s; cancel it, or record its expiry first", p.PolicyID, p.Status)
	}
	for i := range p.Refunds {
		if p.Refunds[i].Paid == nil {
			return fault.New(fault.ErasureNotAllowed, "partyId", "a refund of policy %s is open; pay it first", p.PolicyID)
		}
	}
	for i := range c.Claims {
		switch opened := &c.Claims[i]; opened.Status {
		case claim.Paid, claim.Declined, claim.Closed:
		default:
			return fault.New(fault.ErasureNotAllowed, "partyId", "claim %s is %s; settle it first", opened.ClaimID, opened.Status)
		}
	}
	return nil
}

// ended is the moment from which the retention counts: the end of the policy, or the last payment under it when that was later.
func (c *Contract) ended() instant.Instant {
	end := *c.Policy.Cover.End
	if cancelled := c.Policy.Cancellation; cancelled != nil {
		end = later(*cancelled.EffectiveAt, *cancelled.Cancelled.Time)
	}
	for i := range c.Policy.Refunds {
		end = later(end, *c.Policy.Refunds[i].Paid.Recorded.Time)
	}
	for i := range c.Claims {
		for _, paid := range c.Claims[i].Payments {
			end = later(end, *paid.Paid.Time)
		}
	}
	return end
}

func later(a, b instant.Instant) instant.Instant {
	if a.Before(b) {
		return b
	}
	return a
}
