// Package readings keeps oracles and devices, what they report, and what is determined from it.
package readings

import (
	"cmp"
	"strconv"
	"strings"

	"insurance/chaincode/domain/fault"
	"insurance/chaincode/domain/oracle"
	"insurance/chaincode/engine"
	"insurance/chaincode/transactions/access"
)

func (q *PublishReadingRequest) Validate() error {
	if q.Reading == nil {
		return fault.New(fault.Required, "reading", "the reading is required")
	}
	var wrong fault.Refusals
	if len(q.Signature) == 0 {
		wrong.Add(fault.New(fault.Required, "signature", "the oracle's signature is required"))
	}
	wrong.Add(fault.At("reading", q.Reading.Form()))
	if q.Reading.Corrects != "" {
		wrong.Add(CheckReadingID("reading.corrects", q.Reading.Corrects))
	}
	return wrong.Err()
}

func (q *PublishReadingRequest) Keys(engine.Book) []string {
	return []string{OracleKey(q.Reading.OracleID), sequenceKey(q.Reading.Stream())}
}

func publishReading(t *engine.Tx, q *PublishReadingRequest) (*oracle.PublishedReading, error) {
	r := q.Reading
	source, err := Oracle(t, r.OracleID, "reading.oracleId")
	if err != nil {
		return nil, err
	}
	if err := source.Check(r, q.Signature); err != nil {
		return nil, err
	}
	if err := r.Timely(t.Timestamp()); err != nil {
		return nil, fault.At("reading", err)
	}
	if err := advance(t, r.Stream(), r.Sequence, "reading.sequence"); err != nil {
		return nil, err
	}
	if err := supersede(t, r); err != nil {
		return nil, err
	}
	published := &oracle.PublishedReading{ReadingID: r.ID(), Reading: r, Signature: q.Signature, Published: t.Stamp()}
	// The newest reading of each oracle is what a determination of the event looks at.
	if err := t.Put(reportedPrefix(oracle.TopicOf(r.Index, r.Unit, r.Subject))+r.OracleID, []byte(published.ReadingID)); err != nil {
		return nil, err
	}
	t.Event = "ReadingPublished"
	return published, t.PutRecord(Key(published.ReadingID), published)
}

// advance refuses a sequence that is not above the last one of its subject.
func advance(t *engine.Tx, stream string, sequence uint64, field string) error {
	stored, err := t.Get(sequenceKey(stream))
	if err != nil {
		return err
	}
	if stored != nil {
		last, err := strconv.ParseUint(string(stored), 10, 64)
		if err != nil {
			return engine.Corrupt(err)
		}
		if sequence <= last {
			return fault.New(fault.StaleReading, field, "sequence %d is not above the last one, %d", sequence, last)
		}
	}
	return t.Put(sequenceKey(stream), strconv.AppendUint(nil, sequence, 10))
}

// supersede marks the reading that another one corrects, and the determinations made from it. It refuses once anybody has
// begun to settle by either.
func supersede(t *engine.Tx, r *oracle.Reading) error {
	if r.Corrects == "" {
		return nil
	}
	before, err := Get(t, r.Corrects, "reading.corrects")
	if err != nil {
		return err
	}
	if err := before.Supersede(r); err != nil {
		return err
	}
	if err := unsettled(t, "reading", before.ReadingID); err != nil {
		return fault.At("reading.corrects", err)
	}
	made, err := determinations(t, oracle.TopicOf(r.Index, r.Unit, r.Subject)+"/event/", "")
	if err != nil {
		return err
	}
	for _, d := range made {
		if !d.IncludesReading(r.Corrects) {
			continue
		}
		if err := fault.At("reading.corrects", makeStale(t, d)); err != nil {
			return err
		}
	}
	return t.PutRecord(Key(before.ReadingID), before)
}

// unsettled refuses what somebody has begun to settle by.
func unsettled(t *engine.Tx, by, id string) error {
	prefix := SettlingPrefix(by, id)
	page, err := t.Scan(prefix, engine.PrefixEnd(prefix), 1)
	if err != nil {
		return err
	}
	if len(page.Entries) > 0 {
		return fault.New(fault.SettlementBegun, "", "%s has begun to settle by %s", page.Entries[0].Key[len(prefix):], id)
	}
	return nil
}

func (q *GetReadingRequest) Validate() error { return CheckReadingID("readingId", q.ReadingID) }

func (q *GetReadingRequest) Keys(engine.Book) []string { return []string{Key(q.ReadingID)} }

// CheckReadingID refuses what no reading is called.
func CheckReadingID(field, id string) error {
	if id == "" {
		return fault.New(fault.Required, field, "the reading's id is required")
	}
	if len(id) > oracle.MaxID || !engine.PlainKey(id) {
		return fault.New(fault.InvalidID, field, "a reading is named oracle/index/subject/sequence, each percent-encoded")
	}
	return nil
}

// Get reads a reading or a batch.
func Get(t *engine.Tx, id, field string) (*oracle.PublishedReading, error) {
	return engine.Find[oracle.PublishedReading](t, Key(id), fault.ReadingNotFound, field, id)
}

func getReading(t *engine.Tx, q *GetReadingRequest) (*oracle.PublishedReading, error) {
	r, err := Get(t, q.ReadingID, "readingId")
	if err != nil {
		return nil, err
	}
	oracleID, _, _ := strings.Cut(q.ReadingID, "/")
	if hidden, err := HidesDevice(t, oracleID); err != nil || hidden {
		return nil, cmp.Or(err, engine.NotThere(fault.ReadingNotFound, "readingId", q.ReadingID))
	}
	return r, nil
}

// HidesDevice says whether a device, and what it reported, is not there for the caller: it watches the object of one policy,
// which may be another broker's.
func HidesDevice(t *engine.Tx, oracleID string) (bool, error) {
	if !access.ActsAsBroker(t) {
		return false, nil
	}
	stored, err := t.Get(OracleKey(oracleID))
	if err != nil || stored == nil {
		return false, err
	}
	source, err := engine.Decoded[oracle.Oracle](stored)
	return err == nil && source.Kind == oracle.KindDevice, err
}
