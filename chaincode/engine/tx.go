package engine

import (
	"insurance/chaincode/domain/fault"
	"insurance/chaincode/domain/record"
	"insurance/chaincode/ledger"
	"insurance/chaincode/ledger/endorsement"
	"insurance/chaincode/protojson"
)

// Tx is one running transaction. Put and Scan are the ledger's own; Get answers from what was loaded.
type Tx struct {
	ledger.Context
	// Book is the caller's own, or the one that a request which only reads names.
	Book    Book
	Caller  *ledger.Caller
	Row     *Transaction
	Members Members
	// Event is the name of the transaction's event; its payload is the result.
	Event string

	actor string
	// cache holds what was read; a transaction never reads its own writes, so it cannot go stale.
	cache map[string][]byte
	// decoded are the records of FindOnce, by their keys.
	decoded map[string]any
	// endorsements are the key-level endorsement policies made so far, by the owner of the record.
	endorsements map[string][]byte
}

func newTx(c ledger.Context, caller *ledger.Caller, row *Transaction) *Tx {
	return &Tx{
		Context: c, Caller: caller, Row: row, Book: Book(caller.MSPID), cache: make(map[string][]byte, 8),
		decoded: make(map[string]any, 1), endorsements: make(map[string][]byte, 1),
	}
}

// Load reads keys in one go, so that Get finds them.
func (t *Tx) Load(keys ...string) error {
	wanted := make([]string, 0, len(keys))
	for _, k := range keys {
		if _, known := t.cache[k]; !known {
			// Asked for; the value follows.
			t.cache[k] = nil
			wanted = append(wanted, k)
		}
	}
	values, err := t.GetMany(wanted)
	if err != nil {
		return err
	}
	for i, k := range wanted {
		t.cache[k] = values[i]
	}
	return nil
}

// Get reads a key, unless that was done; nil when there is none.
func (t *Tx) Get(k string) ([]byte, error) {
	if value, known := t.cache[k]; known {
		return value, nil
	}
	value, err := t.Context.Get(k)
	if err != nil {
		return nil, err
	}
	t.cache[k] = value
	return value, nil
}

// PutRecord writes a record.
func (t *Tx) PutRecord(k string, r any) error {
	if err := t.follows(t.cache[k]); err != nil {
		return err
	}
	return t.Put(k, protojson.Marshal(r))
}

// follows refuses to change a record in a transaction that is dated before the record's last change, by more than clocks
// may differ. The changes of a record are the stamps in it.
func (t *Tx) follows(before []byte) error {
	now := t.Timestamp()
	for _, last := range record.Times(before) {
		if now.AddSeconds(ledger.ClocksDiffer).Before(last) {
			return fault.New(fault.TimeOutOfBounds, "", "the record was changed at %s, and the transaction is dated %s", last, now)
		}
	}
	return nil
}

// Mark writes a key that says all by being there.
func (t *Tx) Mark(k string) error { return t.Put(k, []byte("1")) }

// PutNew writes a new record of an organization. From then on the owner itself and one other member that endorses must
// endorse every change of it.
func (t *Tx) PutNew(k, ownerMSPID string, r any) error {
	if err := t.PutRecord(k, r); err != nil {
		return err
	}
	policy, made := t.endorsements[ownerMSPID]
	if !made {
		policy = endorsement.With(ownerMSPID, t.Members.OtherEndorsers(ownerMSPID))
		t.endorsements[ownerMSPID] = policy
	}
	return t.SetValidationParameter(k, policy)
}

// Absent refuses an id that is taken. Where the callers choose the id it comes last: who tries an id must do so with a
// request that is right in all else, and has used the id up if it was free.
func (t *Tx) Absent(k, field, id string) error {
	value, err := t.Get(k)
	if err != nil {
		return err
	}
	if value != nil {
		return Taken(field, id)
	}
	return nil
}

// Stamp is who makes or changes a record in this transaction, and when.
func (t *Tx) Stamp() *record.Stamp {
	now := t.Timestamp()
	return &record.Stamp{TransactionID: t.TransactionID(), Time: &now, MSPID: t.Caller.MSPID, Actor: t.actor}
}

// Own refuses a record of another organization.
func (t *Tx) Own(ownerMSPID, field string) error {
	if ownerMSPID != t.Caller.MSPID {
		return fault.New(fault.NotYourRecord, field, "the record belongs to %s", ownerMSPID)
	}
	return nil
}
