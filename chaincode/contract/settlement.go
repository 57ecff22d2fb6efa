package contract

import (
	"insurance/chaincode/domain/claim"
	"insurance/chaincode/domain/fault"
	"insurance/chaincode/domain/money"
	"insurance/chaincode/domain/policy"
	"insurance/chaincode/domain/record"
	"insurance/chaincode/ledger"
)

// SettleEventRequest settles one page of the caller's policies by a reading, or by a determination.
type SettleEventRequest struct {
	Header
	ReadingID       string `json:"readingId"`
	PageSize        uint32 `json:"pageSize"`
	PageToken       string `json:"pageToken"`
	DeterminationID string `json:"determinationId"`
}

// SettleEventResponse is what became of the page.
type SettleEventResponse struct {
	ReadingID       string          `json:"readingId"`
	Policies        uint32          `json:"policies"`
	Claims          []SettledClaim  `json:"claims"`
	NextPageToken   string          `json:"nextPageToken"`
	Skipped         []SkippedPolicy `json:"skipped"`
	Settled         *record.Stamp   `json:"settled"`
	DeterminationID string          `json:"determinationId"`
}

// SettledClaim names a claim that was opened, approved and paid; in full it is on the ledger, and would make the answer,
// which is the event and the stored outcome too, ten times as large.
type SettledClaim struct {
	PolicyID string       `json:"policyId"`
	ClaimID  string       `json:"claimId"`
	Amount   *money.Money `json:"amount"`
	// BrokerID lets a gateway tell a broker of its own claims, and of no other's.
	BrokerID string `json:"brokerId"`
}

// SkippedPolicy is a policy that got no claim.
type SkippedPolicy struct {
	PolicyID string     `json:"policyId"`
	Code     fault.Code `json:"code"`
}

const maxSettlementPage = 500

func (q *SettleEventRequest) validate() error {
	if q.DeterminationID == "" {
		if err := checkReadingID("readingId", q.ReadingID); err != nil {
			return err
		}
	} else if q.ReadingID != "" {
		return fault.New(fault.InvalidArgument, "determinationId", "an event is settled by a reading or by a determination, not by both")
	} else if err := checkDeterminationID("determinationId", q.DeterminationID); err != nil {
		return err
	}
	return checkPage(q.PageSize, maxSettlementPage)
}

func (q *SettleEventRequest) keys(c *ledger.Caller) []string {
	if q.DeterminationID != "" {
		return []string{determinationKey(q.DeterminationID), settlingPrefix("determination", q.DeterminationID) + c.MSPID}
	}
	return []string{readingKey(q.ReadingID), settlingPrefix("reading", q.ReadingID) + c.MSPID}
}

func settleEvent(t *tx, q *SettleEventRequest) (*SettleEventResponse, error) {
	basis, list, err := t.basisOf(q)
	if err != nil {
		return nil, err
	}
	prefix := parametricPrefix(t.caller.MSPID, list)
	entries, next, err := t.scanPage(prefix, q.PageToken, pageLimit(q.PageSize, maxSettlementPage))
	if err != nil {
		return nil, err
	}
	ids := make([]string, len(entries))
	keys := make([]string, 0, 2*len(entries))
	for i := range entries {
		ids[i] = entries[i].Key[len(prefix):]
		keys = append(keys, policyKey(ids[i]), lossKey(ids[i], basis.LossID()))
	}
	if err := t.load(keys...); err != nil {
		return nil, err
	}
	t.event = "EventSettled"
	response := &SettleEventResponse{ReadingID: q.ReadingID, DeterminationID: q.DeterminationID, Policies: uint32(len(ids)), NextPageToken: next, Settled: t.stamp()}
	for _, id := range ids {
		if err := t.settle(id, basis, response); err != nil {
			return nil, err
		}
	}
	return response, nil
}

// settle adds to the response the claim of one policy, or why it has none.
func (t *tx) settle(policyID string, basis *claim.Basis, response *SettleEventResponse) error {
	settled, err := t.get(lossKey(policyID, basis.LossID()))
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
	opened, skipped, err := t.triggered(contract, basis)
	if err != nil {
		return err
	}
	if opened == nil {
		response.Skipped = append(response.Skipped, SkippedPolicy{policyID, skipped})
		return nil
	}
	response.Claims = append(response.Claims, SettledClaim{policyID, opened.ClaimID, opened.ApprovedAmount(), opened.BrokerID})
	return t.openApproved(opened)
}

// openApproved writes a new claim that was approved at once, and books what was approved.
func (t *tx) openApproved(opened *claim.Claim) error {
	if err := t.put(approvedKey(opened.PolicyID, opened.ClaimID), &approval{opened.Decisions[0].Approved}); err != nil {
		return err
	}
	return t.open(opened)
}

func (t *tx) triggered(contract *policy.Policy, basis *claim.Basis) (*claim.Claim, fault.Code, error) {
	sold, err := t.product(contract.ProductID, contract.ProductVersion)
	if err != nil {
		return nil, "", err
	}
	var used claim.Used
	if basis.Aggregates() {
		if used, err = t.used(contract.PolicyID, ""); err != nil {
			return nil, "", err
		}
	}
	return claim.Settle(contract, sold, basis, used, t.stamp())
}
