package products

import (
	"fmt"

	"insurance/chaincode/engine"
)

// Key is the key of a version.
func Key(b engine.Book, id string, version uint32) string {
	return b.Key("product", id, versionText(version))
}

// versionText sorts as the numbers do.
func versionText(version uint32) string { return fmt.Sprintf("%010d", version) }

// NewestKey is the key of what is stored of a product as a whole.
func NewestKey(b engine.Book, productID string) string { return b.Key("product-newest", productID) }

// everyVersion begins the keys of all insurers' versions, versionsOf of one's.
const everyVersion = "product/"

func versionsOf(b engine.Book) string { return b.Key("product", "") }
