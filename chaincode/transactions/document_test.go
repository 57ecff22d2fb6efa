package transactions_test

import (
	"bytes"
	"encoding/json"
	"flag"
	"fmt"
	"io"
	"os"
	"reflect"
	"regexp"
	"strings"
	"testing"

	"insurance/chaincode/domain/claim"
	"insurance/chaincode/domain/fault"
	"insurance/chaincode/domain/instant"
	"insurance/chaincode/domain/oracle"
	"insurance/chaincode/domain/policy"
	"insurance/chaincode/engine"
	"insurance/chaincode/transactions"
	. "insurance/chaincode/transactions/transactionstest"
)

var updateDocument = flag.Bool("update", false, "write the tables of docs/use/insurance.md from the code")

const document = "../../docs/use/insurance.md"

// example is one call that docs/use/insurance.md shows.
type example struct {
	At      string         `json:"at"`
	As      string         `json:"as"`
	Call    string         `json:"call"`
	Like    string         `json:"like"`
	Request map[string]any `json:"request"`
	Gives   map[string]any `json:"gives"`
	Event   string         `json:"event"`
	Refused fault.Code     `json:"refused"`
}

var (
	fenced  = regexp.MustCompile("(?s)```example\n(.*?)```")
	amounts = regexp.MustCompile(`^(-?)([\d,]+)\.(\d\d) ([A-Z]{3})$`)
)

// examples reads the fenced blocks marked "example", each of one or several calls.
func examples(t *testing.T) []example {
	t.Helper()
	text, err := os.ReadFile(document)
	if err != nil {
		t.Fatal(err)
	}
	var all []example
	for _, block := range fenced.FindAllSubmatch(text, -1) {
		decoder := json.NewDecoder(bytes.NewReader(block[1]))
		decoder.DisallowUnknownFields()
		for {
			var e example
			if err := decoder.Decode(&e); err == io.EOF {
				break
			} else if err != nil {
				t.Fatalf("%v in\n%s", err, block[1])
			}
			all = append(all, e)
		}
	}
	return all
}

// written replaces amounts as a person writes them, such as "1,234.50 DKK", by messages.
func written(value any) any {
	switch v := value.(type) {
	case string:
		if m := amounts.FindStringSubmatch(v); m != nil {
			units := strings.TrimLeft(strings.ReplaceAll(m[2], ",", "")+m[3], "0")
			if units == "" {
				return map[string]any{"currency": m[4]}
			}
			return map[string]any{"minorUnits": m[1] + units, "currency": m[4]}
		}
	case map[string]any:
		for k := range v {
			v[k] = written(v[k])
		}
	case []any:
		for i := range v {
			v[i] = written(v[i])
		}
	}
	return value
}

// differs says where a result is not what the document shows; what the document leaves out may be anything.
func differs(path string, shown, got any) string {
	switch want := shown.(type) {
	case map[string]any:
		object, isObject := got.(map[string]any)
		if !isObject {
			return fmt.Sprintf("%s is %v, not an object", path, got)
		}
		for k := range want {
			if text := differs(path+"."+k, want[k], object[k]); text != "" {
				return text
			}
		}
		if want["currency"] != nil && want["minorUnits"] == nil && object["minorUnits"] != nil {
			return fmt.Sprintf("%s is %v, not zero", path, got)
		}
		return ""
	case []any:
		list, isList := got.([]any)
		if !isList || len(list) != len(want) {
			return fmt.Sprintf("%s is %v, not of %d items", path, got, len(want))
		}
		for i := range want {
			if text := differs(fmt.Sprintf("%s[%d]", path, i), want[i], list[i]); text != "" {
				return text
			}
		}
		return ""
	}
	if !reflect.DeepEqual(shown, got) {
		return fmt.Sprintf("%s is %v, shown as %v", path, got, shown)
	}
	return ""
}

// merged is an object with the members of another in place of its own, at any depth.
func merged(base, over map[string]any) map[string]any {
	result := make(map[string]any, len(base))
	for k, v := range base {
		result[k] = v
	}
	for k, v := range over {
		inner, isObject := v.(map[string]any)
		below, both := result[k].(map[string]any)
		if isObject && both {
			v = merged(below, inner)
		}
		result[k] = v
	}
	return result
}

// named is the id by which later examples can say that they are like this one.
func named(call string, request map[string]any) string {
	switch call {
	case "RequestQuote":
		return request["quoteId"].(string)
	case "SubmitClaim":
		return request["claimId"].(string)
	case "PublishProduct":
		return request["product"].(map[string]any)["productId"].(string)
	}
	return ""
}

// keyring has the keys of the oracles that the document registers, by their ids.
type keyring map[string]*Source

func (k keyring) register(t *testing.T, request map[string]any) []byte {
	t.Helper()
	id := request["oracleId"].(string)
	if k[id] == nil {
		k[id] = documentedSource(t, id)
	}
	argument, err := json.Marshal(merged(request, map[string]any{"publicKeyPem": PublicPEM(t, k[id].Public)}))
	if err != nil {
		t.Fatal(err)
	}
	return argument
}

// report signs a single reading, of ten minutes ago.
func (k keyring) report(t *testing.T, now instant.Instant, requestID string, shown map[string]any) []byte {
	t.Helper()
	s := *k[shown["oracleId"].(string)]
	s.Index, s.Unit, s.Subject = shown["index"].(string), shown["unit"].(string), shown["subject"].(string)
	corrects, _ := shown["corrects"].(string)
	observed := now.AddSeconds(-600)
	request := s.Reading(&oracle.Reading{Value: int64(shown["value"].(float64)), ObservedAt: &observed, SignedAt: &now, Corrects: corrects})
	k[s.ID].Sequence = s.Sequence
	return []byte(`{"requestId":"` + requestID + request[strings.Index(request, `","reading"`):])
}

// publish signs a batch that the document shows as values and the seconds between them.
func (k keyring) publish(t *testing.T, now instant.Instant, requestID string, shown map[string]any) []byte {
	t.Helper()
	s := *k[shown["oracleId"].(string)]
	s.Index, s.Unit, s.Subject = shown["index"].(string), shown["unit"].(string), shown["subject"].(string)
	var values []int64
	for _, value := range shown["values"].([]any) {
		values = append(values, int64(value.(float64)))
	}
	b := s.Batch(now, Moment(t, shown["from"].(string)), int64(shown["step"].(float64)), values...)
	b.Correction = shown["correction"] == true
	k[b.OracleID].Sequence = b.Sequence
	return []byte(strings.Replace(s.Signed(b), fmt.Sprintf("batch-%s-%d", b.OracleID, b.Sequence), requestID, 1))
}

// Every example of docs/use/insurance.md runs, in order, on one ledger, and gives exactly what the document shows.
func TestDocument_EveryExample_GivesWhatItShows(t *testing.T) {
	w := NewWorld(t)
	w.Oracle()
	w.Register(North+"/underwriter", `{"requestId":"holder","partyId":"holder-1"}`)
	before := map[string]map[string]any{}
	called := map[string]bool{}
	oracles := keyring{}
	var shown shownRequests
	steps := examples(t)
	for i, e := range steps {
		if e.At != "" {
			moment, err := instant.Parse(e.At)
			if err != nil || moment.Before(w.Now) {
				t.Fatalf("example %d is at %s, after %s: %v", i, e.At, w.Now, err)
			}
			w.Now = moment
		}
		request := map[string]any{}
		if e.Like != "" {
			if before[e.Like] == nil {
				t.Fatalf("example %d is like %s, which was not shown", i, e.Like)
			}
			request = merged(before[e.Like], nil)
		}
		request = merged(request, written(any(e.Request)).(map[string]any))
		if id := named(e.Call, request); id != "" {
			before[id] = request
		}
		role, actor, _ := strings.Cut(e.As, " ")
		if transactions.Row(e.Call) == nil {
			t.Fatalf("example %d calls %q", i, e.Call)
		}
		called[e.Call] = true
		sent := merged(request, nil)
		if transactions.Row(e.Call).Mode == engine.Submit {
			sent["requestId"], sent["actor"] = fmt.Sprintf("doc-%d", i), actor
		}
		argument, err := json.Marshal(sent)
		if err != nil {
			t.Fatal(err)
		}
		caller := Who(North + "/" + role)
		if e.Call == "PublishReading" && request["oracleId"] == nil {
			caller, argument = Re+"/oracle", []byte(w.Reading(request["subject"].(string), int64(request["value"].(float64)), uint64(request["sequence"].(float64)), nil))
		}
		switch e.Call {
		case "RegisterOracle":
			argument = oracles.register(t, sent)
		case "PublishReading":
			if request["oracleId"] != nil {
				argument = oracles.report(t, w.Now, fmt.Sprintf("doc-%d", i), request)
			}
		case "PublishReadings":
			argument = oracles.publish(t, w.Now, fmt.Sprintf("doc-%d", i), request)
		}
		payload, tx, err := w.Call(caller, e.Call, string(argument))
		if e.Refused != "" {
			if fault.CodeOf(err) != e.Refused {
				t.Fatalf("example %d, %s: %v, shown as %s", i, e.Call, err, e.Refused)
			}
			continue
		}
		if err != nil {
			t.Fatalf("example %d, %s %s: %v", i, e.Call, argument, err)
		}
		if e.Call != "PublishReading" || request["oracleId"] != nil {
			shown.add(t, &e, argument)
		}
		var got map[string]any
		if err := json.Unmarshal([]byte(payload), &got); err != nil {
			t.Fatal(err)
		}
		if text := differs(e.Call, written(any(e.Gives)), got); e.Gives != nil && text != "" {
			t.Fatalf("example %d: %s\n%s", i, text, payload)
		}
		if e.Event != "" && tx.EventName != e.Event {
			t.Fatalf("example %d: event %s, shown as %s", i, tx.EventName, e.Event)
		}
	}
	for _, row := range transactions.Table {
		if row.Mode == engine.Submit && !called[row.Name] && !strings.Contains("InitializeConsortium StorePersonalData RegisterParty", row.Name) {
			t.Errorf("docs/use/insurance.md has no example of %s", row.Name)
		}
	}
	if len(steps) < 40 {
		t.Fatalf("only %d examples read", len(steps))
	}
	shown.compare(t)
}

// The tables of the document are those of the code.
func TestDocument_StateMachines_AreTheCodes(t *testing.T) {
	content, err := os.ReadFile(document)
	if err != nil {
		t.Fatal(err)
	}
	head := "| from | what happens | to | when |\n| --- | --- | --- | --- |\n"
	policies, claims := head, head
	for _, line := range policy.Transitions {
		policies += fmt.Sprintf("| %s | %s | %s | %s |\n", line.From, line.Step, line.To, line.When)
	}
	for _, line := range claim.Transitions {
		from := line.From.String()
		if line.From == claim.StatusUnspecified {
			from = "(new)"
		}
		claims += fmt.Sprintf("| %s | %s | %s | %s |\n", from, line.Step, line.To, line.When)
	}
	text := string(content)
	for name, want := range map[string]string{"policy": policies, "claim": claims} {
		begin, end := "<!-- "+name+" transitions, from the code -->\n", "<!-- end -->"
		from := strings.Index(text, begin)
		if from < 0 {
			t.Fatalf("no table of %s transitions", name)
		}
		from += len(begin)
		to := from + strings.Index(text[from:], end)
		if text[from:to] == want {
			continue
		}
		if !*updateDocument {
			t.Errorf("the table of %s transitions differs: run go test ./transactions -run ^TestDocument -update", name)
		}
		text = text[:from] + want + text[to:]
	}
	if *updateDocument {
		if err := os.WriteFile(document, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
}
