package policies

import (
	"insurance/chaincode/domain/claim"
	"insurance/chaincode/domain/money"
	"insurance/chaincode/domain/policy"
	"insurance/chaincode/domain/product"
	"insurance/chaincode/domain/quote"
	"insurance/chaincode/engine"
	"insurance/chaincode/transactions/products"
)

// Approval is what is stored of a claim's approved amount, under a key of the claim's own.
type Approval struct {
	Amounts []claim.CoverageAmount `json:"amounts"`
}

// Used gathers what the claims of a policy were approved for, but for one of them. Each claim has a key of its own, so
// that claims on different policies never conflict; the scan protects two claims on one policy from overrunning a limit
// together.
func Used(t *engine.Tx, policyID, butClaim string) (claim.Used, error) {
	prefix := ApprovedKey(t.Book, policyID, "")
	page, err := t.Scan(prefix, engine.PrefixEnd(prefix), 0)
	if err != nil {
		return nil, err
	}
	var used claim.Used
	for i := range page.Entries {
		if page.Entries[i].Key == prefix+butClaim {
			continue
		}
		stored, err := engine.Decoded[Approval](page.Entries[i].Value)
		if err != nil {
			return nil, err
		}
		used = append(used, stored.Amounts...)
	}
	return used, nil
}

// compute fills what readers see beside the record: what is insured now and what later, and what is left of each coverage.
func compute(t *engine.Tx, p *policy.Policy) error {
	sold, err := products.Get(t, p.ProductID, p.ProductVersion)
	if err != nil {
		return err
	}
	used, err := Used(t, p.PolicyID, "")
	if err != nil {
		return err
	}
	now := t.Timestamp()
	p.CurrentCoverages, p.ScheduledCoverages = p.CurrentAt(now), p.ScheduledAfter(now)
	moment, everCovered := p.NearestCovered(now)
	held := p.CoveragesAt(moment)
	p.Limits = make([]policy.CoverageLimit, len(held))
	for i := range held {
		covered := sold.Coverage(held[i].CoverageID)
		approved, left, err := claim.Limit(covered, *held[i].SumInsured, used)
		if err != nil {
			return err
		}
		if !everCovered {
			left.MinorUnits = 0
		}
		if left, err = payableByTrigger(t, p, sold, &held[i], left); err != nil {
			return err
		}
		p.Limits[i] = policy.CoverageLimit{CoverageID: covered.CoverageID, Approved: &approved, Remaining: &left}
	}
	return nil
}

// payableByTrigger is what the readings that a policy has not been settled for can pay of what is left.
func payableByTrigger(t *engine.Tx, p *policy.Policy, sold *product.Product, held *quote.CoveragePrice, left money.Money) (money.Money, error) {
	trigger := sold.ParametricTrigger
	if trigger == nil || trigger.Monitoring != nil {
		return left, nil
	}
	prefix := LossKey(t.Book, p.PolicyID, "")
	settled, err := t.Scan(prefix, engine.PrefixEnd(prefix), 0)
	if err != nil {
		return left, err
	}
	return claim.PayableByTrigger(p, trigger, held, len(settled.Entries), left)
}
