package main

import (
	"bytes"
	"io"
	"slices"
	"testing"
)

// ledger is the other end of the pipe, played by a test.
type ledger struct {
	t    *testing.T
	in   io.Writer
	out  io.Reader
	done chan error
}

func newLedger(t *testing.T) *ledger {
	in, toProcess := io.Pipe()
	fromProcess, out := io.Pipe()
	l := &ledger{t, toProcess, fromProcess, make(chan error, 1)}
	go func() { l.done <- serve(in, out) }()
	if kind, call, body := l.receive(); kind != hello || call != 0 || !bytes.HasPrefix(body, []byte{1, 0, 0, 0}) {
		t.Fatalf("the first frame is no hello: %x %d %x", kind, call, body)
	}
	t.Cleanup(func() {
		_ = toProcess.Close()
		if err := <-l.done; err != nil {
			t.Errorf("the process ended with %v", err)
		}
	})
	return l
}

func (l *ledger) receive() (byte, uint64, []byte) {
	l.t.Helper()
	kind, call, body, err := readFrame(l.out)
	if err != nil {
		l.t.Fatal(err)
	}
	return kind, call, body
}

func (l *ledger) invoke(call uint64, arguments ...string) {
	l.t.Helper()
	var e encoder
	for _, s := range []string{"tx", "channel", "conformance"} {
		e.str(s)
	}
	e = append(e, make([]byte, 12)...)
	for _, s := range []string{"Org1MSP", "certificate", "Org2MSP"} {
		e.str(s)
	}
	e.u32(uint32(len(arguments)))
	for _, a := range arguments {
		e.str(a)
	}
	e.u32(1)
	e.str("value")
	e.str("secret")
	if err := writeFrame(l.in, invoke, call, e); err != nil {
		l.t.Fatal(err)
	}
}

func (l *ledger) result(call uint64) (status uint32, message, payload string, d *decoder) {
	l.t.Helper()
	kind, got, body := l.receive()
	if kind != result || got != call {
		l.t.Fatalf("kind %x of call %d instead of the result of call %d", kind, got, call)
	}
	d = &decoder{b: body}
	return d.u32(), d.str(), d.str(), d
}

func TestFunctions_WithoutReads_Answer(t *testing.T) {
	for name, test := range map[string]struct {
		arguments []string
		status    uint32
		message   string
		payload   string
	}{
		"echo":          {[]string{"echo", "a", "", "b"}, 200, "", "a,,b"},
		"status":        {[]string{"status", "404", "gone", "body"}, 404, "gone", "body"},
		"fail":          {[]string{"fail", "it broke"}, 500, "it broke", ""},
		"unknown":       {[]string{"zork"}, 500, "UNKNOWN_FUNCTION: zork", ""},
		"no function":   {nil, 500, "UNKNOWN_FUNCTION: ", ""},
		"count":         {[]string{"put", "k"}, 500, "put takes 2 arguments", ""},
		"transient":     {[]string{"transient", "value"}, 200, "", "secret"},
		"no transient":  {[]string{"transient", "other"}, 500, "NO_TRANSIENT: other", ""},
		"peer":          {[]string{"peer"}, 200, "", "Org2MSP"},
		"not addressed": {[]string{"peerIsAddressed"}, 500, "NOT_ADDRESSED: Org2MSP", ""},
		"refusing peer": {[]string{"refuseAt", "k", "Org1MSP,Org2MSP"}, 500, "REFUSED_AT: Org2MSP", ""},
		"other peer":    {[]string{"refuseAt", "k", "Org1MSP,Org3MSP"}, 200, "", ""},
		"no collection": {[]string{"putTransient"}, 500, "NO_TRANSIENT: collections", ""},
		"all transient": {[]string{"transientValues"}, 200, "", `{"value":"secret"}`},
		"empty key":     {[]string{"put", "", "v"}, 500, "key must not be an empty string", ""},
		"empty event":   {[]string{"event", "", "v"}, 500, "event name can not be empty string", ""},
		"empty private": {[]string{"putPrivate", "", "k"}, 500, "collection must not be an empty string", ""},
	} {
		t.Run(name, func(t *testing.T) {
			l := newLedger(t)
			l.invoke(7, test.arguments...)
			status, message, payload, _ := l.result(7)
			if status != test.status || message != test.message || payload != test.payload {
				t.Errorf("got %d %q %q", status, message, payload)
			}
		})
	}
}

func TestPutAndEvent_Always_TravelWithTheResult(t *testing.T) {
	l := newLedger(t)
	l.invoke(1, "putAndEvent", "k", "v", "happened", "body")
	status, _, _, d := l.result(1)
	present, name, payload := d.flag(), d.str(), d.str()
	var written []string
	d.list(func() { written = append(written, string([]byte{'0' + d.u8()}), d.str(), d.str(), d.str()) })
	if status != 200 || !present || name != "happened" || payload != "body" || !slices.Equal(written, []string{"1", "", "k", "v"}) || d.err != nil {
		t.Errorf("got %d %v %q %q %q %v", status, present, name, payload, written, d.err)
	}
}

func TestPutUnder_Always_WritesValueAndPolicy(t *testing.T) {
	l := newLedger(t)
	l.invoke(1, "putUnder", "k", "v", "Org3MSP,Org1MSP")
	status, _, _, d := l.result(1)
	d.flag()
	d.str()
	d.str()
	var written []string
	var policy []byte
	d.list(func() {
		written = append(written, string([]byte{'0' + d.u8()}), d.str(), d.str())
		policy = d.bytes()
	})
	names, err := organizationsOf(policy)
	if status != 200 || !slices.Equal(written, []string{"1", "", "k", "4", "", "k"}) || !slices.Equal(names, []string{"Org1MSP", "Org3MSP"}) || err != nil {
		t.Errorf("got %d %q %q %v", status, written, names, err)
	}
}

func TestGet_ManyInFlight_EachGetsItsOwnReply(t *testing.T) {
	l := newLedger(t)
	l.invoke(1, "get", "a")
	l.invoke(2, "get", "b")
	// Both run at once, so questions and results come in any order.
	results := map[uint64]string{}
	for len(results) < 2 {
		kind, call, body := l.receive()
		d := &decoder{b: body}
		switch kind {
		case getState:
			request, collection, key := d.u32(), d.str(), d.str()
			if collection != "" || d.err != nil {
				t.Fatalf("collection %q, %v", collection, d.err)
			}
			var e encoder
			e.u32(request)
			e.u8(0)
			e.flag(true)
			e.str("value of " + key)
			if err := writeFrame(l.in, reply, call, e); err != nil {
				t.Fatal(err)
			}
		case result:
			d.u32()
			d.str()
			results[call] = d.str()
		default:
			t.Fatalf("kind %x", kind)
		}
	}
	if results[1] != "value of a" || results[2] != "value of b" {
		t.Errorf("got %q", results)
	}
}

func TestGet_Refused_FailsWithTheLedgersWords(t *testing.T) {
	l := newLedger(t)
	l.invoke(1, "getPrivate", "collection", "k")
	_, call, body := l.receive()
	var e encoder
	e.u32((&decoder{b: body}).u32())
	e.u8(1)
	e.str("not yours")
	if err := writeFrame(l.in, reply, call, e); err != nil {
		t.Fatal(err)
	}
	if status, message, _, _ := l.result(1); status != 500 || message != "not yours" {
		t.Errorf("got %d %q", status, message)
	}
}

func TestSleep_Cancelled_Ends(t *testing.T) {
	l := newLedger(t)
	l.invoke(1, "sleep", "3600000")
	if err := writeFrame(l.in, cancel, 1, nil); err != nil {
		t.Fatal(err)
	}
	if status, _, _, _ := l.result(1); status != 500 {
		t.Errorf("got %d", status)
	}
}

func TestServe_IllFormedFrame_EndsTheProcess(t *testing.T) {
	for name, frame := range map[string][]byte{
		"too short":    {1, 0, 0, 0, 1},
		"cut off":      {20, 0, 0, 0, 1, 0},
		"unknown kind": {9, 0, 0, 0, 0x55, 0, 0, 0, 0, 0, 0, 0, 0},
		"bad invoke":   {10, 0, 0, 0, invoke, 0, 0, 0, 0, 0, 0, 0, 0, 9},
	} {
		t.Run(name, func(t *testing.T) {
			if err := serve(bytes.NewReader(frame), io.Discard); err == nil {
				t.Error("no error")
			}
		})
	}
}

func TestPolicy_OfOrganizations_NamesThem(t *testing.T) {
	policy := everyPeerOf([]string{"Org2MSP", "Org1MSP"})
	names, err := organizationsOf(policy)
	if err != nil || !slices.Equal(names, []string{"Org1MSP", "Org2MSP"}) {
		t.Errorf("got %q, %v", names, err)
	}
	for i := range policy {
		if names, err := organizationsOf(policy[:i]); err == nil && len(names) == 2 {
			t.Errorf("a policy cut at %d was taken for whole", i)
		}
	}
}
