package engine

import (
	"encoding/base64"
	"strings"

	"insurance/chaincode/domain/fault"
	"insurance/chaincode/ledger"
)

const defaultPage = 100

// MaxPage is the longest page of a list that sets no bound of its own.
const MaxPage = 1_000

// PageLimit is how many items a page has for which so many were asked; 0 leaves it to the list.
func PageLimit(size uint32, most int) int {
	if size == 0 {
		return defaultPage
	}
	return min(int(size), most)
}

// CheckPage refuses a page that is too long.
func CheckPage(size uint32, most int) error {
	if size > uint32(most) {
		return fault.New(fault.InvalidArgument, "pageSize", "a page has at most %d items", most)
	}
	return nil
}

// PageToken names the last key of a page.
func PageToken(last string) string { return base64.RawURLEncoding.EncodeToString([]byte(last)) }

// LastKey is the key that a token of the list under a prefix names.
func LastKey(prefix, token string) (string, error) {
	last, err := base64.RawURLEncoding.DecodeString(token)
	if err != nil || !strings.HasPrefix(string(last), prefix) || !PlainKey(string(last)) {
		return "", InvalidToken()
	}
	return string(last), nil
}

// InvalidToken refuses a page token.
func InvalidToken() error {
	return fault.New(fault.InvalidToken, "pageToken", "the page token was not made by this list")
}

// ScanPage reads one page of a list and the token of the next. It scans from a key on and stops early, which, unlike a
// ledger's own bookmarks, is protected against phantoms in a transaction that writes.
func (t *Tx) ScanPage(prefix, token string, limit int) ([]ledger.Entry, string, error) {
	start := prefix
	if token != "" {
		last, err := LastKey(prefix, token)
		if err != nil {
			return nil, "", err
		}
		// "!" is before every character that an id or an encoded text has: the next key after last.
		start = last + "!"
	}
	page, err := t.Scan(start, PrefixEnd(prefix), limit)
	if err != nil {
		return nil, "", err
	}
	next := ""
	if page.More && len(page.Entries) > 0 {
		next = PageToken(page.Entries[len(page.Entries)-1].Key)
	}
	return page.Entries, next, nil
}

// Values are the records of a list whose entries are the records themselves.
func Values(entries []ledger.Entry) [][]byte {
	values := make([][]byte, len(entries))
	for i := range entries {
		values[i] = entries[i].Value
	}
	return values
}

// Listed are the records of a list, whose entries are the records themselves or, where keyOf is given, name them.
func (t *Tx) Listed(entries []ledger.Entry, keyOf func(*ledger.Entry) string) ([][]byte, error) {
	if keyOf == nil {
		return Values(entries), nil
	}
	keys := make([]string, len(entries))
	for i := range entries {
		keys[i] = keyOf(&entries[i])
	}
	return t.GetMany(keys)
}
