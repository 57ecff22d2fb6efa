package parties

import (
	"insurance/chaincode/domain/fault"
	"insurance/chaincode/domain/party"
	"insurance/chaincode/domain/text"
	"insurance/chaincode/engine"
)

func (q *RecordConsentRequest) Validate() error {
	var wrong fault.Refusals
	wrong.Add(text.ID("partyId", q.PartyID))
	wrong.Add(text.ID("consentId", q.ConsentID))
	if !q.Purpose.NeedsConsent() {
		wrong.Add(fault.New(fault.InvalidArgument, "purpose", "a consent is for marketing, profiling or sharing; %s needs none", q.Purpose))
	}
	if q.ExpiresAt == nil {
		wrong.Add(fault.New(fault.Required, "expiresAt", "the time from which the consent no longer counts is required"))
	}
	wrong.Add(text.SHA256("evidenceSha256", q.EvidenceSHA256))
	return wrong.Err()
}

func (q *RecordConsentRequest) Keys(b engine.Book) []string {
	return []string{Key(b, q.PartyID), ConsentPrefix(b, q.PartyID) + q.ConsentID}
}

func recordConsent(t *engine.Tx, q *RecordConsentRequest) (*party.Consent, error) {
	record, err := Get(t, "partyId", q.PartyID)
	if err != nil {
		return nil, err
	}
	if err := record.Present("partyId"); err != nil {
		return nil, err
	}
	if !t.Timestamp().Before(*q.ExpiresAt) {
		return nil, fault.New(fault.InvalidPeriod, "expiresAt", "the consent would have expired before it is recorded")
	}
	k := ConsentPrefix(t.Book, q.PartyID) + q.ConsentID
	if err := t.Absent(k, "consentId", q.ConsentID); err != nil {
		return nil, err
	}
	others, err := consentsOf(t, q.PartyID)
	if err != nil {
		return nil, err
	}
	if err := text.Count("consentId", len(others)+1, party.MaxConsents); err != nil {
		return nil, err
	}
	consent := &party.Consent{
		PartyID: q.PartyID, ConsentID: q.ConsentID, InsurerMSPID: record.InsurerMSPID, Purpose: q.Purpose,
		ExpiresAt: q.ExpiresAt, EvidenceSHA256: q.EvidenceSHA256, Recorded: t.Stamp(),
	}
	t.Event = "ConsentRecorded"
	return consent, t.PutNew(k, record.InsurerMSPID, consent)
}

// consentsOf are all of a person, of which there are few.
func consentsOf(t *engine.Tx, partyID string) ([]party.Consent, error) {
	prefix := ConsentPrefix(t.Book, partyID)
	page, err := t.Scan(prefix, engine.PrefixEnd(prefix), party.MaxConsents)
	if err != nil {
		return nil, err
	}
	values := make([][]byte, len(page.Entries))
	for i := range page.Entries {
		values[i] = page.Entries[i].Value
	}
	return engine.DecodedAll[party.Consent](values)
}

func (q *WithdrawConsentRequest) Validate() error {
	return fault.All(text.ID("partyId", q.PartyID), text.ID("consentId", q.ConsentID))
}

func (q *WithdrawConsentRequest) Keys(b engine.Book) []string {
	return []string{ConsentPrefix(b, q.PartyID) + q.ConsentID}
}

func withdrawConsent(t *engine.Tx, q *WithdrawConsentRequest) (*party.Consent, error) {
	k := ConsentPrefix(t.Book, q.PartyID) + q.ConsentID
	consent, err := engine.Find[party.Consent](t, k, fault.ConsentNotFound, "consentId", q.ConsentID)
	if err != nil {
		return nil, err
	}
	if err := consent.Withdraw(t.Stamp()); err != nil {
		return nil, err
	}
	t.Event = "ConsentWithdrawn"
	return consent, t.PutRecord(k, consent)
}

func (q *ListConsentsRequest) Validate() error {
	if err := q.CheckInsurer(); err != nil {
		return err
	}
	return text.ID("partyId", q.PartyID)
}

func listConsents(t *engine.Tx, q *ListConsentsRequest) (*ListConsentsResponse, error) {
	if _, err := Get(t, "partyId", q.PartyID); err != nil {
		return nil, err
	}
	consents, err := consentsOf(t, q.PartyID)
	return &ListConsentsResponse{Consents: consents}, err
}
