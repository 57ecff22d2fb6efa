package parties

import (
	"fmt"

	"insurance/chaincode/domain/fault"
	"insurance/chaincode/domain/instant"
	"insurance/chaincode/domain/party"
	"insurance/chaincode/domain/text"
	"insurance/chaincode/engine"
)

func (q *RecordAccessRequest) Validate() error { return checkPurpose(q.PartyID, q.Purpose) }

func checkPurpose(partyID string, purpose party.Purpose) error {
	var wrong fault.Refusals
	if purpose == party.PurposeUnspecified {
		wrong.Add(fault.New(fault.Required, "purpose", "what the personal data are read for is required"))
	}
	wrong.Add(text.ID("partyId", partyID))
	return wrong.Err()
}

func recordAccess(t *engine.Tx, q *RecordAccessRequest) (*party.Access, error) {
	record, err := readable(t, q.PartyID, q.Purpose)
	if err != nil {
		return nil, err
	}
	access := &party.Access{PartyID: q.PartyID, Purpose: q.Purpose, Version: record.Version, Accessed: t.Stamp()}
	t.Event = "PersonalDataAccessed"
	return access, t.PutRecord(accessPrefix(t.Book, q.PartyID)+engine.Key(accessTime(t.Timestamp()), t.TransactionID()), access)
}

// readable is a party whose data the caller may read for a purpose.
func readable(t *engine.Tx, partyID string, purpose party.Purpose) (*party.Party, error) {
	record, err := Get(t, "partyId", partyID)
	if err != nil {
		return nil, err
	}
	if err := record.Present("partyId"); err != nil {
		return nil, err
	}
	if !purpose.NeedsConsent() {
		return record, nil
	}
	consents, err := consentsOf(t, partyID)
	if err != nil {
		return nil, err
	}
	return record, party.Allow(purpose, consents, t.Timestamp())
}

func (q *GetPersonalDataRequest) Validate() error { return checkPurpose(q.PartyID, q.Purpose) }

func getPersonalData(t *engine.Tx, q *GetPersonalDataRequest) (*SealedPersonalData, error) {
	record, err := readable(t, q.PartyID, q.Purpose)
	if err != nil {
		return nil, err
	}
	if record.InsurerMSPID != t.PeerMSP() {
		return nil, fault.New(fault.NotHolder, "partyId", "only %s holds this person's data", record.InsurerMSPID)
	}
	sealed, err := t.GetPrivate(party.Collection(record.InsurerMSPID), sealedKey(q.PartyID, record.Version))
	if err != nil {
		return nil, err
	}
	if sealed == nil {
		return nil, fault.New(fault.RecordNotFound, "partyId", "this peer does not hold the personal data")
	}
	return &SealedPersonalData{
		PartyID: q.PartyID, Version: record.Version, Sealed: sealed, CommitmentSHA256: record.CommitmentSHA256,
	}, nil
}

func (q *ListAccessesRequest) Validate() error {
	return fault.All(q.CheckInsurer(), text.ID("partyId", q.PartyID), engine.CheckPage(q.PageSize, engine.MaxPage))
}

func listAccesses(t *engine.Tx, q *ListAccessesRequest) (*ListAccessesResponse, error) {
	if _, err := Get(t, "partyId", q.PartyID); err != nil {
		return nil, err
	}
	entries, next, err := t.ScanPage(accessPrefix(t.Book, q.PartyID), q.PageToken, engine.PageLimit(q.PageSize, engine.MaxPage))
	if err != nil {
		return nil, err
	}
	values := make([][]byte, len(entries))
	for i := range entries {
		values[i] = entries[i].Value
	}
	accesses, err := engine.DecodedAll[party.Access](values)
	return &ListAccessesResponse{Accesses: accesses, NextPageToken: next}, err
}

// accessTime sorts as the times do, to the nanosecond: two readings of one second differ.
func accessTime(i instant.Instant) string { return fmt.Sprintf("%s.%09d", i.Sortable(), i.Nanos) }
