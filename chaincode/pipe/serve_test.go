package pipe

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"strings"
	"sync"
	"testing"
	"time"

	"insurance/chaincode/domain/fault"
	"insurance/chaincode/ledger"
)

func TestServe_Invoke_PassesContextAndReturnsEffects(t *testing.T) {
	p := start(t, func(c ledger.Context, function string, arguments [][]byte) ([]byte, error) {
		if function != "echo" || c.TransactionID() != "tx-7" || c.Channel() != "channel" || c.PeerMSP() != "SouthMSP" ||
			c.Timestamp().Seconds != 1_700_000_000 || c.Timestamp().Nanos != 5 || string(c.Transient("secret")) != "value" ||
			c.Transient("other") != nil {
			return nil, errors.New("wrong context")
		}
		one, err := c.Get("a")
		if err != nil {
			return nil, err
		}
		many, err := c.GetMany([]string{"b", "none", "c"})
		if err != nil {
			return nil, err
		}
		if many[1] != nil {
			return nil, errors.New("an absent value must be nil")
		}
		return append(one, append(many[0], append(many[2], arguments[0]...)...)...), errors.Join(
			c.Put("k", []byte("v")), c.Delete("d"), c.PutPrivate("col", "k", []byte("p")), c.PurgePrivate("col", "q"),
			c.SetValidationParameter("k", []byte("policy")), c.SetEvent("Done", []byte("e")))
	})
	defer p.stop()
	got := p.run(7, "echo", "!")
	want := answered{200, "", "123!", "Done=e", []write{
		{opPut, "", "k", []byte("v")}, {opDelete, "", "d", nil}, {opPut, "col", "k", []byte("p")},
		{opPurge, "col", "q", nil}, {opSetValidationParameter, "", "k", []byte("policy")},
	}}
	if fmt.Sprint(got) != fmt.Sprint(want) {
		t.Fatalf("got  %v\nwant %v", got, want)
	}
}

func TestServe_Failures_HaveStatus500AndNoWrites(t *testing.T) {
	p := start(t, func(c ledger.Context, function string, _ [][]byte) ([]byte, error) {
		if err := c.Put("k", []byte("v")); err != nil {
			return nil, err
		}
		switch function {
		case "coded":
			return nil, fmt.Errorf("wrapped: %w", fault.New(fault.Required, "x", "x is required"))
		case "plain":
			return nil, errors.New("plain text")
		case "key":
			_, err := c.Get("")
			return nil, err
		}
		panic("broken")
	})
	defer p.stop()
	for i, test := range []struct{ function, message string }{
		{"coded", `{"code":"REQUIRED","field":"x","message":"x is required"}`},
		{"plain", "plain text"},
		{"key", "a key must be valid UTF-8 and not empty"},
		{"panic", `{"code":"INTERNAL","message":"the chaincode failed"}`},
	} {
		got := p.run(uint64(i), test.function)
		if got.status != 500 || got.message != test.message || len(got.writes) != 0 || got.event != "" {
			t.Errorf("%s: %+v", test.function, got)
		}
	}
	p.invoke(99, "")
	if _, _, body := p.receive(); parseResult(t, body).status != 500 {
		t.Error("a call without a function must fail")
	}
}

func TestServe_RefusedRead_IsCodedAndCallEnds(t *testing.T) {
	p := start(t, func(c ledger.Context, _ string, _ [][]byte) ([]byte, error) {
		return c.GetPrivate("pii_NorthMSP", "k")
	})
	defer p.stop()
	p.invoke(1, "", "f")
	kind, id, body := p.receive()
	if kind != kindGetState || id != 1 {
		t.Fatalf("kind %x", kind)
	}
	request := (&reader{b: body}).u32()
	p.send(kindReply, 1, func(f *frame) { f.u32(request); f.u8(1); f.string("not held") })
	_, _, body = p.receive()
	if got := parseResult(t, body); got.message != `{"code":"LEDGER_REFUSED","message":"not held"}` {
		t.Fatalf("%+v", got)
	}
}

func TestServe_ManyCallsAtOnce_EachGetsItsOwnReplies(t *testing.T) {
	const calls = 500
	p := start(t, func(c ledger.Context, _ string, arguments [][]byte) ([]byte, error) {
		var out []byte
		for _, key := range []string{"a", "b", "c"} {
			value, err := c.Get(key + string(arguments[0]))
			if err != nil {
				return nil, err
			}
			out = append(append(out, value...), ',')
		}
		return out, nil
	})
	defer p.stop()
	for i := range calls {
		for _, key := range []string{"a", "b", "c"} {
			p.state[fmt.Sprint(key, i)] = fmt.Sprint(key, i)
		}
	}
	var sent sync.WaitGroup
	sent.Add(1)
	go func() {
		defer sent.Done()
		for i := range calls {
			p.invoke(uint64(i), "", "f", fmt.Sprint(i))
		}
	}()
	// Replies go out from another goroutine than the one that reads, as in a real ledger.
	type request struct {
		kind byte
		id   uint64
		body []byte
	}
	requests := make(chan request, calls)
	go func() {
		sent.Wait()
		for r := range requests {
			p.answer(r.kind, r.id, r.body)
		}
	}()
	for done := 0; done < calls; {
		kind, id, body := p.receive()
		if kind != kindResult {
			requests <- request{kind, id, body}
			continue
		}
		done++
		if got, want := parseResult(t, body).payload, fmt.Sprintf("a%d,b%d,c%d,", id, id, id); got != want {
			t.Fatalf("call %d: %s", id, got)
		}
	}
	close(requests)
}

func TestServe_Cancel_EndsAWaitingCall(t *testing.T) {
	p := start(t, func(c ledger.Context, _ string, _ [][]byte) ([]byte, error) { return c.Get("never") })
	defer p.stop()
	p.invoke(3, "", "f")
	p.receive()
	p.send(kindCancel, 3, nil)
	if _, _, body := p.receive(); parseResult(t, body).status != 500 {
		t.Fatal("a cancelled call must fail")
	}
	p.send(kindCancel, 3, nil)
}

func TestServe_IllFormedFrames_EndTheProcess(t *testing.T) {
	handler := func(c ledger.Context, _ string, _ [][]byte) ([]byte, error) { return c.Get("a") }
	for name, send := range map[string]func(p *peer){
		"unknown kind": func(p *peer) { p.send(0x77, 1, nil) },
		"short invoke": func(p *peer) { p.send(kindInvoke, 1, func(f *frame) { f.string("tx") }) },
		"short length": func(p *peer) { _, _ = p.in.Write([]byte{1, 0, 0, 0, 9}) },
		"long length":  func(p *peer) { _, _ = p.in.Write([]byte{255, 255, 255, 255}) },
		"same call":    func(p *peer) { p.invoke(1, "", "f"); p.receive(); p.invoke(1, "", "f") },
		"cut frame":    func(p *peer) { _, _ = p.in.Write([]byte{20, 0, 0, 0, 1}); p.in.Close() },
		"wrong request": func(p *peer) {
			p.invoke(1, "", "f")
			p.receive()
			p.send(kindReply, 1, func(f *frame) { f.u32(9); f.u8(0) })
		},
		"trailing bytes": func(p *peer) { p.send(kindInvoke, 1, func(f *frame) { f.b = append(f.b, make([]byte, 100)...) }) },
	} {
		t.Run(name, func(t *testing.T) {
			p := start(t, handler)
			send(p)
			go func() { _, _ = io.Copy(io.Discard, p.out) }()
			select {
			case err := <-p.ended:
				if err == nil {
					t.Fatal("ended without an error")
				}
			case <-time.After(10 * time.Second):
				t.Fatal("did not end")
			}
		})
	}
}

func TestServe_Certificate_GivesSubjectAndRoles(t *testing.T) {
	p := start(t, func(c ledger.Context, _ string, _ [][]byte) ([]byte, error) {
		caller, err := c.Caller()
		if err != nil {
			return nil, err
		}
		return []byte(caller.MSPID + " " + caller.Subject + " " + strings.Join(caller.Roles, "+") + " " + caller.Attributes["broker"]), nil
	})
	defer p.stop()
	for i := range 2 {
		p.invoke(uint64(i), certificate(t, `{"attrs":{"role":"broker, finance","broker":"b-1"}}`), "f")
		_, _, body := p.receive()
		if got := parseResult(t, body).payload; got != "NorthMSP CN=ada broker+finance b-1" {
			t.Fatal(got)
		}
	}
	for i, bad := range []string{"", "no PEM", certificate(t, `not JSON`)} {
		p.invoke(uint64(10+i), bad, "f")
		if _, _, body := p.receive(); parseResult(t, body).status != 500 {
			t.Errorf("%q was accepted", bad)
		}
	}
}

func FuzzAccept(f *testing.F) {
	f.Add([]byte{})
	f.Add(bytes.Repeat([]byte{0}, 60))
	f.Add([]byte{255, 255, 255, 255})
	f.Fuzz(func(t *testing.T, body []byte) {
		s := &server{calls: map[uint64]*call{}}
		c, err := s.accept(1, body)
		if (err == nil) != (c != nil) {
			t.Fatal("either a call or an error")
		}
	})
}

func TestServe_FrameTooLarge_FailsItsCallAlone(t *testing.T) {
	p := start(t, func(c ledger.Context, function string, _ [][]byte) ([]byte, error) {
		value, err := c.Get("a")
		return append([]byte(function), value...), err
	})
	defer p.stop()
	large := binary.LittleEndian.AppendUint64([]byte{0, 0, 0, 0, kindInvoke}, 5)
	large = append(large, make([]byte, maxFrame+1)...)
	binary.LittleEndian.PutUint32(large, uint32(len(large)-4))
	go func() { _, _ = p.in.Write(large) }()
	if _, id, body := p.receive(); id != 5 || parseResult(t, body).status != 500 {
		t.Fatalf("call %d", id)
	}
	if got := p.run(6, "f"); got.payload != "f1" {
		t.Fatalf("%+v", got)
	}
	// A reply that is too large ends the call that asked.
	p.invoke(7, "", "f")
	_, id, _ := p.receive()
	large[4] = kindReply
	binary.LittleEndian.PutUint64(large[5:], id)
	go func() { _, _ = p.in.Write(large) }()
	if _, id, body := p.receive(); id != 7 || parseResult(t, body).status != 500 {
		t.Fatalf("call %d", id)
	}
	if got := p.run(8, "f"); got.payload != "f1" {
		t.Fatalf("%+v", got)
	}
}

func TestServe_AnswersInParts_AreJoined(t *testing.T) {
	p := start(t, func(c ledger.Context, _ string, _ [][]byte) ([]byte, error) {
		page, err := c.Scan("a", "z", 0)
		if err != nil {
			return nil, err
		}
		versions, err := c.History("a", 0)
		if err != nil {
			return nil, err
		}
		values, err := c.GetMany([]string{"a", "b", "c"})
		if err != nil {
			return nil, err
		}
		var out []byte
		for _, entry := range page.Entries {
			out = append(append(out, entry.Key...), entry.Value...)
		}
		for _, version := range versions {
			out = append(out, version.TransactionID...)
		}
		for _, value := range values {
			out = append(out, value...)
		}
		return fmt.Appendf(out, " %v", page.More), nil
	})
	defer p.stop()
	p.invoke(1, "", "f")
	reply := func(request uint32, status byte, fill func(*frame)) {
		p.send(kindReply, 1, func(f *frame) { f.u32(request); f.u8(status); fill(f) })
	}
	next := func(kind byte) uint32 {
		got, _, body := p.receive()
		if got != kind {
			t.Fatalf("kind %x, not %x", got, kind)
		}
		return (&reader{b: body}).u32()
	}
	entries := func(keys ...string) func(*frame) {
		return func(f *frame) {
			f.u32(uint32(len(keys)))
			for _, key := range keys {
				f.string(key)
				f.string(p.state[key])
			}
		}
	}
	scan := next(kindScan)
	reply(scan, replyFollows, entries("a", "b"))
	if again := next(kindNext); again != scan {
		t.Fatalf("the next part of %d, not of %d", again, scan)
	}
	reply(scan, replyFollows, entries())
	next(kindNext)
	reply(scan, 0, func(f *frame) { entries("c")(f); f.bool(true) })
	version := func(f *frame) {
		f.u32(1)
		f.string("T")
		f.b = append(f.b, make([]byte, 12)...)
		f.bool(false)
		f.bytes(nil)
	}
	history := next(kindGetHistory)
	reply(history, replyFollows, version)
	next(kindNext)
	reply(history, 0, version)
	states := next(kindGetStates)
	reply(states, replyFollows, func(f *frame) { f.u32(2); f.bool(true); f.string("x"); f.bool(false); f.string("") })
	next(kindNext)
	reply(states, 0, func(f *frame) { f.u32(1); f.bool(true); f.string("y") })
	if _, _, body := p.receive(); parseResult(t, body).payload != "a1b2c3TTxy true" {
		t.Fatalf("%+v", parseResult(t, body))
	}
}
