package claims

import (
	"insurance/chaincode/domain/claim"
	"insurance/chaincode/domain/fault"
	"insurance/chaincode/domain/text"
	"insurance/chaincode/engine"
	"insurance/chaincode/ledger"
	"insurance/chaincode/transactions/access"
	"insurance/chaincode/transactions/policies"
)

func (q *GetClaimRequest) Validate() error {
	return fault.All(q.CheckInsurer(), text.OptionalID("brokerId", q.BrokerID), text.ID("claimId", q.ClaimID))
}

func getClaim(t *engine.Tx, q *GetClaimRequest) (*claim.Claim, error) {
	return find(t, q.BrokerID, q.ClaimID)
}

func find(t *engine.Tx, requested, id string) (*claim.Claim, error) {
	return access.Find[claim.Claim](t, Key(t.Book, id), fault.ClaimNotFound, "claimId", id, requested)
}

func (q *ListClaimsRequest) Validate() error {
	return fault.All(
		text.OptionalID("policyId", q.PolicyID),
		q.CheckInsurer(),
		text.OptionalID("brokerId", q.BrokerID),
		engine.CheckPage(q.PageSize, engine.MaxPage),
	)
}

func (q *ListClaimsRequest) Keys(engine.Book) []string { return nil }

func listClaims(t *engine.Tx, q *ListClaimsRequest) (*ListClaimsResponse, error) {
	prefix, keyOf, err := claimList(t, q)
	if err != nil {
		return nil, err
	}
	if q.PolicyID == "" && access.Foreign(t) {
		return &ListClaimsResponse{}, nil
	}
	entries, next, err := t.ScanPage(prefix, q.PageToken, engine.PageLimit(q.PageSize, engine.MaxPage))
	if err != nil {
		return nil, err
	}
	values, err := t.Listed(entries, keyOf)
	if err != nil {
		return nil, err
	}
	claims, err := engine.DecodedAll[claim.Claim](values)
	return &ListClaimsResponse{Claims: claims, NextPageToken: next}, err
}

// claimList is the list asked for, and how its entries name the claims; nil: they are the claims. The claims of a policy are
// found by its losses, whose keys hold the claims' ids.
func claimList(t *engine.Tx, q *ListClaimsRequest) (prefix string, keyOf func(*ledger.Entry) string, err error) {
	broker, err := access.Broker(t, q.BrokerID)
	if err != nil {
		return "", nil, err
	}
	prefix = prefixOf(t.Book, broker)
	if q.PolicyID != "" {
		_, err = policies.For(t, q.BrokerID, "policyId", q.PolicyID)
		return policies.LossKey(t.Book, q.PolicyID, ""), func(e *ledger.Entry) string { return Key(t.Book, string(e.Value)) }, err
	}
	if broker == "" {
		return prefix, nil, nil
	}
	return prefix, func(e *ledger.Entry) string { return Key(t.Book, e.Key[len(prefix):]) }, nil
}
