package policy

import "insurance/chaincode/domain/fault"

// Current says whether the policy has not been ended: losses under it can still happen, or cover can come back.
func (p *Policy) Current() bool {
	return p.Status == Bound || p.Status == InForce || p.Status == Lapsed
}

// Step is what can happen to a policy.
type Step string

// The steps.
const (
	PremiumReceived Step = "premium received"
	Change          Step = "policy endorsement"
	Lapse           Step = "lapse"
	Reinstate       Step = "reinstatement"
	Cancel          Step = "cancellation"
	Expire          Step = "expiry"
	Renew           Step = "renewal"
	Remind          Step = "renewal reminder"
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
	{Bound, PremiumReceived, InForce, "the first instalment is paid"},
	{Bound, Lapse, Lapsed, "the first instalment is unpaid after its days of grace"},
	{Bound, Cancel, Cancelled, "at any time"},
	{InForce, PremiumReceived, InForce, "an instalment is paid"},
	{InForce, Change, InForce, "the risk or the coverages change, inside the period of cover"},
	{InForce, Lapse, Lapsed, "an instalment is unpaid after its days of grace"},
	{InForce, Cancel, Cancelled, "inside the period of cover, with the notice of the jurisdiction"},
	{InForce, Renew, InForce, "a renewal is bound for the time after the period of cover"},
	{InForce, Remind, InForce, "the holder is reminded, once, that the cover ends and is not renewed"},
	{InForce, Expire, Expired, "the period of cover has ended"},
	{Lapsed, PremiumReceived, Lapsed, "an instalment that was due is paid"},
	{Lapsed, Reinstate, InForce, "every instalment that was due is paid; losses during the lapse stay uncovered"},
	{Lapsed, Cancel, Cancelled, "inside the period of cover"},
	{Lapsed, Expire, Expired, "the period of cover has ended"},
	{Cancelled, PremiumReceived, Cancelled, "what was outstanding at the cancellation is paid"},
	{Expired, PremiumReceived, Expired, "an instalment that was due is paid late"},
	{Expired, Renew, Expired, "a renewal is bound for the time after the period of cover"},
}

// next is the status after a step, or a refusal.
func (p *Policy) next(step Step) (Status, error) {
	for _, t := range Transitions {
		if t.From == p.Status && t.Step == step {
			return t.To, nil
		}
	}
	return p.Status, fault.New(fault.WrongPolicyStatus, "policyId", "policy %s is %s: no %s", p.PolicyID, p.Status, step)
}

// move takes a step, or refuses it.
func (p *Policy) move(step Step) error {
	to, err := p.next(step)
	p.Status = to
	return err
}
