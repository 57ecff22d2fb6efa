package transactions_test

import (
	"encoding/json"
	"fmt"
	"reflect"
	"slices"
	"strings"
	"testing"

	"insurance/chaincode/domain/fault"
	"insurance/chaincode/engine"
	"insurance/chaincode/ledger/memledger"
	"insurance/chaincode/transactions"
	"insurance/chaincode/transactions/access"
	. "insurance/chaincode/transactions/transactionstest"
)

// shelf holds records of broker b-1, of its competitor b-2, of the insurer itself and of another insurer's broker, each of
// every kind that brokers have.
func shelf(t *testing.T) *World {
	w := NewWorld(t)
	for _, insurer := range []struct{ msp, prefix string }{{North, ""}, {South, "south-"}} {
		product := strings.NewReplacer(`"productId":"home"`, `"productId":"`+insurer.prefix+`home"`,
			`"limits":{`, `"limits":{"brokerCollectsPremium":true,`).Replace(Property)
		w.Ok(Who(insurer.msp+"/underwriter"), "PublishProduct", `{"requestId":"p","product":`+product+`}`)
	}
	for _, owner := range []struct{ caller, name, product string }{
		{North + "/broker/b-1", "mine", "home"}, {North + "/broker/b-2", "theirs", "home"},
		{North + "/underwriter", "house", "home"}, {South + "/broker/b-1", "abroad", "south-home"},
	} {
		seller := Who(owner.caller)
		notifier := Who(strings.Replace(owner.caller, "underwriter", "claims-handler", 1))
		w.Register(seller, `{"requestId":"h-`+owner.name+`","partyId":"party-`+owner.name+`"}`)
		for _, suffix := range []string{"", "-old", "-open"} {
			name := owner.name + suffix
			w.Ok(seller, "RequestQuote", strings.NewReplacer("holder-1", "party-"+owner.name, `"home"`, `"`+owner.product+`"`).Replace(HomeQuote("quote-"+name)))
			if suffix != "-open" {
				w.Ok(seller, "BindPolicy", `{"requestId":"b-`+name+`","policyId":"policy-`+name+`","quoteId":"quote-`+name+`"}`)
				w.Ok(Who(seller[:8]+"/finance"), "RecordPremiumPayment", `{"requestId":"m-`+name+`","policyId":"policy-`+name+`",
					"amount":{"minorUnits":"43750","currency":"DKK"},"reference":"bank"}`)
			}
		}
		w.Ok(notifier, "SubmitClaim", HomeClaim("claim-"+owner.name, "policy-"+owner.name, "l", "5000000"))
		w.Ok(notifier, "SubmitClaim", strings.Replace(HomeClaim("claim-"+owner.name+"-declined", "policy-"+owner.name, "l2", "5000000"), `"fire"`, `"flood"`, 1))
	}
	w.Oracle()
	w.Ok(Re+"/oracle", "PublishReading", w.Reading("BA1", 10, 1, nil))
	return w
}

// rightRequests are requests of broker b-1 that are right in everything.
func rightRequests() map[string]string {
	sale := strings.Replace(SaleOf("new", "home"), "holder-1", "party-mine", 1)
	next := strings.NewReplacer("2027-01-01", "2028-01-01", "2026-01-01", "2027-01-01").Replace(strings.TrimSuffix(strings.Replace(SaleOf("next", "home"), "holder-1", "party-mine", 1), "}"))
	return map[string]string{
		"GetRegistry": `{}`, "ListProducts": `{}`, "HoldsPersonalData": `{}`,
		"StorePersonalData":  `{"requestId":"x","partyId":"party-new","version":1}`,
		"RegisterParty":      `{"requestId":"x","partyId":"party-new",` + SealedNames + `}`,
		"GetParty":           `{"partyId":"party-mine"}`,
		"RequestQuote":       strings.Replace(HomeQuote("quote-new"), "holder-1", "party-mine", 1),
		"GetIndicativeQuote": IndicationRequest("home"),
		"GetQuote":           `{"quoteId":"quote-mine"}`,
		"BindPolicy":         `{"requestId":"x","policyId":"policy-new","quoteId":"quote-mine-open"}`,
		"SellPolicies":       `{"requestId":"x","sales":[` + sale + `,` + next + `,"renewalOf":"policy-mine-old"}]}`,
		"GetPolicy":          `{"policyId":"policy-mine"}`,
		"ListPolicies":       `{"insurerMspId":"NorthMSP"}`,
		"SubmitClaim":        HomeClaim("claim-new", "policy-mine", "l9", "1"),
		"AddEvidence":        `{"requestId":"x","claimId":"claim-mine","evidence":[{"kind":"photo","sha256":"` + Terms + `"}]}`,
		"AppealClaim":        `{"requestId":"x","claimId":"claim-mine-declined","reason":"r"}`,
		"GetClaim":           `{"claimId":"claim-mine"}`,
		"ListClaims":         `{"policyId":"policy-mine"}`,
		"GetProduct":         `{"productId":"home"}`,
		"GetOracle":          `{"oracleId":"tower"}`,
		"GetReading":         `{"readingId":"tower/flight-arrival-delay/BA1/1"}`,
		"ListObservations":   `{"index":"flight-arrival-delay","unit":"min","subject":"BA1","oracleId":"tower"}`,
		"GetDetermination":   `{"determinationId":"none"}`,
		"GetHistory":         `{"recordType":"RECORD_TYPE_CLAIM","recordId":"claim-mine"}`,
		"VerifyDocument":     `{"recordType":"RECORD_TYPE_CLAIM","recordId":"claim-mine","sha256":"` + Terms + `"}`,
	}
}

// idFields says what a field of a request names: the prefix of its records' ids, "new" where the broker chooses the id;
// empty where it names what every member may know, or nothing that is a record.
var idFields = map[string]string{
	"RegisterParty.partyId": "party-", "StorePersonalData.partyId": "party-", "GetParty.partyId": "party-",
	"RequestQuote.quoteId": "quote-", "RequestQuote.holderId": "party-", "GetQuote.quoteId": "quote-",
	"BindPolicy.policyId": "policy-", "BindPolicy.quoteId": "quote-", "BindPolicy.renewalOf": "policy-",
	"SellPolicies.sales.quoteId": "quote-", "SellPolicies.sales.policyId": "policy-", "SellPolicies.sales.holderId": "party-",
	"SellPolicies.sales.renewalOf": "policy-", "GetPolicy.policyId": "policy-", "ListClaims.policyId": "policy-",
	"SubmitClaim.claimId": "claim-", "SubmitClaim.policyId": "policy-", "AddEvidence.claimId": "claim-",
	"AppealClaim.claimId": "claim-", "GetClaim.claimId": "claim-", "GetHistory.recordId": "claim-",
	"VerifyDocument.recordId":      "claim-",
	"RequestQuote.productId":       "south-home",
	"SellPolicies.sales.productId": "south-home",
	"GetProduct.productId":         "",
	"GetProduct.insurerMspId":      "",
	"GetParty.insurerMspId":        "", "GetQuote.insurerMspId": "", "GetPolicy.insurerMspId": "", "GetClaim.insurerMspId": "",
	"GetHistory.insurerMspId": "", "VerifyDocument.insurerMspId": "",
	"GetOracle.oracleId":               "",
	"ListObservations.oracleId":        "",
	"GetReading.readingId":             "",
	"GetDetermination.determinationId": "",
	// The lists of a broker's own, and its own claims' losses; what a product or a selection calls its parts.
	"ListPolicies.insurerMspId": "", "ListClaims.insurerMspId": "", "SubmitClaim.lossId": "",
	"RequestQuote.coverages.coverageId": "", "SellPolicies.sales.coverages.coverageId": "", "SubmitClaim.losses.coverageId": "",
	"SubmitClaim.losses.subLimitId": "",
	"GetIndicativeQuote.productId":  "south-home", "GetIndicativeQuote.coverages.coverageId": "", "GetIndicativeQuote.instalmentPlanId": "",
	"RequestQuote.instalmentPlanId": "", "SellPolicies.sales.instalmentPlanId": "", "ListProducts.insurerMspId": "",
	"RegisterParty.personalData": "",
}

// chosen are the ids that brokers give to new records.
var chosen = map[string]bool{
	"RegisterParty.partyId": true, "StorePersonalData.partyId": true, "RequestQuote.quoteId": true, "BindPolicy.policyId": true,
	"SellPolicies.sales.quoteId": true, "SellPolicies.sales.policyId": true, "SubmitClaim.claimId": true,
}

// paths lists the fields of a request type that name something.
func paths(of reflect.Type, prefix string) []string {
	var found []string
	switch of.Kind() {
	case reflect.Pointer, reflect.Slice:
		return paths(of.Elem(), prefix)
	case reflect.Struct:
	default:
		return nil
	}
	for i := range of.NumField() {
		field := of.Field(i)
		name := strings.Split(field.Tag.Get("json"), ",")[0]
		switch {
		case field.Anonymous:
			found = append(found, paths(field.Type, prefix)...)
		case name == "requestId" || name == "brokerId" || name == "":
		case field.Type.Kind() == reflect.String && (strings.HasSuffix(name, "Id") || name == "renewalOf"):
			found = append(found, prefix+name)
		default:
			found = append(found, paths(field.Type, prefix+name+".")...)
		}
	}
	return found
}

// set is a request with another value of a field, in the last item where the field is in a list.
func set(t *testing.T, request, path, value string) string {
	t.Helper()
	var content map[string]any
	if err := json.Unmarshal([]byte(request), &content); err != nil {
		t.Fatal(err)
	}
	at := content
	parts := strings.Split(path, ".")
	for _, part := range parts[:len(parts)-1] {
		switch inner := at[part].(type) {
		case []any:
			at = inner[len(inner)-1].(map[string]any)
		case map[string]any:
			at = inner
		default:
			t.Fatalf("%s: no %s", path, part)
		}
	}
	at[parts[len(parts)-1]] = value
	changed, err := json.Marshal(content)
	if err != nil {
		t.Fatal(err)
	}
	return string(changed)
}

// ask runs a transaction without committing it; the answer has the asked id taken out, which is the asker's own word.
func ask(w *World, caller Who, function, request, id string) string {
	tx := w.Ledger.Begin(memledger.Proposal{
		TransactionID: "ask", Time: w.Now, Caller: caller.Caller(), Transient: map[string][]byte{"sealed": SealedPerson},
	})
	payload, err := transactions.Invoke(tx, function, [][]byte{[]byte(request)})
	if err != nil {
		return strings.ReplaceAll(fault.Text(err), id, "<id>")
	}
	return "answered " + string(payload)
}

func brokersRows() []*engine.Transaction {
	var found []*engine.Transaction
	for _, row := range transactions.Table {
		if slices.Contains(row.Roles, access.RoleBroker) {
			found = append(found, row)
		}
	}
	return found
}

func TestBroker_EveryMethodAndID_AnswersTheSameForAnothersAndForNone(t *testing.T) {
	w := shelf(t)
	const broker = Who(North + "/broker/b-1")
	right := rightRequests()
	named := 0
	for _, row := range brokersRows() {
		request, known := right[row.Name]
		if !known {
			t.Fatalf("%s is for brokers and has no request here", row.Name)
		}
		decoded, _ := row.Decode([]byte(request))
		for _, path := range paths(reflect.TypeOf(decoded), "") {
			what, known := idFields[row.Name+"."+path]
			if !known {
				t.Fatalf("what %s.%s names is not said here", row.Name, path)
			}
			if what == "" {
				continue
			}
			named++
			ids := []string{what + "theirs", what + "house", what + "abroad"}
			if what == "south-home" {
				ids = []string{what}
			}
			creates := chosen[row.Name+"."+path]
			for _, id := range ids {
				got := ask(w, broker, row.Name, set(t, request, path, id), id)
				want := ask(w, broker, row.Name, set(t, request, path, "nothing-such"), "nothing-such")
				if creates && id == what+"abroad" {
					// Another insurer's ids are free here.
					got, want = strings.ReplaceAll(got, id, "<id>"), strings.ReplaceAll(want, "nothing-such", "<id>")
				} else if creates {
					// An id that is taken cannot be given again; whose it is is not said.
					own := what + "mine"
					want = ask(w, broker, row.Name, set(t, request, path, own), own)
					if !strings.Contains(want, "ALREADY_EXISTS") {
						t.Errorf("%s.%s: %s", row.Name, path, want)
					}
				} else if !strings.Contains(want, "_NOT_FOUND") {
					t.Errorf("%s.%s: a request for nothing is answered with %s", row.Name, path, want)
				}
				if got != want {
					t.Errorf("%s.%s of %s:\n%s\n%s", row.Name, path, id, got, want)
				}
			}
		}
	}
	// A broker of the same id at another insurer may be another.
	for function, request := range map[string]string{"ListPolicies": `{"insurerMspId":"%s"}`, "ListClaims": `{"insurerMspId":"%s"}`} {
		if got := ask(w, broker, function, fmt.Sprintf(request, South), "none"); got != "answered {}" {
			t.Errorf("%s: %s", function, got)
		}
		w.Refused(fault.InvalidArgument, broker, function, fmt.Sprintf(request, "NobodyMSP"))
	}
	if named < 20 {
		t.Errorf("only %d fields were looked at", named)
	}
	for function, request := range right {
		if got := ask(w, broker, function, request, "none"); !strings.HasPrefix(got, "answered") && function != "RegisterParty" && function != "GetDetermination" {
			t.Errorf("%s is to be right: %s", function, got)
		}
	}
}

// An id cannot be tried for nothing: a request that is wrong in anything else is refused for that, whether the id is taken
// or free.
func TestBroker_TakenIDs_AreReportedToRequestsThatAreRightInAllElseOnly(t *testing.T) {
	w := shelf(t)
	const broker = Who(North + "/broker/b-1")
	right := rightRequests()
	for _, wrong := range []struct{ function, path, prefix, at, value string }{
		{"RegisterParty", "partyId", "party-", "sealedSha256", ""},
		{"RequestQuote", "quoteId", "quote-", "holderId", "nobody"},
		{"RequestQuote", "quoteId", "quote-", "productId", "nothing"},
		{"RequestQuote", "quoteId", "quote-", "jurisdiction", "XX"},
		{"BindPolicy", "policyId", "policy-", "quoteId", "quote-mine"},
		{"BindPolicy", "policyId", "policy-", "quoteId", "nothing"},
		{"BindPolicy", "policyId", "policy-", "renewalOf", "nothing"},
		{"SellPolicies", "sales.quoteId", "quote-", "sales.holderId", "nobody"},
		{"SellPolicies", "sales.policyId", "policy-", "sales.holderId", "nobody"},
		{"SellPolicies", "sales.policyId", "policy-", "sales.renewalOf", "nothing"},
		{"SellPolicies", "sales.policyId", "policy-", "sales.jurisdiction", "XX"},
		{"SubmitClaim", "claimId", "claim-", "policyId", "nothing"},
		{"SubmitClaim", "claimId", "claim-", "lossId", "l"},
		{"SubmitClaim", "claimId", "claim-", "occurredAt", "2020-01-01T00:00:00Z"},
	} {
		request := right[wrong.function]
		if wrong.value == "" {
			request = `{"requestId":"x","partyId":"p"}`
		} else {
			request = set(t, request, wrong.at, wrong.value)
		}
		taken, free := wrong.prefix+"theirs", wrong.prefix+"free"
		got, want := ask(w, broker, wrong.function, set(t, request, wrong.path, taken), taken), ask(w, broker, wrong.function, set(t, request, wrong.path, free), free)
		if got != want || strings.HasPrefix(want, "answered") {
			t.Errorf("%+v:\n%s\n%s", wrong, got, want)
		}
	}
}

func TestAssignParty_GivesTheCustomerAway(t *testing.T) {
	w := shelf(t)
	assign := func(request, party, broker string) string {
		return fmt.Sprintf(`{"requestId":"%s","partyId":"%s","brokerId":"%s"}`, request, party, broker)
	}
	quote := func(id string) string { return strings.Replace(HomeQuote(id), "holder-1", "party-mine", 1) }
	w.Ok(North+"/underwriter", "AssignParty", assign("a", "party-mine", "b-2"))
	w.Refused(fault.PartyNotFound, North+"/broker/b-1", "RequestQuote", quote("n-1"))
	w.Ok(North+"/broker/b-2", "RequestQuote", quote("n-2"))
	// What was sold stays with who sold it.
	w.Ok(North+"/broker/b-1", "GetPolicy", `{"policyId":"policy-mine"}`)
	w.Refused(fault.PolicyNotFound, North+"/broker/b-2", "GetPolicy", `{"policyId":"policy-mine"}`)
	w.Ok(North+"/underwriter", "AssignParty", assign("c", "party-mine", ""))
	w.Refused(fault.PartyNotFound, North+"/broker/b-2", "RequestQuote", quote("n-3"))
	// Staff quote for whom they like, also in a broker's name.
	w.Ok(North+"/underwriter", "RequestQuote", strings.Replace(quote("n-4"), `"holderId"`, `"brokerId":"b-1","holderId"`, 1))
	w.Ok(North+"/broker/b-1", "BindPolicy", `{"requestId":"n","policyId":"n-4","quoteId":"n-4"}`)
	w.Refused(fault.PartyNotFound, South+"/underwriter", "AssignParty", assign("d", "party-mine", "b-1"))
	w.Refused(fault.PartyNotFound, North+"/underwriter", "AssignParty", assign("e", "none", "b-1"))
	w.Refused(fault.InvalidID, North+"/underwriter", "AssignParty", assign("f", "party-mine", "a/b"))
	w.Refused(fault.RoleNotAllowed, North+"/broker/b-1", "AssignParty", assign("g", "party-mine", "b-1"))
}
