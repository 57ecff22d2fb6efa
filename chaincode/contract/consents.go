package contract

import (
	"insurance/chaincode/domain/fault"
	"insurance/chaincode/domain/instant"
	"insurance/chaincode/domain/party"
	"insurance/chaincode/domain/text"
	"insurance/chaincode/ledger"
)

// RecordConsentRequest records that a person agreed to a purpose.
type RecordConsentRequest struct {
	Header
	PartyID        string           `json:"partyId"`
	ConsentID      string           `json:"consentId"`
	Purpose        party.Purpose    `json:"purpose"`
	ExpiresAt      *instant.Instant `json:"expiresAt"`
	EvidenceSHA256 string           `json:"evidenceSha256"`
}

func (q *RecordConsentRequest) validate() error {
	if err := text.ID("partyId", q.PartyID); err != nil {
		return err
	}
	if err := text.ID("consentId", q.ConsentID); err != nil {
		return err
	}
	if !q.Purpose.NeedsConsent() {
		return fault.New(fault.InvalidArgument, "purpose", "a consent is for marketing, profiling or sharing; %s needs none", q.Purpose)
	}
	if q.ExpiresAt == nil {
		return fault.New(fault.Required, "expiresAt", "the time from which the consent no longer counts is required")
	}
	return text.SHA256("evidenceSha256", q.EvidenceSHA256)
}

func (q *RecordConsentRequest) keys(*ledger.Caller) []string {
	return []string{partyKey(q.PartyID), consentPrefix(q.PartyID) + q.ConsentID}
}

func recordConsent(t *tx, q *RecordConsentRequest) (*party.Consent, error) {
	record, err := t.ownParty(q.PartyID)
	if err != nil {
		return nil, err
	}
	if err := record.Present("partyId"); err != nil {
		return nil, err
	}
	if !t.Timestamp().Before(*q.ExpiresAt) {
		return nil, fault.New(fault.InvalidPeriod, "expiresAt", "the consent would have expired before it is recorded")
	}
	k := consentPrefix(q.PartyID) + q.ConsentID
	if err := t.absent(k, "consentId", q.ConsentID); err != nil {
		return nil, err
	}
	others, err := t.consents(q.PartyID)
	if err != nil {
		return nil, err
	}
	if err := text.Count("consentId", len(others)+1, party.MaxConsents); err != nil {
		return nil, err
	}
	consent := &party.Consent{
		PartyID: q.PartyID, ConsentID: q.ConsentID, InsurerMSPID: record.InsurerMSPID, Purpose: q.Purpose,
		ExpiresAt: q.ExpiresAt, EvidenceSHA256: q.EvidenceSHA256, Recorded: t.stamp(),
	}
	t.event = "ConsentRecorded"
	return consent, t.putNew(k, record.InsurerMSPID, consent)
}

// consents are all of a person, of which there are few.
func (t *tx) consents(partyID string) ([]party.Consent, error) {
	prefix := consentPrefix(partyID)
	page, err := t.Scan(prefix, prefixEnd(prefix), party.MaxConsents)
	if err != nil {
		return nil, err
	}
	values := make([][]byte, len(page.Entries))
	for i := range page.Entries {
		values[i] = page.Entries[i].Value
	}
	return all[party.Consent](values)
}

// WithdrawConsentRequest ends a consent.
type WithdrawConsentRequest struct {
	Header
	PartyID   string `json:"partyId"`
	ConsentID string `json:"consentId"`
}

func (q *WithdrawConsentRequest) validate() error {
	if err := text.ID("partyId", q.PartyID); err != nil {
		return err
	}
	return text.ID("consentId", q.ConsentID)
}

func (q *WithdrawConsentRequest) keys(*ledger.Caller) []string {
	return []string{consentPrefix(q.PartyID) + q.ConsentID}
}

func withdrawConsent(t *tx, q *WithdrawConsentRequest) (*party.Consent, error) {
	k := consentPrefix(q.PartyID) + q.ConsentID
	consent, err := read[party.Consent](t, k, fault.ConsentNotFound, "consentId", q.ConsentID)
	if err != nil {
		return nil, err
	}
	if err := t.own(consent.InsurerMSPID, "partyId"); err != nil {
		return nil, err
	}
	if err := consent.Withdraw(t.stamp()); err != nil {
		return nil, err
	}
	t.event = "ConsentWithdrawn"
	return consent, t.put(k, consent)
}

// ListConsentsRequest asks for the consents of a party.
type ListConsentsRequest struct {
	PartyID string `json:"partyId"`
}

// ListConsentsResponse has them all.
type ListConsentsResponse struct {
	Consents []party.Consent `json:"consents"`
}

func (q *ListConsentsRequest) validate() error { return text.ID("partyId", q.PartyID) }

func (q *ListConsentsRequest) keys(*ledger.Caller) []string { return []string{partyKey(q.PartyID)} }

func listConsents(t *tx, q *ListConsentsRequest) (*ListConsentsResponse, error) {
	if _, err := t.party("partyId", q.PartyID); err != nil {
		return nil, err
	}
	consents, err := t.consents(q.PartyID)
	return &ListConsentsResponse{Consents: consents}, err
}
