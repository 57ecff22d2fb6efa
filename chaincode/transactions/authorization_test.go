package transactions_test

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"os"
	"regexp"
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

var shownRequest = regexp.MustCompile("(?s)```json request \\w+/(\\w+)\n(.*?)\n```")

// requests has, for every transaction, one that passes all checks made without the ledger: that of docs/integrate/requests.md, or
// where it is another that the gateway sends.
func requests(w *World) map[string]string {
	all := map[string]string{
		"StorePersonalData": `{"requestId":"x","partyId":"holder-1","version":1}`,
		"RegisterParty":     `{"requestId":"x","partyId":"holder-1"}`,
		"CorrectParty":      `{"requestId":"x","partyId":"holder-1","reason":"r",` + SealedNames + `}`,
		"PurgePersonalData": `{"requestId":"x","partyId":"holder-1"}`,
		"HoldsPersonalData": `{}`,
		"RecordAccess":      `{"requestId":"x","partyId":"none","purpose":"PURPOSE_CLAIM"}`,
	}
	page, err := os.ReadFile(requestsDocument)
	if err != nil {
		w.T.Fatal(err)
	}
	for _, shown := range shownRequest.FindAllSubmatch(page, -1) {
		var compact bytes.Buffer
		if err := json.Compact(&compact, shown[2]); err != nil {
			w.T.Fatal(err)
		}
		if name := string(shown[1]); all[name] == "" && transactions.Row(name) != nil {
			all[name] = compact.String()
		}
	}
	return all
}

type rule struct{ kinds, roles []string }

// documented reads the table of transactions in docs/use/roles.md: what it does not name, it leaves to "every other read".
func documented(t *testing.T) map[string]rule {
	t.Helper()
	text, err := os.ReadFile("../../docs/use/roles.md")
	if err != nil {
		t.Fatal(err)
	}
	_, after, begins := strings.Cut(string(text), "| transaction |")
	lines, _, ends := strings.Cut(after, "\n\n")
	if !begins || !ends {
		t.Fatal("docs/use/roles.md has no table of transactions")
	}
	rules := map[string]rule{}
	for _, line := range regexp.MustCompile(`(?m)^\| ([^|-][^|]*) \| ([^|]*) \| ([^|]*) \|$`).FindAllStringSubmatch(lines, -1) {
		if line[1] == "transaction" || line[1] == "every other read" {
			continue
		}
		kind := strings.ReplaceAll(line[2], "the holder's insurer", "insurer")
		for _, name := range strings.Split(line[1], ", ") {
			if _, twice := rules[name]; twice || transactions.Row(name) == nil {
				t.Errorf("docs/use/roles.md lists %s twice, or there is no such transaction", name)
			}
			rules[name] = rule{strings.Split(kind, ", "), strings.Split(line[3], ", ")}
		}
	}
	if len(rules) < 15 {
		t.Fatalf("only %d rules read", len(rules))
	}
	return rules
}

// everyCombination are all sets of roles that a certificate can carry, as the attribute lists them.
func everyCombination() []string {
	var all []string
	for bits := 0; bits < 1<<len(access.EveryRole); bits++ {
		var roles []string
		for i, role := range access.EveryRole {
			if bits&(1<<i) != 0 {
				roles = append(roles, role)
			}
		}
		all = append(all, strings.Join(roles, ","))
	}
	return append(all, "visitor", "holder", "visitor,holder", "Admin", "admin2")
}

// Every transaction × every kind of organization, and a stranger × every set of roles: what docs/use/roles.md does not allow is
// refused, with the code of the first thing that is wrong, and writes nothing.
func TestAuthorization_EveryTransactionKindAndRoles_IsAsDocumented(t *testing.T) {
	w := NewWorld(t).Market()
	w.Oracle()
	rules, all := documented(t), requests(w)
	members := map[string]string{North: "insurer", Re: "reinsurer", Regulator: "regulator", "StrangerMSP": ""}
	combinations := everyCombination()
	calls, allowedCalls := 0, 0
	before := w.Dump()
	for _, row := range transactions.Table {
		request, known := all[row.Name]
		if !known {
			t.Fatalf("docs/integrate/requests.md has no request of %s", row.Name)
		}
		r, listed := rules[row.Name]
		if !listed {
			if row.Mode == engine.Submit {
				t.Fatalf("docs/use/roles.md does not list %s", row.Name)
			}
			r = rule{[]string{"insurer", "reinsurer", "regulator"}, access.EveryRole}
		}
		for mspID, kind := range members {
			for _, roles := range combinations {
				calls++
				tx := w.Begin(Who(mspID + "/" + roles))
				_, err := transactions.Invoke(tx, row.Name, [][]byte{[]byte(request)})
				var want fault.Code
				switch {
				case !slices.ContainsFunc(strings.Split(roles, ","), func(role string) bool { return slices.Contains(r.roles, role) }):
					want = fault.RoleNotAllowed
				case kind == "":
					want = fault.UnknownOrganization
				case !slices.Contains(r.kinds, kind):
					want = fault.KindNotAllowed
				default:
					allowedCalls++
				}
				checkRefusal(t, row.Name+" by "+mspID+"/"+roles, want, err)
				if want != "" && len(tx.Writes) > 0 {
					t.Errorf("%s by %s/%s was refused and wrote", row.Name, mspID, roles)
				}
			}
		}
	}
	if w.Dump() != before {
		t.Error("a call that was not committed changed the ledger")
	}
	if len(transactions.Table) != len(all) || allowedCalls == 0 || calls != len(transactions.Table)*4*133 {
		t.Fatalf("%d calls, %d allowed", calls, allowedCalls)
	}
}

// checkRefusal holds the outcome of a call against the refusal that is due; what is refused later, for another reason, was
// allowed.
func checkRefusal(t *testing.T, call string, want fault.Code, err error) {
	t.Helper()
	refusal := fault.From(err)
	if err != nil && refusal == nil {
		t.Fatalf("%s: an error without a code: %v", call, err)
	}
	denied := refusal != nil && slices.Contains(
		[]fault.Code{fault.RoleNotAllowed, fault.KindNotAllowed, fault.UnknownOrganization}, refusal.Code)
	if want == "" && denied || want != "" && (refusal == nil || refusal.Code != want) {
		t.Errorf("%s: %v, want %q", call, err, want)
	}
}

// On a ledger of a version before this one nothing is founded anew beside what nobody would find.
func TestAuthorization_RecordsOfAnEarlierVersion_AreNotLostSilently(t *testing.T) {
	w := &World{T: t, Ledger: NewEmpty(), Now: NewWorld(t).Now}
	tx := w.Begin(North + "/admin")
	if err := tx.Put("consortium", []byte(`{"organizations":[]}`)); err != nil {
		t.Fatal(err)
	}
	if err := tx.Commit(); err != nil {
		t.Fatal(err)
	}
	w.Refused(fault.EarlierRecords, North+"/auditor", "GetRegistry", `{}`)
	w.Refused(fault.EarlierRecords, North+"/admin", "InitializeConsortium", `{"requestId":"i","organizations":[
		{"mspId":"NorthMSP","name":"North","kind":"ORGANIZATION_KIND_INSURER"},{"mspId":"SouthMSP","name":"South","kind":"ORGANIZATION_KIND_INSURER"}]}`)
}

func TestAuthorization_BeforeInitialization_OnlyAMemberToBeMayBegin(t *testing.T) {
	w := NewWorld(t)
	empty := &World{T: t, Ledger: NewEmpty(), Now: w.Now}
	request := `{"requestId":"i","organizations":[{"mspId":"NorthMSP","name":"N","kind":"ORGANIZATION_KIND_INSURER"},
		{"mspId":"RegMSP","name":"R","kind":"ORGANIZATION_KIND_REGULATOR"}]}`
	empty.Refused(fault.NotInitialized, North+"/underwriter", "PublishProduct", `{"requestId":"x","product":`+Property+`}`)
	empty.Refused(fault.NotInitialized, North+"/auditor", "GetRegistry", `{}`)
	empty.Refused(fault.UnknownOrganization, South+"/admin", "InitializeConsortium", request)
	empty.Refused(fault.KindNotAllowed, Regulator+"/admin", "InitializeConsortium", request)
	empty.Refused(fault.RoleNotAllowed, North+"/underwriter", "InitializeConsortium", request)
	empty.Ok(North+"/admin", "InitializeConsortium", request)
	empty.Ok(North+"/admin", "InitializeConsortium", request)
	empty.Refused(fault.AlreadyInitialized, North+"/admin", "InitializeConsortium", strings.Replace(request, `"i"`, `"j"`, 1))
}

func TestAuthorization_AnotherInsurer_ChangesNothing(t *testing.T) {
	w := NewWorld(t).Market()
	w.Home("pol")
	w.Ok(North+"/claims-handler", "SubmitClaim", HomeClaim("small", "pol", "l1", "100000"))
	w.Ok(North+"/claims-handler", "SubmitClaim", HomeClaim("large", "pol", "l2", "5000000"))
	w.QuoteHome("open")
	w.Ok(North+"/underwriter", "RecordConsent", ConsentRequest("c-1", "PURPOSE_MARKETING", "2030-01-01T00:00:00Z"))
	// Ids are each insurer's own, so that another's records are not there.
	for _, test := range []struct{ role, function, request string }{
		{"underwriter", "WithdrawProduct", `{"requestId":"z","productId":"home","version":1}`},
		{"underwriter", "RequestQuote", HomeQuote("z")},
		{"underwriter", "BindPolicy", `{"requestId":"z","policyId":"z","quoteId":"open"}`},
		{"underwriter", "SellPolicies", `{"requestId":"z","sales":[` + SaleOf("z", "home") + `]}`},
		{"finance", "RecordPremiumPayment", `{"requestId":"z","policyId":"pol","amount":{"minorUnits":"43750","currency":"DKK"},"reference":"r"}`},
		{"claims-handler", "SubmitClaim", HomeClaim("z", "pol", "l3", "100000")},
		{"claims-handler", "AddEvidence", `{"requestId":"z","claimId":"large","evidence":[{"kind":"photo","sha256":"` + Terms + `"}]}`},
		{"claims-handler", "ReferClaim", `{"requestId":"z","claimId":"small","reason":"r"}`},
		{"claims-handler", "DecideClaim", `{"requestId":"z","claimId":"large","outcome":"OUTCOME_DECLINE","reasonCode":"LOSS_NOT_PROVEN","reason":"r"}`},
		{"claims-handler", "ConfirmClaim", `{"requestId":"z","claimId":"large","confirm":true,"reason":"r"}`},
		{"claims-handler", "AppealClaim", `{"requestId":"z","claimId":"small","reason":"r"}`},
		{"claims-handler", "DecideAppeal", `{"requestId":"z","claimId":"small","uphold":true,"reason":"r"}`},
		{"claims-handler", "ReopenClaim", `{"requestId":"z","claimId":"small","reason":"r"}`},
		{"claims-handler", "CloseClaim", `{"requestId":"z","claimId":"small"}`},
		{"claims-handler", "SetReserve", `{"requestId":"z","claimId":"small","amount":{"minorUnits":"0","currency":"DKK"},"reason":"r"}`},
		{"finance", "RecordRecovery", `{"requestId":"z","claimId":"small","kind":"RECOVERY_KIND_SALVAGE","amount":{"minorUnits":"1","currency":"DKK"},"reference":"r"}`},
		{"underwriter", "OpenProduct", `{"requestId":"z","productId":"home","version":1}`},
		{"finance", "LapsePolicy", `{"requestId":"z","policyId":"pol"}`},
		{"underwriter", "ReinstatePolicy", `{"requestId":"z","policyId":"pol"}`},
		{"underwriter", "ChangePolicy", ChangeOf("z", "pol", "2026-03-02T00:00:00Z", "10000000")},
		{"underwriter", "CancelPolicy", `{"requestId":"z","policyId":"pol","by":"CANCELLED_BY_HOLDER","reason":"r"}`},
		{"underwriter", "ExpirePolicy", `{"requestId":"z","policyId":"pol"}`},
		{"underwriter", "RemindOfRenewal", `{"requestId":"z","policyId":"pol"}`},
		{"finance", "RecordRefundPayment", `{"requestId":"z","policyId":"pol","reference":"r"}`},
		{"finance", "PayClaim", `{"requestId":"z","claimId":"small","reference":"r"}`},
		{"underwriter", "StorePersonalData", `{"requestId":"z","partyId":"holder-1","version":2}`},
		{"underwriter", "CorrectParty", `{"requestId":"z","partyId":"holder-1","reason":"r",` + SealedNames + `}`},
		{"admin", "EraseParty", `{"requestId":"z","partyId":"holder-1","reason":"r"}`},
		{"admin", "PurgePersonalData", `{"requestId":"z","partyId":"holder-1"}`},
		{"underwriter", "AssignParty", `{"requestId":"z","partyId":"holder-1","brokerId":"b-1"}`},
		{"claims-handler", "ConfirmEvidence", `{"requestId":"z","claimId":"large","sha256":["` + Terms + `"]}`},
		{"claims-handler", "RecordAccess", `{"requestId":"z","partyId":"holder-1","purpose":"PURPOSE_CLAIM"}`},
		{"underwriter", "RecordConsent", ConsentRequest("c9", "PURPOSE_MARKETING", "2030-01-01T00:00:00Z")},
		{"underwriter", "WithdrawConsent", `{"requestId":"z","partyId":"holder-1","consentId":"c-1"}`},
	} {
		before := w.Dump()
		refusal := ask(w, Who(South+"/"+test.role), test.function, test.request, "<id>")
		if !strings.Contains(refusal, `_NOT_FOUND"`) || w.Dump() != before {
			t.Errorf("%s: %s", test.function, refusal)
		}
	}
}

func TestAuthorization_Broker_SeesAndUsesOnlyItsOwn(t *testing.T) {
	w := NewWorld(t).Market()
	const mine, other, gateway = Who(North + "/broker/b-1"), Who(North + "/broker/b-2"), Who(North + "/broker")
	// The customers of the insurer itself, and of others, are no broker's.
	w.Refused(fault.PartyNotFound, mine, "RequestQuote", HomeQuote("q"))
	w.Assign("b-1")
	w.Refused(fault.PartyNotFound, other, "RequestQuote", HomeQuote("q"))
	w.Ok(mine, "RequestQuote", HomeQuote("q"))
	w.Refused(fault.BrokerMismatch, gateway, "RequestQuote", HomeQuote("q2"))
	w.Refused(fault.BrokerMismatch, mine, "RequestQuote", strings.Replace(HomeQuote("q3"), `"holderId"`, `"brokerId":"b-2","holderId"`, 1))
	w.Refused(fault.QuoteNotFound, other, "BindPolicy", `{"requestId":"b","policyId":"p","quoteId":"q"}`)
	w.Refused(fault.QuoteNotFound, gateway, "BindPolicy", `{"requestId":"b","policyId":"p","quoteId":"q","brokerId":"b-2"}`)
	w.Ok(gateway, "BindPolicy", `{"requestId":"b","policyId":"p","quoteId":"q","brokerId":"b-1"}`)
	w.Premium("p", "43750", "DKK")
	w.Refused(fault.PolicyNotFound, other, "SubmitClaim", HomeClaim("c", "p", "l", "5000000"))
	w.Ok(mine, "SubmitClaim", HomeClaim("c", "p", "l", "5000000"))
	evidence := `{"requestId":"e","claimId":"c","evidence":[{"kind":"bill","sha256":"` + Terms + `"}]}`
	w.Refused(fault.ClaimNotFound, other, "AddEvidence", evidence)
	w.Ok(mine, "AddEvidence", evidence)
	for _, read := range []struct {
		missing           fault.Code
		function, request string
	}{
		{fault.PartyNotFound, "GetParty", `{"partyId":"holder-1"}`},
		{fault.QuoteNotFound, "GetQuote", `{"quoteId":"q"}`},
		{fault.PolicyNotFound, "GetPolicy", `{"policyId":"p"}`},
		{fault.ClaimNotFound, "GetClaim", `{"claimId":"c"}`},
		{fault.PolicyNotFound, "ListClaims", `{"policyId":"p"}`},
		{fault.RecordNotFound, "GetHistory", `{"recordType":"RECORD_TYPE_PARTY","recordId":"holder-1"}`},
		{fault.RecordNotFound, "GetHistory", `{"recordType":"RECORD_TYPE_QUOTE","recordId":"q"}`},
		{fault.RecordNotFound, "GetHistory", `{"recordType":"RECORD_TYPE_POLICY","recordId":"p"}`},
		{fault.RecordNotFound, "GetHistory", `{"recordType":"RECORD_TYPE_CLAIM","recordId":"c"}`},
		{fault.PolicyNotFound, "VerifyDocument", `{"recordType":"RECORD_TYPE_POLICY","recordId":"p","sha256":"` + Terms + `"}`},
		{fault.ClaimNotFound, "VerifyDocument", `{"recordType":"RECORD_TYPE_CLAIM","recordId":"c","sha256":"` + Terms + `"}`},
	} {
		w.Refused(read.missing, other, read.function, read.request)
		w.Refused(fault.BrokerMismatch, gateway, read.function, read.request)
		w.Ok(mine, read.function, read.request)
		w.Ok(gateway, read.function, With(read.request, `"brokerId":"b-1"`))
		w.Refused(read.missing, gateway, read.function, With(read.request, `"brokerId":"b-2"`))
		w.Ok(South+"/auditor", read.function, OfNorth(read.request))
		w.Refused(read.missing, South+"/auditor", read.function, read.request)
		w.Refused(fault.Required, Regulator+"/auditor", read.function, read.request)
		w.Refused(fault.InvalidArgument, South+"/auditor", read.function, With(read.request, `"insurerMspId":"ReMSP"`))
	}
	for _, list := range []struct{ function, request string }{
		{"ListPolicies", `{"insurerMspId":"NorthMSP"}`}, {"ListClaims", `{"insurerMspId":"NorthMSP"}`},
	} {
		if got := w.Ok(other, list.function, list.request); got != "{}" {
			t.Errorf("%s shows another broker %s", list.function, got)
		}
		if got := w.Ok(mine, list.function, list.request); !strings.Contains(got, `"b-1"`) {
			t.Errorf("%s shows the broker %s", list.function, got)
		}
	}
}

func TestAuthorization_PersonalData_OnlyTheHoldersInsurerOnItsOwnPeer(t *testing.T) {
	w := NewWorld(t).Market()
	const request = `{"partyId":"holder-1","purpose":"PURPOSE_CLAIM"}`
	if got := w.Ok(North+"/claims-handler", "GetPersonalData", request); !strings.Contains(got, base64.StdEncoding.EncodeToString(SealedPerson)) {
		t.Fatal(got)
	}
	elsewhere := w.Ledger.Begin(memledger.Proposal{TransactionID: "t", Time: w.Now, Caller: Who(North + "/claims-handler").Caller(), PeerMSP: South})
	if _, err := transactions.Invoke(elsewhere, "GetPersonalData", [][]byte{[]byte(request)}); fault.CodeOf(err) != fault.NotHolder {
		t.Fatal(err)
	}
	w.Refused(fault.PartyNotFound, South+"/claims-handler", "GetPersonalData", request)
	w.Refused(fault.RoleNotAllowed, North+"/finance", "GetPersonalData", request)
	w.Refused(fault.PartyNotFound, South+"/claims-handler", "RecordAccess", With(request, `"requestId":"z"`))
	if strings.Contains(w.Dump(), base64.StdEncoding.EncodeToString(SealedPerson)) {
		t.Fatal("sealed data is in public state")
	}
}
