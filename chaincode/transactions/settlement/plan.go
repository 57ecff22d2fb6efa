package settlement

import (
	"insurance/chaincode/engine"
	"insurance/chaincode/transactions/policies"
)

const maxPlan = 5_000

// event is the part of a settlement that says what is settled.
func (q *PlanSettlementRequest) event() *SettleEventRequest {
	return &SettleEventRequest{ReadingID: q.ReadingID, DeterminationID: q.DeterminationID, PageSize: q.PageSize}
}

func (q *PlanSettlementRequest) Validate() error { return q.event().Validate() }

func (q *PlanSettlementRequest) Keys(b engine.Book) []string { return q.event().Keys(b) }

func planSettlement(t *engine.Tx, q *PlanSettlementRequest) (*PlanSettlementResponse, error) {
	basis, list, err := basisOf(t, q.event())
	if err != nil {
		return nil, err
	}
	prefix := policies.ParametricPrefix(t.Book, list)
	size := engine.PageLimit(q.PageSize, MaxPage)
	entries, next, err := t.ScanPage(prefix, q.PageToken, maxPlan/size*size)
	if err != nil {
		return nil, err
	}
	losses := make([]string, len(entries))
	for i := range entries {
		losses[i] = policies.LossKey(t.Book, entries[i].Key[len(prefix):], basis.LossID())
	}
	settled, err := t.GetMany(losses)
	if err != nil {
		return nil, err
	}
	response := &PlanSettlementResponse{
		ReadingID: q.ReadingID, DeterminationID: q.DeterminationID, Policies: uint32(len(entries)), NextPageToken: next,
	}
	for from, token := 0, q.PageToken; from < len(entries); from += size {
		until := min(from+size, len(entries))
		page := SettlementPage{PageToken: token, Policies: uint32(until - from)}
		for i := from; i < until; i++ {
			if settled[i] != nil {
				page.Settled++
			}
		}
		response.Settled += page.Settled
		if page.Settled < page.Policies {
			response.Pages = append(response.Pages, page)
		}
		token = engine.PageToken(entries[until-1].Key)
	}
	return response, nil
}
