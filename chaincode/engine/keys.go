package engine

import "strings"

// Keys are plain texts of parts between slashes. Identifiers hold no slash and free texts are percent-encoded, so no
// two records share a key. docs/change/chaincode.md lists them.

// Key joins the parts of a key.
func Key(parts ...string) string { return strings.Join(parts, "/") }

// Book is the MSP id of the organization whose records are meant: each chooses the ids of its own, and shares them with
// nobody.
type Book string

// Key is the key of a record of the book.
func (b Book) Key(kind string, parts ...string) string {
	return Key(append([]string{kind, string(b)}, parts...)...)
}

// PrefixEnd ends the range of the keys that begin with a prefix: "0" follows "/".
func PrefixEnd(prefix string) string { return prefix[:len(prefix)-1] + "0" }

// PlainKey says whether a text has only the characters that keys have.
func PlainKey(k string) bool {
	for i := 0; i < len(k); i++ {
		if k[i] <= '!' || k[i] > '~' {
			return false
		}
	}
	return true
}
