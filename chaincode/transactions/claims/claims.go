// Package claims decides claims by the conditions of their products, and keeps what handlers and finance do with them.
package claims

import (
	"insurance/chaincode/domain/claim"
	"insurance/chaincode/domain/policy"
	"insurance/chaincode/domain/product"
	"insurance/chaincode/engine"
	"insurance/chaincode/transactions/policies"
	"insurance/chaincode/transactions/products"
)

// change takes a step of one of the caller's own claims.
func change(t *engine.Tx, id, event string, step func(*claim.Claim) error) (*claim.Claim, error) {
	return changeFor(t, "", id, event, step)
}

// changeFor takes a step that brokers take too.
func changeFor(t *engine.Tx, requested, id, event string, step func(*claim.Claim) error) (*claim.Claim, error) {
	found, err := find(t, requested, id)
	if err != nil {
		return nil, err
	}
	t.Event = event
	if err := step(found); err != nil {
		return nil, err
	}
	return found, t.PutRecord(Key(t.Book, id), found)
}

// decideFor takes a step that ends in a decision, or in none: it books what is approved, and the event is that of the
// claim's status.
func decideFor(t *engine.Tx, requested, id string, step func(*claim.Claim) (*claim.Decision, error)) (*claim.Claim, error) {
	found, err := find(t, requested, id)
	if err != nil {
		return nil, err
	}
	decision, err := step(found)
	if err != nil {
		return nil, err
	}
	if decision != nil {
		if err := book(t, found, decision); err != nil {
			return nil, err
		}
	}
	t.Event = eventOf(found.Status)
	return found, t.PutRecord(Key(t.Book, id), found)
}

// basis is what a claim is decided on.
type basis struct {
	policy  *policy.Policy
	product *product.Product
}

func basisOf(t *engine.Tx, c *claim.Claim) (basis, error) {
	bound, err := policies.Get(t, c.PolicyID)
	if err != nil {
		return basis{}, err
	}
	sold, err := products.Get(t, bound.ProductID, bound.ProductVersion)
	return basis{bound, sold}, err
}

func (q *ofClaim) Keys(b engine.Book) []string { return []string{Key(b, q.ClaimID)} }
