package contract

import (
	"insurance/chaincode/domain/claim"
	"insurance/chaincode/domain/fault"
	"insurance/chaincode/domain/text"
	"insurance/chaincode/ledger"
)

// GetClaimRequest asks for one claim.
type GetClaimRequest struct {
	ClaimID  string `json:"claimId"`
	BrokerID string `json:"brokerId"`
}

func (q *GetClaimRequest) validate() error {
	if err := text.OptionalID("brokerId", q.BrokerID); err != nil {
		return err
	}
	return text.ID("claimId", q.ClaimID)
}

func (q *GetClaimRequest) keys(*ledger.Caller) []string { return []string{claimKey(q.ClaimID)} }

func getClaim(t *tx, q *GetClaimRequest) (*claim.Claim, error) {
	return t.claimFor(q.BrokerID, q.ClaimID)
}

func (t *tx) claimFor(requested, id string) (*claim.Claim, error) {
	return readBooked[claim.Claim](t, claimKey(id), fault.ClaimNotFound, "claimId", id, requested)
}

// ListClaimsRequest asks for a page of the claims of a policy, or of an insurer.
type ListClaimsRequest struct {
	PolicyID     string `json:"policyId"`
	InsurerMSPID string `json:"insurerMspId"`
	BrokerID     string `json:"brokerId"`
	PageSize     uint32 `json:"pageSize"`
	PageToken    string `json:"pageToken"`
}

// ListClaimsResponse is one page.
type ListClaimsResponse struct {
	Claims        []claim.Claim `json:"claims"`
	NextPageToken string        `json:"nextPageToken"`
}

func (q *ListClaimsRequest) validate() error {
	if (q.PolicyID == "") == (q.InsurerMSPID == "") {
		return fault.New(fault.InvalidArgument, "policyId", "either policyId or insurerMspId is required, not both")
	}
	if err := text.OptionalID("policyId", q.PolicyID); err != nil {
		return err
	}
	if err := text.OptionalID("insurerMspId", q.InsurerMSPID); err != nil {
		return err
	}
	if err := text.OptionalID("brokerId", q.BrokerID); err != nil {
		return err
	}
	return checkPage(q.PageSize, maxPage)
}

func (q *ListClaimsRequest) keys(*ledger.Caller) []string { return nil }

func listClaims(t *tx, q *ListClaimsRequest) (*ListClaimsResponse, error) {
	prefix, byLoss, err := t.claimList(q)
	if err != nil {
		return nil, err
	}
	entries, next, err := t.scanPage(prefix, q.PageToken, pageLimit(q.PageSize, maxPage))
	if err != nil {
		return nil, err
	}
	if !byLoss && t.foreign(q.InsurerMSPID) {
		return &ListClaimsResponse{}, nil
	}
	keys := make([]string, len(entries))
	for i := range entries {
		if byLoss {
			keys[i] = claimKey(string(entries[i].Value))
		} else {
			keys[i] = claimKey(entries[i].Key[len(prefix):])
		}
	}
	values, err := t.GetMany(keys)
	if err != nil {
		return nil, err
	}
	claims, err := all[claim.Claim](values)
	return &ListClaimsResponse{Claims: claims, NextPageToken: next}, err
}

// claimList is the list asked for. The claims of a policy are found by its losses, whose keys hold the claims' ids.
func (t *tx) claimList(q *ListClaimsRequest) (prefix string, byLoss bool, err error) {
	broker, err := t.broker(q.BrokerID)
	if err != nil {
		return "", false, err
	}
	if q.PolicyID == "" {
		return claimsPrefix(q.InsurerMSPID, broker), false, nil
	}
	_, err = t.policyFor(q.BrokerID, "policyId", q.PolicyID)
	return lossKey(q.PolicyID, ""), true, err
}
