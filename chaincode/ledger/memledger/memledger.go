// Package memledger is a ledger in memory for tests, with the semantics that matter to a chaincode: a transaction does
// not read its own writes, and commits only when what it read, ranges included, is unchanged.
package memledger

import (
	"bytes"
	"crypto/sha256"
	"errors"
	"slices"
	"sort"
	"sync"

	"insurance/chaincode/domain/fault"
	"insurance/chaincode/domain/instant"
	"insurance/chaincode/ledger"
)

// ErrConflict says that something the transaction read has changed: MVCC_READ_CONFLICT or PHANTOM_READ_CONFLICT.
var ErrConflict = errors.New("read conflict")

// Ledger is the state of one channel.
type Ledger struct {
	mu      sync.Mutex
	state   map[place]value
	history map[string][]ledger.Version
	height  uint64
}

type place struct{ collection, key string }

type value struct {
	bytes   []byte
	version uint64
	policy  []byte
}

// New is an empty ledger.
func New() *Ledger {
	return &Ledger{state: make(map[place]value), history: make(map[string][]ledger.Version)}
}

// Proposal is who calls, when, and with what transient data.
type Proposal struct {
	TransactionID string
	Time          instant.Instant
	Caller        ledger.Caller
	// PeerMSP is empty for the caller's own organization.
	PeerMSP   string
	Transient map[string][]byte
	// CallerError stands for a certificate that cannot be read.
	CallerError error
}

// Begin starts a transaction.
func (l *Ledger) Begin(p Proposal) *Tx {
	if p.PeerMSP == "" {
		p.PeerMSP = p.Caller.MSPID
	}
	return &Tx{ledger: l, proposal: p, reads: make(map[place]uint64)}
}

// Keys lists the public keys in order.
func (l *Ledger) Keys() []string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.sorted("", "", "")
}

// Value is the public value of a key.
func (l *Ledger) Value(key string) []byte {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.state[place{"", key}].bytes
}

func (l *Ledger) sorted(collection, start, end string) []string {
	var keys []string
	for p, v := range l.state {
		if p.collection == collection && v.bytes != nil && p.key >= start && (end == "" || p.key < end) {
			keys = append(keys, p.key)
		}
	}
	sort.Strings(keys)
	return keys
}

// Write is one effect of a transaction.
type Write struct {
	Collection, Key string
	Value           []byte
	Deleted         bool
	// Policy: the value is the key's validation parameter.
	Policy bool
}

type scanned struct {
	collection, start, end string
	limit                  int
	keys                   []string
	versions               []uint64
}

// Tx is one transaction; it implements ledger.Context.
type Tx struct {
	ledger   *Ledger
	proposal Proposal
	reads    map[place]uint64
	scans    []scanned
	Writes   []Write
	// EventName is empty when there is no event.
	EventName    string
	EventPayload []byte
	// RoundTrips counts the reads that a real adapter would send.
	RoundTrips int
}

var _ ledger.Context = (*Tx)(nil)

// Commit applies the writes, or refuses with ErrConflict.
func (t *Tx) Commit() error {
	l := t.ledger
	l.mu.Lock()
	defer l.mu.Unlock()
	for p, version := range t.reads {
		if l.state[p].version != version {
			return ErrConflict
		}
	}
	for _, s := range t.scans {
		if !l.unchanged(s) {
			return ErrConflict
		}
	}
	l.height++
	for _, w := range t.Writes {
		l.apply(w, t.proposal)
	}
	return nil
}

func (l *Ledger) unchanged(s scanned) bool {
	end := s.end
	if s.limit > 0 && len(s.keys) == s.limit {
		end = s.keys[len(s.keys)-1] + "\x00"
	}
	now := l.sorted(s.collection, s.start, end)
	if !slices.Equal(now, s.keys) {
		return false
	}
	for i, key := range now {
		if l.state[place{s.collection, key}].version != s.versions[i] {
			return false
		}
	}
	return true
}

func (l *Ledger) apply(w Write, p Proposal) {
	at := place{w.Collection, w.Key}
	v := l.state[at]
	v.version = l.height
	switch {
	case w.Policy:
		v.policy = w.Value
	case w.Deleted:
		v.bytes = nil
	default:
		v.bytes = w.Value
	}
	l.state[at] = v
	if w.Collection == "" && !w.Policy {
		l.history[w.Key] = append(l.history[w.Key], ledger.Version{
			TransactionID: p.TransactionID, Time: p.Time, Deleted: w.Deleted, Value: w.Value,
		})
	}
}

// TransactionID implements ledger.Context, as do all the following.
func (t *Tx) TransactionID() string { return t.proposal.TransactionID }

// Timestamp is the proposal's.
func (t *Tx) Timestamp() instant.Instant { return t.proposal.Time }

// Channel is always "insurance".
func (t *Tx) Channel() string { return "insurance" }

// PeerMSP is the proposal's.
func (t *Tx) PeerMSP() string { return t.proposal.PeerMSP }

// Caller is the proposal's.
func (t *Tx) Caller() (*ledger.Caller, error) {
	return &t.proposal.Caller, t.proposal.CallerError
}

// Transient is the proposal's.
func (t *Tx) Transient(name string) []byte { return t.proposal.Transient[name] }

// Get reads public state.
func (t *Tx) Get(key string) ([]byte, error) {
	t.RoundTrips++
	return t.get("", key)
}

func (t *Tx) get(collection, key string) ([]byte, error) {
	if key == "" {
		return nil, errors.New("a key is required")
	}
	l := t.ledger
	l.mu.Lock()
	defer l.mu.Unlock()
	v := l.state[place{collection, key}]
	t.reads[place{collection, key}] = v.version
	return v.bytes, nil
}

// GetMany reads public state.
func (t *Tx) GetMany(keys []string) ([][]byte, error) {
	t.RoundTrips++
	values := make([][]byte, len(keys))
	for i, key := range keys {
		var err error
		if values[i], err = t.get("", key); err != nil {
			return nil, err
		}
	}
	return values, nil
}

// Scan reads a public range.
func (t *Tx) Scan(start, end string, limit int) (ledger.Page, error) {
	return t.scan("", start, end, limit)
}

func (t *Tx) scan(collection, start, end string, limit int) (ledger.Page, error) {
	t.RoundTrips++
	l := t.ledger
	l.mu.Lock()
	defer l.mu.Unlock()
	keys := l.sorted(collection, start, end)
	page := ledger.Page{}
	if limit > 0 && len(keys) > limit {
		keys, page.More = keys[:limit], true
	}
	s := scanned{collection: collection, start: start, end: end, keys: keys}
	if page.More {
		s.limit = limit
	}
	for _, key := range keys {
		v := l.state[place{collection, key}]
		s.versions = append(s.versions, v.version)
		page.Entries = append(page.Entries, ledger.Entry{Key: key, Value: v.bytes})
	}
	t.scans = append(t.scans, s)
	return page, nil
}

// History lists versions, newest first.
func (t *Tx) History(key string, limit int) ([]ledger.Version, error) {
	t.RoundTrips++
	l := t.ledger
	l.mu.Lock()
	defer l.mu.Unlock()
	versions := slices.Clone(l.history[key])
	slices.Reverse(versions)
	if limit > 0 && len(versions) > limit {
		versions = versions[:limit]
	}
	return versions, nil
}

// GetPrivate refuses every collection but the peer organization's own "pii_" one.
func (t *Tx) GetPrivate(collection, key string) ([]byte, error) {
	if collection != "pii_"+t.proposal.PeerMSP {
		return nil, fault.New(fault.LedgerRefused, "", "%s does not hold %s", t.proposal.PeerMSP, collection)
	}
	t.RoundTrips++
	return t.get(collection, key)
}

// GetPrivateHash is known to everybody.
func (t *Tx) GetPrivateHash(collection, key string) ([]byte, error) {
	t.RoundTrips++
	v, err := t.get(collection, key)
	if v == nil || err != nil {
		return nil, err
	}
	digest := sha256.Sum256(v)
	return digest[:], nil
}

// ScanPrivate reads a private range.
func (t *Tx) ScanPrivate(collection, start, end string, limit int) (ledger.Page, error) {
	return t.scan(collection, start, end, limit)
}

// ValidationParameter reads a key's endorsement policy.
func (t *Tx) ValidationParameter(key string) ([]byte, error) {
	l := t.ledger
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.state[place{"", key}].policy, nil
}

// Put writes public state.
func (t *Tx) Put(key string, v []byte) error {
	return t.write(Write{Key: key, Value: bytes.Clone(v)})
}

// Delete deletes public state.
func (t *Tx) Delete(key string) error { return t.write(Write{Key: key, Deleted: true}) }

// PutPrivate writes private state.
func (t *Tx) PutPrivate(collection, key string, v []byte) error {
	return t.write(Write{Collection: collection, Key: key, Value: bytes.Clone(v)})
}

// DeletePrivate deletes private state.
func (t *Tx) DeletePrivate(collection, key string) error {
	return t.write(Write{Collection: collection, Key: key, Deleted: true})
}

// PurgePrivate is here the same as DeletePrivate: there are no blocks to clean.
func (t *Tx) PurgePrivate(collection, key string) error { return t.DeletePrivate(collection, key) }

// SetValidationParameter writes a key's endorsement policy.
func (t *Tx) SetValidationParameter(key string, policy []byte) error {
	return t.write(Write{Key: key, Value: bytes.Clone(policy), Policy: true})
}

func (t *Tx) write(w Write) error {
	if w.Key == "" {
		return errors.New("a key is required")
	}
	t.Writes = append(t.Writes, w)
	return nil
}

// SetEvent sets the event.
func (t *Tx) SetEvent(name string, payload []byte) error {
	if name == "" {
		return errors.New("an event needs a name")
	}
	t.EventName, t.EventPayload = name, bytes.Clone(payload)
	return nil
}
