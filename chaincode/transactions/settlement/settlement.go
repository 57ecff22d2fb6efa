// Package settlement pays every policy that an event has reached, in pages.
package settlement

import (
	"insurance/chaincode/domain/claim"
	"insurance/chaincode/domain/fault"
	"insurance/chaincode/domain/policy"
	"insurance/chaincode/engine"
	"insurance/chaincode/transactions/claims"
	"insurance/chaincode/transactions/policies"
	"insurance/chaincode/transactions/products"
	"insurance/chaincode/transactions/readings"
)

// MaxPage is how many policies one page of a settlement has at most.
const MaxPage = 500

func (q *SettleEventRequest) Validate() error {
	var wrong fault.Refusals
	switch {
	case q.DeterminationID == "":
		wrong.Add(readings.CheckReadingID("readingId", q.ReadingID))
	case q.ReadingID != "":
		wrong.Add(fault.New(fault.InvalidArgument, "determinationId", "an event is settled by a reading or by a determination, not by both"))
	default:
		wrong.Add(readings.CheckDeterminationID("determinationId", q.DeterminationID))
	}
	wrong.Add(engine.CheckPage(q.PageSize, MaxPage))
	return wrong.Err()
}

func (q *SettleEventRequest) Keys(b engine.Book) []string {
	if q.DeterminationID != "" {
		return []string{readings.DeterminationKey(q.DeterminationID), readings.SettlingPrefix("determination", q.DeterminationID) + string(b)}
	}
	return []string{readings.Key(q.ReadingID), readings.SettlingPrefix("reading", q.ReadingID) + string(b)}
}

func settleEvent(t *engine.Tx, q *SettleEventRequest) (*SettleEventResponse, error) {
	basis, list, err := basisOf(t, q)
	if err != nil {
		return nil, err
	}
	prefix := policies.ParametricPrefix(t.Book, list)
	entries, next, err := t.ScanPage(prefix, q.PageToken, engine.PageLimit(q.PageSize, MaxPage))
	if err != nil {
		return nil, err
	}
	ids := make([]string, len(entries))
	keys := make([]string, 0, 2*len(entries))
	for i := range entries {
		ids[i] = entries[i].Key[len(prefix):]
		keys = append(keys, policies.Key(t.Book, ids[i]), policies.LossKey(t.Book, ids[i], basis.LossID()))
	}
	if err := t.Load(keys...); err != nil {
		return nil, err
	}
	t.Event = "EventSettled"
	response := &SettleEventResponse{ReadingID: q.ReadingID, DeterminationID: q.DeterminationID, Policies: uint32(len(ids)), NextPageToken: next, Settled: t.Stamp()}
	for _, id := range ids {
		if err := settle(t, id, basis, response); err != nil {
			return nil, err
		}
	}
	return response, nil
}

// settle adds to the response the claim of one policy, or why it has none.
func settle(t *engine.Tx, policyID string, basis *claim.Basis, response *SettleEventResponse) error {
	settled, err := t.Get(policies.LossKey(t.Book, policyID, basis.LossID()))
	if err != nil {
		return err
	}
	if settled != nil {
		response.Skipped = append(response.Skipped, SkippedPolicy{policyID, string(fault.AlreadySettled)})
		return nil
	}
	bound, err := policies.Get(t, policyID)
	if err != nil {
		return err
	}
	opened, skipped, err := triggered(t, bound, basis)
	if err != nil {
		return err
	}
	if opened == nil {
		response.Skipped = append(response.Skipped, SkippedPolicy{policyID, string(skipped)})
		return nil
	}
	response.Claims = append(response.Claims, SettledClaim{policyID, opened.ClaimID, opened.ApprovedAmount(), opened.BrokerID})
	return claims.OpenApproved(t, opened)
}

func triggered(t *engine.Tx, bound *policy.Policy, basis *claim.Basis) (*claim.Claim, fault.Code, error) {
	sold, err := products.Get(t, bound.ProductID, bound.ProductVersion)
	if err != nil {
		return nil, "", err
	}
	var used claim.Used
	if basis.Aggregates() {
		if used, err = policies.Used(t, bound.PolicyID, ""); err != nil {
			return nil, "", err
		}
	}
	return claim.Settle(bound, sold, basis, used, t.Stamp())
}
