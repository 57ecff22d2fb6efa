package claim

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"strings"

	"insurance/chaincode/domain/fault"
	"insurance/chaincode/domain/instant"
	"insurance/chaincode/domain/oracle"
	"insurance/chaincode/domain/policy"
	"insurance/chaincode/domain/product"
	"insurance/chaincode/domain/record"
	"insurance/chaincode/domain/text"
)

// parametricPrefix begins the ids of the claims that readings open; nobody else may choose such an id.
const parametricPrefix = "parametric-"

// ParametricID is the id of the claim that a reading opens under a policy.
func ParametricID(readingID, policyID string) string {
	digest := sha256.Sum256([]byte(readingID + "\n" + policyID))
	return parametricPrefix + hex.EncodeToString(digest[:16])
}

// ChosenID refuses an id that a claim submitted by hand may not have.
func ChosenID(field, id string) error {
	if strings.HasPrefix(id, parametricPrefix) {
		return fault.New(fault.InvalidID, field, "ids that begin with %s are kept for claims by readings", parametricPrefix)
	}
	return text.ID(field, id)
}

// Settle opens, decides and pays the claim of a policy by a reading, or says with a code why there is none.
func Settle(p *policy.Policy, t *product.ParametricTrigger, r *oracle.PublishedReading, now *record.Stamp) (*Claim, fault.Code, error) {
	observed := *r.Reading.ObservedAt
	if refusal := fault.From(p.Covers(observed)); refusal != nil {
		return nil, refusal.Code, nil
	}
	age := r.Published.Time.Seconds - r.Reading.SignedAt.Seconds
	if age > int64(t.MaximumReadingAgeSeconds) {
		return nil, fault.StaleReading, nil
	}
	share := t.PayoutPPM(r.Reading.Value)
	amount, err := p.Coverages[0].SumInsured.MulPPM(share)
	if err != nil {
		return nil, "", err
	}
	if amount.MinorUnits == 0 {
		return nil, fault.NotReached, nil
	}
	insured := &p.Coverages[0]
	c := &Claim{
		ClaimID: ParametricID(r.ReadingID, p.PolicyID), PolicyID: p.PolicyID, InsurerMSPID: p.InsurerMSPID,
		BrokerID: p.BrokerID, HolderID: p.HolderID, LossID: r.Reading.Subject, Cause: r.Reading.Index,
		OccurredAt: &observed, AmountClaimed: amount.Ptr(), Submitted: now, ReadingID: r.ReadingID,
		Losses: []Loss{{insured.CoverageID, amount.Ptr()}},
	}
	decision := Decision{
		Outcome: product.Approve, Automatic: true, ApprovedAmount: amount.Ptr(), Decided: now,
		Conditions: triggered(p, t, r, share, observed, age),
		AmountSteps: []AmountStep{
			{"sum insured", insured.SumInsured, insured.CoverageID}, {"trigger", amount.Ptr(), insured.CoverageID},
		},
		Approved: []CoverageAmount{{CoverageID: insured.CoverageID, Amount: amount.Ptr()}},
	}
	if err := c.Decide(decision); err != nil {
		return nil, "", err
	}
	return c, "", c.Pay(nil, "", r.ReadingID, now)
}

func triggered(p *policy.Policy, t *product.ParametricTrigger, r *oracle.PublishedReading, share int64,
	observed instant.Instant, age int64) []ConditionResult {
	return []ConditionResult{
		condition("PREMIUM_PAID", "the first premium has been paid",
			"paid at "+p.Instalments[0].Payment.Recorded.Time.String(), true, product.Decline),
		condition("LOSS_INSIDE_COVER", fmt.Sprintf("observed from %s until before %s", p.Cover.Start, p.Cover.End),
			observed.String(), true, product.Decline),
		condition("READING_FRESH", fmt.Sprintf("signed at most %d s before it was published", t.MaximumReadingAgeSeconds),
			fmt.Sprintf("%d s", max(age, 0)), true, product.Decline),
		condition("TRIGGER_REACHED", fmt.Sprintf("%s pays %s of the sum insured", t.Words(r.Reading.Value), product.Percent(share)),
			fmt.Sprintf("%d %s", r.Reading.Value, r.Reading.Unit), true, product.Decline),
	}
}
