package parties

import (
	"insurance/chaincode/domain/fault"
	"insurance/chaincode/domain/party"
	"insurance/chaincode/domain/text"
	"insurance/chaincode/engine"
	"insurance/chaincode/transactions/access"
)

// transientSealed is the name of the transient data of StorePersonalData.
const transientSealed = "sealed"

func (q *StorePersonalDataRequest) Validate() error {
	var wrong fault.Refusals
	wrong.Add(text.ID("partyId", q.PartyID))
	if q.Version == 0 || q.Version > party.MaxVersions {
		wrong.Add(fault.New(fault.InvalidArgument, "version", "versions are counted from 1 to %d", party.MaxVersions))
	}
	return wrong.Err()
}

// storePersonalData may be repeated, with another salt too, until the version is registered.
func storePersonalData(t *engine.Tx, q *StorePersonalDataRequest) (*party.Party, error) {
	if err := storable(t, q); err != nil {
		return nil, err
	}
	sealed := t.Transient(transientSealed)
	if err := party.CheckSealed(sealed); err != nil {
		return nil, err
	}
	pending := &party.Party{PartyID: q.PartyID, InsurerMSPID: t.Caller.MSPID, Version: q.Version}
	return pending, t.PutPrivate(party.Collection(t.Caller.MSPID), sealedKey(q.PartyID, q.Version), sealed)
}

// storable refuses every version but the next one.
func storable(t *engine.Tx, q *StorePersonalDataRequest) error {
	stored, err := t.Get(Key(t.Book, q.PartyID))
	if err != nil {
		return err
	}
	if stored == nil {
		if q.Version != 1 {
			return engine.NotThere(fault.PartyNotFound, "partyId", q.PartyID)
		}
		return nil
	}
	if q.Version == 1 {
		return engine.Taken("partyId", q.PartyID)
	}
	record, err := Get(t, "partyId", q.PartyID)
	if err != nil {
		return err
	}
	switch {
	case q.Version <= record.Version:
		return fault.New(fault.AlreadyExists, "partyId", "version %d of %s exists already", q.Version, q.PartyID)
	case !t.Caller.HasRole(access.Confidants...):
		return fault.New(fault.RoleNotAllowed, "", "a correction needs one of the roles %v", access.Confidants)
	case q.Version != record.Version+1:
		return fault.New(fault.VersionGap, "version", "the version after that of %s is %d", q.PartyID, record.Version+1)
	}
	return record.Present("partyId")
}
