package contract

import (
	"strconv"
	"strings"

	"insurance/chaincode/domain/claim"
	"insurance/chaincode/domain/fault"
	"insurance/chaincode/domain/instant"
	"insurance/chaincode/domain/policy"
	"insurance/chaincode/domain/quote"
	"insurance/chaincode/domain/record"
	"insurance/chaincode/domain/text"
	"insurance/chaincode/ledger"
)

// GetHistoryRequest asks for every version of a record.
type GetHistoryRequest struct {
	RecordType record.Type `json:"recordType"`
	RecordID   string      `json:"recordId"`
}

// HistoryEntry is one version. BlockNumber is for the gateway to fill.
type HistoryEntry struct {
	TransactionID string           `json:"transactionId"`
	Time          *instant.Instant `json:"time"`
	BlockNumber   uint64           `json:"blockNumber"`
	Deleted       bool             `json:"deleted"`
	RecordJSON    string           `json:"recordJson"`
}

// GetHistoryResponse lists the versions, oldest first.
type GetHistoryResponse struct {
	Entries []HistoryEntry `json:"entries"`
}

func (q *GetHistoryRequest) validate() error {
	_, err := q.key()
	return err
}

func (q *GetHistoryRequest) keys(*ledger.Caller) []string { return nil }

func (q *GetHistoryRequest) key() (string, error) {
	switch q.RecordType {
	case record.TypeUnspecified:
		return "", fault.New(fault.Required, "recordType", "the type of the record is required")
	case record.TypeProduct:
		id, version, _ := strings.Cut(q.RecordID, "/")
		number, err := strconv.ParseUint(version, 10, 32)
		if err != nil || number == 0 {
			return "", fault.New(fault.InvalidID, "recordId", "a product is named productId/version")
		}
		return productKey(id, uint32(number)), text.ID("recordId", id)
	case record.TypeReading:
		return readingKey(q.RecordID), checkReadingID("recordId", q.RecordID)
	}
	of := map[record.Type]func(string) string{
		record.TypeParty: partyKey, record.TypeQuote: quoteKey, record.TypePolicy: policyKey,
		record.TypeClaim: claimKey, record.TypeOracle: oracleKey,
	}[q.RecordType]
	return of(q.RecordID), text.ID("recordId", q.RecordID)
}

func getHistory(t *tx, q *GetHistoryRequest) (*GetHistoryResponse, error) {
	k, err := q.key()
	if err != nil {
		return nil, err
	}
	versions, err := t.History(k, 0)
	if err != nil {
		return nil, err
	}
	if len(versions) == 0 {
		return nil, fault.New(fault.RecordNotFound, "recordId", "there is no such record")
	}
	if err := t.visible(q.RecordType, versions); err != nil {
		return nil, err
	}
	response := &GetHistoryResponse{Entries: make([]HistoryEntry, len(versions))}
	for i := range versions {
		v := &versions[i]
		response.Entries[len(versions)-1-i] = HistoryEntry{
			TransactionID: v.TransactionID, Time: &v.Time, Deleted: v.Deleted, RecordJSON: string(v.Value),
		}
	}
	return response, nil
}

// visible refuses a broker the history of quotes, policies and claims that do not carry the broker's id.
func (t *tx) visible(kind record.Type, versions []ledger.Version) error {
	if kind != record.TypeQuote && kind != record.TypePolicy && kind != record.TypeClaim {
		return nil
	}
	for i := range versions {
		if versions[i].Deleted {
			continue
		}
		brokerID, err := brokerOf(kind, versions[i].Value)
		if err != nil {
			return err
		}
		return t.brokered("", brokerID)
	}
	return nil
}

func brokerOf(kind record.Type, value []byte) (string, error) {
	switch kind {
	case record.TypeQuote:
		r, err := decoded[quote.Quote](value)
		if err != nil {
			return "", err
		}
		return r.BrokerID, nil
	case record.TypePolicy:
		r, err := decoded[policy.Policy](value)
		if err != nil {
			return "", err
		}
		return r.BrokerID, nil
	}
	r, err := decoded[claim.Claim](value)
	if err != nil {
		return "", err
	}
	return r.BrokerID, nil
}
