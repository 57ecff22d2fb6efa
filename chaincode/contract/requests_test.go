package contract

import (
	"bytes"
	"reflect"
	"strings"
	"testing"

	"insurance/chaincode/domain/claim"
	"insurance/chaincode/domain/fault"
	"insurance/chaincode/protojson"
)

func TestRequestIDs_BelongToTheCaller(t *testing.T) {
	w := newWorld(t).market()
	register := func(caller who, party, actor string) (string, error) {
		request := `{"requestId":"same","partyId":"` + party + `"` + actor + `}`
		w.ok(caller, "StorePersonalData", `{"requestId":"same","partyId":"`+party+`","version":1}`)
		payload, _, err := w.call(caller, "RegisterParty", with(request, sealedNames))
		return payload, err
	}
	for _, by := range []struct {
		caller who
		fields string
	}{
		{north + "/broker/b-1", `,"brokerId":"b-1"`},
		{north + "/broker/b-2", `,"brokerId":"b-2"`},
		{north + "/underwriter", `,"actor":"ann"`},
		{north + "/underwriter", `,"actor":"b-1"`},
		{north + "/underwriter", `,"actor":"b-1/same"`},
		{north + "/underwriter", ""},
		{south + "/underwriter", `,"actor":"ann"`},
	} {
		if _, err := register(by.caller, "p-"+strings.Map(plain, string(by.caller)+by.fields), by.fields); err != nil {
			t.Errorf("%s %s: %v", by.caller, by.fields, err)
		}
	}
	// A broker's office shares its ids, whoever of it calls; so do the instances of a gateway, for one caller.
	request := with(`{"requestId":"same","partyId":"p-`+strings.Map(plain, north+"/broker/b-1"+`,"brokerId":"b-1"`)+`","actor":"another clerk"}`, sealedNames)
	if got := w.ok(north+"/broker", "RegisterParty", with(request, `"brokerId":"b-1"`)); !strings.Contains(got, `"b-1"`) {
		t.Error(got)
	}
	reused := w.refused(fault.RequestReused, north+"/broker/b-1", "RegisterParty", with(`{"requestId":"same","partyId":"new"}`, sealedNames))
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
	w := newWorld(t).market()
	w.oracle()
	id, _ := claim.AutomaticPayment("c", 1)
	for function, request := range requests(w) {
		row := table[function]
		if row.Mode != Submit {
			continue
		}
		caller := who(north + "/" + row.Roles[0] + "/b-1")
		for _, actor := range []string{claim.AutomaticActor, " Automatic-Payment ", "gateway", "GATEWAY"} {
			named := strings.Replace(request, `"requestId"`, `"actor":"`+actor+`","requestId"`, 1)
			_, _, err := w.call(caller, function, named)
			switch code := faultOf(err); {
			case function == "PayClaim" && strings.Contains(strings.ToLower(actor), "payment"):
				if code != fault.ClaimNotFound {
					t.Errorf("%s as %q: %v", function, actor, err)
				}
			case row.confidential && strings.EqualFold(actor, "gateway"):
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
			w.refused(fault.RequestReserved, caller, function, request[:at]+reserved+request[end:])
		}
	}
}

func TestPayClaim_UnderAnAutomaticID_MustBeTheOneOfItsClaim(t *testing.T) {
	w := newWorld(t).market()
	w.home("p")
	w.ok(north+"/claims-handler", "SubmitClaim", homeClaim("c-1", "p", "l-1", "100000"))
	w.ok(north+"/claims-handler", "SubmitClaim", homeClaim("c-2", "p", "l-2", "100000"))
	id, reference := claim.AutomaticPayment("c-1", 1)
	others, _ := claim.AutomaticPayment("c-2", 1)
	later, laterReference := claim.AutomaticPayment("c-1", 2)
	pay := func(claimID, requestID, reference, fields string) string {
		return `{"requestId":"` + requestID + `","claimId":"` + claimID + `","reference":"` + reference + `"` + fields + `}`
	}
	const automatic = `,"actor":"automatic-payment"`
	for _, request := range []string{
		pay("c-2", id, reference, automatic),
		pay("c-1", others, reference, automatic),
		pay("c-1", later, laterReference, automatic),
		pay("c-1", claim.AutomaticPrefix+"x", reference, automatic),
		pay("c-1", "mine", reference, automatic),
		pay("c-1", id, reference, ""),
		pay("c-1", id, reference, `,"actor":"ann"`),
		pay("c-1", id, reference, `,"actor":"Automatic-payment"`),
		pay("c-1", id, "mine", automatic),
		pay("c-1", id, reference, automatic+`,"payee":"me"`),
		pay("c-1", id, reference, automatic+`,"amount":{"minorUnits":"1","currency":"DKK"}`),
	} {
		w.refused(fault.RequestReserved, north+"/finance", "PayClaim", request)
	}
	paid := w.ok(north+"/finance", "PayClaim", pay("c-1", id, reference, automatic))
	if !strings.Contains(paid, "CLAIM_STATUS_PAID") || w.ok(north+"/finance", "PayClaim", pay("c-1", id, reference, automatic)) != paid {
		t.Error(paid)
	}
}

// The gateway computes the same; its test has the same two lines.
func TestAutomaticPayment_IsAsTheGatewayComputesIt(t *testing.T) {
	for _, want := range []struct {
		claimID       string
		decisions     int
		id, reference string
	}{
		{"c-1", 1, "auto-pay.f4030202a0c1bb3e38dc4c3d40a4bfbe003e525b5de87c17", "AUTO-F4030202A0C1BB3E"},
		{"parametric-x-y", 2, "auto-pay.1bf95c746129550a1b7f700dcd081b59fa85c95337064ab9", "AUTO-1BF95C746129550A"},
	} {
		if id, reference := claim.AutomaticPayment(want.claimID, want.decisions); id != want.id || reference != want.reference {
			t.Errorf("%s, %d: %s %s", want.claimID, want.decisions, id, reference)
		}
	}
}

// A gateway makes these anew each time it sends a request; what they stand for is told by what a request conceals.
var madeAnew = map[string]bool{"commitmentSha256": true, "sealedSha256": true}

func TestRequests_EveryFieldOfEachIsHeldAgainstARepetition(t *testing.T) {
	told := func(row *Transaction, q request) []byte {
		return protojson.Marshal(&outcome{Digest: requestDigest(row.Name, q, q.(headed).header()), Concealed: concealedIn(q)})
	}
	fields := 0
	for _, row := range rows {
		if row.Mode != Submit || row.confidential {
			continue
		}
		empty, err := row.decode([]byte("{}"))
		if err != nil {
			t.Fatal(err)
		}
		for _, field := range reflect.VisibleFields(reflect.TypeOf(empty).Elem()) {
			name := field.Tag.Get("json")
			if field.Anonymous || name == "requestId" || name == "actor" || madeAnew[name] {
				continue
			}
			other, err := row.decode([]byte("{}"))
			if err != nil {
				t.Fatal(err)
			}
			fill(t, reflect.ValueOf(other).Elem().FieldByIndex(field.Index))
			if bytes.Equal(told(row, empty), told(row, other)) {
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
	w := newWorld(t)
	const first, other = `,"dataHmacSha256":"` + terms + `"`, `,"dataHmacSha256":"0000000000000000000000000000000000000000000000000000000000000001"`
	w.ok(north+"/underwriter", "StorePersonalData", `{"requestId":"r","partyId":"p","version":1}`)
	register := func(hmac string) string { return with(`{"requestId":"r","partyId":"p"`+hmac+`}`, sealedNames) }
	registered := w.ok(north+"/underwriter", "RegisterParty", register(first))
	w.ok(north+"/underwriter", "StorePersonalData", `{"requestId":"c","partyId":"p","version":2}`)
	correct := func(hmac string) string {
		return with(`{"requestId":"c","partyId":"p","reason":"r"`+hmac+`}`, sealedNames)
	}
	corrected := w.ok(north+"/underwriter", "CorrectParty", correct(first))

	for function, test := range map[string]struct {
		request func(string) string
		outcome string
	}{"RegisterParty": {register, registered}, "CorrectParty": {correct, corrected}} {
		// The sealed value and the commitment are new each time; the data are the same.
		same := strings.Replace(test.request(first), `"commitmentSha256":"9`, `"commitmentSha256":"8`, 1)
		if got := w.ok(north+"/underwriter", function, same); got != test.outcome {
			t.Errorf("%s: %s", function, got)
		}
		for _, hmac := range []string{other, ""} {
			if reused := w.refused(fault.RequestReused, north+"/underwriter", function, test.request(hmac)); reused.Field != "requestId" {
				t.Errorf("%s: %v", function, reused)
			}
		}
		w.refused(fault.InvalidText, north+"/underwriter", function, test.request(`,"dataHmacSha256":"x"`))
	}

	// Once the person is erased the answer is the same whatever the data.
	w.ok(north+"/admin", "EraseParty", `{"requestId":"e","partyId":"p","reason":"r"}`)
	for _, hmac := range []string{first, other, ""} {
		w.refused(fault.PartyErased, north+"/underwriter", "RegisterParty", register(hmac))
		w.refused(fault.PartyErased, north+"/underwriter", "CorrectParty", correct(hmac))
	}
}

func TestRepeat_WithAnotherObject_IsAnotherRequest(t *testing.T) {
	w := newWorld(t).market()
	w.home("p")
	print := func(digit, alternatives string) string {
		return `"fingerprints":[{"kind":"FINGERPRINT_KIND_OBJECT","value":"` + strings.Repeat(digit, 64) + `","alternatives":[` + alternatives + `]}]`
	}
	claim := func(fields string) string { return with(homeClaim("c", "p", "l", "90000000"), fields) }
	evidence := func(fields string) string {
		return with(`{"requestId":"e","claimId":"c","evidence":[{"kind":"photo","sha256":"`+terms+`"}]}`, fields)
	}
	opened := w.ok(north+"/claims-handler", "SubmitClaim", claim(print("1", "")))
	added := w.ok(north+"/claims-handler", "AddEvidence", evidence(print("1", "")))
	for function, test := range map[string]struct {
		request func(string) string
		outcome string
	}{"SubmitClaim": {claim, opened}, "AddEvidence": {evidence, added}} {
		// The insurers' key is another one meanwhile, and the one before is still known.
		for _, same := range []string{print("1", ""), print("2", `"`+strings.Repeat("1", 64)+`"`)} {
			if got := w.ok(north+"/claims-handler", function, test.request(same)); got != test.outcome {
				t.Errorf("%s: %s", function, got)
			}
		}
		for _, other := range []string{print("2", ""), `"fingerprints":[]`, strings.Replace(print("1", ""), "OBJECT", "LOSS", 1)} {
			w.refused(fault.RequestReused, north+"/claims-handler", function, test.request(other))
		}
	}
}
