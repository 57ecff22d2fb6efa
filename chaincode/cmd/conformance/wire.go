package main

import (
	"encoding/binary"
	"errors"
	"io"
)

const (
	invoke byte = 0x01
	reply  byte = 0x02
	cancel byte = 0x03

	hello                  byte = 0x80
	result                 byte = 0x81
	getState               byte = 0x90
	getPrivateHash         byte = 0x91
	getValidationParameter byte = 0x92
	scan                   byte = 0x93
	getHistory             byte = 0x94
	callChaincode          byte = 0x97

	maxFrame = 64 << 20
)

var errIllFormed = errors.New("ill-formed frame")

// encoder appends the protocol's field types.
type encoder []byte

func (e *encoder) u8(v byte)    { *e = append(*e, v) }
func (e *encoder) u32(v uint32) { *e = binary.LittleEndian.AppendUint32(*e, v) }
func (e *encoder) str(v string) {
	e.u32(uint32(len(v)))
	*e = append(*e, v...)
}

func (e *encoder) flag(v bool) {
	if v {
		e.u8(1)
	} else {
		e.u8(0)
	}
}

// decoder takes fields; the first error sticks and everything after it is zero.
type decoder struct {
	b   []byte
	err error
}

func (d *decoder) take(n uint32) []byte {
	if d.err != nil || uint64(n) > uint64(len(d.b)) {
		d.err = errIllFormed
		return make([]byte, min(n, 8))
	}
	part := d.b[:n:n]
	d.b = d.b[n:]
	return part
}

func (d *decoder) u8() byte    { return d.take(1)[0] }
func (d *decoder) u32() uint32 { return binary.LittleEndian.Uint32(d.take(4)) }
func (d *decoder) i64() int64  { return int64(binary.LittleEndian.Uint64(d.take(8))) }
func (d *decoder) flag() bool  { return d.u8() != 0 }

func (d *decoder) bytes() []byte {
	n := d.u32()
	if d.err != nil {
		return nil
	}
	return d.take(n)
}

func (d *decoder) str() string { return string(d.bytes()) }

// list calls item once for each item announced, and stops at the first error.
func (d *decoder) list(item func()) {
	for n := d.u32(); n > 0 && d.err == nil; n-- {
		item()
	}
}

func writeFrame(out io.Writer, kind byte, call uint64, body []byte) error {
	frame := make([]byte, 0, 13+len(body))
	frame = binary.LittleEndian.AppendUint32(frame, uint32(9+len(body)))
	frame = append(frame, kind)
	frame = binary.LittleEndian.AppendUint64(frame, call)
	_, err := out.Write(append(frame, body...))
	return err
}

// readFrame gives io.EOF only between frames.
func readFrame(in io.Reader) (kind byte, call uint64, body []byte, err error) {
	var length [4]byte
	if _, err = io.ReadFull(in, length[:]); err != nil {
		return
	}
	n := binary.LittleEndian.Uint32(length[:])
	if n < 9 || n > maxFrame {
		return 0, 0, nil, errIllFormed
	}
	frame := make([]byte, n)
	if _, err = io.ReadFull(in, frame); err != nil {
		return 0, 0, nil, io.ErrUnexpectedEOF
	}
	return frame[0], binary.LittleEndian.Uint64(frame[1:9]), frame[9:], nil
}
