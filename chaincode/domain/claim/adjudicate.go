package claim

import (
	"fmt"
	"strconv"
	"strings"

	"insurance/chaincode/domain/fault"
	"insurance/chaincode/domain/instant"
	"insurance/chaincode/domain/money"
	"insurance/chaincode/domain/policy"
	"insurance/chaincode/domain/product"
	"insurance/chaincode/domain/words"
)

// Facts are what the conditions of a product look at beside the claim itself.
type Facts struct {
	Policy  *policy.Policy
	Product *product.Product
	Used    Used
	Signals []Signal
}

// Adjudicate decides by the conditions of the product, each of which is listed whatever it found. The gravest
// consequence of an unmet condition is the outcome. The caller adds the stamp.
func Adjudicate(c *Claim, f Facts) (Decision, error) {
	insured := f.Policy.CoveragesAt(*c.OccurredAt)
	steps, approved, payable, err := Payable(f.Product, insured, c.Cause, c.Losses, f.Used)
	if err != nil {
		return Decision{}, err
	}
	conditions := f.Product.ClaimConditions
	d := Decision{Outcome: product.Approve, Automatic: true, AmountSteps: steps}
	d.Conditions = append(d.Conditions, insideCover(f.Policy, *c.OccurredAt))
	for i := range c.Losses {
		coverage := f.Product.Coverage(c.Losses[i].CoverageID)
		d.Conditions = append(d.Conditions, causeCovered(coverage, c.Cause),
			waitingPeriod(coverage, *insuredFor(insured, coverage.CoverageID).InsuredSince, *c.OccurredAt))
	}
	d.Conditions = append(d.Conditions,
		notificationTime(conditions, c), evidenceComplete(conditions, c.Evidence))
	if conditions.EvidenceSeen {
		d.Conditions = append(d.Conditions, evidenceSeen(conditions, c))
	}
	d.Conditions = append(d.Conditions, fieldsComplete(conditions, c.Fields))
	for i := range conditions.Comparisons {
		d.Conditions = append(d.Conditions, compared(&conditions.Comparisons[i], conditions, c.Fields))
	}
	d.Conditions = append(d.Conditions,
		somethingPayable(payable), straightThrough(conditions, payable), notReferred(c.ReferredBy()), noSignals(f.Signals))
	for i := range d.Conditions {
		d.Outcome = max(d.Outcome, d.Conditions[i].Consequence)
	}
	if d.Outcome == product.Approve {
		d.ApprovedAmount, d.Approved = payable.Ptr(), approved
	} else {
		d.ReasonCode = d.gravest()
	}
	return d, nil
}

// gravest is the code of the first condition that led to the outcome.
func (d *Decision) gravest() string {
	for i := range d.Conditions {
		if d.Conditions[i].Consequence == d.Outcome {
			return d.Conditions[i].Code
		}
	}
	return ""
}

func condition(code, requirement, observed string, met bool, otherwise product.Outcome) ConditionResult {
	if met {
		otherwise = product.OutcomeUnspecified
	}
	return ConditionResult{code, requirement, observed, met, otherwise}
}

// insideCover looks again at what a claim was admitted by: a cancellation may have undone the cover since.
func insideCover(p *policy.Policy, occurred instant.Instant) ConditionResult {
	end := p.Cover.End
	// One that undid the whole cover leaves no time to name; what was observed says it.
	if c := p.Cancellation; c != nil && p.Cover.Start.Before(*c.EffectiveAt) && c.EffectiveAt.Before(*end) {
		end = c.EffectiveAt
	}
	times := words.Apart(*p.Cover.Start, *end, occurred)
	observed := times[2]
	err := p.Covers(occurred)
	if refusal := fault.From(err); refusal != nil {
		observed += ": " + refusal.Message
	}
	return condition("LOSS_INSIDE_COVER", "the policy covers losses from "+times[0]+" until before "+times[1], observed, err == nil, product.Decline)
}

func causeCovered(coverage *product.Coverage, cause string) ConditionResult {
	return condition("CAUSE_COVERED",
		fmt.Sprintf("%s covers: %s", coverage.CoverageID, strings.Join(coverage.CoveredCauses, ", ")), cause,
		coverage.Covers(cause), product.Decline)
}

func waitingPeriod(coverage *product.Coverage, since, occurred instant.Instant) ConditionResult {
	if coverage.WaitingDays == 0 {
		return condition("WAITING_PERIOD", coverage.CoverageID+" has no waiting period", occurred.Words(), true, product.Decline)
	}
	from := since.AddDays(int64(coverage.WaitingDays))
	times := words.Apart(from, occurred)
	return condition("WAITING_PERIOD",
		fmt.Sprintf("the loss under %s happened after a waiting period of %s, at %s or later", coverage.CoverageID, days(coverage.WaitingDays), times[0]),
		times[1], !occurred.Before(from), product.Decline)
}

func notificationTime(conditions *product.ClaimConditions, c *Claim) ConditionResult {
	notified := *c.Submitted.Time
	if conditions.NotificationDays == 0 {
		return condition("NOTIFICATION_TIME", "no limit to the time of notification", notified.Words(), true, product.Refer)
	}
	until := c.OccurredAt.AddDays(int64(conditions.NotificationDays))
	times := words.Apart(until, notified)
	return condition("NOTIFICATION_TIME",
		fmt.Sprintf("the loss was notified within %s, by %s", days(conditions.NotificationDays), times[0]),
		times[1], !until.Before(notified), product.Refer)
}

func evidenceComplete(conditions *product.ClaimConditions, evidence []Evidence) ConditionResult {
	var seen, missing []string
	for i := range evidence {
		if !contains(seen, evidence[i].Kind) {
			seen = append(seen, evidence[i].Kind)
		}
	}
	for _, kind := range conditions.RequiredEvidence {
		if !contains(seen, kind) {
			missing = append(missing, kind)
		}
	}
	observed := list(seen, "no documents")
	if len(missing) > 0 {
		observed += "; missing: " + strings.Join(missing, ", ")
	}
	requirement := "the product requires no documents"
	if len(conditions.RequiredEvidence) > 0 {
		requirement = "evidence of each kind: " + strings.Join(conditions.RequiredEvidence, ", ")
	}
	return condition("EVIDENCE_COMPLETE", requirement, observed, len(missing) == 0, product.Refer)
}

// evidenceSeen keeps a claim with a person until each kind of document has been seen: the ledger has digests only, and whoever
// submits a claim can make one up.
func evidenceSeen(conditions *product.ClaimConditions, c *Claim) ConditionResult {
	var seen, missing []string
	for i := range c.Seen {
		if !contains(seen, c.Seen[i].Kind) {
			seen = append(seen, c.Seen[i].Kind)
		}
	}
	for _, kind := range conditions.RequiredEvidence {
		if !contains(seen, kind) {
			missing = append(missing, kind)
		}
	}
	observed := "no document has been seen"
	if len(seen) > 0 {
		observed = "seen: " + strings.Join(seen, ", ")
	}
	if len(missing) > 0 {
		observed += "; still to be seen: " + strings.Join(missing, ", ")
	}
	return condition("EVIDENCE_SEEN", "a claims handler has seen a document of each kind: "+strings.Join(conditions.RequiredEvidence, ", "),
		observed, len(missing) == 0, product.Refer)
}

func fieldsComplete(conditions *product.ClaimConditions, fields map[string]string) ConditionResult {
	var required, missing []string
	for _, field := range conditions.Fields {
		if !field.Required {
			continue
		}
		required = append(required, field.Name)
		if fields[field.Name] == "" {
			missing = append(missing, field.Name)
		}
	}
	requirement, observed := "the product requires no fields", "nothing is missing"
	if len(required) > 0 {
		requirement = "stated: " + strings.Join(required, ", ")
	}
	if len(missing) > 0 {
		observed = "missing: " + strings.Join(missing, ", ")
	}
	return condition("FIELDS_COMPLETE", requirement, observed, len(missing) == 0, product.Refer)
}

// compared looks at a declared field. A field that was not stated meets no comparison.
func compared(f *product.FieldComparison, conditions *product.ClaimConditions, fields map[string]string) ConditionResult {
	value, stated := fields[f.Field]
	if !stated || value == "" {
		return condition(f.Code, f.Requirement, f.Field+" is not stated", false, f.Consequence)
	}
	met := contains(f.OneOf, value)
	if conditions.Field(f.Field).Type == product.Number {
		number, err := strconv.ParseInt(value, 10, 64)
		met = err == nil && f.Comparison.Holds(number, f.Threshold)
	}
	return condition(f.Code, f.Requirement, f.Field+" = "+value, met, f.Consequence)
}

func somethingPayable(payable money.Money) ConditionResult {
	return condition("SOMETHING_PAYABLE", "deductible, co-insurance and limits leave something to pay", payable.String(),
		payable.MinorUnits > 0, product.Decline)
}

func straightThrough(conditions *product.ClaimConditions, payable money.Money) ConditionResult {
	limit, requirement := money.Of(0, payable.Currency), "no amount is paid without a person"
	if conditions.StraightThroughLimit != nil && conditions.StraightThroughLimit.MinorUnits > 0 {
		limit = *conditions.StraightThroughLimit
		requirement = "the payable amount is at most " + limit.String()
	}
	return condition("STRAIGHT_THROUGH_LIMIT", requirement, payable.String(), payable.MinorUnits <= limit.MinorUnits, product.Refer)
}

// notReferred keeps new evidence from undoing a handler's referral.
func notReferred(transaction string) ConditionResult {
	observed := "no referral"
	if transaction != "" {
		observed = "referred in transaction " + transaction
	}
	return condition("NOT_REFERRED_BY_HANDLER", "no handler has asked to see the claim", observed, transaction == "", product.Refer)
}

func noSignals(signals []Signal) ConditionResult {
	codes := make([]string, len(signals))
	for i := range signals {
		codes[i] = signals[i].Code
	}
	return condition("NO_FRAUD_SIGNAL", "no fraud signal", list(codes, "no signal"), len(signals) == 0, product.Refer)
}

func days(n uint32) string {
	if n == 1 {
		return "1 day"
	}
	return strconv.FormatUint(uint64(n), 10) + " days"
}

// list names values, or says that there are none.
func list(values []string, none string) string {
	if len(values) == 0 {
		return none
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
