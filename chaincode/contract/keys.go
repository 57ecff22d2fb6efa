package contract

import (
	"encoding/base64"
	"fmt"
	"strconv"
	"strings"

	"insurance/chaincode/domain/fault"
	"insurance/chaincode/domain/text"
	"insurance/chaincode/ledger"
)

// Keys are plain texts of parts between slashes. Identifiers hold no slash and free texts are percent-encoded, so no
// two records share a key. docs/chaincode.md lists them.

const registryKey = "consortium"

func key(parts ...string) string { return strings.Join(parts, "/") }

func productKey(id string, version uint32) string {
	return key("product", id, versionText(version))
}

// versionText sorts as the numbers do.
func versionText(version uint32) string { return fmt.Sprintf("%010d", version) }

func newestKey(productID string) string { return key("product-newest", productID) }
func partyKey(id string) string         { return key("party", id) }

// sealedKey is in the insurer's collection.
func sealedKey(partyID string, version uint32) string {
	return key(partyID, strconv.FormatUint(uint64(version), 10))
}
func consentPrefix(partyID string) string       { return key("consent", partyID, "") }
func accessPrefix(partyID string) string        { return key("access", partyID, "") }
func quoteKey(id string) string                 { return key("quote", id) }
func boundKey(quoteID string) string            { return key("quote-bound", quoteID) }
func policyKey(id string) string                { return key("policy", id) }
func claimKey(id string) string                 { return key("claim", id) }
func oracleKey(id string) string                { return key("oracle", id) }
func readingKey(id string) string               { return key("reading", id) }
func sequenceKey(stream string) string          { return key("sequence", stream) }
func approvedKey(policyID, claim string) string { return key("approved", policyID, claim) }
func lossKey(policyID, lossID string) string    { return key("loss", policyID, text.Escape(lossID)) }

// The lists, each key ending in the id it lists.
func productsPrefix(mspID string) string { return key("products-of", mspID, "") }
func policiesPrefix(mspID, brokerID string) string {
	if brokerID == "" {
		return key("policies-of", mspID, "")
	}
	return key("policies-of-broker", mspID, brokerID, "")
}

// holderPrefix is the list of a holder's policies.
func holderPrefix(holderID string) string { return key("policies-of-holder", holderID, "") }

func claimsPrefix(mspID, brokerID string) string {
	if brokerID == "" {
		return key("claims-of", mspID, "")
	}
	return key("claims-of-broker", mspID, brokerID, "")
}

// A topic is an index, its unit and its subject, each percent-encoded, between slashes.
func parametricPrefix(mspID, topic string) string     { return key("parametric", mspID, topic, "") }
func observationPrefix(topic, oracleID string) string { return key("observation", topic, oracleID, "") }
func observerPrefix(topic string) string              { return key("observer", topic, "") }
func reportedPrefix(topic string) string              { return key("reported", topic, "") }
func determinationKey(id string) string               { return key("determination", id) }
func watchKey(oracleID string) string                 { return key("watch", oracleID) }

// settlingPrefix is the list of insurers that have begun to settle by a reading or a determination.
func settlingPrefix(by, id string) string { return key("settling", by, id, "") }

// prefixEnd ends the range of the keys that begin with a prefix: "0" follows "/".
func prefixEnd(prefix string) string { return prefix[:len(prefix)-1] + "0" }

const (
	defaultPage = 100
	maxPage     = 1_000
)

func pageLimit(size uint32, most int) int {
	if size == 0 {
		return defaultPage
	}
	return min(int(size), most)
}

func checkPage(size uint32, most int) error {
	if size > uint32(most) {
		return fault.New(fault.InvalidArgument, "pageSize", "a page has at most %d items", most)
	}
	return nil
}

// scanPage reads one page of a list and the token of the next. It scans from a key on and stops early, which, unlike a
// ledger's own bookmarks, is protected against phantoms in a transaction that writes.
func (t *tx) scanPage(prefix, token string, limit int) ([]ledger.Entry, string, error) {
	start := prefix
	if token != "" {
		last, err := base64.RawURLEncoding.DecodeString(token)
		if err != nil || !strings.HasPrefix(string(last), prefix) || !plainKey(string(last)) {
			return nil, "", fault.New(fault.InvalidToken, "pageToken", "the page token was not made by this list")
		}
		// "!" is before every character that an id or an encoded text has: the next key after last.
		start = string(last) + "!"
	}
	page, err := t.Scan(start, prefixEnd(prefix), limit)
	if err != nil {
		return nil, "", err
	}
	next := ""
	if page.More && len(page.Entries) > 0 {
		next = pageToken(page.Entries[len(page.Entries)-1].Key)
	}
	return page.Entries, next, nil
}

func plainKey(k string) bool {
	for i := 0; i < len(k); i++ {
		if k[i] <= '!' || k[i] > '~' {
			return false
		}
	}
	return true
}
