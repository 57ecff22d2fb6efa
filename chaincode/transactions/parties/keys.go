package parties

import (
	"strconv"

	"insurance/chaincode/engine"
)

// Key is the key of a party's record.
func Key(b engine.Book, id string) string { return b.Key("party", id) }

// sealedKey is in the insurer's collection.
func sealedKey(partyID string, version uint32) string {
	return engine.Key(partyID, strconv.FormatUint(uint64(version), 10))
}

// ConsentPrefix begins the keys of a party's consents, each ending in an id.
func ConsentPrefix(b engine.Book, partyID string) string { return b.Key("consent", partyID, "") }

func accessPrefix(b engine.Book, partyID string) string { return b.Key("access", partyID, "") }
