package claim

import (
	"fmt"

	"insurance/chaincode/domain/fault"
	"insurance/chaincode/domain/oracle"
	"insurance/chaincode/domain/policy"
	"insurance/chaincode/domain/product"
	"insurance/chaincode/domain/record"
	"insurance/chaincode/domain/words"
)

// Monitor opens the claim of a device's run of readings: decided and paid, or referred to a handler with a reserve, as the
// product says. It says with a code why there is none.
func Monitor(p *policy.Policy, sold *product.Product, b *oracle.ReadingBatch, run oracle.Run, used Used, now *record.Stamp) (*Claim, fault.Code, error) {
	m := sold.ParametricTrigger.Monitoring
	if refusal := fault.From(p.Covers(run.Since)); refusal != nil {
		return nil, refusal.Code, nil
	}
	due, err := dueUnder(sold, &p.CoveragesAt(run.Since)[0], m.PayoutPPM, used)
	if err != nil || due.code != "" {
		return nil, due.code, err
	}
	c := due.claim(p, now)
	since := run.Since
	c.LossID = b.OracleID + " from " + since.String()
	c.ClaimID, c.Cause, c.OccurredAt, c.ReadingID = ParametricID(c.LossID, p.PolicyID), m.Cause, &since, b.ID()
	conditions := monitored(p, m, b, run)
	if m.Outcome == product.Approve {
		if err := c.RecordDecision(due.approval(conditions, now)); err != nil {
			return nil, "", err
		}
		return c, "", c.Pay(nil, "", c.ReadingID, now)
	}
	c.Reserves = []Reserve{{Amount: due.amount.Ptr(), Reason: "as monitoring calculates", Set: now}}
	conditions = append(conditions, condition("SEEN_BY_A_PERSON", "a handler decides on what a device reports", "not yet", false, product.Refer))
	return c, "", c.RecordDecision(Decision{
		Outcome: product.Refer, Automatic: true, ReasonCode: "SEEN_BY_A_PERSON", Decided: now, Conditions: conditions, AmountSteps: due.steps,
	})
}

func monitored(p *policy.Policy, m *product.Monitoring, b *oracle.ReadingBatch, run oracle.Run) []ConditionResult {
	times := words.Apart(*p.Cover.Start, *p.Cover.End, run.Since)
	return []ConditionResult{
		firstPremium(p),
		condition("LOSS_INSIDE_COVER", "begins from "+times[0]+" until before "+times[1], times[2], true, product.Decline),
		condition("RUN_LONG_ENOUGH",
			fmt.Sprintf("%s %s %d %s for at least %d s, samples at most %d s apart", b.Index, m.Comparison, m.Threshold, b.Unit, m.MinimumSeconds, m.MaximumGapSeconds),
			fmt.Sprintf("%d s, up to %d %s", run.Reached.Seconds-run.Since.Seconds, run.Extreme, b.Unit), true, product.Decline),
	}
}
