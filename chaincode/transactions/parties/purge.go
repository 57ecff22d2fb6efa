package parties

import (
	"encoding/hex"

	"insurance/chaincode/domain/fault"
	"insurance/chaincode/domain/party"
	"insurance/chaincode/domain/text"
	"insurance/chaincode/engine"
)

func (q *PurgePersonalDataRequest) Validate() error {
	var wrong fault.Refusals
	if q.SealedSHA256 != "" {
		wrong.Add(text.SHA256("sealedSha256", q.SealedSHA256))
	}
	if q.UnregisteredVersion > party.MaxVersions {
		wrong.Add(fault.New(fault.InvalidArgument, "unregisteredVersion", "versions are counted from 1 to %d", party.MaxVersions))
	}
	wrong.Add(text.ID("partyId", q.PartyID))
	return wrong.Err()
}

// purgePersonalData may be repeated. A version after the current one is what an unfinished correction left.
func purgePersonalData(t *engine.Tx, q *PurgePersonalDataRequest) (*party.Party, error) {
	if q.UnregisteredVersion > 0 {
		return purgeUnregistered(t, q)
	}
	record, err := Get(t, "partyId", q.PartyID)
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
func purgeUnregistered(t *engine.Tx, q *PurgePersonalDataRequest) (*party.Party, error) {
	stored, err := t.Get(Key(t.Book, q.PartyID))
	if err != nil {
		return nil, err
	}
	if stored != nil {
		record, err := engine.Decoded[party.Party](stored)
		if err != nil {
			return nil, err
		}
		if q.UnregisteredVersion <= record.Version {
			return nil, fault.New(fault.AlreadyExists, "unregisteredVersion", "version %d of %s is registered", q.UnregisteredVersion, q.PartyID)
		}
	}
	collection, valueKey := party.Collection(t.Caller.MSPID), sealedKey(q.PartyID, q.UnregisteredVersion)
	hash, err := t.GetPrivateHash(collection, valueKey)
	if err != nil {
		return nil, err
	}
	found := hex.EncodeToString(hash)
	if found != "" && q.SealedSHA256 != "" && found != q.SealedSHA256 {
		return nil, fault.New(fault.RecordNotFound, "sealedSha256", "what is stored of %s is another request's", q.PartyID)
	}
	pending := &party.Party{PartyID: q.PartyID, InsurerMSPID: t.Caller.MSPID, Version: q.UnregisteredVersion, SealedSHA256: found}
	return pending, t.PurgePrivate(collection, valueKey)
}

func (q *HoldsPersonalDataRequest) Validate() error { return nil }

func (q *HoldsPersonalDataRequest) Keys(engine.Book) []string { return nil }

func holdsPersonalData(t *engine.Tx, _ *HoldsPersonalDataRequest) (*HoldsPersonalDataResponse, error) {
	// Every key begins with a letter, a digit, a dot, an underscore or a hyphen.
	page, err := t.ScanPrivate(party.Collection(t.Caller.MSPID), "-", "~", 1)
	if err != nil {
		return nil, err
	}
	return &HoldsPersonalDataResponse{Held: len(page.Entries) > 0}, nil
}
