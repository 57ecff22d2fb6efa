package claim

import (
	"crypto/sha256"
	"encoding/base64"
	"strings"

	"insurance/chaincode/domain/fault"
	"insurance/chaincode/domain/money"
	"insurance/chaincode/domain/policy"
	"insurance/chaincode/domain/product"
	"insurance/chaincode/domain/quote"
	"insurance/chaincode/domain/record"
	"insurance/chaincode/domain/text"
)

// parametricPrefix begins the ids of the claims that readings open; nobody else may choose such an id.
const parametricPrefix = "parametric-"

// ParametricID is the id of the claim that a reading, a determination or a device's run opens under a policy. The claims of
// one source lie together, in the order of the policies that a settlement follows: scattered, each of a hundred thousand
// would be written to another page of the ledger's store.
func ParametricID(sourceID, policyID string) string {
	id := parametricPrefix + digest(sourceID)
	if direct := id + "-" + policyID; len(direct) <= text.MaxID {
		return direct
	}
	return id + "." + digest(policyID)
}

func digest(s string) string {
	sum := sha256.Sum256([]byte(s))
	return base64.RawURLEncoding.EncodeToString(sum[:16])
}

// ChosenID refuses an id that a claim submitted by hand may not have.
func ChosenID(field, id string) error {
	if strings.HasPrefix(id, parametricPrefix) {
		return fault.New(fault.InvalidID, field, "ids that begin with %s are kept for claims by readings", parametricPrefix)
	}
	return text.ID(field, id)
}

// Settle opens, decides and pays the claim of a policy, or says with a code why there is none. Used is what was approved
// under the policy before; it may be left out where the basis does not aggregate.
func Settle(p *policy.Policy, sold *product.Product, b *Basis, used Used, now *record.Stamp) (*Claim, fault.Code, error) {
	t := sold.ParametricTrigger
	if code := b.refuses(p, t); code != "" {
		return nil, code, nil
	}
	if refusal := fault.From(b.covered(p)); refusal != nil {
		return nil, refusal.Code, nil
	}
	if b.stale(t) {
		return nil, fault.StaleReading, nil
	}
	share := t.PayoutPPM(b.value)
	if share == 0 {
		return nil, fault.NotReached, nil
	}
	due, err := dueUnder(sold, &p.CoveragesAt(b.At)[0], share, used)
	if err != nil || due.code != "" {
		return nil, due.code, err
	}
	c := due.claim(p, now)
	c.ClaimID, c.LossID, c.Cause, c.OccurredAt = ParametricID(b.id(), p.PolicyID), b.LossID(), b.index, &b.At
	if b.published != nil {
		c.ReadingID = b.id()
	} else {
		c.DeterminationID = b.id()
	}
	if err := c.RecordDecision(due.approval(b.conditions(p, t, share), now)); err != nil {
		return nil, "", err
	}
	return c, "", c.Pay(nil, "", b.id(), now)
}

// PayableByTrigger is what the events, or windows, for which a policy has not been settled can pay at most of what is left of
// its coverage. An event settles a policy once, and each window does.
func PayableByTrigger(p *policy.Policy, t *product.ParametricTrigger, insured *quote.CoveragePrice, settled int, left money.Money) (money.Money, error) {
	times := int64(1)
	if t.Window != nil {
		times = t.Window.Within(p.Cover.Start.Seconds, p.CoverEnd().Seconds)
	}
	most, err := insured.SumInsured.MulPPM(t.MaximumPPM())
	if err != nil {
		return left, err
	}
	if times -= int64(settled); times <= 0 {
		left.MinorUnits = 0
	} else if most.MinorUnits <= left.MinorUnits/times {
		left.MinorUnits = most.MinorUnits * times
	}
	return left, nil
}

// due is a share of the sum insured, at most what is left of it.
type due struct {
	coverageID string
	amount     money.Money
	steps      []AmountStep
	// code says why nothing is due.
	code fault.Code
}

func dueUnder(sold *product.Product, insured *quote.CoveragePrice, share int64, used Used) (due, error) {
	d := due{coverageID: insured.CoverageID}
	var err error
	if d.amount, err = insured.SumInsured.MulPPM(share); err != nil {
		return d, err
	}
	d.steps = []AmountStep{{"sum insured", insured.SumInsured, d.coverageID}, {"trigger", d.amount.Ptr(), d.coverageID}}
	if d.amount.MinorUnits == 0 {
		d.code = fault.NotReached
		return d, nil
	}
	_, left, err := Limit(sold.Coverage(d.coverageID), *insured.SumInsured, used)
	if err != nil {
		return d, err
	}
	if d.amount.MinorUnits > left.MinorUnits {
		d.amount = left
		d.steps = append(d.steps, AmountStep{"remaining limit", d.amount.Ptr(), d.coverageID})
	}
	if d.amount.MinorUnits == 0 {
		d.code = fault.LimitExceeded
	}
	return d, nil
}

// claim is a new claim of what is due.
func (d *due) claim(p *policy.Policy, now *record.Stamp) *Claim {
	return &Claim{
		PolicyID: p.PolicyID, InsurerMSPID: p.InsurerMSPID, BrokerID: p.BrokerID, HolderID: p.HolderID,
		AmountClaimed: d.amount.Ptr(), Submitted: now, Losses: []Loss{{d.coverageID, d.amount.Ptr()}},
	}
}

func (d *due) approval(conditions []ConditionResult, now *record.Stamp) Decision {
	return Decision{
		Outcome: product.Approve, Automatic: true, ApprovedAmount: d.amount.Ptr(), Decided: now, Conditions: conditions,
		AmountSteps: d.steps, Approved: []CoverageAmount{{CoverageID: d.coverageID, Amount: d.amount.Ptr()}},
	}
}
