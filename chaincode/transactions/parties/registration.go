package parties

import (
	"insurance/chaincode/domain/fault"
	"insurance/chaincode/domain/party"
	"insurance/chaincode/domain/text"
	"insurance/chaincode/engine"
	"insurance/chaincode/transactions/access"
)

func (p *prepared) validate() error {
	if p.CommitmentSHA256 == "" && p.SealedSHA256 == "" {
		return nil
	}
	return fault.All(text.SHA256("commitmentSha256", p.CommitmentSHA256), text.SHA256("sealedSha256", p.SealedSHA256))
}

func (p *prepared) sent() error {
	if p.SealedSHA256 == "" {
		return fault.New(fault.PersonalDataMissing, "personalData", "the personal data are missing")
	}
	return nil
}

func (k *keyed) validate() error {
	if k.DataHMACSHA256 == "" {
		return nil
	}
	return text.SHA256("dataHmacSha256", k.DataHMACSHA256)
}

// Concealed is the digest, in a message of its own.
func (k *keyed) Concealed() engine.Concealed { return k }

// Same says whether the data are those of the request that was answered.
func (k *keyed) Same(stored []byte) (bool, error) {
	before, err := engine.Decoded[keyed](stored)
	return err == nil && before.DataHMACSHA256 == k.DataHMACSHA256, err
}

// answerable refuses to answer a repeat about a person who was erased: no gateway can determine any more whether the data
// are the same, and nobody is to learn it.
func answerable(t *engine.Tx, partyID string) error {
	record, err := Get(t, "partyId", partyID)
	if err != nil {
		return err
	}
	return record.Present("partyId")
}

// stored refuses a request whose sealed data are not what the collection holds.
func (p *prepared) stored(t *engine.Tx, partyID string, version uint32) error {
	if err := p.sent(); err != nil {
		return err
	}
	hash, err := t.GetPrivateHash(party.Collection(t.Caller.MSPID), sealedKey(partyID, version))
	if err != nil {
		return err
	}
	return party.Matches(hash, p.SealedSHA256)
}

func inArguments(data *party.PersonalData) error {
	if data != nil {
		return fault.New(fault.PersonalDataInArguments, "personalData", "personal data do not belong into the arguments: the gateway seals them")
	}
	return nil
}

// Answerable refuses to answer a repetition about a person who was erased.
func (q *RegisterPartyRequest) Answerable(t *engine.Tx) error { return answerable(t, q.PartyID) }

// Requester is the broker whom the request is for.
func (q *RegisterPartyRequest) Requester(t *engine.Tx) string { return access.Requester(t, q.BrokerID) }

func (q *RegisterPartyRequest) Validate() error {
	return fault.All(
		inArguments(q.PersonalData),
		q.prepared.validate(),
		q.keyed.validate(),
		text.OptionalID("brokerId", q.BrokerID),
		text.ID("partyId", q.PartyID),
	)
}

// Derived leaves out what a gateway makes anew each time, and what Concealed stands for.
func (q *RegisterPartyRequest) Derived() any {
	kept := *q
	kept.prepared, kept.keyed = prepared{}, keyed{}
	return &kept
}

func registerParty(t *engine.Tx, q *RegisterPartyRequest) (*party.Party, error) {
	broker, err := access.Broker(t, q.BrokerID)
	if err != nil {
		return nil, err
	}
	// A gateway asks without the data whether the id is free. To a broker it says so only with a person to register, so that
	// ids cannot be tried for nothing.
	if access.ActsAsBroker(t) {
		if err := q.sent(); err != nil {
			return nil, err
		}
	}
	if err := t.Absent(Key(t.Book, q.PartyID), "partyId", q.PartyID); err != nil {
		return nil, err
	}
	if err := q.stored(t, q.PartyID, 1); err != nil {
		return nil, err
	}
	record := &party.Party{
		PartyID: q.PartyID, InsurerMSPID: t.Caller.MSPID, CommitmentSHA256: q.CommitmentSHA256, Registered: t.Stamp(),
		SealedSHA256: q.SealedSHA256, Version: 1, BrokerID: broker,
	}
	t.Event = "PartyRegistered"
	return record, t.PutNew(Key(t.Book, q.PartyID), t.Caller.MSPID, record)
}

// Answerable refuses to answer a repetition about a person who was erased.
func (q *CorrectPartyRequest) Answerable(t *engine.Tx) error { return answerable(t, q.PartyID) }

func (q *CorrectPartyRequest) Validate() error {
	return fault.All(
		inArguments(q.PersonalData),
		q.prepared.validate(),
		q.keyed.validate(),
		text.Needed("reason", q.Reason, text.MaxReason),
		text.ID("partyId", q.PartyID),
	)
}

// Derived leaves out what a gateway makes anew each time, and what Concealed stands for.
func (q *CorrectPartyRequest) Derived() any {
	kept := *q
	kept.prepared, kept.keyed = prepared{}, keyed{}
	return &kept
}

func correctParty(t *engine.Tx, q *CorrectPartyRequest) (*party.Party, error) {
	record, err := Get(t, "partyId", q.PartyID)
	if err != nil {
		return nil, err
	}
	next := record.Version + 1
	if err := record.Correct(q.CommitmentSHA256, q.SealedSHA256, q.Reason, t.Stamp()); err != nil {
		return nil, err
	}
	if err := q.stored(t, q.PartyID, next); err != nil {
		return nil, err
	}
	t.Event = "PartyCorrected"
	return record, t.PutRecord(Key(t.Book, q.PartyID), record)
}
