// Package history shows every version of a record, and which documents it names.
package history

import (
	"cmp"
	"strconv"
	"strings"

	"insurance/chaincode/domain/claim"
	"insurance/chaincode/domain/fault"
	"insurance/chaincode/domain/party"
	"insurance/chaincode/domain/policy"
	"insurance/chaincode/domain/product"
	"insurance/chaincode/domain/quote"
	"insurance/chaincode/domain/record"
	"insurance/chaincode/domain/text"
	"insurance/chaincode/engine"
	"insurance/chaincode/ledger"
	"insurance/chaincode/transactions/access"
	"insurance/chaincode/transactions/claims"
	"insurance/chaincode/transactions/members"
	"insurance/chaincode/transactions/parties"
	"insurance/chaincode/transactions/policies"
	"insurance/chaincode/transactions/products"
	"insurance/chaincode/transactions/quotes"
	"insurance/chaincode/transactions/readings"
)

// kept says how records of one kind are found, and whose they are.
type kept struct {
	// key is the ledger key of a record by its id, or a refusal of the id.
	key func(b engine.Book, id string) (string, error)
	// common: it is in no insurer's book, and its id is the consortium's.
	common bool
	// book reads a record that belongs to an insurer's book; nil: brokers may see every record of the kind.
	book func(value []byte) (access.Owned, error)
	// oracle is whose report a record is, by its id; nil: it is no report. Brokers see no device's.
	oracle func(id string) string
	// roles are those that may see records of the kind; nil: all.
	roles []string
}

// keptRecords are the kinds of records that have a history. A new kind needs its line here and its name in record.Type.
var keptRecords = map[record.Type]kept{
	record.TypeProduct: {key: productRecord},
	record.TypeParty:   {key: byID(parties.Key), book: bookOf[party.Party]},
	record.TypeQuote:   {key: byID(quotes.Key), book: bookOf[quote.Quote]},
	record.TypePolicy:  {key: byID(policies.Key), book: bookOf[policy.Policy]},
	record.TypeClaim:   {key: byID(claims.Key), book: bookOf[claim.Claim]},
	record.TypeOracle:  {common: true, key: byID(func(_ engine.Book, id string) string { return readings.OracleKey(id) }), oracle: func(id string) string { return id }},
	record.TypeReading: {
		common: true,
		key: func(_ engine.Book, id string) (string, error) {
			return readings.Key(id), readings.CheckReadingID("recordId", id)
		},
		oracle: func(id string) string { return strings.Split(id, "/")[0] },
	},
	record.TypeConsortium: {common: true, key: registryRecord},
	record.TypeDetermination: {common: true, key: func(_ engine.Book, id string) (string, error) {
		return readings.DeterminationKey(id), readings.CheckDeterminationID("recordId", id)
	}},
	record.TypeObservation: {
		common: true,
		key:    func(_ engine.Book, id string) (string, error) { return engine.Key("observation", id), checkPath(id, 5) },
		oracle: func(id string) string { return strings.Split(id, "/")[3] },
	},
	record.TypeConsent: {key: consentRecord, roles: access.Overseers},
}

// byID is for records whose id is one identifier.
func byID(key func(b engine.Book, id string) string) func(engine.Book, string) (string, error) {
	return func(b engine.Book, id string) (string, error) { return key(b, id), text.ID("recordId", id) }
}

func productRecord(b engine.Book, recordID string) (string, error) {
	id, version, _ := strings.Cut(recordID, "/")
	number, err := strconv.ParseUint(version, 10, 32)
	if err != nil || number == 0 {
		return "", fault.New(fault.InvalidID, "recordId", "a product is named productId/version")
	}
	return products.Key(b, id, uint32(number)), text.ID("recordId", id)
}

func consentRecord(b engine.Book, recordID string) (string, error) {
	partyID, consentID, _ := strings.Cut(recordID, "/")
	if text.ID("recordId", partyID) != nil || text.ID("recordId", consentID) != nil {
		return "", fault.New(fault.InvalidID, "recordId", "a consent is named partyId/consentId")
	}
	return parties.ConsentPrefix(b, partyID) + consentID, nil
}

// checkPath refuses what is not so many texts between slashes, each percent-encoded.
func checkPath(id string, parts int) error {
	if len(id) > 3_000 || !engine.PlainKey(id) || strings.Count(id, "/") != parts-1 {
		return fault.New(fault.InvalidID, "recordId", "the record is named by %d texts between slashes, each percent-encoded", parts)
	}
	return nil
}

func registryRecord(_ engine.Book, id string) (string, error) {
	if id != members.Name {
		return "", fault.New(fault.InvalidID, "recordId", "the only record of the consortium is named %s", members.Name)
	}
	return members.Key, nil
}

func bookOf[R any, P interface {
	*R
	access.Owned
}](value []byte) (access.Owned, error) {
	r, err := engine.Decoded[R](value)
	return P(r), err
}

func recordKey(b engine.Book, kind record.Type, id string) (string, error) {
	if kind == record.TypeUnspecified {
		return "", fault.New(fault.Required, "recordType", "the type of the record is required")
	}
	how, known := keptRecords[kind]
	if !known {
		return "", fault.New(fault.InvalidArgument, "recordType", "there is no history of this type of record")
	}
	return how.key(b, id)
}

func (q *GetHistoryRequest) Validate() error {
	var wrong fault.Refusals
	wrong.Add(text.OptionalID("brokerId", q.BrokerID))
	wrong.Add(q.CheckInsurer())
	_, err := recordKey("", q.RecordType, q.RecordID)
	wrong.Add(err)
	return wrong.Err()
}

// CheckBook refuses to look for records where there are none, unless they are nobody's.
func (q *GetHistoryRequest) CheckBook(t *engine.Tx) error {
	if keptRecords[q.RecordType].common {
		return nil
	}
	return access.HoldsRecords(t)
}

func (q *GetHistoryRequest) Keys(engine.Book) []string { return nil }

func getHistory(t *engine.Tx, q *GetHistoryRequest) (*GetHistoryResponse, error) {
	k, err := recordKey(t.Book, q.RecordType, q.RecordID)
	if err != nil {
		return nil, err
	}
	if roles := keptRecords[q.RecordType].roles; roles != nil && !t.Caller.HasRole(roles...) {
		return nil, fault.New(fault.RoleNotAllowed, "recordType", "the history of this type of record needs the role %s", strings.Join(roles, " or "))
	}
	broker, err := access.Broker(t, q.BrokerID)
	if err != nil && keptRecords[q.RecordType].book != nil {
		return nil, err
	}
	versions, err := t.History(k, 0)
	if err != nil {
		return nil, err
	}
	var missing error = fault.New(fault.RecordNotFound, "recordId", "there is no such record")
	if len(versions) == 0 {
		return nil, missing
	}
	if err := visibleHistory(t, q.RecordType, versions, broker, missing); err != nil {
		return nil, err
	}
	if reporter := keptRecords[q.RecordType].oracle; reporter != nil {
		if hidden, err := readings.HidesDevice(t, reporter(q.RecordID)); err != nil || hidden {
			return nil, cmp.Or(err, missing)
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

// visibleHistory refuses a broker the history of a record that is not in its book, and of a product that is a draft still.
func visibleHistory(t *engine.Tx, kind record.Type, versions []ledger.Version, broker string, missing error) error {
	if kind == record.TypeProduct {
		return visibleProduct(t, versions[0], missing)
	}
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
		if !access.Visible(t, r, broker) {
			return missing
		}
		return access.Carries(r, broker)
	}
	return nil
}

func visibleProduct(t *engine.Tx, newest ledger.Version, missing error) error {
	p, err := engine.Decoded[product.Product](newest.Value)
	if err == nil && !products.Sees(t, p) {
		return missing
	}
	return err
}
