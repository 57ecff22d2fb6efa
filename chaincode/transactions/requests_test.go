package transactions_test

import (
	"bytes"
	"reflect"
	"strings"
	"testing"

	"insurance/chaincode/domain/claim"
	"insurance/chaincode/domain/fault"
	"insurance/chaincode/engine"
	"insurance/chaincode/protojson"
	"insurance/chaincode/transactions"
	. "insurance/chaincode/transactions/transactionstest"
)

func TestRequestIDs_BelongToTheCaller(t *testing.T) {
	w := NewWorld(t).Market()
	register := func(caller Who, party, actor string) (string, error) {
		request := `{"requestId":"same","partyId":"` + party + `"` + actor + `}`
		w.Ok(caller, "StorePersonalData", `{"requestId":"same","partyId":"`+party+`","version":1}`)
		payload, _, err := w.Call(caller, "RegisterParty", With(request, SealedNames))
		return payload, err
	}
	for _, by := range []struct {
		caller Who
		fields string
	}{
		{North + "/broker/b-1", `,"brokerId":"b-1"`},
		{North + "/broker/b-2", `,"brokerId":"b-2"`},
		{North + "/underwriter", `,"actor":"ann"`},
		{North + "/underwriter", `,"actor":"b-1"`},
		{North + "/underwriter", `,"actor":"b-1/same"`},
		{North + "/underwriter", ""},
		{South + "/underwriter", `,"actor":"ann"`},
	} {
		if _, err := register(by.caller, "p-"+strings.Map(plain, string(by.caller)+by.fields), by.fields); err != nil {
			t.Errorf("%s %s: %v", by.caller, by.fields, err)
		}
	}
	// A broker's office shares its ids, whoever of it calls; so do the instances of a gateway, for one caller.
	request := With(`{"requestId":"same","partyId":"p-`+strings.Map(plain, North+"/broker/b-1"+`,"brokerId":"b-1"`)+`","actor":"another clerk"}`, SealedNames)
	if got := w.Ok(North+"/broker", "RegisterParty", With(request, `"brokerId":"b-1"`)); !strings.Contains(got, `"b-1"`) {
		t.Error(got)
	}
	reused := w.Refused(fault.RequestReused, North+"/broker/b-1", "RegisterParty", With(`{"requestId":"same","partyId":"new"}`, SealedNames))
	if reused.Field != "requestId" {
		t.Error(reused)
	}
}

func plain(r rune) rune {
	if r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' {
		return r
	}
	return '-'
}

func TestAutomaticNamesAndIDs_AreRefusedToEveryOtherTransaction(t *testing.T) {
	w := NewWorld(t).Market()
	w.Oracle()
	id, _ := claim.AutomaticPayment("c", 1)
	for function, request := range requests(w) {
		row := transactions.Row(function)
		if row.Mode != engine.Submit {
			continue
		}
		caller := Who(North + "/" + row.Roles[0] + "/b-1")
		for _, actor := range []string{claim.AutomaticActor, " Automatic-Payment ", "gateway", "GATEWAY", "automatic-job", "Automatic-Job"} {
			named := strings.Replace(request, `"requestId"`, `"actor":"`+actor+`","requestId"`, 1)
			_, _, err := w.Call(caller, function, named)
			switch code := fault.CodeOf(err); {
			case function == "PayClaim" && strings.Contains(strings.ToLower(actor), "payment"):
				if code != fault.ClaimNotFound {
					t.Errorf("%s as %q: %v", function, actor, err)
				}
			case transactions.Jobs[function] && strings.EqualFold(actor, "automatic-job"):
				if code == fault.ActorReserved {
					t.Errorf("%s as %q: %v", function, actor, err)
				}
			case row.IsConfidential() && strings.EqualFold(actor, "gateway"):
				if code == fault.ActorReserved {
					t.Errorf("%s as %q: %v", function, actor, err)
				}
			case code != fault.ActorReserved:
				t.Errorf("%s as %q: %v", function, actor, err)
			}
		}
		if function == "PayClaim" {
			continue
		}
		at := strings.Index(request, `"requestId":"`) + len(`"requestId":"`)
		end := at + strings.Index(request[at:], `"`)
		for _, reserved := range []string{id, claim.AutomaticPrefix + "x"} {
			w.Refused(fault.RequestReserved, caller, function, request[:at]+reserved+request[end:])
		}
	}
}

// A gateway makes these anew each time it sends a request; what a request conceals identifies what they stand for.
var madeAnew = map[string]bool{"commitmentSha256": true, "sealedSha256": true}

func TestRequests_EveryFieldOfEachIsHeldAgainstARepetition(t *testing.T) {
	identity := func(row *engine.Transaction, q engine.Request) []byte {
		identity := []byte(row.Digest(q))
		if c, conceals := q.(interface{ Concealed() engine.Concealed }); conceals {
			identity = append(identity, protojson.Marshal(c.Concealed())...)
		}
		return identity
	}
	fields := 0
	for _, row := range transactions.Table {
		if row.Mode != engine.Submit || row.IsConfidential() {
			continue
		}
		empty, err := row.Decode([]byte("{}"))
		if err != nil {
			t.Fatal(err)
		}
		for _, field := range reflect.VisibleFields(reflect.TypeOf(empty).Elem()) {
			name := field.Tag.Get("json")
			if field.Anonymous || name == "requestId" || name == "actor" || madeAnew[name] {
				continue
			}
			other, err := row.Decode([]byte("{}"))
			if err != nil {
				t.Fatal(err)
			}
			fill(t, reflect.ValueOf(other).Elem().FieldByIndex(field.Index))
			if bytes.Equal(identity(row, empty), identity(row, other)) {
				t.Errorf("%s: a repetition with another %s is taken for the same request", row.Name, name)
			}
			fields++
		}
	}
	if fields < 100 {
		t.Errorf("only %d fields were looked at", fields)
	}
}

// fill makes a value another than the zero one.
func fill(t *testing.T, v reflect.Value) {
	t.Helper()
	switch v.Kind() {
	case reflect.String:
		v.SetString("x")
	case reflect.Bool:
		v.SetBool(true)
	case reflect.Int32, reflect.Int64:
		v.SetInt(1)
	case reflect.Uint32, reflect.Uint64:
		v.SetUint(1)
	case reflect.Uint8:
		v.SetUint(1)
	case reflect.Pointer:
		v.Set(reflect.New(v.Type().Elem()))
		fill(t, v.Elem())
	case reflect.Struct:
		fill(t, v.Field(0))
	case reflect.Slice:
		v.Set(reflect.MakeSlice(v.Type(), 1, 1))
		fill(t, v.Index(0))
	case reflect.Map:
		v.Set(reflect.ValueOf(map[string]string{"x": "x"}))
	default:
		t.Fatalf("no value of %s", v.Type())
	}
}

func TestRepeat_WithOtherPersonalData_IsAnotherRequest(t *testing.T) {
	w := NewWorld(t)
	const first, other = `,"dataHmacSha256":"` + Terms + `"`, `,"dataHmacSha256":"0000000000000000000000000000000000000000000000000000000000000001"`
	w.Ok(North+"/underwriter", "StorePersonalData", `{"requestId":"r","partyId":"p","version":1}`)
	register := func(hmac string) string { return With(`{"requestId":"r","partyId":"p"`+hmac+`}`, SealedNames) }
	registered := w.Ok(North+"/underwriter", "RegisterParty", register(first))
	w.Ok(North+"/underwriter", "StorePersonalData", `{"requestId":"c","partyId":"p","version":2}`)
	correct := func(hmac string) string {
		return With(`{"requestId":"c","partyId":"p","reason":"r"`+hmac+`}`, SealedNames)
	}
	corrected := w.Ok(North+"/underwriter", "CorrectParty", correct(first))

	for function, test := range map[string]struct {
		request func(string) string
		outcome string
	}{"RegisterParty": {register, registered}, "CorrectParty": {correct, corrected}} {
		// The sealed value and the commitment are new each time; the data are the same.
		same := strings.Replace(test.request(first), `"commitmentSha256":"9`, `"commitmentSha256":"8`, 1)
		if got := w.Ok(North+"/underwriter", function, same); got != test.outcome {
			t.Errorf("%s: %s", function, got)
		}
		for _, hmac := range []string{other, ""} {
			if reused := w.Refused(fault.RequestReused, North+"/underwriter", function, test.request(hmac)); reused.Field != "requestId" {
				t.Errorf("%s: %v", function, reused)
			}
		}
		w.Refused(fault.InvalidText, North+"/underwriter", function, test.request(`,"dataHmacSha256":"x"`))
	}

	// Once the person is erased the answer is the same whatever the data.
	w.Ok(North+"/admin", "EraseParty", `{"requestId":"e","partyId":"p","reason":"r"}`)
	for _, hmac := range []string{first, other, ""} {
		w.Refused(fault.PartyErased, North+"/underwriter", "RegisterParty", register(hmac))
		w.Refused(fault.PartyErased, North+"/underwriter", "CorrectParty", correct(hmac))
	}
}

func TestRepeat_WithAnotherObject_IsAnotherRequest(t *testing.T) {
	w := NewWorld(t).Market()
	w.Home("p")
	print := func(digit, alternatives string) string {
		return `"fingerprints":[{"kind":"FINGERPRINT_KIND_OBJECT","value":"` + strings.Repeat(digit, 64) + `","alternatives":[` + alternatives + `]}]`
	}
	claim := func(fields string) string { return With(HomeClaim("c", "p", "l", "90000000"), fields) }
	evidence := func(fields string) string {
		return With(`{"requestId":"e","claimId":"c","evidence":[{"kind":"photo","sha256":"`+Terms+`"}]}`, fields)
	}
	opened := w.Ok(North+"/claims-handler", "SubmitClaim", claim(print("1", "")))
	added := w.Ok(North+"/claims-handler", "AddEvidence", evidence(print("1", "")))
	for function, test := range map[string]struct {
		request func(string) string
		outcome string
	}{"SubmitClaim": {claim, opened}, "AddEvidence": {evidence, added}} {
		// The insurers' key is another one meanwhile, and the one before is still known.
		for _, same := range []string{print("1", ""), print("2", `"`+strings.Repeat("1", 64)+`"`)} {
			if got := w.Ok(North+"/claims-handler", function, test.request(same)); got != test.outcome {
				t.Errorf("%s: %s", function, got)
			}
		}
		for _, other := range []string{print("2", ""), `"fingerprints":[]`, strings.Replace(print("1", ""), "OBJECT", "LOSS", 1)} {
			w.Refused(fault.RequestReused, North+"/claims-handler", function, test.request(other))
		}
	}
}

func TestSubmit_RepeatedRequestID_ReturnsTheStoredOutcomeAndWritesNothing(t *testing.T) {
	w := NewWorld(t).Market()
	w.Home("p")
	request := HomeClaim("c", "p", "l", "100000")
	first := w.Ok(North+"/claims-handler", "SubmitClaim", request)
	w.Wait(60)
	before := w.Dump()
	for _, same := range []string{
		request,
		Change(t, request, `"minorUnits":"100000"`, `"minor_units":1e5`),
	} {
		again, tx, err := w.Call(North+"/claims-handler", "SubmitClaim", same)
		if err != nil || again != first || len(tx.Writes) != 0 || tx.EventName != "" {
			t.Fatalf("%v, %d writes, event %q\n%s\n%s", err, len(tx.Writes), tx.EventName, first, again)
		}
	}
	if w.Dump() != before {
		t.Fatal("a repeat changed the ledger")
	}
	w.Refused(fault.RequestReused, North+"/claims-handler", "SubmitClaim", Change(t, request, `"100000"`, `"100001"`))
	w.Refused(fault.RequestReused, North+"/claims-handler", "ReferClaim", `{"requestId":"c-c","claimId":"c","reason":"r"}`)
	// Another organization's ids are its own.
	w.Register(South+"/underwriter", `{"requestId":"c-c","partyId":"south-holder"}`)
	// A refused request leaves its id free.
	w.Refused(fault.PolicyNotFound, North+"/claims-handler", "SubmitClaim", HomeClaim("d", "none", "l", "100000"))
	w.Ok(North+"/claims-handler", "SubmitClaim", HomeClaim("d", "p", "l2", "100000"))
}
