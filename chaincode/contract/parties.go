package contract

import (
	"encoding/hex"

	"insurance/chaincode/domain/fault"
	"insurance/chaincode/domain/party"
	"insurance/chaincode/domain/text"
	"insurance/chaincode/ledger"
	"insurance/chaincode/protojson"
)

// The names of the transient data of StorePersonalData.
const (
	transientPersonalData = "personalData"
	transientSalt         = "salt"
)

// RegisterPartyRequest registers a policyholder, in two transactions. StorePersonalData takes the data as transient data
// and writes to the insurer's collection alone, so that the insurer alone endorses it and no other organization's peer
// sees the person. RegisterParty then writes the public record, which others endorse, from the hash that the ledger
// published of the stored value. PersonalData must stay empty in both.
type RegisterPartyRequest struct {
	Header
	PartyID      string              `json:"partyId"`
	PersonalData *party.PersonalData `json:"personalData"`
}

func (q *RegisterPartyRequest) validate() error {
	if q.PersonalData != nil {
		return fault.New(fault.PersonalDataInArguments, "personalData", "personal data belongs into the transient data, not into the arguments")
	}
	return text.ID("partyId", q.PartyID)
}

func (q *RegisterPartyRequest) keys(*ledger.Caller) []string { return []string{partyKey(q.PartyID)} }

// storePersonalData may be repeated, with another salt too, until the party is registered.
func storePersonalData(t *tx, q *RegisterPartyRequest) (*party.Party, error) {
	if err := t.absent(partyKey(q.PartyID), "partyId", q.PartyID); err != nil {
		return nil, err
	}
	salt, data := t.Transient(transientSalt), t.Transient(transientPersonalData)
	if len(salt) != party.SaltSize {
		return nil, fault.New(fault.PersonalDataMissing, "", "the transient salt must have %d bytes", party.SaltSize)
	}
	if len(data) == 0 {
		return nil, fault.New(fault.PersonalDataMissing, "", "the transient personalData is missing")
	}
	var personal party.PersonalData
	if err := protojson.Unmarshal(data, &personal); err != nil {
		return nil, fault.At("personalData", err)
	}
	if err := personal.Validate(); err != nil {
		return nil, fault.At("personalData", err)
	}
	pending := &party.Party{PartyID: q.PartyID, InsurerMSPID: t.caller.MSPID}
	return pending, t.PutPrivate(party.Collection(t.caller.MSPID), q.PartyID, party.Seal(salt, data))
}

func registerParty(t *tx, q *RegisterPartyRequest) (*party.Party, error) {
	if err := t.absent(partyKey(q.PartyID), "partyId", q.PartyID); err != nil {
		return nil, err
	}
	commitment, err := t.GetPrivateHash(party.Collection(t.caller.MSPID), q.PartyID)
	if err != nil {
		return nil, err
	}
	if commitment == nil {
		return nil, fault.New(fault.PersonalDataMissing, "personalData", "no personal data of %q has been stored", q.PartyID)
	}
	record := &party.Party{
		PartyID: q.PartyID, InsurerMSPID: t.caller.MSPID, CommitmentSHA256: hex.EncodeToString(commitment), Registered: t.stamp(),
	}
	t.event = "PartyRegistered"
	return record, t.put(partyKey(q.PartyID), record)
}

// GetPartyRequest asks for what the channel knows.
type GetPartyRequest struct {
	PartyID string `json:"partyId"`
}

func (q *GetPartyRequest) validate() error { return text.ID("partyId", q.PartyID) }

func (q *GetPartyRequest) keys(*ledger.Caller) []string { return []string{partyKey(q.PartyID)} }

func (t *tx) party(field, id string) (*party.Party, error) {
	return read[party.Party](t, partyKey(id), fault.PartyNotFound, field, id)
}

func getParty(t *tx, q *GetPartyRequest) (*party.Party, error) { return t.party("partyId", q.PartyID) }

// GetPersonalDataRequest asks for what only the insurer knows.
type GetPersonalDataRequest struct {
	PartyID string `json:"partyId"`
}

func (q *GetPersonalDataRequest) validate() error { return text.ID("partyId", q.PartyID) }

func (q *GetPersonalDataRequest) keys(*ledger.Caller) []string { return []string{partyKey(q.PartyID)} }

func getPersonalData(t *tx, q *GetPersonalDataRequest) (*party.PersonalData, error) {
	record, err := t.party("partyId", q.PartyID)
	if err != nil {
		return nil, err
	}
	if record.InsurerMSPID != t.caller.MSPID || record.InsurerMSPID != t.PeerMSP() {
		return nil, fault.New(fault.NotHolder, "partyId", "only %s holds this person's data", record.InsurerMSPID)
	}
	value, err := t.GetPrivate(party.Collection(record.InsurerMSPID), q.PartyID)
	if err != nil {
		return nil, err
	}
	if value == nil {
		return nil, fault.New(fault.RecordNotFound, "partyId", "the personal data has been erased")
	}
	return decoded[party.PersonalData](party.Unseal(value))
}
