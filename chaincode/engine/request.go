package engine

import (
	"insurance/chaincode/domain/fault"
	"insurance/chaincode/domain/text"
)

// Request is a decoded request.
type Request interface {
	// Validate refuses what can be refused without the ledger.
	Validate() error
	// Keys are those that the transaction will read whatever it finds, in the book that it is about; they are read in one go.
	Keys(b Book) []string
}

// Header is what every request that writes begins with.
type Header struct {
	RequestID string `json:"requestId"`
	Actor     string `json:"actor"`
}

// Head is the header itself.
func (h *Header) Head() *Header { return h }

func (h *Header) check() error {
	return fault.All(text.ID("requestId", h.RequestID), text.Optional("actor", h.Actor, 200))
}

// Headed is a request that writes.
type Headed interface{ Head() *Header }

// What follows a request may be, beside a Request.

// bookReader is a request that reads records of an organization's book.
type bookReader interface {
	// BookOf is the MSP id of the organization; empty for the caller's.
	BookOf() string
	// CheckBook refuses an organization that has no such records.
	CheckBook(t *Tx) error
}

// requested is a request that may be for somebody to whom its id belongs, whoever sends it.
type requested interface {
	// Requester is the part of the key of its outcome that names whom; empty for nobody but the sender.
	Requester(t *Tx) string
}

// derived is a request of which a part may differ when the same request is repeated.
type derived interface {
	// Derived is the request without that part.
	Derived() any
}

// conceals is a request with parts that only a gateway has seen in the clear.
type conceals interface{ Concealed() Concealed }

// answerable is a request whose outcome is not for every time.
type answerable interface {
	// Answerable refuses to answer a repetition.
	Answerable(t *Tx) error
}
