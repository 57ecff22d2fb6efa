// Package erasure ends the processing of a person's data, once nothing that the person is part of needs it.
package erasure

import (
	"insurance/chaincode/domain/claim"
	"insurance/chaincode/domain/fault"
	"insurance/chaincode/domain/party"
	"insurance/chaincode/domain/policy"
	"insurance/chaincode/domain/text"
	"insurance/chaincode/engine"
	"insurance/chaincode/transactions/claims"
	"insurance/chaincode/transactions/parties"
	"insurance/chaincode/transactions/policies"
	"insurance/chaincode/transactions/products"
)

func (q *ErasePartyRequest) Validate() error {
	return fault.All(text.Needed("reason", q.Reason, text.MaxReason), text.ID("partyId", q.PartyID))
}

func (q *ErasePartyRequest) Keys(b engine.Book) []string { return []string{parties.Key(b, q.PartyID)} }

func eraseParty(t *engine.Tx, q *ErasePartyRequest) (*party.Party, error) {
	record, err := parties.Get(t, "partyId", q.PartyID)
	if err != nil {
		return nil, err
	}
	if err := record.Erase(q.Reason, t.Stamp()); err != nil {
		return nil, err
	}
	contracts, err := policiesWithClaims(t, q.PartyID)
	if err != nil {
		return nil, err
	}
	if err := party.Erasable(contracts, t.Timestamp()); err != nil {
		return nil, err
	}
	t.Event = "PartyErased"
	return record, t.PutRecord(parties.Key(t.Book, q.PartyID), record)
}

// policiesWithClaims are all policies of a holder with their claims.
func policiesWithClaims(t *engine.Tx, holderID string) ([]party.Contract, error) {
	prefix := policies.HolderPrefix(t.Book, holderID)
	page, err := t.Scan(prefix, engine.PrefixEnd(prefix), party.MaxContracts)
	if err != nil {
		return nil, err
	}
	if page.More {
		return nil, fault.New(fault.TooMany, "partyId", "%s has more than %d policies, too many to look at in one transaction", holderID, party.MaxContracts)
	}
	keys := make([]string, len(page.Entries))
	for i := range page.Entries {
		keys[i] = policies.Key(t.Book, page.Entries[i].Key[len(prefix):])
	}
	if err := t.Load(keys...); err != nil {
		return nil, err
	}
	contracts := make([]party.Contract, len(keys))
	claims := 0
	for i := range keys {
		found, err := withClaims(t, keys[i], party.MaxContracts-claims)
		if err != nil {
			return nil, err
		}
		contracts[i] = *found
		claims += len(found.Claims)
	}
	return contracts, nil
}

func withClaims(t *engine.Tx, policyKey string, mostClaims int) (*party.Contract, error) {
	stored, err := t.Get(policyKey)
	if err != nil {
		return nil, err
	}
	bound, err := engine.Decoded[policy.Policy](stored)
	if err != nil {
		return nil, err
	}
	sold, err := products.Get(t, bound.ProductID, bound.ProductVersion)
	if err != nil {
		return nil, err
	}
	prefix := policies.LossKey(t.Book, bound.PolicyID, "")
	page, err := t.Scan(prefix, engine.PrefixEnd(prefix), mostClaims+1)
	if err != nil {
		return nil, err
	}
	if len(page.Entries) > mostClaims {
		return nil, fault.New(fault.TooMany, "partyId", "%s has more than %d claims, too many to look at in one transaction", bound.HolderID, party.MaxContracts)
	}
	keys := make([]string, len(page.Entries))
	for i := range page.Entries {
		keys[i] = claims.Key(t.Book, string(page.Entries[i].Value))
	}
	values, err := t.GetMany(keys)
	if err != nil {
		return nil, err
	}
	claims, err := engine.DecodedAll[claim.Claim](values)
	if err != nil {
		return nil, err
	}
	return &party.Contract{Policy: bound, Claims: claims, RetentionDays: sold.Jurisdiction(bound.Jurisdiction).RetentionDays}, nil
}
