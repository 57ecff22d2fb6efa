package contract

import (
	"strconv"

	"insurance/chaincode/domain/claim"
	"insurance/chaincode/domain/fault"
	"insurance/chaincode/domain/oracle"
	"insurance/chaincode/domain/policy"
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

// SettleEventRequest settles one page of the caller's policies by a reading.
type SettleEventRequest struct {
	Header
	ReadingID string `json:"readingId"`
	PageSize  uint32 `json:"pageSize"`
	PageToken string `json:"pageToken"`
}

// SettleEventResponse is what became of the page.
type SettleEventResponse struct {
	ReadingID     string          `json:"readingId"`
	Policies      uint32          `json:"policies"`
	Claims        []claim.Claim   `json:"claims"`
	NextPageToken string          `json:"nextPageToken"`
	Skipped       []SkippedPolicy `json:"skipped"`
}

// SkippedPolicy is a policy that got no claim.
type SkippedPolicy struct {
	PolicyID string     `json:"policyId"`
	Code     fault.Code `json:"code"`
}

const maxSettlementPage = 500

func (q *SettleEventRequest) validate() error {
	if err := checkReadingID("readingId", q.ReadingID); err != nil {
		return err
	}
	return checkPage(q.PageSize, maxSettlementPage)
}

func (q *SettleEventRequest) keys(*ledger.Caller) []string { return []string{readingKey(q.ReadingID)} }

func settleEvent(t *tx, q *SettleEventRequest) (*SettleEventResponse, error) {
	published, err := t.reading(q.ReadingID)
	if err != nil {
		return nil, err
	}
	r := published.Reading
	prefix := parametricPrefix(t.caller.MSPID, r.Index, r.Unit, r.Subject)
	entries, next, err := t.scanPage(prefix, q.PageToken, pageLimit(q.PageSize, maxSettlementPage))
	if err != nil {
		return nil, err
	}
	ids := make([]string, len(entries))
	keys := make([]string, 0, 2*len(entries))
	for i := range entries {
		ids[i] = entries[i].Key[len(prefix):]
		keys = append(keys, policyKey(ids[i]), lossKey(ids[i], r.Subject))
	}
	if err := t.load(keys...); err != nil {
		return nil, err
	}
	t.event = "EventSettled"
	response := &SettleEventResponse{ReadingID: q.ReadingID, Policies: uint32(len(ids)), NextPageToken: next}
	for _, id := range ids {
		if err := t.settle(id, published, response); err != nil {
			return nil, err
		}
	}
	return response, nil
}

// settle adds to the response the claim of one policy, or why it has none.
func (t *tx) settle(policyID string, published *oracle.PublishedReading, response *SettleEventResponse) error {
	settled, err := t.get(lossKey(policyID, published.Reading.Subject))
	if err != nil {
		return err
	}
	if settled != nil {
		response.Skipped = append(response.Skipped, SkippedPolicy{policyID, fault.AlreadySettled})
		return nil
	}
	contract, err := t.policy(policyID)
	if err != nil {
		return err
	}
	opened, skipped, err := t.triggered(contract, published)
	if err != nil {
		return err
	}
	if opened == nil {
		response.Skipped = append(response.Skipped, SkippedPolicy{policyID, skipped})
		return nil
	}
	response.Claims = append(response.Claims, *opened)
	if err := t.put(approvedKey(policyID, opened.ClaimID), opened.ApprovedAmount()); err != nil {
		return err
	}
	return t.open(opened)
}

func (t *tx) triggered(contract *policy.Policy, published *oracle.PublishedReading) (*claim.Claim, fault.Code, error) {
	sold, err := t.product(contract.ProductID, contract.ProductVersion)
	if err != nil {
		return nil, "", err
	}
	return claim.Settle(contract, sold.ParametricTrigger, published, t.stamp())
}
