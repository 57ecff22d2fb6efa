package contract

import (
	"insurance/chaincode/domain/claim"
	"insurance/chaincode/domain/fault"
	"insurance/chaincode/domain/money"
	"insurance/chaincode/domain/oracle"
	"insurance/chaincode/domain/policy"
	"insurance/chaincode/domain/record"
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
	Claims        []SettledClaim  `json:"claims"`
	NextPageToken string          `json:"nextPageToken"`
	Skipped       []SkippedPolicy `json:"skipped"`
	Settled       *record.Stamp   `json:"settled"`
}

// SettledClaim names a claim that was opened, approved and paid; in full it is on the ledger, and would make the answer,
// which is the event and the stored outcome too, ten times as large.
type SettledClaim struct {
	PolicyID string       `json:"policyId"`
	ClaimID  string       `json:"claimId"`
	Amount   *money.Money `json:"amount"`
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
	response := &SettleEventResponse{ReadingID: q.ReadingID, Policies: uint32(len(ids)), NextPageToken: next, Settled: t.stamp()}
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
	response.Claims = append(response.Claims, SettledClaim{policyID, opened.ClaimID, opened.ApprovedAmount()})
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
