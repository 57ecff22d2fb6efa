package contract

import (
	"strconv"
	"strings"

	"insurance/chaincode/domain/claim"
	"insurance/chaincode/domain/fault"
	"insurance/chaincode/domain/instant"
	"insurance/chaincode/domain/party"
	"insurance/chaincode/domain/policy"
	"insurance/chaincode/domain/quote"
	"insurance/chaincode/domain/record"
	"insurance/chaincode/domain/text"
	"insurance/chaincode/ledger"
)

// kept says how records of one kind are found, and whose they are.
type kept struct {
	// key is the ledger key of a record by its id, or a refusal of the id.
	key func(id string) (string, error)
	// book reads a record that belongs to an insurer's book; nil: brokers may see every record of the kind.
	book func(value []byte) (owned, error)
	// oracle is whose report a record is, by its id; nil: it is no report. Brokers see no device's.
	oracle func(id string) string
	// roles are those that may see records of the kind; nil: all.
	roles []string
}

// keptRecords are the kinds of records that have a history. A new kind needs its line here and its name in record.Type.
var keptRecords = map[record.Type]kept{
	record.TypeProduct: {key: productRecord},
	record.TypeParty:   {key: byID(partyKey), book: bookOf[party.Party]},
	record.TypeQuote:   {key: byID(quoteKey), book: bookOf[quote.Quote]},
	record.TypePolicy:  {key: byID(policyKey), book: bookOf[policy.Policy]},
	record.TypeClaim:   {key: byID(claimKey), book: bookOf[claim.Claim]},
	record.TypeOracle:  {key: byID(oracleKey), oracle: func(id string) string { return id }},
	record.TypeReading: {
		key:    func(id string) (string, error) { return readingKey(id), checkReadingID("recordId", id) },
		oracle: func(id string) string { return strings.Split(id, "/")[0] },
	},
	record.TypeConsortium: {key: registryRecord},
	record.TypeDetermination: {key: func(id string) (string, error) {
		return determinationKey(id), checkDeterminationID("recordId", id)
	}},
	record.TypeObservation: {
		key:    func(id string) (string, error) { return key("observation", id), checkPath(id, 5) },
		oracle: func(id string) string { return strings.Split(id, "/")[3] },
	},
	record.TypeConsent: {key: consentRecord, roles: overseers},
}

// byID is for records whose id is one identifier.
func byID(key func(string) string) func(string) (string, error) {
	return func(id string) (string, error) { return key(id), text.ID("recordId", id) }
}

func productRecord(recordID string) (string, error) {
	id, version, _ := strings.Cut(recordID, "/")
	number, err := strconv.ParseUint(version, 10, 32)
	if err != nil || number == 0 {
		return "", fault.New(fault.InvalidID, "recordId", "a product is named productId/version")
	}
	return productKey(id, uint32(number)), text.ID("recordId", id)
}

func consentRecord(recordID string) (string, error) {
	partyID, consentID, _ := strings.Cut(recordID, "/")
	if text.ID("recordId", partyID) != nil || text.ID("recordId", consentID) != nil {
		return "", fault.New(fault.InvalidID, "recordId", "a consent is named partyId/consentId")
	}
	return consentPrefix(partyID) + consentID, nil
}

// checkPath refuses what is not so many texts between slashes, each percent-encoded.
func checkPath(id string, parts int) error {
	if len(id) > 3_000 || !plainKey(id) || strings.Count(id, "/") != parts-1 {
		return fault.New(fault.InvalidID, "recordId", "the record is named by %d texts between slashes, each percent-encoded", parts)
	}
	return nil
}

func registryRecord(id string) (string, error) {
	if id != registryKey {
		return "", fault.New(fault.InvalidID, "recordId", "the only record of the consortium is named %s", registryKey)
	}
	return registryKey, nil
}

func bookOf[R any, P interface {
	*R
	owned
}](value []byte) (owned, error) {
	r, err := decoded[R](value)
	return P(r), err
}

func recordKey(kind record.Type, id string) (string, error) {
	if kind == record.TypeUnspecified {
		return "", fault.New(fault.Required, "recordType", "the type of the record is required")
	}
	how, known := keptRecords[kind]
	if !known {
		return "", fault.New(fault.InvalidArgument, "recordType", "there is no history of this type of record")
	}
	return how.key(id)
}

// GetHistoryRequest asks for every version of a record.
type GetHistoryRequest struct {
	RecordType record.Type `json:"recordType"`
	RecordID   string      `json:"recordId"`
	BrokerID   string      `json:"brokerId"`
}

// HistoryEntry is one version. The gateway fills BlockNumber and what follows BeforeJSON, from the transaction's block.
type HistoryEntry struct {
	TransactionID  string           `json:"transactionId"`
	Time           *instant.Instant `json:"time"`
	BlockNumber    uint64           `json:"blockNumber"`
	Deleted        bool             `json:"deleted"`
	RecordJSON     string           `json:"recordJson"`
	BeforeJSON     string           `json:"beforeJson"`
	Function       string           `json:"function"`
	CreatorMSPID   string           `json:"creatorMspId"`
	Creator        string           `json:"creator"`
	Actor          string           `json:"actor"`
	EndorserMSPIDs []string         `json:"endorserMspIds"`
	Changes        []FieldChange    `json:"changes"`
}

// FieldChange is one difference between two versions.
type FieldChange struct {
	Path   string `json:"path"`
	Before string `json:"before"`
	After  string `json:"after"`
}

// GetHistoryResponse lists the versions, oldest first.
type GetHistoryResponse struct {
	Entries []HistoryEntry `json:"entries"`
}

func (q *GetHistoryRequest) validate() error {
	if err := text.OptionalID("brokerId", q.BrokerID); err != nil {
		return err
	}
	_, err := recordKey(q.RecordType, q.RecordID)
	return err
}

func (q *GetHistoryRequest) keys(*ledger.Caller) []string { return nil }

func getHistory(t *tx, q *GetHistoryRequest) (*GetHistoryResponse, error) {
	k, err := recordKey(q.RecordType, q.RecordID)
	if err != nil {
		return nil, err
	}
	if roles := keptRecords[q.RecordType].roles; roles != nil && !t.caller.HasRole(roles...) {
		return nil, fault.New(fault.RoleNotAllowed, "recordType", "the history of this type of record needs the role %s", strings.Join(roles, " or "))
	}
	broker, err := t.broker(q.BrokerID)
	if err != nil && keptRecords[q.RecordType].book != nil {
		return nil, err
	}
	versions, err := t.History(k, 0)
	if err != nil {
		return nil, err
	}
	missing := fault.New(fault.RecordNotFound, "recordId", "there is no such record")
	if len(versions) == 0 {
		return nil, missing
	}
	if err := t.visibleHistory(q.RecordType, versions, broker, missing); err != nil {
		return nil, err
	}
	if reporter := keptRecords[q.RecordType].oracle; reporter != nil {
		if hidden, err := t.hidesDevice(reporter(q.RecordID)); err != nil || hidden {
			return nil, either(err, missing)
		}
	}
	response := &GetHistoryResponse{Entries: make([]HistoryEntry, len(versions))}
	before := ""
	for i := range response.Entries {
		v := &versions[len(versions)-1-i]
		response.Entries[i] = HistoryEntry{
			TransactionID: v.TransactionID, Time: &v.Time, Deleted: v.Deleted, RecordJSON: string(v.Value), BeforeJSON: before,
		}
		before = string(v.Value)
	}
	return response, nil
}

// visibleHistory refuses a broker the history of a record that is not in its book.
func (t *tx) visibleHistory(kind record.Type, versions []ledger.Version, broker string, missing error) error {
	book := keptRecords[kind].book
	if book == nil {
		return nil
	}
	for i := range versions {
		if versions[i].Deleted {
			continue
		}
		r, err := book(versions[i].Value)
		if err != nil {
			return err
		}
		if !t.visible(r, broker) {
			return missing
		}
		return t.carries(r, broker)
	}
	return nil
}

func either(err, other error) error {
	if err != nil {
		return err
	}
	return other
}
