package main

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"sync"
)

// session is one run of the process: what it reads and writes, and the transactions in flight.
type session struct {
	writing sync.Mutex
	out     io.Writer
	mu      sync.Mutex
	calls   map[uint64]*piped
}

// serve runs transactions, each on its own goroutine, until in ends.
func serve(in io.Reader, out io.Writer) error {
	s := &session{out: out, calls: map[uint64]*piped{}}
	var greeting encoder
	greeting.u32(1)
	greeting.str("conformance")
	if err := s.send(hello, 0, greeting); err != nil {
		return err
	}
	buffered := bufio.NewReader(in)
	for {
		kind, call, body, err := readFrame(buffered)
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
		if err := s.handle(kind, call, body); err != nil {
			return err
		}
	}
}

func (s *session) handle(kind byte, call uint64, body []byte) error {
	switch kind {
	case invoke:
		t, err := accept(s, call, body)
		if err != nil {
			return err
		}
		s.mu.Lock()
		s.calls[call] = t
		s.mu.Unlock()
		go s.run(t)
	case reply, cancel:
		s.mu.Lock()
		t := s.calls[call]
		if t != nil && kind == cancel {
			delete(s.calls, call)
		}
		s.mu.Unlock()
		if t == nil {
			return nil
		}
		if kind == cancel {
			close(t.cancelled)
			return nil
		}
		select {
		case t.replies <- body:
		default:
			return fmt.Errorf("%w: a reply that nobody asked for", errIllFormed)
		}
	default:
		return fmt.Errorf("%w: kind 0x%02x", errIllFormed, kind)
	}
	return nil
}

func (s *session) run(t *piped) {
	answer := invokeFunction(t.transaction)
	s.mu.Lock()
	delete(s.calls, t.call)
	s.mu.Unlock()
	// The ledger is gone when this fails, and serve ends by itself.
	_ = s.send(result, t.call, t.encode(answer))
}

func (s *session) send(kind byte, call uint64, body []byte) error {
	s.writing.Lock()
	defer s.writing.Unlock()
	return writeFrame(s.out, kind, call, body)
}
