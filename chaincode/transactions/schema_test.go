package transactions_test

import (
	"fmt"
	"reflect"
	"slices"
	"strings"
	"testing"

	"insurance/chaincode/domain/instant"
	"insurance/chaincode/engine"
	"insurance/chaincode/protojson"
	"insurance/chaincode/transactions"
)

// ofTheGateway are the parts of the API that the gateway answers without the chaincode.
var ofTheGateway = map[string]bool{
	"SubscribeRequest": true, "BusinessEvent": true, "VerifyTransactionRequest": true, "VerifyTransactionResponse": true,
	"VerificationCheck": true, "GetLedgerInfoRequest": true, "LedgerInfo": true,
	"ExportAuditRequest": true, "AuditChunk": true,
	"Subscribe": true, "ExportAudit": true, "VerifyTransaction": true, "GetLedgerInfo": true,
	"DisclosedPersonalData": true, "VerifyPersonalDataRequest": true, "VerifyPersonalDataResponse": true, "VerifyPersonalData": true,
}

// withinOthers are transactions that the gateway runs within methods of the API.
var withinOthers = map[string]bool{"HoldsPersonalData": true, "StorePersonalData": true, "PurgePersonalData": true, "RecordAccess": true}

// comparison walks from the messages of the transactions to all that they are made of, in the protos and in Go at once.
type comparison struct {
	p protoFiles
	// types are the Go types of the messages and enums met so far, names the other way round.
	types map[string]reflect.Type
	names map[reflect.Type]string
	wrong []string
}

func compared(p protoFiles) *comparison {
	return &comparison{p: p, types: map[string]reflect.Type{}, names: map[reflect.Type]string{}}
}

func (c *comparison) report(format string, args ...any) {
	c.wrong = append(c.wrong, fmt.Sprintf(format, args...))
}

// meet notes the Go type of a message or an enum, and says whether it is met for the first time.
func (c *comparison) meet(name string, t reflect.Type) bool {
	before, known := c.types[name]
	if known && before != t {
		c.report("%s is %s in one place and %s in another", name, before, t)
	}
	if other, named := c.names[t]; named && other != name {
		c.report("%s is %s in one place and %s in another", t, other, name)
	}
	c.types[name], c.names[t] = t, name
	return !known
}

// message compares a message with a struct, by the names of their fields; a message without fields need not be declared.
func (c *comparison) message(name string, t reflect.Type) {
	if !c.meet(name, t) {
		return
	}
	members := map[string]reflect.Type{}
	for _, f := range reflect.VisibleFields(t) {
		if !f.Anonymous {
			members[f.Tag.Get("json")] = f.Type
		}
	}
	declared, known := c.p.messages[name]
	if !known && len(members) > 0 {
		c.report("%s has no message %s", t, name)
		return
	}
	for _, f := range declared {
		member, has := members[camel(f.name)]
		if !has {
			c.report("%s has no field %s of message %s", t, camel(f.name), name)
			continue
		}
		delete(members, camel(f.name))
		c.field(name+"."+f.name, f.label, f.kind, member)
	}
	for member := range members {
		c.report("message %s has no field %s of %s", name, member, t)
	}
}

// field compares a field's type with the Go type that protojson reads into it.
func (c *comparison) field(path, label, kind string, t reflect.Type) {
	want := ""
	if t.Kind() == reflect.Slice && t.Elem().Kind() != reflect.Uint8 {
		want, t = "repeated", t.Elem()
	}
	if label != want {
		c.report("%s is %q in the proto and %q in Go", path, label, want)
	}
	if t.Kind() == reflect.Pointer && t != reflect.TypeFor[*instant.Instant]() {
		t = t.Elem()
	}
	got := t.Kind().String()
	switch {
	case t == reflect.TypeFor[*instant.Instant]():
		got = "google.protobuf.Timestamp"
	case t.Kind() == reflect.Struct:
		c.message(kind, t)
		return
	case t.Implements(reflect.TypeFor[protojson.Enum]()):
		c.enum(kind, t)
		return
	case t.Kind() == reflect.Slice:
		got = "bytes"
	case t.Kind() == reflect.Map:
		got = "map<string, string>"
	}
	if got != kind {
		c.report("%s is %s in the proto and %s in Go", path, kind, t)
	}
}

func (c *comparison) enum(name string, t reflect.Type) {
	if !c.meet(name, t) {
		return
	}
	if got := reflect.Zero(t).Interface().(protojson.Enum).EnumNames(); !slices.Equal(got, c.p.enums[name]) {
		c.report("enum %s is %v, and in Go %v", name, c.p.enums[name], got)
	}
}

func camel(name string) string {
	parts := strings.Split(name, "_")
	for i := 1; i < len(parts); i++ {
		parts[i] = strings.ToUpper(parts[i][:1]) + parts[i][1:]
	}
	return strings.Join(parts, "")
}

// Every message and enum that a transaction takes or answers is the Go type's, field by field, and there is no other in the
// protos but the gateway's own.
func TestStructs_EqualTheProtosFieldByField(t *testing.T) {
	p := readProtos(t)
	c := compared(p)
	for _, row := range transactions.Table {
		request, result := row.Request.Name(), row.Result.Name()
		if rpc, known := p.rpcs[row.Name]; known {
			request = rpc[0]
			if !ofTheGateway[rpc[1]] {
				result = rpc[1]
			}
		}
		c.message(request, row.Request)
		c.message(result, row.Result)
	}
	for _, wrong := range c.wrong {
		t.Error(wrong)
	}
	for name := range p.messages {
		if !ofTheGateway[name] && c.types[name] == nil {
			t.Errorf("no transaction leads to message %s", name)
		}
	}
	for name := range p.enums {
		if c.types[name] == nil {
			t.Errorf("no transaction leads to enum %s", name)
		}
	}
	if len(c.types) < 150 {
		t.Errorf("only %d messages and enums were compared", len(c.types))
	}
}

type color int32

func (color) EnumNames() []string { return []string{"COLOR_NONE", "", "COLOR_RED"} }

type inner struct {
	Text string `json:"text"`
}

type common struct {
	OrderID string `json:"orderId"`
}

type outer struct {
	common
	Inner  *inner           `json:"inner"`
	Inners []inner          `json:"inners"`
	Color  color            `json:"color"`
	At     *instant.Instant `json:"at"`
	Bytes  []byte           `json:"bytes"`
}

const outerProto = `
message Inner {
  reserved 1, 3;
  string text = 2;
}
enum Color {
  reserved 1;
  COLOR_NONE = 0;
  COLOR_RED = 2;
}
message Outer {
  reserved "gone";
  Inner inner = 4;
  repeated Inner inners = 5;
  string order_id = 1;
  Color color = 6;
  google.protobuf.Timestamp at = 9;
  bytes bytes = 12;
}
`

// Order and numbers do not matter, and what is embedded counts as the message's own; whatever differs is reported.
func TestComparison_OfProtosAndStructs_ReportsWhatDiffers(t *testing.T) {
	for _, test := range []struct{ old, replacement, wrong string }{
		{"", "", ""},
		{"  string order_id = 1;\n", "", "message Outer has no field orderId of transactions_test.outer"},
		{"string order_id = 1;", "string order_id = 1;\n  bool paid = 2;", "transactions_test.outer has no field paid of message Outer"},
		{"repeated Inner inners", "Inner inners", `Outer.inners is "" in the proto and "repeated" in Go`},
		{"bytes bytes", "string bytes", "Outer.bytes is string in the proto and []uint8 in Go"},
		{"google.protobuf.Timestamp at", "string at", "Outer.at is string in the proto and *instant.Instant in Go"},
		{"string text = 2", "int64 text = 2", "Inner.text is int64 in the proto and string in Go"},
		{"COLOR_RED = 2", "COLOR_RED = 1", "enum Color is [COLOR_NONE COLOR_RED], and in Go [COLOR_NONE  COLOR_RED]"},
		{"repeated Inner inners", "repeated Other inners", "transactions_test.inner is Inner in one place and Other in another"},
	} {
		p, err := parseProtos([]string{strings.Replace(outerProto, test.old, test.replacement, 1)})
		if err != nil {
			t.Fatal(err)
		}
		c := compared(p)
		c.message("Outer", reflect.TypeFor[outer]())
		if test.wrong == "" && len(c.wrong) > 0 || test.wrong != "" && !slices.Contains(c.wrong, test.wrong) {
			t.Errorf("%q: got %q, want %q", test.replacement, c.wrong, test.wrong)
		}
	}
}

func TestTransactions_AreTheRpcs(t *testing.T) {
	p := readProtos(t)
	for name, messages := range p.rpcs {
		if ofTheGateway[name] {
			continue
		}
		row := transactions.Row(name)
		if row == nil {
			t.Errorf("rpc %s is not in the table", name)
			continue
		}
		if got := row.Request.Name(); got != messages[0] {
			t.Errorf("%s takes %s, the rpc %s", name, got, messages[0])
		}
		if writes := reflect.PointerTo(row.Request).Implements(reflect.TypeFor[engine.Headed]()); writes != (row.Mode == engine.Submit) {
			t.Errorf("%s: a request has a requestId exactly when it writes", name)
		}
	}
	for _, row := range transactions.Table {
		if _, known := p.rpcs[row.Name]; !known && !withinOthers[row.Name] {
			t.Errorf("%s is not an rpc", row.Name)
		}
	}
}
