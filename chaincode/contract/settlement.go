package contract

import (
	"insurance/chaincode/domain/claim"
	"insurance/chaincode/domain/fault"
	"insurance/chaincode/domain/oracle"
	"insurance/chaincode/domain/policy"
	"insurance/chaincode/ledger"
)

// SettleEventRequest settles one page of the caller's policies by a reading.
type SettleEventRequest struct {
	Header
	ReadingID string `json:"readingId"`
	PageSize  uint32 `json:"pageSize"`
	PageToken string `json:"pageToken"`
}

// SettleEventResponse is what became of the page.
type SettleEventResponse struct {
	ReadingID     string          `json:"readingId"`
	Policies      uint32          `json:"policies"`
	Claims        []claim.Claim   `json:"claims"`
	NextPageToken string          `json:"nextPageToken"`
	Skipped       []SkippedPolicy `json:"skipped"`
}

// SkippedPolicy is a policy that got no claim.
type SkippedPolicy struct {
	PolicyID string     `json:"policyId"`
	Code     fault.Code `json:"code"`
}

const maxSettlementPage = 500

func (q *SettleEventRequest) validate() error {
	if err := checkReadingID("readingId", q.ReadingID); err != nil {
		return err
	}
	return checkPage(q.PageSize, maxSettlementPage)
}

func (q *SettleEventRequest) keys(*ledger.Caller) []string { return []string{readingKey(q.ReadingID)} }

func settleEvent(t *tx, q *SettleEventRequest) (*SettleEventResponse, error) {
	published, err := t.reading(q.ReadingID)
	if err != nil {
		return nil, err
	}
	r := published.Reading
	prefix := parametricPrefix(t.caller.MSPID, r.Index, r.Unit, r.Subject)
	entries, next, err := t.scanPage(prefix, q.PageToken, pageLimit(q.PageSize, maxSettlementPage))
	if err != nil {
		return nil, err
	}
	ids := make([]string, len(entries))
	keys := make([]string, 0, 2*len(entries))
	for i := range entries {
		ids[i] = entries[i].Key[len(prefix):]
		keys = append(keys, policyKey(ids[i]), lossKey(ids[i], r.Subject))
	}
	if err := t.load(keys...); err != nil {
		return nil, err
	}
	t.event = "EventSettled"
	response := &SettleEventResponse{ReadingID: q.ReadingID, Policies: uint32(len(ids)), NextPageToken: next}
	for _, id := range ids {
		if err := t.settle(id, published, response); err != nil {
			return nil, err
		}
	}
	return response, nil
}

// settle adds to the response the claim of one policy, or why it has none.
func (t *tx) settle(policyID string, published *oracle.PublishedReading, response *SettleEventResponse) error {
	settled, err := t.get(lossKey(policyID, published.Reading.Subject))
	if err != nil {
		return err
	}
	if settled != nil {
		response.Skipped = append(response.Skipped, SkippedPolicy{policyID, fault.AlreadySettled})
		return nil
	}
	contract, err := t.policy(policyID)
	if err != nil {
		return err
	}
	opened, skipped, err := t.triggered(contract, published)
	if err != nil {
		return err
	}
	if opened == nil {
		response.Skipped = append(response.Skipped, SkippedPolicy{policyID, skipped})
		return nil
	}
	response.Claims = append(response.Claims, *opened)
	if err := t.put(approvedKey(policyID, opened.ClaimID), &approval{opened.Decisions[0].Approved}); err != nil {
		return err
	}
	return t.open(opened)
}

func (t *tx) triggered(contract *policy.Policy, published *oracle.PublishedReading) (*claim.Claim, fault.Code, error) {
	sold, err := t.product(contract.ProductID, contract.ProductVersion)
	if err != nil {
		return nil, "", err
	}
	return claim.Settle(contract, sold.ParametricTrigger, published, t.stamp())
}

// settlement is what is stored of a response. The claims are on the ledger already, and what they were when they were
// settled can be read from what they are: storing them twice would double what a page writes.
type settlement struct {
	ReadingID     string          `json:"readingId"`
	Policies      uint32          `json:"policies"`
	ClaimIDs      []string        `json:"claimIds"`
	NextPageToken string          `json:"nextPageToken"`
	Skipped       []SkippedPolicy `json:"skipped"`
}

func condenseSettlement(r *SettleEventResponse) any {
	s := &settlement{ReadingID: r.ReadingID, Policies: r.Policies, NextPageToken: r.NextPageToken, Skipped: r.Skipped}
	for i := range r.Claims {
		s.ClaimIDs = append(s.ClaimIDs, r.Claims[i].ClaimID)
	}
	return s
}

func expandSettlement(t *tx, stored []byte) (*SettleEventResponse, error) {
	s, err := decoded[settlement](stored)
	if err != nil {
		return nil, err
	}
	keys := make([]string, len(s.ClaimIDs))
	for i, id := range s.ClaimIDs {
		keys[i] = claimKey(id)
	}
	values, err := t.GetMany(keys)
	if err != nil {
		return nil, err
	}
	claims, err := all[claim.Claim](values)
	for i := range claims {
		claims[i] = claims[i].AsSettled()
	}
	return &SettleEventResponse{
		ReadingID: s.ReadingID, Policies: s.Policies, Claims: claims, NextPageToken: s.NextPageToken, Skipped: s.Skipped,
	}, err
}
