package contract

import (
	"insurance/chaincode/domain/consortium"
	"insurance/chaincode/domain/fault"
	"insurance/chaincode/domain/product"
	"insurance/chaincode/domain/record"
	"insurance/chaincode/ledger"
	"insurance/chaincode/ledger/endorsement"
	"insurance/chaincode/protojson"
)

// tx is one running transaction.
type tx struct {
	ledger.Context
	caller   *ledger.Caller
	row      *Transaction
	registry *consortium.Registry
	actor    string
	// event is the name of the transaction's event; its payload is the result.
	event string
	// cache holds what was read; a transaction never reads its own writes, so it cannot go stale.
	cache map[string][]byte
	// products are the versions decoded so far, by their keys: many policies of a page have the same one.
	products map[string]*product.Product
	// policies are the key-level endorsement policies made so far, by insurer.
	policies map[string][]byte
}

// load reads keys in one go, so that get finds them.
func (t *tx) load(keys ...string) error {
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

func (t *tx) get(k string) ([]byte, error) {
	if value, known := t.cache[k]; known {
		return value, nil
	}
	value, err := t.Get(k)
	if err != nil {
		return nil, err
	}
	t.cache[k] = value
	return value, nil
}

// read reads the record under a key, or refuses with the code.
func read[R any](t *tx, k string, missing fault.Code, field, id string) (*R, error) {
	value, err := t.get(k)
	if err != nil {
		return nil, err
	}
	if value == nil {
		return nil, notThere(missing, field, id)
	}
	return decoded[R](value)
}

func notThere(missing fault.Code, field, id string) error {
	return fault.New(missing, field, "there is no %q", id)
}

// owned is a record of an insurer's book.
type owned interface {
	Owner() (insurerMSPID, brokerID string)
}

// readBooked reads a record that a request may be confined to a broker's book for. To a caller who is a broker, what is
// another's, or another insurer's, is not there.
func readBooked[R any, P interface {
	*R
	owned
}](t *tx, k string, missing fault.Code, field, id, requested string) (P, error) {
	broker, err := t.broker(requested)
	if err != nil {
		return nil, err
	}
	r, err := read[R](t, k, missing, field, id)
	if err != nil {
		return nil, err
	}
	if !t.visible(P(r), broker) {
		return nil, notThere(missing, field, id)
	}
	return r, t.carries(P(r), broker)
}

// visible says whether a caller may know that a record is there.
func (t *tx) visible(r owned, broker string) bool {
	insurer, recorded := r.Owner()
	return !t.actsAsBroker() || insurer == t.caller.MSPID && recorded == broker
}

// foreign says whether the book of an insurer is not there for the caller: a broker's id at one insurer need not be the same
// broker's at another.
func (t *tx) foreign(insurerMSPID string) bool {
	return t.actsAsBroker() && insurerMSPID != t.caller.MSPID
}

// carries refuses staff a record that does not carry the id of the broker for whom they ask.
func (t *tx) carries(r owned, broker string) error {
	if _, recorded := r.Owner(); broker != "" && broker != recorded {
		return fault.New(fault.BrokerMismatch, "brokerId", "the record does not carry the id of broker %s", broker)
	}
	return nil
}

func decoded[R any](value []byte) (*R, error) {
	r := new(R)
	if err := protojson.UnmarshalTrusted(value, r); err != nil {
		return nil, corrupt(err)
	}
	return r, nil
}

// put writes a record.
func (t *tx) put(k string, r any) error {
	if err := t.follows(t.cache[k]); err != nil {
		return err
	}
	return t.Put(k, protojson.Marshal(r))
}

// follows refuses to change a record in a transaction that is dated before the record's last change, by more than clocks
// may differ. The changes of a record are the stamps in it.
func (t *tx) follows(before []byte) error {
	now := t.Timestamp()
	for _, last := range record.Times(before) {
		if now.AddSeconds(ledger.ClocksDiffer).Before(last) {
			return fault.New(fault.TimeOutOfBounds, "", "the record was changed at %s, and the transaction is dated %s", last, now)
		}
	}
	return nil
}

// mark writes a key that says all by being there.
func (t *tx) mark(k string) error { return t.Put(k, []byte("1")) }

// putNew writes a new record of an insurer. From then on the insurer itself and one other member that is not a
// regulator must endorse every change of it.
func (t *tx) putNew(k, insurerMSPID string, r any) error {
	if err := t.put(k, r); err != nil {
		return err
	}
	policy, made := t.policies[insurerMSPID]
	if !made {
		policy = endorsement.With(insurerMSPID, t.registry.OtherWriters(insurerMSPID))
		t.policies[insurerMSPID] = policy
	}
	return t.SetValidationParameter(k, policy)
}

// absent refuses an id that is taken. Where brokers choose the id it comes last: who tries an id must do so with a request
// that is right in all else, and has used the id up if it was free.
func (t *tx) absent(k, field, id string) error {
	value, err := t.get(k)
	if err != nil {
		return err
	}
	if value != nil {
		return taken(field, id)
	}
	return nil
}

func taken(field, id string) error {
	return fault.New(fault.AlreadyExists, field, "%s exists already", id)
}

func (t *tx) stamp() *record.Stamp {
	now := t.Timestamp()
	return &record.Stamp{TransactionID: t.TransactionID(), Time: &now, MSPID: t.caller.MSPID, Actor: t.actor}
}

// own refuses a record of another insurer.
func (t *tx) own(insurerMSPID, field string) error {
	if insurerMSPID != t.caller.MSPID {
		return fault.New(fault.NotYourRecord, field, "the record belongs to %s", insurerMSPID)
	}
	return nil
}

// broker is the id that records must carry to be seen by this request; empty: any. A caller who may call only as a
// broker must have one: from its certificate, or set in the request by the gateway that authenticated it.
func (t *tx) broker(requested string) (string, error) {
	if !t.actsAsBroker() {
		return requested, nil
	}
	own := t.caller.Attributes["broker"]
	if requested == "" {
		requested = own
	}
	if requested == "" {
		return "", fault.New(fault.BrokerMismatch, "brokerId", "a broker's request must carry the broker's id")
	}
	if own != "" && requested != own {
		return "", fault.New(fault.BrokerMismatch, "brokerId", "the request is for broker %s, the certificate is of %s", requested, own)
	}
	return requested, nil
}

// actsAsBroker says whether the caller may call only as a broker.
func (t *tx) actsAsBroker() bool {
	for _, role := range t.row.Roles {
		if role != roleBroker && t.caller.HasRole(role) {
			return false
		}
	}
	return true
}
