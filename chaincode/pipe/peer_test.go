package pipe

import (
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/asn1"
	"encoding/binary"
	"encoding/pem"
	"fmt"
	"io"
	"math/big"
	"testing"
)

// peer is the ledger's side of the pipe, with a fixed state.
type peer struct {
	t      *testing.T
	in     *io.PipeWriter
	out    io.Reader
	ended  chan error
	closed io.Closer
	state  map[string]string
}

func start(t *testing.T, handler Handler) *peer {
	t.Helper()
	inRead, inWrite := io.Pipe()
	outRead, outWrite := io.Pipe()
	p := &peer{t: t, in: inWrite, out: outRead, ended: make(chan error, 1), closed: outRead, state: map[string]string{
		"a": "1", "b": "2", "c": "3",
	}}
	go func() {
		p.ended <- Serve(context.Background(), inRead, outWrite, "test", handler)
		outWrite.Close()
	}()
	kind, call, body := p.receive()
	r := &reader{b: body}
	if v, name := r.u32(), r.string(); kind != kindHello || call != 0 || v != 1 || name != "test" || r.done() != nil {
		t.Fatalf("hello: kind %x call %d version %d name %q", kind, call, v, name)
	}
	return p
}

func (p *peer) stop() {
	p.t.Helper()
	p.in.Close()
	go func() { _, _ = io.Copy(io.Discard, p.out) }()
	if err := <-p.ended; err != nil {
		p.t.Fatal(err)
	}
}

func (p *peer) receive() (byte, uint64, []byte) {
	p.t.Helper()
	kind, call, body, err := readFrame(p.out)
	if err != nil {
		p.t.Fatal(err)
	}
	return kind, call, body
}

func (p *peer) send(kind byte, call uint64, fill func(*frame)) {
	p.t.Helper()
	f := newFrame(kind, call)
	if fill != nil {
		fill(f)
	}
	if _, err := f.finish(); err != nil {
		p.t.Fatal(err)
	}
	if _, err := p.in.Write(f.b); err != nil {
		p.t.Fatal(err)
	}
}

func (p *peer) invoke(call uint64, certificate string, arguments ...string) {
	p.t.Helper()
	p.send(kindInvoke, call, func(f *frame) {
		f.string(fmt.Sprintf("tx-%d", call))
		f.string("channel")
		f.string("test")
		f.b = binary.LittleEndian.AppendUint64(f.b, 1_700_000_000)
		f.u32(5)
		f.string("NorthMSP")
		f.string(certificate)
		f.string("SouthMSP")
		f.u32(uint32(len(arguments)))
		for _, a := range arguments {
			f.string(a)
		}
		f.u32(1)
		f.string("secret")
		f.string("value")
	})
}

// answer serves one request from the state.
func (p *peer) answer(kind byte, call uint64, body []byte) {
	r := &reader{b: body}
	request := r.u32()
	r.string()
	p.send(kindReply, call, func(f *frame) {
		f.u32(request)
		f.u8(0)
		switch kind {
		case kindGetState:
			value, present := p.state[r.string()]
			f.bool(present)
			f.string(value)
		case kindGetStates:
			n := r.count(4)
			f.u32(uint32(n))
			for range n {
				value, present := p.state[r.string()]
				f.bool(present)
				f.string(value)
			}
		}
	})
}

type answered struct {
	status  int32
	message string
	payload string
	event   string
	writes  []write
}

func parseResult(t *testing.T, body []byte) answered {
	t.Helper()
	r := &reader{b: body}
	a := answered{status: int32(r.u32()), message: r.string(), payload: string(r.bytes())}
	if r.bool() {
		a.event = r.string() + "=" + string(r.bytes())
	} else {
		r.string()
		r.bytes()
	}
	a.writes = make([]write, r.count(13))
	for i := range a.writes {
		a.writes[i] = write{r.u8(), r.string(), r.string(), r.bytes()}
	}
	if err := r.done(); err != nil {
		t.Fatal(err)
	}
	return a
}

// run serves requests until the call's result.
func (p *peer) run(call uint64, arguments ...string) answered {
	p.t.Helper()
	p.invoke(call, "", arguments...)
	for {
		kind, id, body := p.receive()
		if kind == kindResult {
			if id != call {
				p.t.Fatalf("a result of call %d", id)
			}
			return parseResult(p.t, body)
		}
		p.answer(kind, id, body)
	}
}

func certificate(t *testing.T, attributes string) string {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	template := &x509.Certificate{
		SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "ada"},
		ExtraExtensions: []pkix.Extension{{Id: asn1.ObjectIdentifier{1, 2, 3, 4, 5, 6, 7, 8, 1}, Value: []byte(attributes)}},
	}
	der, err := x509.CreateCertificate(rand.Reader, template, template, &key.PublicKey, key)
	if err != nil {
		t.Fatal(err)
	}
	return string(pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der}))
}
