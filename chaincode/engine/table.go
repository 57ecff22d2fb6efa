package engine

import (
	"reflect"

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
	Name string
	Mode Mode
	// Kinds are the kinds of organizations that may call it, Roles those of the caller's certificate, of which it needs one.
	Kinds []string
	Roles []string
	// Request and Result are the types of the structs of both messages.
	Request, Result reflect.Type

	confidential bool
	decode       func(argument []byte) (Request, error)
	run          func(t *Tx, q Request) (result any, err error)
}

// Decode reads the request of the transaction.
func (row *Transaction) Decode(argument []byte) (Request, error) { return row.decode(argument) }

// IsConfidential says whether the transaction is Confidential.
func (row *Transaction) IsConfidential() bool { return row.confidential }

// Submits makes the row of a transaction that writes.
func Submits[Q, R any, P interface {
	*Q
	Request
	Headed
}](name string, kinds, roles []string, run func(*Tx, P) (*R, error)) *Transaction {
	return rowOf[Q, R](name, Submit, kinds, roles, run)
}

// Reads makes the row of a transaction that only reads.
func Reads[Q, R any, P interface {
	*Q
	Request
}](name string, kinds, roles []string, run func(*Tx, P) (*R, error)) *Transaction {
	return rowOf[Q, R](name, Evaluate, kinds, roles, run)
}

// Confidential marks a transaction that writes to a private collection and nothing else, so that its policy alone says who
// endorses. It has no event, and its outcome is not stored: it must be harmless to repeat.
func Confidential(row *Transaction) *Transaction {
	row.confidential = true
	return row
}

func rowOf[Q, R any, P interface {
	*Q
	Request
}](name string, mode Mode, kinds, roles []string, run func(*Tx, P) (*R, error)) *Transaction {
	return &Transaction{
		Name: name, Mode: mode, Kinds: kinds, Roles: roles, Request: reflect.TypeFor[Q](), Result: reflect.TypeFor[R](),
		decode: func(argument []byte) (Request, error) {
			q := P(new(Q))
			return q, protojson.Unmarshal(argument, q)
		},
		run: func(t *Tx, q Request) (any, error) { return run(t, q.(P)) },
	}
}
