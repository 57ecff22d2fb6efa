// Package pipe speaks the pipe protocol of DevLedger (docs/change/devledger-pipe.md): it serves a chaincode over a pair of
// streams, many transactions at once.
package pipe

import (
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"math"
	"sync"
	"unicode/utf8"
)

const (
	version  = 1
	maxFrame = 16 << 20
	header   = 4 + 1 + 8

	// A frame beyond maxFrame fails its call; a length beyond this is none.
	maxSkipped = 1 << 30

	kindInvoke byte = 0x01
	kindReply  byte = 0x02
	kindCancel byte = 0x03

	kindHello                  byte = 0x80
	kindResult                 byte = 0x81
	kindGetState               byte = 0x90
	kindGetPrivateHash         byte = 0x91
	kindGetValidationParameter byte = 0x92
	kindScan                   byte = 0x93
	kindGetHistory             byte = 0x94
	kindGetStates              byte = 0x95
	kindNext                   byte = 0x96

	// The states of a REPLY beside 0, answered.
	replyRefused byte = 1
	replyFollows byte = 2
)

var (
	errFrame = errors.New("ill-formed frame")
	errLarge = fmt.Errorf("a frame of more than %d bytes", maxFrame)
)

// frame is one being written; its length is filled in by finish.
type frame struct{ b []byte }

var frames = sync.Pool{New: func() any { return &frame{b: make([]byte, 0, 4096)} }}

func newFrame(kind byte, call uint64) *frame {
	f := frames.Get().(*frame)
	f.b = append(f.b[:0], 0, 0, 0, 0, kind)
	f.b = binary.LittleEndian.AppendUint64(f.b, call)
	return f
}

func (f *frame) finish() (*frame, error) {
	length := len(f.b) - 4
	if length > maxFrame {
		return nil, fmt.Errorf("a frame of %d bytes; at most %d are allowed", length, maxFrame)
	}
	binary.LittleEndian.PutUint32(f.b, uint32(length))
	return f, nil
}

// release gives the memory back unless one large result made it too big to keep.
func (f *frame) release() {
	if cap(f.b) <= 64<<10 {
		frames.Put(f)
	}
}

func (f *frame) u8(v byte)    { f.b = append(f.b, v) }
func (f *frame) u32(v uint32) { f.b = binary.LittleEndian.AppendUint32(f.b, v) }

func (f *frame) bool(v bool) {
	if v {
		f.u8(1)
	} else {
		f.u8(0)
	}
}

func (f *frame) bytes(v []byte) {
	f.u32(uint32(min(len(v), math.MaxUint32)))
	f.b = append(f.b, v...)
}

func (f *frame) string(v string) {
	f.u32(uint32(min(len(v), math.MaxUint32)))
	f.b = append(f.b, v...)
}

// reader takes the fields of a received frame; its first error sticks.
type reader struct {
	b   []byte
	err error
}

func (r *reader) next(n int) []byte {
	if r.err != nil || n > len(r.b) {
		r.err = errFrame
		return nil
	}
	part := r.b[:n:n]
	r.b = r.b[n:]
	return part
}

func (r *reader) u8() byte {
	if part := r.next(1); part != nil {
		return part[0]
	}
	return 0
}

func (r *reader) u32() uint32 {
	if part := r.next(4); part != nil {
		return binary.LittleEndian.Uint32(part)
	}
	return 0
}

func (r *reader) u64() uint64 {
	if part := r.next(8); part != nil {
		return binary.LittleEndian.Uint64(part)
	}
	return 0
}

func (r *reader) bool() bool {
	v := r.u8()
	if v > 1 {
		r.err = errFrame
	}
	return v == 1
}

func (r *reader) bytes() []byte { return r.next(int(r.u32())) }

func (r *reader) string() string {
	part := r.bytes()
	if !utf8.Valid(part) {
		r.err = errFrame
		return ""
	}
	return string(part)
}

// count reads the length of a list whose items take at least size bytes each, so that a lie cannot claim memory.
func (r *reader) count(size int) int {
	n := int(r.u32())
	if r.err != nil || n > len(r.b)/size {
		r.err = errFrame
		return 0
	}
	return n
}

func (r *reader) done() error {
	if r.err == nil && len(r.b) > 0 {
		r.err = errFrame
	}
	return r.err
}

// optional reads a presence flag and a value; a present value is not nil.
func (r *reader) optional() []byte {
	present, value := r.bool(), r.bytes()
	if !present {
		return nil
	}
	return value
}

// readFrame reads one frame; io.EOF only between frames. Of a frame that is too large it reads past the body and returns
// errLarge with kind and call, whose alone the fault is.
func readFrame(in io.Reader) (kind byte, call uint64, body []byte, err error) {
	var head [header]byte
	if _, err := io.ReadFull(in, head[:4]); err != nil {
		return 0, 0, nil, err
	}
	length := binary.LittleEndian.Uint32(head[:4])
	if length < header-4 || length > maxSkipped {
		return 0, 0, nil, errFrame
	}
	if _, err := io.ReadFull(in, head[4:]); err != nil {
		return 0, 0, nil, unexpected(err)
	}
	if length > maxFrame {
		if _, err := io.CopyN(io.Discard, in, int64(length)-(header-4)); err != nil {
			return 0, 0, nil, unexpected(err)
		}
		return head[4], binary.LittleEndian.Uint64(head[5:]), nil, errLarge
	}
	body = make([]byte, length-(header-4))
	if _, err := io.ReadFull(in, body); err != nil {
		return 0, 0, nil, unexpected(err)
	}
	return head[4], binary.LittleEndian.Uint64(head[5:]), body, nil
}

func unexpected(err error) error {
	if err == io.EOF {
		return io.ErrUnexpectedEOF
	}
	return err
}
