package claim

import "insurance/chaincode/domain/fault"

// Step is what can happen to a claim.
type Step string

// The steps.
const (
	Approval  Step = "approval"
	Referral  Step = "referral"
	Refusal   Step = "decline"
	Proposal  Step = "proposal"
	Confirm   Step = "confirmation"
	Reject    Step = "rejection of a proposal"
	PartPaid  Step = "part payment"
	Payout    Step = "payment"
	Appeal    Step = "appeal"
	Reopen    Step = "reopening"
	Close     Step = "closing"
	Evidenced Step = "new evidence"
	Recover   Step = "recovery"
)

// Transition is one line of the state machine.
type Transition struct {
	From Status
	Step Step
	To   Status
	When string
}

// Transitions is the whole state machine; what is not in it is refused. docs/use/insurance.md prints it.
var Transitions = []Transition{
	{StatusUnspecified, Approval, Approved, "every condition is met when the claim is submitted"},
	{StatusUnspecified, Referral, Referred, "an unmet condition, or a fraud signal, asks for a person"},
	{StatusUnspecified, Refusal, Declined, "an unmet condition declines"},
	{Referred, Evidenced, Referred, "documents are added; the conditions are looked at again"},
	{Referred, Approval, Approved, "new evidence meets every condition, or a handler approves"},
	{Referred, Referral, Referred, "a handler keeps it with a reason"},
	{Referred, Refusal, Declined, "a handler declines, or new evidence shows an exclusion"},
	{Referred, Proposal, Proposed, "a handler approves more than the four-eyes limit"},
	{Proposed, Confirm, Approved, "a second handler confirms"},
	{Proposed, Reject, Referred, "a second handler rejects"},
	{Approved, Referral, Referred, "a handler takes it back before anything is paid"},
	{Approved, PartPaid, Approved, "a part of the approved amount is paid"},
	{Approved, Payout, Paid, "the whole approved amount is paid"},
	{Declined, Appeal, Appealed, "the holder objects"},
	{Paid, Appeal, Appealed, "the holder objects to the amount"},
	{Appealed, Referral, Referred, "a handler who did not decide takes it up"},
	{Appealed, Refusal, Declined, "a handler who did not decide upholds the decision, nothing having been paid"},
	{Appealed, Payout, Paid, "a handler who did not decide upholds the decision, the amount having been paid"},
	{Paid, Reopen, Referred, "something new is claimed of the same loss"},
	{Declined, Reopen, Referred, "something new is known"},
	{Closed, Reopen, Referred, "something new is known"},
	{Paid, Recover, Paid, "money comes back from a third party"},
	{Closed, Recover, Closed, "money comes back from a third party"},
	{Paid, Close, Closed, "nothing is left to do"},
	{Declined, Close, Closed, "nothing is left to do"},
}

// next is the status after a step, or a refusal.
func (c *Claim) next(step Step) (Status, error) {
	for _, t := range Transitions {
		if t.From == c.Status && t.Step == step {
			return t.To, nil
		}
	}
	return c.Status, fault.New(fault.WrongClaimStatus, "claimId", "claim %s is %s: no %s", c.ClaimID, c.Status, step)
}

// Move takes a step, or refuses it.
func (c *Claim) Move(step Step) error {
	to, err := c.next(step)
	c.Status = to
	return err
}
