// Package engine runs the transactions of a table: it finds the one that is called, refuses who may not call it, reads its
// request, answers a repetition as before, and stores what comes of it. What the transactions are about it does not know.
// What is not in the table is refused.
package engine

import (
	"fmt"

	"insurance/chaincode/domain/fault"
	"insurance/chaincode/ledger"
	"insurance/chaincode/protojson"
)

// Members are the organizations that may call.
type Members interface {
	// KindName is the kind of the member with this MSP id; empty for a stranger.
	KindName(mspID string) string
	// OtherEndorsers are the members but this one who endorse what is written.
	OtherEndorsers(mspID string) []string
}

// Chaincode is a table of transactions, and what the engine needs to know of those who call them.
type Chaincode struct {
	// Table is in the order of the API.
	Table []*Transaction
	// MembersKey is the ledger key of the registry of members, which every transaction reads.
	MembersKey string
	// ReadMembers reads the registry; stored is nil before there is one.
	ReadMembers func(t *Tx, q Request, stored []byte) (Members, error)
	// Unreserved refuses actors and request ids that the transaction of this row is not to be called with.
	Unreserved func(row *Transaction, header *Header) error

	byName map[string]*Transaction
}

// New is a chaincode whose rows can be called. Two rows of one name are a mistake in the program.
func New(c Chaincode) *Chaincode {
	c.byName = make(map[string]*Transaction, len(c.Table))
	for _, row := range c.Table {
		if c.byName[row.Name] != nil {
			panic(fmt.Sprintf("engine: the table has two transactions of the name %s", row.Name))
		}
		c.byName[row.Name] = row
	}
	return &c
}

// Row is the row of this name; nil when there is none.
func (c *Chaincode) Row(name string) *Transaction { return c.byName[name] }

// Invoke runs one transaction of the table. A refusal is a *fault.Error.
func (c *Chaincode) Invoke(ctx ledger.Context, function string, arguments [][]byte) ([]byte, error) {
	row := c.byName[function]
	if row == nil {
		return nil, fault.New(fault.UnknownTransaction, "", "there is no transaction of this name")
	}
	if len(arguments) != 1 {
		return nil, fault.New(fault.WrongArguments, "", "%s takes one argument, its request; %d were sent", function, len(arguments))
	}
	caller, err := ctx.Caller()
	if err != nil {
		return nil, fault.New(fault.InvalidIdentity, "", "%s", err)
	}
	if !caller.HasRole(row.Roles...) {
		return nil, fault.New(fault.RoleNotAllowed, "", "%s needs one of the roles %v in the caller's certificate", function, row.Roles)
	}
	q, err := row.Decode(arguments[0])
	if err != nil {
		return nil, err
	}
	t := newTx(ctx, caller, row)
	if row.Mode == Evaluate {
		return c.evaluate(t, q)
	}
	return c.submit(t, q)
}

func (c *Chaincode) evaluate(t *Tx, q Request) ([]byte, error) {
	if err := q.Validate(); err != nil {
		return nil, err
	}
	reads, inBook := q.(bookReader)
	if inBook && reads.BookOf() != "" {
		t.Book = Book(reads.BookOf())
	}
	if err := t.Load(append(q.Keys(t.Book), c.MembersKey)...); err != nil {
		return nil, err
	}
	if err := c.authorize(t, q); err != nil {
		return nil, err
	}
	if inBook {
		if err := reads.CheckBook(t); err != nil {
			return nil, err
		}
	}
	result, err := t.Row.run(t, q)
	if err != nil {
		return nil, err
	}
	return protojson.Marshal(result), nil
}

func (c *Chaincode) submit(t *Tx, q Request) ([]byte, error) {
	header := q.(Headed).Head()
	if err := fault.All(header.check(), q.Validate()); err != nil {
		return nil, err
	}
	t.actor = header.Actor
	if err := c.Unreserved(t.Row, header); err != nil {
		return nil, err
	}
	outcomeKey := t.outcomeKey(q, header)
	if err := t.Load(append(q.Keys(t.Book), c.MembersKey, outcomeKey)...); err != nil {
		return nil, err
	}
	if err := c.authorize(t, q); err != nil {
		return nil, err
	}
	if t.Row.confidential {
		result, err := t.Row.run(t, q)
		if err != nil {
			return nil, err
		}
		return protojson.Marshal(result), nil
	}
	digest := t.Row.Digest(q)
	if stored, err := t.Get(outcomeKey); err != nil {
		return nil, err
	} else if stored != nil {
		return t.repeat(stored, q, header.RequestID, digest)
	}
	result, err := t.Row.run(t, q)
	if err != nil {
		return nil, err
	}
	payload := protojson.Marshal(result)
	if err := t.SetEvent(t.Event, payload); err != nil {
		return nil, err
	}
	return payload, t.PutRecord(outcomeKey, &outcome{
		Function: t.Row.Name, Digest: digest, TransactionID: t.TransactionID(), Result: payload, Concealed: concealedIn(q),
	})
}

// authorize finds the kind of the caller's organization and holds it against the row. Roles were checked before.
func (c *Chaincode) authorize(t *Tx, q Request) error {
	stored, err := t.Get(c.MembersKey)
	if err != nil {
		return err
	}
	if t.Members, err = c.ReadMembers(t, q, stored); err != nil {
		return err
	}
	kind := t.Members.KindName(t.Caller.MSPID)
	if kind == "" {
		return fault.New(fault.UnknownOrganization, "", "%s is not a member of the consortium", t.Caller.MSPID)
	}
	for _, allowed := range t.Row.Kinds {
		if kind == allowed {
			return nil
		}
	}
	return fault.New(fault.KindNotAllowed, "", "%s may not be called by a %s", t.Row.Name, kind)
}
