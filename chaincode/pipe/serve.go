package pipe

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"runtime/debug"
	"sync"

	"insurance/chaincode/domain/fault"
	"insurance/chaincode/domain/instant"
	"insurance/chaincode/ledger"
)

// Handler runs one transaction. A returned *fault.Error is answered as its JSON, another error as its text; both with
// status 500, as Fabric's shim does. It may be called many times at once.
type Handler func(transaction ledger.Context, function string, arguments [][]byte) (payload []byte, err error)

// Serve says hello under the chaincode's name and runs transactions until in ends or ctx does, which is no error.
func Serve(ctx context.Context, in io.Reader, out io.Writer, name string, handler Handler) error {
	ctx, stop := context.WithCancelCause(ctx)
	defer stop(nil)
	s := &server{
		handler: handler, stop: stop, done: ctx.Done(), out: make(chan *frame, 256), calls: make(map[uint64]*call),
	}
	hello := newFrame(kindHello, 0)
	hello.u32(version)
	hello.string(name)
	if err := s.send(hello); err != nil {
		return err
	}
	go func() { stop(s.write(out)) }()
	go func() { stop(s.read(in)) }()
	<-ctx.Done()
	if err := context.Cause(ctx); !errors.Is(err, io.EOF) && !errors.Is(err, context.Canceled) {
		return err
	}
	return nil
}

type server struct {
	handler Handler
	callers ledger.Callers
	stop    context.CancelCauseFunc
	done    <-chan struct{}
	out     chan *frame

	mu    sync.Mutex
	calls map[uint64]*call
}

func (s *server) send(f *frame) error {
	f, err := f.finish()
	if err != nil {
		return err
	}
	select {
	case s.out <- f:
		return nil
	case <-s.done:
		return io.ErrClosedPipe
	}
}

// write gathers frames and flushes when there is no more to gather.
func (s *server) write(out io.Writer) error {
	buffer := bufio.NewWriterSize(out, 64<<10)
	for {
		select {
		case f := <-s.out:
			if _, err := buffer.Write(f.b); err != nil {
				return err
			}
			f.release()
		case <-s.done:
			return buffer.Flush()
		}
		if len(s.out) == 0 {
			if err := buffer.Flush(); err != nil {
				return err
			}
		}
	}
}

func (s *server) read(in io.Reader) error {
	buffer := bufio.NewReaderSize(in, 64<<10)
	for {
		kind, id, body, err := readFrame(buffer)
		if errors.Is(err, errLarge) {
			s.refuse(kind, id)
			continue
		}
		if err != nil {
			return err
		}
		switch kind {
		case kindInvoke:
			c, err := s.accept(id, body)
			if err != nil {
				return err
			}
			go s.run(c)
		case kindReply:
			// A reply to a call that ended before it asked for it is of no use to anybody.
			if c := s.find(id); c != nil {
				select {
				case c.replies <- body:
				default:
					return fmt.Errorf("%w: a reply nobody asked for", errFrame)
				}
			}
		case kindCancel:
			if c := s.find(id); c != nil {
				c.cancel()
			}
		default:
			return fmt.Errorf("%w: kind 0x%02x", errFrame, kind)
		}
	}
}

// refuse ends the one call that a frame was too large for.
func (s *server) refuse(kind byte, id uint64) {
	if kind != kindInvoke {
		if c := s.find(id); c != nil {
			c.cancel()
		}
		return
	}
	refusal := (&call{id: id}).result(nil, fault.New(fault.LedgerRefused, "", "the transaction is larger than %d bytes", maxFrame))
	// In its own time: the ledger is not held up by answers that wait.
	go func() { _ = s.send(refusal) }()
}

func (s *server) find(id uint64) *call {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.calls[id]
}

// accept reads an INVOKE and registers its call.
func (s *server) accept(id uint64, body []byte) (*call, error) {
	r := &reader{b: body}
	c := &call{
		server: s, id: id, replies: make(chan []byte, 1), cancelled: make(chan struct{}),
		transactionID: r.string(), channel: r.string(), chaincode: r.string(),
		time:  instant.Instant{Seconds: int64(r.u64()), Nanos: int32(r.u32())},
		mspID: r.string(), certificate: r.bytes(), peerMSP: r.string(),
	}
	c.arguments = make([][]byte, r.count(4))
	for i := range c.arguments {
		c.arguments[i] = r.bytes()
	}
	c.transient = make([]ledger.Entry, r.count(8))
	for i := range c.transient {
		c.transient[i] = ledger.Entry{Key: r.string(), Value: r.bytes()}
	}
	if err := r.done(); err != nil {
		return nil, err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.calls[id] != nil {
		return nil, fmt.Errorf("%w: call %d is open already", errFrame, id)
	}
	s.calls[id] = c
	return c, nil
}

func (s *server) run(c *call) {
	payload, err := s.invoke(c)
	s.mu.Lock()
	delete(s.calls, c.id)
	s.mu.Unlock()
	if err := s.send(c.result(payload, err)); err != nil {
		// Too large to send: the ledger must still hear that the call ended.
		if !errors.Is(err, io.ErrClosedPipe) {
			_ = s.send(c.result(nil, fault.New(fault.Internal, "", "the result is too large: %v", err)))
		}
	}
}

// invoke runs the handler; a panic fails the one transaction, not the process.
func (s *server) invoke(c *call) (payload []byte, err error) {
	defer func() {
		if broken := recover(); broken != nil {
			fmt.Fprintf(os.Stderr, "transaction %s: %v\n%s", c.transactionID, broken, debug.Stack())
			payload, err = nil, fault.New(fault.Internal, "", "the chaincode failed")
		}
	}()
	if len(c.arguments) == 0 {
		return nil, fault.New(fault.WrongArguments, "", "the transaction has no function name")
	}
	return s.handler(c, string(c.arguments[0]), c.arguments[1:])
}
