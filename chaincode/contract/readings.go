package contract

import (
	"strings"

	"strconv"

	"insurance/chaincode/domain/fault"
	"insurance/chaincode/domain/oracle"
	"insurance/chaincode/ledger"
)

// PublishReadingRequest publishes a signed reading.
type PublishReadingRequest struct {
	Header
	Reading   *oracle.Reading `json:"reading"`
	Signature []byte          `json:"signature"`
}

func (q *PublishReadingRequest) validate() error {
	if q.Reading == nil {
		return fault.New(fault.Required, "reading", "the reading is required")
	}
	if len(q.Signature) == 0 {
		return fault.New(fault.Required, "signature", "the oracle's signature is required")
	}
	if err := fault.At("reading", q.Reading.Form()); err != nil || q.Reading.Corrects == "" {
		return err
	}
	return checkReadingID("reading.corrects", q.Reading.Corrects)
}

func (q *PublishReadingRequest) keys(*ledger.Caller) []string {
	return []string{oracleKey(q.Reading.OracleID), sequenceKey(q.Reading.Stream())}
}

func publishReading(t *tx, q *PublishReadingRequest) (*oracle.PublishedReading, error) {
	r := q.Reading
	source, err := t.oracle(r.OracleID, "reading.oracleId")
	if err != nil {
		return nil, err
	}
	if err := source.Check(r, q.Signature); err != nil {
		return nil, err
	}
	if err := r.Timely(t.Timestamp()); err != nil {
		return nil, fault.At("reading", err)
	}
	if err := t.advance(r.Stream(), r.Sequence, "reading.sequence"); err != nil {
		return nil, err
	}
	if err := t.supersede(r); err != nil {
		return nil, err
	}
	published := &oracle.PublishedReading{ReadingID: r.ID(), Reading: r, Signature: q.Signature, Published: t.stamp()}
	// The newest reading of each oracle is what a determination of the event looks at.
	if err := t.Put(reportedPrefix(oracle.TopicOf(r.Index, r.Unit, r.Subject))+r.OracleID, []byte(published.ReadingID)); err != nil {
		return nil, err
	}
	t.event = "ReadingPublished"
	return published, t.put(readingKey(published.ReadingID), published)
}

// advance refuses a sequence that is not above the last one of its subject.
func (t *tx) advance(stream string, sequence uint64, field string) error {
	stored, err := t.get(sequenceKey(stream))
	if err != nil {
		return err
	}
	if stored != nil {
		last, err := strconv.ParseUint(string(stored), 10, 64)
		if err != nil {
			return corrupt(err)
		}
		if sequence <= last {
			return fault.New(fault.StaleReading, field, "sequence %d is not above the last one, %d", sequence, last)
		}
	}
	return t.Put(sequenceKey(stream), strconv.AppendUint(nil, sequence, 10))
}

// supersede marks the reading that another one corrects, and the determinations made from it. It refuses once anybody has
// begun to settle by either.
func (t *tx) supersede(r *oracle.Reading) error {
	if r.Corrects == "" {
		return nil
	}
	before, err := t.reading(r.Corrects, "reading.corrects")
	if err != nil {
		return err
	}
	if err := before.Supersede(r); err != nil {
		return err
	}
	if err := t.unsettled("reading", before.ReadingID); err != nil {
		return fault.At("reading.corrects", err)
	}
	made, err := t.determinations(oracle.TopicOf(r.Index, r.Unit, r.Subject)+"/event/", "")
	if err != nil {
		return err
	}
	for _, d := range made {
		if !d.IncludesReading(r.Corrects) {
			continue
		}
		if err := fault.At("reading.corrects", t.spoil(d)); err != nil {
			return err
		}
	}
	return t.put(readingKey(before.ReadingID), before)
}

// unsettled refuses what somebody has begun to settle by.
func (t *tx) unsettled(by, id string) error {
	prefix := settlingPrefix(by, id)
	page, err := t.Scan(prefix, prefixEnd(prefix), 1)
	if err != nil {
		return err
	}
	if len(page.Entries) > 0 {
		return fault.New(fault.SettlementBegun, "", "%s has begun to settle by %s", page.Entries[0].Key[len(prefix):], id)
	}
	return nil
}

// GetReadingRequest asks for one reading, or one batch.
type GetReadingRequest struct {
	ReadingID string `json:"readingId"`
}

func (q *GetReadingRequest) validate() error { return checkReadingID("readingId", q.ReadingID) }

func (q *GetReadingRequest) keys(*ledger.Caller) []string { return []string{readingKey(q.ReadingID)} }

// checkReadingID refuses what no reading is called.
func checkReadingID(field, id string) error {
	if id == "" {
		return fault.New(fault.Required, field, "the reading's id is required")
	}
	if len(id) > oracle.MaxID || !plainKey(id) {
		return fault.New(fault.InvalidID, field, "a reading is named oracle/index/subject/sequence, each percent-encoded")
	}
	return nil
}

func (t *tx) reading(id, field string) (*oracle.PublishedReading, error) {
	return read[oracle.PublishedReading](t, readingKey(id), fault.ReadingNotFound, field, id)
}

func getReading(t *tx, q *GetReadingRequest) (*oracle.PublishedReading, error) {
	r, err := t.reading(q.ReadingID, "readingId")
	if err != nil {
		return nil, err
	}
	oracleID, _, _ := strings.Cut(q.ReadingID, "/")
	if hidden, err := t.hidesDevice(oracleID); err != nil || hidden {
		return nil, either(err, notThere(fault.ReadingNotFound, "readingId", q.ReadingID))
	}
	return r, nil
}

// hidesDevice says whether a device, and what it reported, is not there for the caller: it watches the object of one policy,
// which may be another broker's.
func (t *tx) hidesDevice(oracleID string) (bool, error) {
	if !t.actsAsBroker() {
		return false, nil
	}
	stored, err := t.get(oracleKey(oracleID))
	if err != nil || stored == nil {
		return false, err
	}
	source, err := decoded[oracle.Oracle](stored)
	return err == nil && source.Kind == oracle.KindDevice, err
}
