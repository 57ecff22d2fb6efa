//go:build fabric

package main

import (
	"testing"

	"github.com/hyperledger/fabric-chaincode-go/v2/shim"
	"github.com/hyperledger/fabric-protos-go-apiv2/ledger/queryresult"
	"github.com/hyperledger/fabric-protos-go-apiv2/msp"
	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/types/known/timestamppb"
)

// stub is a peer with three keys. What it does not have would panic.
type stub struct {
	shim.ChaincodeStubInterface
	arguments []string
	writes    map[string]string
}

func (s *stub) GetTxID() string      { return "tx" }
func (s *stub) GetChannelID() string { return "channel" }
func (s *stub) GetTxTimestamp() (*timestamppb.Timestamp, error) {
	return &timestamppb.Timestamp{Seconds: 1_780_000_000, Nanos: 5}, nil
}
func (s *stub) GetCreator() ([]byte, error) {
	return proto.Marshal(&msp.SerializedIdentity{Mspid: "Org1MSP", IdBytes: []byte("certificate")})
}
func (s *stub) GetTransient() (map[string][]byte, error) {
	return map[string][]byte{"value": []byte("secret")}, nil
}
func (s *stub) GetArgs() (arguments [][]byte) {
	for _, a := range s.arguments {
		arguments = append(arguments, []byte(a))
	}
	return arguments
}
func (s *stub) GetState(key string) ([]byte, error) {
	if key == "n" {
		return []byte("41"), nil
	}
	return []byte{}, nil
}
func (s *stub) write(key string, value []byte) error { s.writes[key] = string(value); return nil }

func (s *stub) PutState(key string, value []byte) error { return s.write("put "+key, value) }
func (s *stub) DelState(key string) error               { return s.write("delete "+key, nil) }
func (s *stub) SetStateValidationParameter(key string, policy []byte) error {
	return s.write("policy "+key, policy)
}
func (s *stub) GetPrivateData(collection, key string) ([]byte, error) {
	return []byte(collection + "/" + key), nil
}
func (s *stub) GetPrivateDataHash(_, _ string) ([]byte, error) { return []byte{0xab}, nil }
func (s *stub) PutPrivateData(collection, key string, value []byte) error {
	return s.write("put "+collection+"/"+key, value)
}
func (s *stub) DelPrivateData(collection, key string) error {
	return s.write("delete "+collection+"/"+key, nil)
}
func (s *stub) PurgePrivateData(collection, key string) error {
	return s.write("purge "+collection+"/"+key, nil)
}
func (s *stub) SetEvent(name string, payload []byte) error { return s.write("event "+name, payload) }
func (s *stub) GetStateByRange(start, end string) (shim.StateQueryIteratorInterface, error) {
	return &entries{left: []string{"a", "b", "c"}}, nil
}
func (s *stub) SplitCompositeKey(string) (string, []string, error) { return "T", []string{"x"}, nil }
func (s *stub) GetStateByPartialCompositeKey(objectType string, attributes []string) (shim.StateQueryIteratorInterface, error) {
	return &entries{left: []string{composite(objectType, append(attributes, "1")...)}}, nil
}

type entries struct{ left []string }

func (e *entries) HasNext() bool { return len(e.left) > 0 }
func (e *entries) Close() error  { return nil }
func (e *entries) Next() (*queryresult.KV, error) {
	key := e.left[0]
	e.left = e.left[1:]
	return &queryresult.KV{Key: key, Value: []byte("v")}, nil
}

func TestFabric_Functions_ReachTheStub(t *testing.T) {
	t.Setenv("CORE_PEER_LOCALMSPID", "Org2MSP")
	for name, test := range map[string]struct {
		arguments []string
		status    int32
		message   string
		payload   string
		writes    map[string]string
	}{
		"status":         {[]string{"status", "404", "gone", "body"}, 404, "gone", "body", nil},
		"put":            {[]string{"put", "k", "v"}, 200, "", "v", map[string]string{"put k": "v"}},
		"delete":         {[]string{"delete", "k"}, 200, "", "", map[string]string{"delete k": ""}},
		"absent":         {[]string{"get", "k"}, 500, "NOT_FOUND: k", "", nil},
		"increment":      {[]string{"increment", "n"}, 200, "", "42", map[string]string{"put n": "42"}},
		"page":           {[]string{"rangePage", "", "", "2", ""}, 200, "", `{"bookmark":"c","fetched":2,"items":[{"key":"a","value":"v"},{"key":"b","value":"v"}]}`, nil},
		"composite":      {[]string{"scanComposite", "T", "x"}, 200, "", `[{"key":"|T|x|1|","value":"v"}]`, nil},
		"event":          {[]string{"event", "Done", "x"}, 200, "", "x", map[string]string{"event Done": "x"}},
		"private":        {[]string{"putPrivate", "col", "k"}, 200, "", "", map[string]string{"put col/k": "secret"}},
		"delete private": {[]string{"deletePrivate", "col", "k"}, 200, "", "", map[string]string{"delete col/k": ""}},
		"purge":          {[]string{"purgePrivate", "col", "k"}, 200, "", "", map[string]string{"purge col/k": ""}},
		"get private":    {[]string{"getPrivate", "col", "k"}, 200, "", "col/k", nil},
		"hash":           {[]string{"getPrivateHash", "col", "k"}, 200, "", "ab", nil},
		"policy":         {[]string{"setOrganizations", "k", ""}, 200, "", "", map[string]string{"policy k": ""}},
		"peer":           {[]string{"peer"}, 200, "", "Org2MSP", nil},
		"transaction":    {[]string{"transaction"}, 200, "", `{"channel":"channel","time":"2026-05-28T20:26:40.000000005Z","transactionId":"tx"}`, nil},
		"unknown":        {[]string{"zork"}, 500, "UNKNOWN_FUNCTION: zork", "", nil},
	} {
		t.Run(name, func(t *testing.T) {
			s := &stub{arguments: test.arguments, writes: map[string]string{}}
			r := onFabric{}.Invoke(s)
			if r.GetStatus() != test.status || r.GetMessage() != test.message || string(r.GetPayload()) != test.payload || len(s.writes) != len(test.writes) {
				t.Errorf("%v, %v", r, s.writes)
			}
			for key, value := range test.writes {
				if got, ok := s.writes[key]; !ok || got != value {
					t.Errorf("%s: %q", key, got)
				}
			}
		})
	}
}
