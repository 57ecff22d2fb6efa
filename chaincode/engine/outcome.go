package engine

import (
	"crypto/sha256"
	"encoding/hex"

	"insurance/chaincode/domain/fault"
	"insurance/chaincode/domain/text"
	"insurance/chaincode/protojson"
)

// outcome is what is stored under a requestId.
type outcome struct {
	Function      string `json:"function"`
	Digest        string `json:"digest"`
	TransactionID string `json:"transactionId"`
	Result        []byte `json:"result"`
	// Concealed is what was not in the digest; nil where the request has no such parts.
	Concealed protojson.Raw `json:"concealed"`
}

// Concealed stands for the parts of a request that only a gateway has seen in the clear: a message that is stored with the
// outcome. A gateway may write such parts otherwise when the same request is repeated, so that they are not in the
// request's digest; they are compared each in its own way.
type Concealed interface {
	// Same says whether a request with these parts repeats one whose parts were stored.
	Same(stored []byte) (bool, error)
}

// concealedIn is the message of the concealed parts of a request; nil when requests of its kind have none.
func concealedIn(q Request) protojson.Raw {
	if c, has := q.(conceals); has {
		return protojson.Marshal(c.Concealed())
	}
	return nil
}

// outcomeKey is where the outcome of a request is kept. A request id belongs to who sends it: whom the request is for,
// whoever sends it; another caller of a gateway, by the name that the gateway has authenticated, so that every instance of a
// gateway and each of its repetitions mean the same request; or, without either, the certificate. So nobody learns that
// another has used an id, and nobody can take another's.
func (t *Tx) outcomeKey(q Request, header *Header) string {
	requester := ""
	if r, names := q.(requested); names {
		requester = r.Requester(t)
	}
	switch {
	case requester != "":
	case header.Actor != "":
		requester = Key("actor", text.Escape(header.Actor))
	default:
		requester = Key("subject", text.Escape(t.Caller.Subject))
	}
	return Key("request", t.Caller.MSPID, requester, header.RequestID)
}

// Digest differs for requests that differ: the function and the request in canonical form, without its id, its actor and
// what a gateway may make otherwise when the same request is repeated; Concealed stands for that.
func (row *Transaction) Digest(q Request) string {
	header := q.(Headed).Head()
	kept := *header
	*header = Header{}
	var asked any = q
	if d, derives := q.(derived); derives {
		asked = d.Derived()
	}
	digest := sha256.Sum256(append([]byte(row.Name+"\n"), protojson.Marshal(asked)...))
	*header = kept
	return hex.EncodeToString(digest[:])
}

// repeat answers a requestId that was used before; it writes nothing and has no event.
func (t *Tx) repeat(stored []byte, q Request, requestID, digest string) ([]byte, error) {
	before, err := Decoded[outcome](stored)
	if err != nil {
		return nil, err
	}
	same := before.Digest == digest
	if a, limited := q.(answerable); limited && same {
		if err := a.Answerable(t); err != nil {
			return nil, err
		}
	}
	// An outcome that was stored before concealed parts were kept has none.
	if c, has := q.(conceals); has && same && before.Concealed != nil {
		if same, err = c.Concealed().Same(before.Concealed); err != nil {
			return nil, err
		}
	}
	if !same {
		return nil, fault.New(fault.RequestReused, "requestId", "%s was used for another request, a %s in transaction %s",
			requestID, before.Function, before.TransactionID)
	}
	return before.Result, nil
}
