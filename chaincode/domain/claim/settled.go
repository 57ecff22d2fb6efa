package claim

// AsSettled is a claim as the settlement by a reading left it, whatever people have done with it since: a repeated
// settlement answers as the first did.
func (c *Claim) AsSettled() Claim {
	first := c.Decisions[0]
	settled := Claim{
		ClaimID: c.ClaimID, PolicyID: c.PolicyID, InsurerMSPID: c.InsurerMSPID, BrokerID: c.BrokerID, HolderID: c.HolderID,
		LossID: c.LossID, Cause: c.Cause, OccurredAt: c.OccurredAt, AmountClaimed: first.ApprovedAmount, Status: Paid,
		Decisions: []Decision{first}, Payments: c.Payments[:1:1], Submitted: c.Submitted, ReadingID: c.ReadingID,
	}
	for _, part := range first.Approved {
		settled.Losses = append(settled.Losses, Loss{part.CoverageID, part.Amount})
	}
	return settled
}
