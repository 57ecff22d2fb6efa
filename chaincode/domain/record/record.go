// Package record holds what every ledger record has in common.
package record

import "insurance/chaincode/domain/instant"

// Stamp says who made or changed a record, and when by the ledger.
type Stamp struct {
	TransactionID string           `json:"transactionId"`
	Time          *instant.Instant `json:"time"`
	MSPID         string           `json:"mspId"`
	Actor         string           `json:"actor"`
}

// Type names a kind of record with a history.
type Type int32

// The kinds of records.
const (
	TypeUnspecified Type = iota
	TypeProduct
	TypeParty
	TypeQuote
	TypePolicy
	TypeClaim
	TypeOracle
	TypeReading
	TypeConsortium
	TypeDetermination
	TypeObservation
	TypeConsent
)

// EnumNames lists the names by number.
func (Type) EnumNames() []string {
	return []string{
		"RECORD_TYPE_UNSPECIFIED", "RECORD_TYPE_PRODUCT", "RECORD_TYPE_PARTY", "RECORD_TYPE_QUOTE",
		"RECORD_TYPE_POLICY", "RECORD_TYPE_CLAIM", "RECORD_TYPE_ORACLE", "RECORD_TYPE_READING",
		"RECORD_TYPE_CONSORTIUM", "RECORD_TYPE_DETERMINATION", "RECORD_TYPE_OBSERVATION", "RECORD_TYPE_CONSENT",
	}
}
