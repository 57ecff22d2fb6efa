package contract

import (
	"insurance/chaincode/domain/claim"
	"insurance/chaincode/domain/fault"
	"insurance/chaincode/domain/party"
	"insurance/chaincode/domain/policy"
	"insurance/chaincode/domain/text"
	"insurance/chaincode/ledger"
)

// ErasePartyRequest ends the processing of a person's data. The gateway then destroys the person's key and has the sealed
// data purged; from this transaction on nobody reads them.
type ErasePartyRequest struct {
	Header
	PartyID string `json:"partyId"`
	Reason  string `json:"reason"`
}

func (q *ErasePartyRequest) validate() error {
	if err := text.Needed("reason", q.Reason, maxReason); err != nil {
		return err
	}
	return text.ID("partyId", q.PartyID)
}

func (q *ErasePartyRequest) keys(*ledger.Caller) []string { return []string{partyKey(q.PartyID)} }

func eraseParty(t *tx, q *ErasePartyRequest) (*party.Party, error) {
	record, err := t.ownParty(q.PartyID)
	if err != nil {
		return nil, err
	}
	if err := record.Erase(q.Reason, t.stamp()); err != nil {
		return nil, err
	}
	contracts, err := t.contracts(q.PartyID)
	if err != nil {
		return nil, err
	}
	if err := party.Erasable(contracts, t.Timestamp()); err != nil {
		return nil, err
	}
	t.event = "PartyErased"
	return record, t.put(partyKey(q.PartyID), record)
}

// contracts are all policies of a holder with their claims.
func (t *tx) contracts(holderID string) ([]party.Contract, error) {
	prefix := holderPrefix(holderID)
	page, err := t.Scan(prefix, prefixEnd(prefix), party.MaxContracts)
	if err != nil {
		return nil, err
	}
	if page.More {
		return nil, fault.New(fault.TooMany, "partyId", "%s has more than %d policies, too many to look at in one transaction", holderID, party.MaxContracts)
	}
	keys := make([]string, len(page.Entries))
	for i := range page.Entries {
		keys[i] = policyKey(page.Entries[i].Key[len(prefix):])
	}
	if err := t.load(keys...); err != nil {
		return nil, err
	}
	contracts := make([]party.Contract, len(keys))
	claims := 0
	for i := range keys {
		found, err := t.contract(keys[i], party.MaxContracts-claims)
		if err != nil {
			return nil, err
		}
		contracts[i] = *found
		claims += len(found.Claims)
	}
	return contracts, nil
}

func (t *tx) contract(policyKey string, mostClaims int) (*party.Contract, error) {
	stored, err := t.get(policyKey)
	if err != nil {
		return nil, err
	}
	bound, err := decoded[policy.Policy](stored)
	if err != nil {
		return nil, err
	}
	sold, err := t.product(bound.ProductID, bound.ProductVersion)
	if err != nil {
		return nil, err
	}
	prefix := lossKey(bound.PolicyID, "")
	page, err := t.Scan(prefix, prefixEnd(prefix), mostClaims+1)
	if err != nil {
		return nil, err
	}
	if len(page.Entries) > mostClaims {
		return nil, fault.New(fault.TooMany, "partyId", "%s has more than %d claims, too many to look at in one transaction", bound.HolderID, party.MaxContracts)
	}
	keys := make([]string, len(page.Entries))
	for i := range page.Entries {
		keys[i] = claimKey(string(page.Entries[i].Value))
	}
	values, err := t.GetMany(keys)
	if err != nil {
		return nil, err
	}
	claims, err := all[claim.Claim](values)
	if err != nil {
		return nil, err
	}
	return &party.Contract{Policy: bound, Claims: claims, RetentionDays: sold.Jurisdiction(bound.Jurisdiction).RetentionDays}, nil
}

// PurgePersonalDataRequest removes from every peer's store what is no longer needed of a person: after a correction the
// versions before, after an erasure all of them. It writes to the insurer's collection and nothing else.
type PurgePersonalDataRequest struct {
	Header
	PartyID string `json:"partyId"`
}

func (q *PurgePersonalDataRequest) validate() error { return text.ID("partyId", q.PartyID) }

func (q *PurgePersonalDataRequest) keys(*ledger.Caller) []string {
	return []string{partyKey(q.PartyID)}
}

// purgePersonalData may be repeated. A version after the current one is what an unfinished correction left.
func purgePersonalData(t *tx, q *PurgePersonalDataRequest) (*party.Party, error) {
	record, err := t.ownParty(q.PartyID)
	if err != nil {
		return nil, err
	}
	collection := party.Collection(record.InsurerMSPID)
	if record.Erased == nil && record.Version == 1 {
		return nil, fault.New(fault.RecordNotFound, "partyId", "nothing of %s has been corrected or erased", q.PartyID)
	}
	last := record.Version - 1
	if record.Erased != nil {
		last = record.Version + 1
	}
	for version := uint32(1); version <= last; version++ {
		if err := t.PurgePrivate(collection, sealedKey(q.PartyID, version)); err != nil {
			return nil, err
		}
	}
	return record, nil
}
