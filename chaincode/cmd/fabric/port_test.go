package main

import (
	"reflect"
	"slices"
	"testing"

	"github.com/hyperledger/fabric-chaincode-go/v2/shim"
	"github.com/hyperledger/fabric-protos-go-apiv2/ledger/queryresult"
	"google.golang.org/protobuf/types/known/timestamppb"

	"insurance/chaincode/ledger"
)

// recorder notes the shim's methods that are called.
type recorder struct {
	shim.ChaincodeStubInterface
	called []string
}

func (r *recorder) note(name string) ([]byte, error) {
	r.called = append(r.called, name)
	return []byte(name), nil
}
func (r *recorder) failed(name string) error { _, err := r.note(name); return err }
func (r *recorder) open(name string) (shim.StateQueryIteratorInterface, error) {
	r.called = append(r.called, name)
	return &iterator{stub: &stub{}}, nil
}

func (r *recorder) GetTxID() string { r.called = append(r.called, "GetTxID"); return "tx" }
func (r *recorder) GetChannelID() string {
	r.called = append(r.called, "GetChannelID")
	return "channel"
}
func (r *recorder) GetCreator() ([]byte, error)     { return r.note("GetCreator") }
func (r *recorder) GetState(string) ([]byte, error) { return r.note("GetState") }
func (r *recorder) GetTransient() (map[string][]byte, error) {
	r.called = append(r.called, "GetTransient")
	return nil, nil
}
func (r *recorder) GetMultipleStates(keys ...string) ([][]byte, error) {
	r.called = append(r.called, "GetMultipleStates")
	return make([][]byte, len(keys)), nil
}
func (r *recorder) PutState(string, []byte) error { return r.failed("PutState") }
func (r *recorder) DelState(string) error         { return r.failed("DelState") }
func (r *recorder) GetStateByRange(string, string) (shim.StateQueryIteratorInterface, error) {
	return r.open("GetStateByRange")
}
func (r *recorder) GetStateByPartialCompositeKey(string, []string) (shim.StateQueryIteratorInterface, error) {
	return r.open("GetStateByPartialCompositeKey")
}
func (r *recorder) GetPrivateDataByRange(string, string, string) (shim.StateQueryIteratorInterface, error) {
	return r.open("GetPrivateDataByRange")
}
func (r *recorder) GetPrivateDataByPartialCompositeKey(string, string, []string) (shim.StateQueryIteratorInterface, error) {
	return r.open("GetPrivateDataByPartialCompositeKey")
}
func (r *recorder) SplitCompositeKey(string) (string, []string, error) { return "T", nil, nil }
func (r *recorder) GetHistoryForKey(string) (shim.HistoryQueryIteratorInterface, error) {
	r.called = append(r.called, "GetHistoryForKey")
	return &past{}, nil
}
func (r *recorder) GetPrivateData(string, string) ([]byte, error) { return r.note("GetPrivateData") }
func (r *recorder) GetPrivateDataHash(string, string) ([]byte, error) {
	return r.note("GetPrivateDataHash")
}
func (r *recorder) PutPrivateData(string, string, []byte) error { return r.failed("PutPrivateData") }
func (r *recorder) DelPrivateData(string, string) error         { return r.failed("DelPrivateData") }
func (r *recorder) PurgePrivateData(string, string) error       { return r.failed("PurgePrivateData") }
func (r *recorder) GetStateValidationParameter(string) ([]byte, error) {
	return r.note("GetStateValidationParameter")
}
func (r *recorder) SetStateValidationParameter(string, []byte) error {
	return r.failed("SetStateValidationParameter")
}
func (r *recorder) SetEvent(string, []byte) error { return r.failed("SetEvent") }

// past is a history of two versions, the newer one a deletion.
type past struct{ read int }

func (p *past) HasNext() bool { return p.read < 2 }
func (p *past) Next() (*queryresult.KeyModification, error) {
	p.read++
	return &queryresult.KeyModification{
		TxId: "tx-" + string(rune('0'+p.read)), Value: []byte("v"), IsDelete: p.read == 1, Timestamp: &timestamppb.Timestamp{Seconds: 7, Nanos: 8},
	}, nil
}
func (p *past) Close() error { return nil }

func TestPort_EveryMethod_IsOneCallOfTheShim(t *testing.T) {
	composite, compositeEnd := ledger.CompositeRange("T")
	methods := map[string][]struct {
		call func(ledger.Context) error
		want string
	}{
		"TransactionID": {{func(c ledger.Context) error { c.TransactionID(); return nil }, "GetTxID"}},
		"Channel":       {{func(c ledger.Context) error { c.Channel(); return nil }, "GetChannelID"}},
		// The timestamp is read once for all, at the start; whose peer it is, from the environment.
		"Timestamp": {{func(c ledger.Context) error { c.Timestamp(); return nil }, ""}},
		"PeerMSP":   {{func(c ledger.Context) error { c.PeerMSP(); return nil }, ""}},
		"Caller":    {{func(c ledger.Context) error { _, _ = c.Caller(); return nil }, "GetCreator"}},
		"Transient": {{func(c ledger.Context) error { c.Transient("x"); return nil }, "GetTransient"}},
		"Get":       {{func(c ledger.Context) error { _, err := c.Get("k"); return err }, "GetState"}},
		"GetMany": {
			{func(c ledger.Context) error { _, err := c.GetMany([]string{"a", "b"}); return err }, "GetMultipleStates"},
			{func(c ledger.Context) error { _, err := c.GetMany(nil); return err }, ""},
		},
		"Put":    {{func(c ledger.Context) error { return c.Put("k", nil) }, "PutState"}},
		"Delete": {{func(c ledger.Context) error { return c.Delete("k") }, "DelState"}},
		"Scan": {
			{func(c ledger.Context) error { _, err := c.Scan("a", "b", 1); return err }, "GetStateByRange"},
			{func(c ledger.Context) error { _, err := c.Scan(composite, compositeEnd, 1); return err }, "GetStateByPartialCompositeKey"},
		},
		"ScanPrivate": {
			{func(c ledger.Context) error { _, err := c.ScanPrivate("col", "a", "b", 1); return err }, "GetPrivateDataByRange"},
			{func(c ledger.Context) error {
				_, err := c.ScanPrivate("col", composite, compositeEnd, 1)
				return err
			}, "GetPrivateDataByPartialCompositeKey"},
		},
		"History":                {{func(c ledger.Context) error { _, err := c.History("k", 0); return err }, "GetHistoryForKey"}},
		"GetPrivate":             {{func(c ledger.Context) error { _, err := c.GetPrivate("col", "k"); return err }, "GetPrivateData"}},
		"GetPrivateHash":         {{func(c ledger.Context) error { _, err := c.GetPrivateHash("col", "k"); return err }, "GetPrivateDataHash"}},
		"PutPrivate":             {{func(c ledger.Context) error { return c.PutPrivate("col", "k", nil) }, "PutPrivateData"}},
		"DeletePrivate":          {{func(c ledger.Context) error { return c.DeletePrivate("col", "k") }, "DelPrivateData"}},
		"PurgePrivate":           {{func(c ledger.Context) error { return c.PurgePrivate("col", "k") }, "PurgePrivateData"}},
		"ValidationParameter":    {{func(c ledger.Context) error { _, err := c.ValidationParameter("k"); return err }, "GetStateValidationParameter"}},
		"SetValidationParameter": {{func(c ledger.Context) error { return c.SetValidationParameter("k", nil) }, "SetStateValidationParameter"}},
		"SetEvent":               {{func(c ledger.Context) error { return c.SetEvent("Done", nil) }, "SetEvent"}},
	}
	port := reflect.TypeOf((*ledger.Context)(nil)).Elem()
	for i := range port.NumMethod() {
		name := port.Method(i).Name
		if len(methods[name]) == 0 {
			t.Errorf("%s is not looked at", name)
		}
		for _, test := range methods[name] {
			stub := &recorder{}
			if err := test.call(&transaction{stub: stub, chaincode: &chaincode{}}); err != nil {
				t.Errorf("%s: %v", name, err)
			}
			var want []string
			if test.want != "" {
				want = []string{test.want}
			}
			if !slices.Equal(stub.called, want) {
				t.Errorf("%s calls %v instead of %v", name, stub.called, want)
			}
		}
	}
}

func TestHistory_Versions_AreReadUpToTheLimit(t *testing.T) {
	context := &transaction{stub: &recorder{}, chaincode: &chaincode{}}
	all, err := context.History("k", 0)
	if err != nil || len(all) != 2 || all[0].TransactionID != "tx-1" || !all[0].Deleted || all[1].Deleted ||
		all[1].Time.Seconds != 7 || all[1].Time.Nanos != 8 || string(all[1].Value) != "v" {
		t.Errorf("%+v, %v", all, err)
	}
	if one, err := context.History("k", 1); err != nil || len(one) != 1 {
		t.Errorf("%+v, %v", one, err)
	}
}
