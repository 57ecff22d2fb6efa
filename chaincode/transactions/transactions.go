// Package transactions is the chaincode: the one table of its transactions, put together from the packages of its concepts.
// What is not in the table is refused.
package transactions

import (
	"slices"

	"insurance/chaincode/engine"
	"insurance/chaincode/ledger"
	"insurance/chaincode/transactions/claims"
	"insurance/chaincode/transactions/erasure"
	"insurance/chaincode/transactions/history"
	"insurance/chaincode/transactions/members"
	"insurance/chaincode/transactions/parties"
	"insurance/chaincode/transactions/policies"
	"insurance/chaincode/transactions/products"
	"insurance/chaincode/transactions/quotes"
	"insurance/chaincode/transactions/readings"
	"insurance/chaincode/transactions/settlement"
)

// Table has every transaction, in the order of the API; docs/use/roles.md is its copy for people.
var Table = slices.Concat(members.Transactions, products.Transactions, parties.Transactions, erasure.Transactions,
	quotes.Transactions, policies.Transactions, claims.Transactions, readings.Transactions, settlement.Transactions,
	history.Transactions)

var chaincode = engine.New(engine.Chaincode{
	Table: Table, MembersKey: members.Key, ReadMembers: members.Read, Unreserved: unreserved,
})

// Invoke runs one transaction of the table. A refusal is a *fault.Error.
func Invoke(c ledger.Context, function string, arguments [][]byte) ([]byte, error) {
	return chaincode.Invoke(c, function, arguments)
}

// Row is the row of this name; nil when there is none.
func Row(name string) *engine.Transaction { return chaincode.Row(name) }
