// Package contract is the chaincode's one table of transactions: what each is called, who may call it, how its request
// is read, and the rules it runs. What is not in the table is refused.
package contract

import (
	"crypto/sha256"
	"encoding/hex"

	"insurance/chaincode/domain/consortium"
	"insurance/chaincode/domain/fault"
	"insurance/chaincode/domain/product"
	"insurance/chaincode/domain/text"
	"insurance/chaincode/ledger"
	"insurance/chaincode/protojson"
)

// Mode says whether a transaction writes.
type Mode int

// The modes.
const (
	Submit Mode = iota
	Evaluate
)

// Transaction is one row of the table.
type Transaction struct {
	Name  string
	Mode  Mode
	Kinds []consortium.Kind
	Roles []string
	// founding: there is no registry yet, and the request names the members.
	founding bool
	// confidential: writes to a private collection and nothing else, so that its policy alone says who endorses. It has
	// no event, and its outcome is not stored: it must be harmless to repeat.
	confidential bool
	decode       func(argument []byte) (request, error)
	run          func(t *tx, q request) (result any, err error)
}

// request is a decoded request.
type request interface {
	// validate refuses what can be refused without the ledger.
	validate() error
	// keys are those that the transaction will read whatever it finds; they are read in one go.
	keys(c *ledger.Caller) []string
}

// Header is what every request that writes begins with.
type Header struct {
	RequestID string `json:"requestId"`
	Actor     string `json:"actor"`
}

func (h *Header) header() *Header { return h }

func (h *Header) check() error {
	if err := text.ID("requestId", h.RequestID); err != nil {
		return err
	}
	return text.Optional("actor", h.Actor, 200)
}

type headed interface{ header() *Header }

// outcome is what is stored under a requestId.
type outcome struct {
	Function      string `json:"function"`
	Digest        string `json:"digest"`
	TransactionID string `json:"transactionId"`
	Result        []byte `json:"result"`
	// Concealed is what was not in the digest; nil where the request has no such parts.
	Concealed *concealed `json:"concealed"`
}

// Invoke runs one transaction of the table. A refusal is a *fault.Error.
func Invoke(c ledger.Context, function string, arguments [][]byte) ([]byte, error) {
	row := table[function]
	if row == nil {
		return nil, fault.New(fault.UnknownTransaction, "", "there is no transaction of this name")
	}
	if len(arguments) != 1 {
		return nil, fault.New(fault.WrongArguments, "", "%s takes one argument, its request; %d were sent", function, len(arguments))
	}
	caller, err := c.Caller()
	if err != nil {
		return nil, fault.New(fault.InvalidIdentity, "", "%s", err)
	}
	if !caller.HasRole(row.Roles...) {
		return nil, fault.New(fault.RoleNotAllowed, "", "%s needs one of the roles %v in the caller's certificate", function, row.Roles)
	}
	q, err := row.decode(arguments[0])
	if err != nil {
		return nil, err
	}
	t := &tx{
		Context: c, caller: caller, row: row, cache: make(map[string][]byte, 8),
		products: make(map[string]*product.Product, 1), policies: make(map[string][]byte, 1),
	}
	if row.Mode == Evaluate {
		return t.evaluate(q)
	}
	return t.submit(q)
}

func (t *tx) evaluate(q request) ([]byte, error) {
	if err := q.validate(); err != nil {
		return nil, err
	}
	if err := t.load(append(q.keys(t.caller), registryKey)...); err != nil {
		return nil, err
	}
	if err := t.authorize(q); err != nil {
		return nil, err
	}
	result, err := t.row.run(t, q)
	if err != nil {
		return nil, err
	}
	return protojson.Marshal(result), nil
}

func (t *tx) submit(q request) ([]byte, error) {
	header := q.(headed).header()
	if err := header.check(); err != nil {
		return nil, err
	}
	if err := q.validate(); err != nil {
		return nil, err
	}
	t.actor = header.Actor
	if err := t.unreserved(header); err != nil {
		return nil, err
	}
	outcomeKey := t.outcomeKey(q, header)
	if err := t.load(append(q.keys(t.caller), registryKey, outcomeKey)...); err != nil {
		return nil, err
	}
	if err := t.authorize(q); err != nil {
		return nil, err
	}
	if t.row.confidential {
		result, err := t.row.run(t, q)
		if err != nil {
			return nil, err
		}
		return protojson.Marshal(result), nil
	}
	digest := requestDigest(t.row.Name, q, header)
	if stored, err := t.get(outcomeKey); err != nil {
		return nil, err
	} else if stored != nil {
		return t.repeat(stored, q, header.RequestID, digest)
	}
	result, err := t.row.run(t, q)
	if err != nil {
		return nil, err
	}
	payload := protojson.Marshal(result)
	if err := t.SetEvent(t.event, payload); err != nil {
		return nil, err
	}
	return payload, t.put(outcomeKey, &outcome{
		Function: t.row.Name, Digest: digest, TransactionID: t.TransactionID(), Result: payload, Concealed: concealedIn(q),
	})
}

// repeat answers a requestId that was used before; it writes nothing and has no event.
func (t *tx) repeat(stored []byte, q request, requestID, digest string) ([]byte, error) {
	var before outcome
	if err := protojson.UnmarshalTrusted(stored, &before); err != nil {
		return nil, corrupt(err)
	}
	same := before.Digest == digest
	if same {
		if p, personal := q.(interface{ answerable(t *tx) error }); personal {
			if err := p.answerable(t); err != nil {
				return nil, err
			}
		}
		same = before.Concealed.same(concealedIn(q))
	}
	if !same {
		return nil, fault.New(fault.RequestReused, "requestId", "%s was used for another request, a %s in transaction %s",
			requestID, before.Function, before.TransactionID)
	}
	return before.Result, nil
}

// requestDigest tells requests apart: the function and the request in canonical form, without its id, its actor and what a
// gateway may make otherwise when the same request is repeated; concealed stands for that.
func requestDigest(function string, q request, header *Header) string {
	kept := *header
	*header = Header{}
	var asked any = q
	if d, derives := q.(interface{ derived() any }); derives {
		asked = d.derived()
	}
	digest := sha256.Sum256(append([]byte(function+"\n"), protojson.Marshal(asked)...))
	*header = kept
	return hex.EncodeToString(digest[:])
}

// authorize finds the kind of the caller's organization and holds it against the row. Roles were checked before.
func (t *tx) authorize(q request) error {
	stored, err := t.get(registryKey)
	if err != nil {
		return err
	}
	switch {
	case stored != nil:
		t.registry = new(consortium.Registry)
		if err := protojson.UnmarshalTrusted(stored, t.registry); err != nil {
			return corrupt(err)
		}
	case t.row.founding:
		t.registry = q.(*InitializeConsortiumRequest).registry()
	default:
		return fault.New(fault.NotInitialized, "", "the consortium's registry has not been written yet")
	}
	kind := t.registry.KindOf(t.caller.MSPID)
	if kind == consortium.KindUnspecified {
		return fault.New(fault.UnknownOrganization, "", "%s is not a member of the consortium", t.caller.MSPID)
	}
	for _, allowed := range t.row.Kinds {
		if kind == allowed {
			return nil
		}
	}
	return fault.New(fault.KindNotAllowed, "", "%s may not be called by a %s", t.row.Name, kind)
}

func corrupt(err error) error {
	return fault.New(fault.Internal, "", "a stored record cannot be read: %s", err)
}
