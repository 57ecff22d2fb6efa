package claim

import (
	"fmt"
	"strconv"
	"strings"

	"insurance/chaincode/domain/instant"
	"insurance/chaincode/domain/money"
	"insurance/chaincode/domain/product"
)

// Facts are what the conditions of a product look at.
type Facts struct {
	Cover     *instant.Period
	Cause     string
	Occurred  instant.Instant
	Notified  instant.Instant
	Claimed   money.Money
	Evidence  []Evidence
	Remaining money.Money
	// ReferredBy is the transaction in which a handler asked to see the claim; empty when none did.
	ReferredBy string
}

// Payable is what the conditions would pay at most, and the steps to it.
func Payable(conditions *product.ClaimConditions, claimed, remaining money.Money) ([]AmountStep, money.Money, error) {
	steps := []AmountStep{{"claimed", claimed.Ptr()}}
	amount := claimed
	if conditions.Deductible != nil && conditions.Deductible.MinorUnits > 0 {
		var err error
		if amount, err = amount.Sub(*conditions.Deductible); err != nil {
			return nil, money.Money{}, err
		}
		if amount.MinorUnits < 0 {
			amount.MinorUnits = 0
		}
		steps = append(steps, AmountStep{"deductible", amount.Ptr()})
	}
	capped, err := amount.Min(remaining)
	if err != nil {
		return nil, money.Money{}, err
	}
	if capped != amount {
		amount = capped
		steps = append(steps, AmountStep{"remaining limit", amount.Ptr()})
	}
	return steps, amount, nil
}

// Adjudicate decides by the conditions of the product, each of which is listed whatever it found. The gravest
// consequence of an unmet condition is the outcome. The caller adds the stamp.
func Adjudicate(c *product.ClaimConditions, f Facts) (Decision, error) {
	steps, payable, err := Payable(c, f.Claimed, f.Remaining)
	if err != nil {
		return Decision{}, err
	}
	decision := Decision{
		Outcome: Approve, Automatic: true, AmountSteps: steps,
		Conditions: []ConditionResult{
			causeCovered(c, f), waitingPeriod(c, f), notificationTime(c, f), evidenceComplete(c, f),
			aboveDeductible(c, f), limitRemaining(f), straightThrough(c, payable), notReferred(f),
		},
	}
	for i := range decision.Conditions {
		decision.Outcome = max(decision.Outcome, decision.Conditions[i].Consequence)
	}
	if decision.Outcome == Approve {
		decision.ApprovedAmount = payable.Ptr()
	}
	return decision, nil
}

func condition(code, requirement, observed string, met bool, otherwise Outcome) ConditionResult {
	if met {
		otherwise = OutcomeUnspecified
	}
	return ConditionResult{code, requirement, observed, met, otherwise}
}

func causeCovered(c *product.ClaimConditions, f Facts) ConditionResult {
	return condition("CAUSE_COVERED", "the cause is one of: "+strings.Join(c.CoveredCauses, ", "), f.Cause,
		contains(c.CoveredCauses, f.Cause), Decline)
}

func waitingPeriod(c *product.ClaimConditions, f Facts) ConditionResult {
	if c.WaitingDays == 0 {
		return condition("WAITING_PERIOD", "no waiting period", f.Occurred.String(), true, Decline)
	}
	from := f.Cover.Start.AddDays(int64(c.WaitingDays))
	return condition("WAITING_PERIOD",
		fmt.Sprintf("the loss happened after a waiting period of %s, at %s or later", days(c.WaitingDays), from),
		f.Occurred.String(), !f.Occurred.Before(from), Decline)
}

func notificationTime(c *product.ClaimConditions, f Facts) ConditionResult {
	if c.NotificationDays == 0 {
		return condition("NOTIFICATION_TIME", "no limit to the time of notification", f.Notified.String(), true, Refer)
	}
	until := f.Occurred.AddDays(int64(c.NotificationDays))
	return condition("NOTIFICATION_TIME",
		fmt.Sprintf("the loss was notified within %s, by %s", days(c.NotificationDays), until),
		f.Notified.String(), !until.Before(f.Notified), Refer)
}

func evidenceComplete(c *product.ClaimConditions, f Facts) ConditionResult {
	var seen, missing []string
	for i := range f.Evidence {
		if !contains(seen, f.Evidence[i].Kind) {
			seen = append(seen, f.Evidence[i].Kind)
		}
	}
	for _, kind := range c.RequiredEvidence {
		if !contains(seen, kind) {
			missing = append(missing, kind)
		}
	}
	observed := list(seen)
	if len(missing) > 0 {
		observed += "; missing: " + list(missing)
	}
	requirement := "no evidence required"
	if len(c.RequiredEvidence) > 0 {
		requirement = "evidence of each kind: " + list(c.RequiredEvidence)
	}
	return condition("EVIDENCE_COMPLETE", requirement, observed, len(missing) == 0, Refer)
}

func aboveDeductible(c *product.ClaimConditions, f Facts) ConditionResult {
	if c.Deductible == nil || c.Deductible.MinorUnits == 0 {
		return condition("ABOVE_DEDUCTIBLE", "no deductible", f.Claimed.String(), true, Decline)
	}
	return condition("ABOVE_DEDUCTIBLE", "the amount claimed is above the deductible of "+c.Deductible.String(),
		f.Claimed.String(), f.Claimed.MinorUnits > c.Deductible.MinorUnits, Decline)
}

func limitRemaining(f Facts) ConditionResult {
	return condition("LIMIT_REMAINING", "something is left of the sum insured", f.Remaining.String(),
		f.Remaining.MinorUnits > 0, Refer)
}

func straightThrough(c *product.ClaimConditions, payable money.Money) ConditionResult {
	limit := money.Of(0, payable.Currency)
	if c.StraightThroughLimit != nil {
		limit = *c.StraightThroughLimit
	}
	return condition("STRAIGHT_THROUGH_LIMIT", "the payable amount is at most "+limit.String(), payable.String(),
		payable.MinorUnits <= limit.MinorUnits, Refer)
}

// notReferred keeps new evidence from undoing a handler's referral.
func notReferred(f Facts) ConditionResult {
	observed := "no referral"
	if f.ReferredBy != "" {
		observed = "referred in transaction " + f.ReferredBy
	}
	return condition("NOT_REFERRED_BY_HANDLER", "no handler has asked to see the claim", observed, f.ReferredBy == "", Refer)
}

func days(n uint32) string {
	if n == 1 {
		return "1 day"
	}
	return strconv.FormatUint(uint64(n), 10) + " days"
}

func list(values []string) string {
	if len(values) == 0 {
		return "none"
	}
	return strings.Join(values, ", ")
}

func contains(values []string, value string) bool {
	for _, v := range values {
		if v == value {
			return true
		}
	}
	return false
}
