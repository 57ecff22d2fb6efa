package quotes

import (
	"insurance/chaincode/engine"
	"insurance/chaincode/transactions/products"
)

// Key is the key of a quote.
func Key(b engine.Book, id string) string { return b.Key("quote", id) }

// soldKey is read for the version asked for; 0 is the newest open one.
func soldKey(b engine.Book, id string, version uint32) string {
	if version == 0 {
		return products.NewestKey(b, id)
	}
	return products.Key(b, id, version)
}
