package access

import (
	"slices"

	"insurance/chaincode/domain/fault"
	"insurance/chaincode/domain/text"
	"insurance/chaincode/engine"
)

// Whose is the part of a reading request that names the insurer whose record is asked for. Only insurers, whose own is meant
// then, may leave it out.
type Whose struct {
	InsurerMSPID string `json:"insurerMspId"`
}

// BookOf is the insurer.
func (w *Whose) BookOf() string { return w.InsurerMSPID }

// CheckBook refuses to look for records where there are none.
func (w *Whose) CheckBook(t *engine.Tx) error { return HoldsRecords(t) }

// CheckInsurer refuses what is no MSP id.
func (w *Whose) CheckInsurer() error { return text.OptionalID("insurerMspId", w.InsurerMSPID) }

// HoldsRecords refuses to look for records where there are none: only insurers have any of their own.
func HoldsRecords(t *engine.Tx) error {
	book := string(t.Book)
	switch {
	case slices.Contains(Insurers, t.Members.KindName(book)):
		return nil
	case book == t.Caller.MSPID:
		return fault.New(fault.Required, "insurerMspId", "the insurer whose record is meant is required: %s is none and has no records of its own", t.Caller.MSPID)
	}
	return fault.New(fault.InvalidArgument, "insurerMspId", "%s is no insurer of the consortium", book)
}
