package pipe

import (
	"bufio"
	"context"
	"encoding/binary"
	"os"
	"testing"

	"insurance/chaincode/ledger"
)

// Transactions with two reads each through pipes of the operating system, 64 in flight; the ledger's side is the least
// that answers.
func BenchmarkServe(b *testing.B) {
	inRead, inWrite, err := os.Pipe()
	if err != nil {
		b.Fatal(err)
	}
	outRead, outWrite, err := os.Pipe()
	if err != nil {
		b.Fatal(err)
	}
	ended := make(chan error, 1)
	go func() {
		ended <- Serve(context.Background(), inRead, outWrite, "bench", func(c ledger.Context, _ string, _ [][]byte) ([]byte, error) {
			for _, keys := range [][]string{{"a", "b", "c"}, {"d"}} {
				if _, err := c.GetMany(keys); err != nil {
					return nil, err
				}
			}
			return []byte("{}"), c.Put("k", make([]byte, 1_000))
		})
	}()
	in, out := bufio.NewReaderSize(outRead, 64<<10), bufio.NewWriterSize(inWrite, 64<<10)
	send := func(kind byte, call uint64, fill func(f *frame)) {
		f := newFrame(kind, call)
		fill(f)
		if _, err := f.finish(); err != nil {
			b.Fatal(err)
		}
		if _, err := out.Write(f.b); err != nil {
			b.Fatal(err)
		}
		f.release()
	}
	started := 0
	invoke := func() {
		started++
		send(kindInvoke, uint64(started), func(f *frame) {
			f.string("tx")
			f.string("channel")
			f.string("bench")
			f.b = binary.LittleEndian.AppendUint64(f.b, 1)
			f.u32(0)
			f.string("NorthMSP")
			f.bytes(nil)
			f.string("NorthMSP")
			f.u32(1)
			f.string("f")
			f.u32(0)
		})
	}
	b.ReportAllocs()
	for done := 0; done < b.N; {
		for started-done < 64 && started < b.N {
			invoke()
		}
		if in.Buffered() == 0 {
			if err := out.Flush(); err != nil {
				b.Fatal(err)
			}
		}
		kind, call, body, err := readFrame(in)
		if err != nil {
			b.Fatal(err)
		}
		r := &reader{b: body}
		switch kind {
		case kindResult:
			done++
		case kindGetState:
			send(kindReply, call, func(f *frame) { f.u32(r.u32()); f.u8(0); f.bool(true); f.string("value") })
		case kindGetStates:
			send(kindReply, call, func(f *frame) {
				f.u32(r.u32())
				f.u8(0)
				r.string()
				n := r.count(4)
				f.u32(uint32(n))
				for range n {
					f.bool(true)
					f.string("value")
				}
			})
		}
	}
	b.StopTimer()
	inWrite.Close()
	if err := <-ended; err != nil {
		b.Fatal(err)
	}
}
