package access

import (
	"insurance/chaincode/domain/fault"
	"insurance/chaincode/engine"
)

// Owned is a record of an insurer's book.
type Owned interface {
	Owner() (insurerMSPID, brokerID string)
}

// Find reads a record that a request may be confined to a broker's book for. To a caller who is a broker, what is
// another's, or another insurer's, is not there.
func Find[R any, P interface {
	*R
	Owned
}](t *engine.Tx, k string, missing fault.Code, field, id, requested string) (P, error) {
	broker, err := Broker(t, requested)
	if err != nil {
		return nil, err
	}
	r, err := engine.Find[R](t, k, missing, field, id)
	if err != nil {
		return nil, err
	}
	if !Visible(t, P(r), broker) {
		return nil, engine.NotThere(missing, field, id)
	}
	return r, Carries(P(r), broker)
}

// Visible says whether a caller may know that a record is there.
func Visible(t *engine.Tx, r Owned, broker string) bool {
	insurer, recorded := r.Owner()
	return !ActsAsBroker(t) || insurer == t.Caller.MSPID && recorded == broker
}

// Foreign says whether the book asked for is not there for the caller: a broker's id at one insurer need not be the same
// broker's at another.
func Foreign(t *engine.Tx) bool {
	return ActsAsBroker(t) && string(t.Book) != t.Caller.MSPID
}

// Carries refuses staff a record that does not carry the id of the broker for whom they ask.
func Carries(r Owned, broker string) error {
	if _, recorded := r.Owner(); broker != "" && broker != recorded {
		return fault.New(fault.BrokerMismatch, "brokerId", "the record does not carry the id of broker %s", broker)
	}
	return nil
}

// Broker is the id that records must carry to be seen by this request; empty: any. A caller who may call only as a
// broker must have one: from its certificate, or set in the request by the gateway that authenticated it.
func Broker(t *engine.Tx, requested string) (string, error) {
	if !ActsAsBroker(t) {
		return requested, nil
	}
	own := t.Caller.Attributes["broker"]
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

// ActsAsBroker says whether the caller may call only as a broker.
func ActsAsBroker(t *engine.Tx) bool {
	for _, role := range t.Row.Roles {
		if role != RoleBroker && t.Caller.HasRole(role) {
			return false
		}
	}
	return true
}

// Requester is to whom the id of a request belongs: to the broker it is for, whoever of its office calls. A broker's request
// without a broker's id has no outcome: its transaction refuses it.
func Requester(t *engine.Tx, requested string) string {
	if !ActsAsBroker(t) {
		return ""
	}
	broker, _ := Broker(t, requested)
	return engine.Key("broker", broker)
}
