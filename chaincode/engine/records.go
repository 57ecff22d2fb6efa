package engine

import (
	"insurance/chaincode/domain/fault"
	"insurance/chaincode/protojson"
)

// Find reads the record under a key, or refuses with the code.
func Find[R any](t *Tx, k string, missing fault.Code, field, id string) (*R, error) {
	value, err := t.Get(k)
	if err != nil {
		return nil, err
	}
	if value == nil {
		return nil, NotThere(missing, field, id)
	}
	return Decoded[R](value)
}

// FindOnce is Find for a record that many others of one transaction refer to: it is decoded once.
func FindOnce[R any](t *Tx, k string, missing fault.Code, field, id string) (*R, error) {
	if r, known := t.decoded[k].(*R); known {
		return r, nil
	}
	r, err := Find[R](t, k, missing, field, id)
	if err == nil {
		t.decoded[k] = r
	}
	return r, err
}

// NotThere refuses an id of no record.
func NotThere(missing fault.Code, field, id string) error {
	return fault.New(missing, field, "there is no %q", id)
}

// Taken refuses an id that a record has.
func Taken(field, id string) error {
	return fault.New(fault.AlreadyExists, field, "%s exists already", id)
}

// Decoded reads a stored record.
func Decoded[R any](value []byte) (*R, error) {
	r := new(R)
	if err := protojson.UnmarshalTrusted(value, r); err != nil {
		return nil, Corrupt(err)
	}
	return r, nil
}

// DecodedAll reads the records of a list.
func DecodedAll[R any](values [][]byte) ([]R, error) {
	records := make([]R, len(values))
	for i, value := range values {
		if err := protojson.UnmarshalTrusted(value, &records[i]); err != nil {
			return nil, Corrupt(err)
		}
	}
	return records, nil
}

// Corrupt reports a stored record that cannot be read.
func Corrupt(err error) error {
	return fault.New(fault.Internal, "", "a stored record cannot be read: %s", err)
}
