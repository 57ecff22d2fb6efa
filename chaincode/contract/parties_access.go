package contract

import (
	"fmt"

	"insurance/chaincode/domain/fault"
	"insurance/chaincode/domain/instant"
	"insurance/chaincode/domain/party"
	"insurance/chaincode/domain/text"
	"insurance/chaincode/ledger"
)

// RecordAccessRequest writes that personal data are about to be read. Gateways send it before they unseal anything.
type RecordAccessRequest struct {
	Header
	PartyID string        `json:"partyId"`
	Purpose party.Purpose `json:"purpose"`
}

func (q *RecordAccessRequest) validate() error { return checkPurpose(q.PartyID, q.Purpose) }

func (q *RecordAccessRequest) keys(*ledger.Caller) []string { return []string{partyKey(q.PartyID)} }

func checkPurpose(partyID string, purpose party.Purpose) error {
	if purpose == party.PurposeUnspecified {
		return fault.New(fault.Required, "purpose", "what the personal data are read for is required")
	}
	return text.ID("partyId", partyID)
}

func recordAccess(t *tx, q *RecordAccessRequest) (*party.Access, error) {
	record, err := t.readable(q.PartyID, q.Purpose)
	if err != nil {
		return nil, err
	}
	access := &party.Access{PartyID: q.PartyID, Purpose: q.Purpose, Version: record.Version, Accessed: t.stamp()}
	t.event = "PersonalDataAccessed"
	return access, t.put(accessPrefix(q.PartyID)+key(accessTime(t.Timestamp()), t.TransactionID()), access)
}

// readable is a party whose data the caller may read for a purpose.
func (t *tx) readable(partyID string, purpose party.Purpose) (*party.Party, error) {
	record, err := t.party("partyId", partyID)
	if err != nil {
		return nil, err
	}
	if record.InsurerMSPID != t.caller.MSPID {
		return nil, fault.New(fault.NotHolder, "partyId", "only %s holds this person's data", record.InsurerMSPID)
	}
	if err := record.Present("partyId"); err != nil {
		return nil, err
	}
	if !purpose.NeedsConsent() {
		return record, nil
	}
	consents, err := t.consents(partyID)
	if err != nil {
		return nil, err
	}
	return record, party.Allow(purpose, consents, t.Timestamp())
}

// GetPersonalDataRequest asks for what only the insurer holds.
type GetPersonalDataRequest struct {
	PartyID string        `json:"partyId"`
	Purpose party.Purpose `json:"purpose"`
}

// SealedPersonalData is a person as the insurer's gateway sealed it.
type SealedPersonalData struct {
	PartyID          string `json:"partyId"`
	Version          uint32 `json:"version"`
	Sealed           []byte `json:"sealed"`
	CommitmentSHA256 string `json:"commitmentSha256"`
}

func (q *GetPersonalDataRequest) validate() error { return checkPurpose(q.PartyID, q.Purpose) }

func (q *GetPersonalDataRequest) keys(*ledger.Caller) []string { return []string{partyKey(q.PartyID)} }

func getPersonalData(t *tx, q *GetPersonalDataRequest) (*SealedPersonalData, error) {
	record, err := t.readable(q.PartyID, q.Purpose)
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

// ListAccessesRequest asks for a page of the access log of a party.
type ListAccessesRequest struct {
	PartyID   string `json:"partyId"`
	PageSize  uint32 `json:"pageSize"`
	PageToken string `json:"pageToken"`
}

// ListAccessesResponse is one page, oldest first.
type ListAccessesResponse struct {
	Accesses      []party.Access `json:"accesses"`
	NextPageToken string         `json:"nextPageToken"`
}

func (q *ListAccessesRequest) validate() error {
	if err := text.ID("partyId", q.PartyID); err != nil {
		return err
	}
	return checkPage(q.PageSize, maxPage)
}

func (q *ListAccessesRequest) keys(*ledger.Caller) []string { return []string{partyKey(q.PartyID)} }

func listAccesses(t *tx, q *ListAccessesRequest) (*ListAccessesResponse, error) {
	if _, err := t.party("partyId", q.PartyID); err != nil {
		return nil, err
	}
	entries, next, err := t.scanPage(accessPrefix(q.PartyID), q.PageToken, pageLimit(q.PageSize, maxPage))
	if err != nil {
		return nil, err
	}
	values := make([][]byte, len(entries))
	for i := range entries {
		values[i] = entries[i].Value
	}
	accesses, err := all[party.Access](values)
	return &ListAccessesResponse{Accesses: accesses, NextPageToken: next}, err
}

// accessTime sorts as the times do, to the nanosecond: two readings of one second are told apart.
func accessTime(i instant.Instant) string { return fmt.Sprintf("%s.%09d", i.Sortable(), i.Nanos) }
