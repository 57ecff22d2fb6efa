package main

import (
	"errors"
	"time"
)

const (
	put                    byte = 1
	remove                 byte = 2
	purge                  byte = 3
	setValidationParameter byte = 4
)

var errCancelled = errors.New("cancelled")

type write struct {
	operation       byte
	collection, key string
	value           []byte
}

// transaction is one invocation, and the ledger that it runs on: DevLedger's pipe, or a peer of Fabric.
type transaction struct {
	port
	id        string
	channel   string
	time      time.Time
	mspID     string
	creator   []byte
	peerMSP   string // the organization whose peer runs it
	function  string
	arguments [][]byte
	transient map[string][]byte
	cancelled <-chan struct{}
}

// port is what the functions ask of a ledger.
type port interface {
	// one reads a value by collection and key, of the kind getState, getPrivateHash or getValidationParameter; nil where
	// there is none.
	one(kind byte, collection, key string) ([]byte, error)
	// scan reads at most limit entries of a collection, or of the public state; 0 is all.
	scan(collection, start, end string, limit uint32) ([]pair, error)
	history(key string) ([]version, error)
	write(operation byte, key string, value []byte) error
	writePrivate(operation byte, collection, key string, value []byte) error
	setEvent(name string, payload []byte) error
	// runChaincode has a chaincode of the channel run in this transaction.
	runChaincode(chaincode string, arguments [][]byte) ([]byte, error)
}

// piped is an invocation over the pipe: what it asked for, and what it wants to write.
type piped struct {
	transaction *transaction
	session     *session
	call        uint64

	replies   chan []byte
	cancelled chan struct{}
	requests  uint32

	writes       []write
	eventName    string
	eventPayload []byte
}

// answer is a chaincode's response.
type answer struct {
	status  int32
	message string
	payload []byte
}

func accept(s *session, call uint64, body []byte) (*piped, error) {
	d := &decoder{b: body}
	p := &piped{session: s, call: call, replies: make(chan []byte, 1), cancelled: make(chan struct{})}
	t := &transaction{port: p, cancelled: p.cancelled, transient: map[string][]byte{}}
	p.transaction = t
	t.id, t.channel = d.str(), d.str()
	d.str() // the name the chaincode was deployed under
	seconds, nanos := d.i64(), d.u32()
	t.time = time.Unix(seconds, int64(nanos)).UTC()
	t.mspID, t.creator = d.str(), d.bytes()
	t.peerMSP = d.str()
	d.list(func() { t.arguments = append(t.arguments, d.bytes()) })
	d.list(func() {
		name := d.str()
		t.transient[name] = d.bytes()
	})
	if d.err != nil || len(d.b) > 0 {
		return nil, errIllFormed
	}
	if len(t.arguments) > 0 {
		t.function, t.arguments = string(t.arguments[0]), t.arguments[1:]
	}
	return p, nil
}

func (p *piped) encode(a answer) []byte {
	var e encoder
	e.u32(uint32(a.status))
	e.str(a.message)
	e.str(string(a.payload))
	e.flag(p.eventName != "")
	e.str(p.eventName)
	e.str(string(p.eventPayload))
	e.u32(uint32(len(p.writes)))
	for _, w := range p.writes {
		e.u8(w.operation)
		e.str(w.collection)
		e.str(w.key)
		e.str(string(w.value))
	}
	return e
}

// ask sends a request and decodes its answer; a refusal becomes an error with the ledger's own words.
func (p *piped) ask(kind byte, fill func(*encoder), read func(*decoder)) error {
	p.requests++
	var e encoder
	e.u32(p.requests)
	fill(&e)
	if err := p.session.send(kind, p.call, e); err != nil {
		return err
	}
	select {
	case body := <-p.replies:
		d := &decoder{b: body}
		if request := d.u32(); request != p.requests {
			return errIllFormed
		}
		if d.u8() != 0 {
			return errors.New(d.str())
		}
		read(d)
		if d.err == nil && len(d.b) > 0 {
			d.err = errIllFormed
		}
		return d.err
	case <-p.cancelled:
		return errCancelled
	}
}

// one asks for a value by collection and key; nil where there is none.
func (p *piped) one(kind byte, collection, key string) (value []byte, err error) {
	err = p.ask(kind, func(e *encoder) {
		e.str(collection)
		e.str(key)
	}, func(d *decoder) {
		present, bytes := d.flag(), d.bytes()
		if present {
			value = bytes
		}
	})
	return value, err
}

type pair struct {
	Key   string `json:"key"`
	Value string `json:"value"`
}

func (p *piped) scan(collection, start, end string, limit uint32) ([]pair, error) {
	pairs := []pair{}
	err := p.ask(scan, func(e *encoder) {
		e.str(collection)
		e.str(start)
		e.str(end)
		e.u32(limit)
	}, func(d *decoder) {
		d.list(func() { pairs = append(pairs, pair{d.str(), d.str()}) })
		d.flag()
	})
	return pairs, err
}

type version struct {
	TransactionID string `json:"transactionId"`
	Time          string `json:"time"`
	Deleted       bool   `json:"deleted"`
	Value         string `json:"value"`
}

func (p *piped) history(key string) ([]version, error) {
	versions := []version{}
	err := p.ask(getHistory, func(e *encoder) {
		e.str(key)
		e.u32(0)
	}, func(d *decoder) {
		d.list(func() {
			id, seconds, nanos, deleted, value := d.str(), d.i64(), d.u32(), d.flag(), d.str()
			versions = append(versions, version{id, time.Unix(seconds, int64(nanos)).UTC().Format(time.RFC3339Nano), deleted, value})
		})
	})
	return versions, err
}

// write refuses what Fabric's shim refuses.
func (p *piped) write(operation byte, key string, value []byte) error {
	if key == "" {
		return errors.New("key must not be an empty string")
	}
	p.writes = append(p.writes, write{operation, "", key, value})
	return nil
}

func (p *piped) writePrivate(operation byte, collection, key string, value []byte) error {
	if collection == "" {
		return errors.New("collection must not be an empty string")
	}
	if key == "" {
		return errors.New("key must not be an empty string")
	}
	p.writes = append(p.writes, write{operation, collection, key, value})
	return nil
}

func (p *piped) setEvent(name string, payload []byte) error {
	if name == "" {
		return errors.New("event name can not be empty string")
	}
	p.eventName, p.eventPayload = name, payload
	return nil
}

func (p *piped) runChaincode(chaincode string, arguments [][]byte) (payload []byte, err error) {
	err = p.ask(callChaincode, func(e *encoder) {
		e.str(chaincode)
		e.u32(uint32(len(arguments)))
		for _, a := range arguments {
			e.str(string(a))
		}
	}, func(d *decoder) { payload = d.bytes() })
	return payload, err
}
