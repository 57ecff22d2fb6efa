package history

import "insurance/chaincode/domain/record"

// Keeps is for the tests.
func Keeps(kind record.Type) bool {
	_, kept := keptRecords[kind]
	return kept
}
