package claims

import "insurance/chaincode/engine"

// Key is the key of a claim.
func Key(b engine.Book, id string) string { return b.Key("claim", id) }

// claimedPrefix is the list of a holder's claims by time.
func claimedPrefix(b engine.Book, holderID string) string { return b.Key("claimed", holderID, "") }

// prefixOf is of an insurer's claims, or of the list of those of policies that a broker sold, each key ending in an id.
func prefixOf(b engine.Book, brokerID string) string {
	if brokerID == "" {
		return b.Key("claim", "")
	}
	return b.Key("claims-of-broker", brokerID, "")
}
