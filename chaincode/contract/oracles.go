package contract

import (
	"strconv"

	"insurance/chaincode/domain/fault"
	"insurance/chaincode/domain/oracle"
	"insurance/chaincode/domain/text"
	"insurance/chaincode/ledger"
)

// RegisterOracleRequest registers an oracle's key.
type RegisterOracleRequest struct {
	Header
	OracleID     string   `json:"oracleId"`
	PublicKeyPEM string   `json:"publicKeyPem"`
	Indices      []string `json:"indices"`
}

func (q *RegisterOracleRequest) oracle() *oracle.Oracle {
	return &oracle.Oracle{OracleID: q.OracleID, PublicKeyPEM: q.PublicKeyPEM, Indices: q.Indices}
}

func (q *RegisterOracleRequest) validate() error { return q.oracle().Validate() }

func (q *RegisterOracleRequest) keys(*ledger.Caller) []string { return []string{oracleKey(q.OracleID)} }

func registerOracle(t *tx, q *RegisterOracleRequest) (*oracle.Oracle, error) {
	if err := t.absent(oracleKey(q.OracleID), "oracleId", q.OracleID); err != nil {
		return nil, err
	}
	registered := q.oracle()
	registered.Registered = t.stamp()
	t.event = "OracleRegistered"
	return registered, t.put(oracleKey(q.OracleID), registered)
}

// GetOracleRequest asks for one oracle.
type GetOracleRequest struct {
	OracleID string `json:"oracleId"`
}

func (q *GetOracleRequest) validate() error { return text.ID("oracleId", q.OracleID) }

func (q *GetOracleRequest) keys(*ledger.Caller) []string { return []string{oracleKey(q.OracleID)} }

func getOracle(t *tx, q *GetOracleRequest) (*oracle.Oracle, error) {
	return read[oracle.Oracle](t, oracleKey(q.OracleID), fault.OracleNotFound, "oracleId", q.OracleID)
}

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
	return fault.At("reading", q.Reading.Form())
}

func (q *PublishReadingRequest) keys(*ledger.Caller) []string {
	return []string{oracleKey(q.Reading.OracleID), sequenceKey(q.Reading.Stream())}
}

func publishReading(t *tx, q *PublishReadingRequest) (*oracle.PublishedReading, error) {
	r := q.Reading
	source, err := read[oracle.Oracle](t, oracleKey(r.OracleID), fault.OracleNotFound, "reading.oracleId", r.OracleID)
	if err != nil {
		return nil, err
	}
	if err := source.Check(r, q.Signature); err != nil {
		return nil, err
	}
	if err := r.Timely(t.Timestamp()); err != nil {
		return nil, fault.At("reading", err)
	}
	if err := t.advance(r); err != nil {
		return nil, err
	}
	published := &oracle.PublishedReading{ReadingID: r.ID(), Reading: r, Signature: q.Signature, Published: t.stamp()}
	t.event = "ReadingPublished"
	return published, t.put(readingKey(published.ReadingID), published)
}

// advance refuses a sequence that is not above the last one of its subject.
func (t *tx) advance(r *oracle.Reading) error {
	stored, err := t.get(sequenceKey(r.Stream()))
	if err != nil {
		return err
	}
	if stored != nil {
		last, err := strconv.ParseUint(string(stored), 10, 64)
		if err != nil {
			return corrupt(err)
		}
		if r.Sequence <= last {
			return fault.New(fault.StaleReading, "reading.sequence", "sequence %d is not above the last one, %d", r.Sequence, last)
		}
	}
	return t.Put(sequenceKey(r.Stream()), strconv.AppendUint(nil, r.Sequence, 10))
}

// GetReadingRequest asks for one reading.
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
	if len(id) > 3_000 || !plainKey(id) {
		return fault.New(fault.InvalidID, field, "a reading is named oracle/index/subject/sequence, each percent-encoded")
	}
	return nil
}

func (t *tx) reading(id string) (*oracle.PublishedReading, error) {
	return read[oracle.PublishedReading](t, readingKey(id), fault.ReadingNotFound, "readingId", id)
}

func getReading(t *tx, q *GetReadingRequest) (*oracle.PublishedReading, error) {
	return t.reading(q.ReadingID)
}
