// Package ledger is the port between the chaincode and the ledger that runs it.
package ledger

import (
	"strings"
	"unicode/utf8"

	"insurance/chaincode/domain/instant"
)

// Context is one transaction. As in Fabric it never reads its own writes, and writes count only when it succeeds.
// State keys are valid UTF-8 and not empty; a nil value means that there is none. It is used by one goroutine.
type Context interface {
	TransactionID() string
	Timestamp() instant.Instant
	Channel() string
	// PeerMSP is the organization whose peer runs the transaction.
	PeerMSP() string
	// Caller is who signed the transaction; an error says that the certificate cannot be read.
	Caller() (*Caller, error)
	// Transient is data sent beside the arguments and never recorded; nil when there is none of this name.
	Transient(name string) []byte

	Get(key string) ([]byte, error)
	// GetMany reads several keys at once, in the order asked.
	GetMany(keys []string) ([][]byte, error)
	Put(key string, value []byte) error
	Delete(key string) error
	// Scan reads keys from start up to, not including, end, in byte order. A limit above 0 stops it early; what it
	// read is then protected against phantoms up to the last key returned.
	Scan(start, end string, limit int) (Page, error)
	// History lists the versions of a key, newest first; a limit of 0 is none.
	History(key string, limit int) ([]Version, error)

	GetPrivate(collection, key string) ([]byte, error)
	// GetPrivateHash is the SHA-256 of a private value, known to every organization.
	GetPrivateHash(collection, key string) ([]byte, error)
	PutPrivate(collection, key string, value []byte) error
	DeletePrivate(collection, key string) error
	// PurgePrivate deletes a private value and every trace of it but the hashes in the blocks.
	PurgePrivate(collection, key string) error
	ScanPrivate(collection, start, end string, limit int) (Page, error)

	// ValidationParameter is a serialized common.SignaturePolicyEnvelope; nil when the chaincode's policy holds.
	ValidationParameter(key string) ([]byte, error)
	SetValidationParameter(key string, policy []byte) error

	// SetEvent sets the transaction's one event; a second call replaces it.
	SetEvent(name string, payload []byte) error
}

// Caller is who signed a transaction.
type Caller struct {
	MSPID string
	// Subject is the distinguished name of the certificate.
	Subject string
	// Attributes are those that Fabric CA put into the certificate.
	Attributes map[string]string
	// Roles are the parts of the attribute "role".
	Roles []string
}

// HasRole says whether the caller has one of the roles.
func (c *Caller) HasRole(roles ...string) bool {
	for _, role := range c.Roles {
		for _, wanted := range roles {
			if role == wanted {
				return true
			}
		}
	}
	return false
}

// Entry is a key and its value.
type Entry struct {
	Key   string
	Value []byte
}

// Page is what a scan read.
type Page struct {
	Entries []Entry
	// More: the limit stopped the scan.
	More bool
}

// Version is one value that a key had.
type Version struct {
	TransactionID string
	Time          instant.Instant
	Deleted       bool
	Value         []byte
}

// CompositeKey is Fabric's: U+0000, the object type, U+0000, then each attribute and U+0000.
func CompositeKey(objectType string, attributes ...string) string {
	var b strings.Builder
	b.WriteString("\x00" + objectType + "\x00")
	for _, attribute := range attributes {
		b.WriteString(attribute)
		b.WriteByte(0)
	}
	return b.String()
}

// CompositeRange is the start and the end of every composite key that begins with these attributes.
func CompositeRange(objectType string, attributes ...string) (start, end string) {
	start = CompositeKey(objectType, attributes...)
	return start, start + string(utf8.MaxRune)
}
