package pipe

import (
	"errors"
	"fmt"
	"slices"
	"sync"
	"unicode/utf8"

	"insurance/chaincode/domain/fault"
	"insurance/chaincode/domain/instant"
	"insurance/chaincode/ledger"
)

const (
	statusOK    = 200
	statusError = 500

	opPut                    byte = 1
	opDelete                 byte = 2
	opPurge                  byte = 3
	opSetValidationParameter byte = 4
)

var errCancelled = errors.New("nobody waits for this transaction any more")

type write struct {
	op         byte
	collection string
	key        string
	value      []byte
}

// call is one transaction in flight: the ledger.Context of its handler.
type call struct {
	server        *server
	id            uint64
	transactionID string
	channel       string
	chaincode     string
	time          instant.Instant
	mspID         string
	certificate   []byte
	peerMSP       string
	arguments     [][]byte
	transient     []ledger.Entry

	replies    chan []byte
	cancelOnce sync.Once
	cancelled  chan struct{}
	requests   uint32

	writes       []write
	hasEvent     bool
	eventName    string
	eventPayload []byte
}

var _ ledger.Context = (*call)(nil)

func (c *call) cancel() { c.cancelOnce.Do(func() { close(c.cancelled) }) }

func (c *call) result(payload []byte, err error) *frame {
	f := newFrame(kindResult, c.id)
	if err != nil {
		f.u32(statusError)
		f.string(fault.Text(err))
		f.bytes(nil)
		f.bool(false)
		f.string("")
		f.bytes(nil)
		f.u32(0)
		return f
	}
	f.u32(statusOK)
	f.string("")
	f.bytes(payload)
	f.bool(c.hasEvent)
	f.string(c.eventName)
	f.bytes(c.eventPayload)
	f.u32(uint32(len(c.writes)))
	for i := range c.writes {
		w := &c.writes[i]
		f.u8(w.op)
		f.string(w.collection)
		f.string(w.key)
		f.bytes(w.value)
	}
	return f
}

// ask sends a request, which fill completes, and waits for its answer.
func (c *call) ask(kind byte, fill func(*frame)) (*reader, error) {
	r, more, err := c.part(kind, c.next(), fill)
	if err == nil && more {
		return nil, c.broken()
	}
	return r, err
}

// askParts sends a request whose answer may come in parts; take reads each.
func (c *call) askParts(kind byte, fill func(*frame), take func(r *reader, last bool)) error {
	request := c.next()
	for {
		r, more, err := c.part(kind, request, fill)
		if err != nil {
			return err
		}
		take(r, !more)
		if r.done() != nil {
			return c.broken()
		}
		if !more {
			return nil
		}
		kind, fill = kindNext, func(*frame) {}
	}
}

func (c *call) next() uint32 {
	c.requests++
	return c.requests
}

// part sends a request and waits for its answer or the first part of it.
func (c *call) part(kind byte, request uint32, fill func(*frame)) (r *reader, more bool, err error) {
	select {
	case <-c.cancelled:
		return nil, false, errCancelled
	default:
	}
	f := newFrame(kind, c.id)
	f.u32(request)
	fill(f)
	if err := c.server.send(f); err != nil {
		return nil, false, err
	}
	var body []byte
	select {
	case body = <-c.replies:
	case <-c.cancelled:
		return nil, false, errCancelled
	case <-c.server.done:
		return nil, false, errCancelled
	}
	r = &reader{b: body}
	answer, status := r.u32(), r.u8()
	if r.err != nil || answer != request || status > replyFollows {
		return nil, false, c.broken()
	}
	if status == replyRefused {
		reason := r.string()
		if r.done() != nil {
			return nil, false, c.broken()
		}
		return nil, false, fault.New(fault.LedgerRefused, "", "%s", reason)
	}
	return r, status == replyFollows, nil
}

// broken ends the process, as an ill-formed frame must.
func (c *call) broken() error {
	err := fmt.Errorf("%w: the reply to request %d of call %d", errFrame, c.requests, c.id)
	c.server.stop(err)
	return err
}

func (c *call) TransactionID() string      { return c.transactionID }
func (c *call) Timestamp() instant.Instant { return c.time }
func (c *call) Channel() string            { return c.channel }
func (c *call) PeerMSP() string            { return c.peerMSP }

func (c *call) Caller() (*ledger.Caller, error) { return c.server.callers.Of(c.mspID, c.certificate) }

func (c *call) Transient(name string) []byte {
	for i := range c.transient {
		if c.transient[i].Key == name {
			return c.transient[i].Value
		}
	}
	return nil
}

func (c *call) Get(key string) ([]byte, error) { return c.one(kindGetState, "", key) }

func (c *call) GetPrivate(collection, key string) ([]byte, error) {
	return c.one(kindGetState, collection, key)
}

func (c *call) GetPrivateHash(collection, key string) ([]byte, error) {
	return c.one(kindGetPrivateHash, collection, key)
}

func (c *call) ValidationParameter(key string) ([]byte, error) {
	return c.one(kindGetValidationParameter, "", key)
}

func (c *call) one(kind byte, collection, key string) ([]byte, error) {
	if err := validKey(key); err != nil {
		return nil, err
	}
	r, err := c.ask(kind, func(f *frame) { f.string(collection); f.string(key) })
	if err != nil {
		return nil, err
	}
	value := r.optional()
	if r.done() != nil {
		return nil, c.broken()
	}
	return value, nil
}

func (c *call) GetMany(keys []string) ([][]byte, error) {
	switch len(keys) {
	case 0:
		return nil, nil
	case 1:
		value, err := c.Get(keys[0])
		return [][]byte{value}, err
	}
	for _, key := range keys {
		if err := validKey(key); err != nil {
			return nil, err
		}
	}
	values := make([][]byte, 0, len(keys))
	err := c.askParts(kindGetStates, func(f *frame) {
		f.string("")
		f.u32(uint32(len(keys)))
		for _, key := range keys {
			f.string(key)
		}
	}, func(r *reader, _ bool) {
		for range r.count(5) {
			values = append(values, r.optional())
		}
	})
	if err != nil {
		return nil, err
	}
	if len(values) != len(keys) {
		return nil, c.broken()
	}
	return values, nil
}

func (c *call) Scan(start, end string, limit int) (ledger.Page, error) {
	return c.ScanPrivate("", start, end, limit)
}

func (c *call) ScanPrivate(collection, start, end string, limit int) (ledger.Page, error) {
	var page ledger.Page
	err := c.askParts(kindScan, func(f *frame) {
		f.string(collection)
		f.string(start)
		f.string(end)
		f.u32(uint32(limit))
	}, func(r *reader, last bool) {
		count := r.count(8)
		page.Entries = slices.Grow(page.Entries, count)
		for range count {
			page.Entries = append(page.Entries, ledger.Entry{Key: r.string(), Value: r.bytes()})
		}
		page.More = last && r.bool()
	})
	if err != nil {
		return ledger.Page{}, err
	}
	return page, nil
}

func (c *call) History(key string, limit int) ([]ledger.Version, error) {
	if err := validKey(key); err != nil {
		return nil, err
	}
	var versions []ledger.Version
	err := c.askParts(kindGetHistory, func(f *frame) { f.string(key); f.u32(uint32(limit)) }, func(r *reader, _ bool) {
		count := r.count(21)
		versions = slices.Grow(versions, count)
		for range count {
			versions = append(versions, ledger.Version{
				TransactionID: r.string(), Time: instant.Instant{Seconds: int64(r.u64()), Nanos: int32(r.u32())},
				Deleted: r.bool(), Value: r.bytes(),
			})
		}
	})
	if err != nil {
		return nil, err
	}
	return versions, nil
}

func (c *call) write(op byte, collection, key string, value []byte) error {
	if err := validKey(key); err != nil {
		return err
	}
	c.writes = append(c.writes, write{op, collection, key, value})
	return nil
}

func (c *call) Put(key string, value []byte) error { return c.write(opPut, "", key, value) }
func (c *call) Delete(key string) error            { return c.write(opDelete, "", key, nil) }

func (c *call) PutPrivate(collection, key string, value []byte) error {
	return c.private(opPut, collection, key, value)
}

func (c *call) DeletePrivate(collection, key string) error {
	return c.private(opDelete, collection, key, nil)
}

func (c *call) PurgePrivate(collection, key string) error {
	return c.private(opPurge, collection, key, nil)
}

func (c *call) private(op byte, collection, key string, value []byte) error {
	if collection == "" {
		return errors.New("a collection is required")
	}
	return c.write(op, collection, key, value)
}

func (c *call) SetValidationParameter(key string, policy []byte) error {
	return c.write(opSetValidationParameter, "", key, policy)
}

func (c *call) SetEvent(name string, payload []byte) error {
	if name == "" {
		return errors.New("an event needs a name")
	}
	c.hasEvent, c.eventName, c.eventPayload = true, name, payload
	return nil
}

func validKey(key string) error {
	if key == "" || !utf8.ValidString(key) {
		return errors.New("a key must be valid UTF-8 and not empty")
	}
	return nil
}
