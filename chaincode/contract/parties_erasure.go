package contract

import (
	"encoding/hex"

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
// versions before, after an erasure all of them. With UnregisteredVersion it removes what was stored and never registered,
// for instance when a gateway ended between the two. It writes to the insurer's collection and nothing else.
type PurgePersonalDataRequest struct {
	Header
	PartyID             string `json:"partyId"`
	UnregisteredVersion uint32 `json:"unregisteredVersion"`
	// SealedSHA256 is the hash of the one value to remove; empty: whatever is stored.
	SealedSHA256 string `json:"sealedSha256"`
}

func (q *PurgePersonalDataRequest) validate() error {
	if q.SealedSHA256 != "" {
		if err := text.SHA256("sealedSha256", q.SealedSHA256); err != nil {
			return err
		}
	}
	if q.UnregisteredVersion > party.MaxVersions {
		return fault.New(fault.InvalidArgument, "unregisteredVersion", "versions are counted from 1 to %d", party.MaxVersions)
	}
	return text.ID("partyId", q.PartyID)
}

func (q *PurgePersonalDataRequest) keys(*ledger.Caller) []string {
	return []string{partyKey(q.PartyID)}
}

// purgePersonalData may be repeated. A version after the current one is what an unfinished correction left.
func purgePersonalData(t *tx, q *PurgePersonalDataRequest) (*party.Party, error) {
	if q.UnregisteredVersion > 0 {
		return t.purgeUnregistered(q)
	}
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

// purgeUnregistered answers the hash of what it purges, which is empty when nothing is stored. Once it is committed no
// request that was made before can register the version: such a request has read the record as absent, and the value's hash.
func (t *tx) purgeUnregistered(q *PurgePersonalDataRequest) (*party.Party, error) {
	stored, err := t.get(partyKey(q.PartyID))
	if err != nil {
		return nil, err
	}
	if stored != nil {
		record, err := decoded[party.Party](stored)
		if err != nil {
			return nil, err
		}
		// Another insurer's person of the same id does not keep this one's leftovers.
		if record.InsurerMSPID == t.caller.MSPID && q.UnregisteredVersion <= record.Version {
			return nil, fault.New(fault.AlreadyExists, "unregisteredVersion", "version %d of %s is registered", q.UnregisteredVersion, q.PartyID)
		}
	}
	collection, valueKey := party.Collection(t.caller.MSPID), sealedKey(q.PartyID, q.UnregisteredVersion)
	hash, err := t.GetPrivateHash(collection, valueKey)
	if err != nil {
		return nil, err
	}
	found := hex.EncodeToString(hash)
	if found != "" && q.SealedSHA256 != "" && found != q.SealedSHA256 {
		return nil, fault.New(fault.RecordNotFound, "sealedSha256", "what is stored of %s is another request's", q.PartyID)
	}
	pending := &party.Party{PartyID: q.PartyID, InsurerMSPID: t.caller.MSPID, Version: q.UnregisteredVersion, SealedSHA256: found}
	return pending, t.PurgePrivate(collection, valueKey)
}

// HoldsPersonalDataRequest asks whether the caller's collection holds anybody's sealed data. A gateway whose key store is
// empty asks before it begins: with data on the ledger an empty store is a lost one.
type HoldsPersonalDataRequest struct{}

// HoldsPersonalDataResponse is the answer.
type HoldsPersonalDataResponse struct {
	Held bool `json:"held"`
}

func (q *HoldsPersonalDataRequest) validate() error { return nil }

func (q *HoldsPersonalDataRequest) keys(*ledger.Caller) []string { return nil }

func holdsPersonalData(t *tx, _ *HoldsPersonalDataRequest) (*HoldsPersonalDataResponse, error) {
	// Every key begins with a letter, a digit, a dot, an underscore or a hyphen.
	page, err := t.ScanPrivate(party.Collection(t.caller.MSPID), "-", "~", 1)
	if err != nil {
		return nil, err
	}
	return &HoldsPersonalDataResponse{Held: len(page.Entries) > 0}, nil
}
