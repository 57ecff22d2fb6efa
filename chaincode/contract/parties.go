package contract

import (
	"insurance/chaincode/domain/fault"
	"insurance/chaincode/domain/party"
	"insurance/chaincode/domain/text"
	"insurance/chaincode/ledger"
)

// transientSealed is the name of the transient data of StorePersonalData.
const transientSealed = "sealed"

// StorePersonalDataRequest puts a sealed person into the insurer's collection, and writes nothing else, so that the insurer
// alone endorses it and no other organization's peer holds it. RegisterParty or CorrectParty then writes the public record,
// which others endorse.
type StorePersonalDataRequest struct {
	Header
	PartyID string `json:"partyId"`
	Version uint32 `json:"version"`
}

func (q *StorePersonalDataRequest) validate() error {
	if err := text.ID("partyId", q.PartyID); err != nil {
		return err
	}
	if q.Version == 0 || q.Version > party.MaxVersions {
		return fault.New(fault.InvalidArgument, "version", "versions are counted from 1 to %d", party.MaxVersions)
	}
	return nil
}

func (q *StorePersonalDataRequest) keys(*ledger.Caller) []string {
	return []string{partyKey(q.PartyID)}
}

// storePersonalData may be repeated, with another salt too, until the version is registered.
func storePersonalData(t *tx, q *StorePersonalDataRequest) (*party.Party, error) {
	if err := t.storable(q); err != nil {
		return nil, err
	}
	sealed := t.Transient(transientSealed)
	if err := party.CheckSealed(sealed); err != nil {
		return nil, err
	}
	pending := &party.Party{PartyID: q.PartyID, InsurerMSPID: t.caller.MSPID, Version: q.Version}
	return pending, t.PutPrivate(party.Collection(t.caller.MSPID), sealedKey(q.PartyID, q.Version), sealed)
}

// storable refuses every version but the next one.
func (t *tx) storable(q *StorePersonalDataRequest) error {
	stored, err := t.get(partyKey(q.PartyID))
	if err != nil {
		return err
	}
	if stored == nil {
		if q.Version != 1 {
			return notThere(fault.PartyNotFound, "partyId", q.PartyID)
		}
		return nil
	}
	if q.Version == 1 {
		// The same answer whoever's party it is.
		return taken("partyId", q.PartyID)
	}
	record, err := t.ownParty(q.PartyID)
	if err != nil {
		return err
	}
	switch {
	case q.Version <= record.Version:
		return fault.New(fault.AlreadyExists, "partyId", "version %d of %s exists already", q.Version, q.PartyID)
	case !t.caller.HasRole(confidants...):
		return fault.New(fault.RoleNotAllowed, "", "a correction needs one of the roles %v", confidants)
	case q.Version != record.Version+1:
		return fault.New(fault.VersionGap, "version", "the version after that of %s is %d", q.PartyID, record.Version+1)
	}
	return record.Present("partyId")
}

// prepared are the parts of a request that a gateway makes anew each time it sends the request: a repeat is told by the rest.
type prepared struct {
	CommitmentSHA256 string `json:"commitmentSha256"`
	SealedSHA256     string `json:"sealedSha256"`
}

func (p *prepared) validate() error {
	if p.CommitmentSHA256 == "" && p.SealedSHA256 == "" {
		return nil
	}
	if err := text.SHA256("commitmentSha256", p.CommitmentSHA256); err != nil {
		return err
	}
	return text.SHA256("sealedSha256", p.SealedSHA256)
}

func (p *prepared) sent() error {
	if p.SealedSHA256 == "" {
		return fault.New(fault.PersonalDataMissing, "personalData", "the personal data are missing")
	}
	return nil
}

// keyed is the keyed digest of a request's personal data, by which a repeat is told from another request. A gateway makes it
// under a key of the person's, which ends with the erasure: from then on nobody can try data on it.
type keyed struct {
	DataHMACSHA256 string `json:"dataHmacSha256"`
}

func (k *keyed) validate() error {
	if k.DataHMACSHA256 == "" {
		return nil
	}
	return text.SHA256("dataHmacSha256", k.DataHMACSHA256)
}

func (k *keyed) concealed() *concealed { return &concealed{DataHMACSHA256: k.DataHMACSHA256} }

// answerable refuses to answer a repeat about a person who was erased: no gateway can tell any more whether the data are the
// same, and nobody is to learn it.
func (t *tx) answerable(partyID string) error {
	record, err := t.party("partyId", partyID)
	if err != nil {
		return err
	}
	return record.Present("partyId")
}

// stored refuses a request whose sealed data are not what the collection holds.
func (p *prepared) stored(t *tx, partyID string, version uint32) error {
	if err := p.sent(); err != nil {
		return err
	}
	hash, err := t.GetPrivateHash(party.Collection(t.caller.MSPID), sealedKey(partyID, version))
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

// RegisterPartyRequest registers a policyholder whose sealed data were stored. PersonalData must stay empty.
type RegisterPartyRequest struct {
	Header
	PartyID      string              `json:"partyId"`
	PersonalData *party.PersonalData `json:"personalData"`
	prepared
	// BrokerID is whose customer the person is.
	BrokerID string `json:"brokerId"`
	keyed
}

func (q *RegisterPartyRequest) answerable(t *tx) error { return t.answerable(q.PartyID) }

func (q *RegisterPartyRequest) book() string { return q.BrokerID }

func (q *RegisterPartyRequest) validate() error {
	if err := inArguments(q.PersonalData); err != nil {
		return err
	}
	if err := q.prepared.validate(); err != nil {
		return err
	}
	if err := q.keyed.validate(); err != nil {
		return err
	}
	if err := text.OptionalID("brokerId", q.BrokerID); err != nil {
		return err
	}
	return text.ID("partyId", q.PartyID)
}

func (q *RegisterPartyRequest) keys(*ledger.Caller) []string { return []string{partyKey(q.PartyID)} }

func (q *RegisterPartyRequest) derived() any {
	kept := *q
	kept.prepared, kept.keyed = prepared{}, keyed{}
	return &kept
}

func registerParty(t *tx, q *RegisterPartyRequest) (*party.Party, error) {
	broker, err := t.broker(q.BrokerID)
	if err != nil {
		return nil, err
	}
	// A gateway asks without the data whether the id is free. To a broker it says so only with a person to register, so that
	// ids cannot be tried for nothing.
	if t.actsAsBroker() {
		if err := q.sent(); err != nil {
			return nil, err
		}
	}
	if err := t.absent(partyKey(q.PartyID), "partyId", q.PartyID); err != nil {
		return nil, err
	}
	if err := q.stored(t, q.PartyID, 1); err != nil {
		return nil, err
	}
	record := &party.Party{
		PartyID: q.PartyID, InsurerMSPID: t.caller.MSPID, CommitmentSHA256: q.CommitmentSHA256, Registered: t.stamp(),
		SealedSHA256: q.SealedSHA256, Version: 1, BrokerID: broker,
	}
	t.event = "PartyRegistered"
	return record, t.putNew(partyKey(q.PartyID), t.caller.MSPID, record)
}

// CorrectPartyRequest makes data that were stored as the next version the person's current ones.
type CorrectPartyRequest struct {
	Header
	PartyID      string              `json:"partyId"`
	PersonalData *party.PersonalData `json:"personalData"`
	Reason       string              `json:"reason"`
	prepared
	keyed
}

func (q *CorrectPartyRequest) answerable(t *tx) error { return t.answerable(q.PartyID) }

func (q *CorrectPartyRequest) validate() error {
	if err := inArguments(q.PersonalData); err != nil {
		return err
	}
	if err := q.prepared.validate(); err != nil {
		return err
	}
	if err := q.keyed.validate(); err != nil {
		return err
	}
	if err := text.Needed("reason", q.Reason, maxReason); err != nil {
		return err
	}
	return text.ID("partyId", q.PartyID)
}

func (q *CorrectPartyRequest) keys(*ledger.Caller) []string { return []string{partyKey(q.PartyID)} }

func (q *CorrectPartyRequest) derived() any {
	kept := *q
	kept.prepared, kept.keyed = prepared{}, keyed{}
	return &kept
}

func correctParty(t *tx, q *CorrectPartyRequest) (*party.Party, error) {
	record, err := t.ownParty(q.PartyID)
	if err != nil {
		return nil, err
	}
	next := record.Version + 1
	if err := record.Correct(q.CommitmentSHA256, q.SealedSHA256, q.Reason, t.stamp()); err != nil {
		return nil, err
	}
	if err := q.stored(t, q.PartyID, next); err != nil {
		return nil, err
	}
	t.event = "PartyCorrected"
	return record, t.put(partyKey(q.PartyID), record)
}

// GetPartyRequest asks for what the channel knows.
type GetPartyRequest struct {
	PartyID  string `json:"partyId"`
	BrokerID string `json:"brokerId"`
}

func (q *GetPartyRequest) validate() error {
	if err := text.OptionalID("brokerId", q.BrokerID); err != nil {
		return err
	}
	return text.ID("partyId", q.PartyID)
}

func (q *GetPartyRequest) keys(*ledger.Caller) []string { return []string{partyKey(q.PartyID)} }

func (t *tx) party(field, id string) (*party.Party, error) {
	return read[party.Party](t, partyKey(id), fault.PartyNotFound, field, id)
}

// holderPresent refuses new business, and new claims, of a person nobody could attribute them to any more.
func (t *tx) holderPresent(holderID, field string) error {
	holder, err := t.party("holderId", holderID)
	if err != nil {
		return err
	}
	return holder.Present(field)
}

// ownParty is a party of the caller's own.
func (t *tx) ownParty(id string) (*party.Party, error) {
	record, err := t.party("partyId", id)
	if err != nil {
		return nil, err
	}
	return record, t.own(record.InsurerMSPID, "partyId")
}

func getParty(t *tx, q *GetPartyRequest) (*party.Party, error) {
	return readBooked[party.Party](t, partyKey(q.PartyID), fault.PartyNotFound, "partyId", q.PartyID, q.BrokerID)
}

// AssignPartyRequest says whose customer a person is from now on.
type AssignPartyRequest struct {
	Header
	PartyID string `json:"partyId"`
	// BrokerID is empty for the insurer's own.
	BrokerID string `json:"brokerId"`
}

func (q *AssignPartyRequest) validate() error {
	if err := text.OptionalID("brokerId", q.BrokerID); err != nil {
		return err
	}
	return text.ID("partyId", q.PartyID)
}

func (q *AssignPartyRequest) keys(*ledger.Caller) []string { return []string{partyKey(q.PartyID)} }

// assignParty changes who may quote for a person. Policies and claims keep the broker that they were sold by.
func assignParty(t *tx, q *AssignPartyRequest) (*party.Party, error) {
	record, err := t.ownParty(q.PartyID)
	if err != nil {
		return nil, err
	}
	if err := record.Assign(q.BrokerID); err != nil {
		return nil, err
	}
	t.event = "PartyAssigned"
	return record, t.put(partyKey(q.PartyID), record)
}
