package main

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"github.com/hyperledger/fabric-chaincode-go/v2/shim"
	"github.com/hyperledger/fabric-protos-go-apiv2/ledger/queryresult"
	"github.com/hyperledger/fabric-protos-go-apiv2/msp"
	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/types/known/timestamppb"

	"insurance/chaincode/domain/fault"
	"insurance/chaincode/ledger"
)

// stub is the part of a peer that the adapter uses. What it does not have would panic.
type stub struct {
	shim.ChaincodeStubInterface
	arguments []string
	creator   []byte
	state     map[string]string
	// read is how many entries the open iterators handed out; closed, how many were closed.
	read, closed int
	calls        []string
}

func (s *stub) GetTxID() string      { return "tx-1" }
func (s *stub) GetChannelID() string { return "channel" }
func (s *stub) GetArgs() [][]byte {
	var arguments [][]byte
	for _, a := range s.arguments {
		arguments = append(arguments, []byte(a))
	}
	return arguments
}
func (s *stub) GetCreator() ([]byte, error) { return s.creator, nil }
func (s *stub) GetTxTimestamp() (*timestamppb.Timestamp, error) {
	return &timestamppb.Timestamp{Seconds: 5, Nanos: 6}, nil
}
func (s *stub) GetTransient() (map[string][]byte, error) {
	return map[string][]byte{"salt": []byte("s")}, nil
}
func (s *stub) GetState(key string) ([]byte, error) { return []byte(s.state[key]), nil }
func (s *stub) GetMultipleStates(keys ...string) ([][]byte, error) {
	values := make([][]byte, len(keys))
	for i, key := range keys {
		values[i] = []byte(s.state[key])
	}
	return values, nil
}
func (s *stub) GetPrivateData(collection, _ string) ([]byte, error) {
	return nil, errors.New("no access to " + collection)
}
func (s *stub) log(parts ...string) error {
	s.calls = append(s.calls, strings.Join(parts, " "))
	return nil
}
func (s *stub) PutState(key string, value []byte) error { return s.log("put", key, string(value)) }
func (s *stub) DelState(key string) error               { return s.log("delete", key) }
func (s *stub) PutPrivateData(collection, key string, value []byte) error {
	return s.log("put", collection, key, string(value))
}
func (s *stub) PurgePrivateData(collection, key string) error { return s.log("purge", collection, key) }
func (s *stub) SetStateValidationParameter(key string, policy []byte) error {
	return s.log("policy", key, string(policy))
}
func (s *stub) SetEvent(name string, payload []byte) error {
	return s.log("event", name, string(payload))
}
func (s *stub) SplitCompositeKey(key string) (string, []string, error) {
	parts := strings.Split(strings.Trim(key, "\x00"), "\x00")
	return parts[0], parts[1:], nil
}
func (s *stub) GetStateByRange(start, end string) (shim.StateQueryIteratorInterface, error) {
	return s.iterate(func(key string) bool { return key >= start && (end == "" || key < end) }), nil
}
func (s *stub) GetStateByPartialCompositeKey(objectType string, attributes []string) (shim.StateQueryIteratorInterface, error) {
	prefix := ledger.CompositeKey(objectType, attributes...)
	return s.iterate(func(key string) bool { return strings.HasPrefix(key, prefix) }), nil
}

type iterator struct {
	stub *stub
	keys []string
}

func (s *stub) iterate(wanted func(string) bool) *iterator {
	i := &iterator{stub: s}
	for key := range s.state {
		if wanted(key) {
			i.keys = append(i.keys, key)
		}
	}
	slices.Sort(i.keys)
	return i
}
func (i *iterator) HasNext() bool { return len(i.keys) > 0 }
func (i *iterator) Next() (*queryresult.KV, error) {
	key := i.keys[0]
	i.keys = i.keys[1:]
	i.stub.read++
	return &queryresult.KV{Key: key, Value: []byte(i.stub.state[key])}, nil
}
func (i *iterator) Close() error { i.stub.closed++; return nil }

func invoke(s *stub, run handler) (status int32, message, payload string) {
	response := (&chaincode{run: run, peerMSP: "NorthMSP"}).Invoke(s)
	return response.GetStatus(), response.GetMessage(), string(response.GetPayload())
}

func TestInvoke_Reads_AreThePorts(t *testing.T) {
	s := &stub{arguments: []string{"f", "argument"}, state: map[string]string{
		"a": "1", "b": "2", "c": "3", "d": "4", ledger.CompositeKey("T", "x", "1"): "5", ledger.CompositeKey("T", "y", "1"): "6",
	}}
	status, message, payload := invoke(s, func(c ledger.Context, function string, arguments [][]byte) ([]byte, error) {
		if function != "f" || string(arguments[0]) != "argument" || c.PeerMSP() != "NorthMSP" || c.Channel() != "channel" ||
			c.Timestamp().Seconds != 5 || c.Timestamp().Nanos != 6 || string(c.Transient("salt")) != "s" || c.Transient("x") != nil {
			return nil, errors.New("wrong context")
		}
		absent, err := c.Get("none")
		if absent != nil || err != nil {
			return nil, errors.New("an absent value must be nil")
		}
		many, err := c.GetMany([]string{"b", "none"})
		if err != nil || string(many[0]) != "2" || many[1] != nil {
			return nil, errors.New("wrong values")
		}
		first, err := c.Scan("a", "d", 2)
		if err != nil || len(first.Entries) != 2 || !first.More || s.read != 2 || s.closed != 1 {
			return nil, errors.New("a scan must stop at its limit and close")
		}
		whole, err := c.Scan("a", "d", 3)
		if err != nil || len(whole.Entries) != 3 || whole.More {
			return nil, errors.New("a scan that the limit did not stop has no more")
		}
		start, end := ledger.CompositeRange("T", "x")
		composite, err := c.Scan(start, end, 0)
		if err != nil || len(composite.Entries) != 1 || string(composite.Entries[0].Value) != "5" {
			return nil, errors.New("wrong composite range")
		}
		if _, err := c.Scan(start, "z", 0); err == nil {
			return nil, errors.New("a range of composite keys that the shim cannot scan")
		}
		return []byte("done"), nil
	})
	if status != 200 || payload != "done" {
		t.Fatal(status, message)
	}
}

func TestInvoke_Writes_ReachTheStub(t *testing.T) {
	s := &stub{arguments: []string{"f"}}
	status, message, _ := invoke(s, func(c ledger.Context, _ string, _ [][]byte) ([]byte, error) {
		return nil, errors.Join(c.Put("k", []byte("v")), c.Delete("d"), c.PutPrivate("col", "k", []byte("p")),
			c.PurgePrivate("col", "q"), c.SetValidationParameter("k", []byte("e")), c.SetEvent("Done", []byte("x")))
	})
	want := []string{"put k v", "delete d", "put col k p", "purge col q", "policy k e", "event Done x"}
	if status != 200 || !slices.Equal(s.calls, want) {
		t.Fatal(status, message, s.calls)
	}
}

func TestInvoke_Failures_HaveStatus500(t *testing.T) {
	for _, test := range []struct {
		arguments []string
		run       handler
		message   string
	}{
		{[]string{"f"}, func(ledger.Context, string, [][]byte) ([]byte, error) {
			return nil, fault.New(fault.Required, "x", "x is required")
		}, `{"code":"REQUIRED","field":"x","message":"x is required"}`},
		{[]string{"f"}, func(c ledger.Context, _ string, _ [][]byte) ([]byte, error) { return c.GetPrivate("pii_S", "k") },
			`{"code":"LEDGER_REFUSED","message":"no access to pii_S"}`},
		{[]string{"f"}, func(ledger.Context, string, [][]byte) ([]byte, error) { panic("broken") },
			`{"code":"INTERNAL","message":"the chaincode failed"}`},
		{nil, nil, `{"code":"WRONG_ARGUMENTS","message":"the transaction has no function name"}`},
	} {
		status, message, _ := invoke(&stub{arguments: test.arguments}, test.run)
		if status != 500 || message != test.message {
			t.Errorf("%d %s, want %s", status, message, test.message)
		}
	}
}

func TestInvoke_Creator_IsTheCallersMSPAndCertificate(t *testing.T) {
	creator, err := proto.Marshal(&msp.SerializedIdentity{Mspid: "NorthMSP", IdBytes: []byte("no certificate")})
	if err != nil {
		t.Fatal(err)
	}
	for _, bad := range [][]byte{creator, {0xff}} {
		_, message, _ := invoke(&stub{arguments: []string{"f"}, creator: bad}, func(c ledger.Context, _ string, _ [][]byte) ([]byte, error) {
			_, err := c.Caller()
			return nil, err
		})
		if !strings.HasPrefix(message, "the creator") {
			t.Error(message)
		}
	}
}
