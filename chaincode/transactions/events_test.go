package transactions_test

import (
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"

	"insurance/chaincode/domain/policy"
	"insurance/chaincode/engine"
	"insurance/chaincode/protojson"
	"insurance/chaincode/transactions"
	. "insurance/chaincode/transactions/transactionstest"
)

func TestMain(m *testing.M) {
	code := m.Run()
	if whole := os.Args[1:]; code == 0 && !slices.ContainsFunc(whole, func(a string) bool {
		return strings.HasPrefix(a, "-test.run=") || strings.HasPrefix(a, "-test.fuzz=") || strings.HasPrefix(a, "-test.short=true") ||
			strings.HasPrefix(a, "-test.list=") || strings.HasPrefix(a, "-test.skip=")
	}) {
		code = missing()
	}
	os.Exit(code)
}

// missing fails when an event of the catalogue came about in no test.
func missing() int {
	events, err := Catalogue()
	if err != nil || len(events) < 30 {
		fmt.Fprintln(os.Stderr, "FAIL: the catalogue of events cannot be read:", err, len(events))
		return 1
	}
	code := 0
	for function, names := range events {
		for name := range names {
			if !Emitted[function+" "+name] {
				fmt.Fprintf(os.Stderr, "FAIL: no test has %s emit %s\n", function, name)
				code = 1
			}
		}
	}
	return code
}

func TestEvents_OfTheTable_AreInTheCatalogue(t *testing.T) {
	events, err := Catalogue()
	if err != nil {
		t.Fatal(err)
	}
	for function := range events {
		if row := transactions.Row(function); row == nil || row.Mode != engine.Submit || row.IsConfidential() {
			t.Errorf("%s has events in the catalogue and none on the ledger", function)
		}
	}
	for _, row := range transactions.Table {
		if row.Mode == engine.Submit && !row.IsConfidential() && len(events[row.Name]) == 0 {
			t.Errorf("%s writes, and the catalogue has no event of it", row.Name)
		}
	}
}

func TestSubmit_EveryTransaction_EmitsItsResultAsOneEvent(t *testing.T) {
	w := NewWorld(t).Market()
	w.Oracle()
	w.Ok(North+"/broker", "StorePersonalData", `{"requestId":"a3","partyId":"p2","version":1}`)
	for _, test := range []struct {
		caller            Who
		function, request string
		event             string
	}{
		{North + "/underwriter", "PublishProduct", `{"requestId":"a1","product":` + strings.Replace(Property, `"version":1`, `"version":2`, 1) + `}`, "ProductPublished"},
		{North + "/underwriter", "WithdrawProduct", `{"requestId":"a2","productId":"home","version":2}`, "ProductWithdrawn"},
		{North + "/broker/b-1", "RegisterParty", `{"requestId":"a3","partyId":"p2",` + SealedNames + `}`, "PartyRegistered"},
		{North + "/underwriter", "RecordAccess", `{"requestId":"b1","partyId":"p2","purpose":"PURPOSE_CONTRACT"}`, "PersonalDataAccessed"},
		{North + "/underwriter", "RecordConsent", `{"requestId":"b2","partyId":"p2","consentId":"c","purpose":"PURPOSE_SHARING","expiresAt":"2027-01-01T00:00:00Z","evidenceSha256":"` + Terms + `"}`, "ConsentRecorded"},
		{North + "/claims-handler", "WithdrawConsent", `{"requestId":"b3","partyId":"p2","consentId":"c"}`, "ConsentWithdrawn"},
		{North + "/admin", "EraseParty", `{"requestId":"b4","partyId":"p2","reason":"asked"}`, "PartyErased"},
		{North + "/underwriter", "RequestQuote", HomeQuote("q"), "QuoteIssued"},
		{North + "/underwriter", "BindPolicy", `{"requestId":"a4","policyId":"p","quoteId":"q"}`, "PolicyBound"},
		{North + "/finance", "RecordPremiumPayment", `{"requestId":"a5","policyId":"p","amount":{"minorUnits":"43750","currency":"DKK"},"reference":"r"}`, "PremiumPaid"},
		{North + "/claims-handler", "SubmitClaim", HomeClaim("c", "p", "l", "100000"), "ClaimApproved"},
		{North + "/claims-handler", "ReferClaim", `{"requestId":"a6","claimId":"c","reason":"r"}`, "ClaimReferred"},
		{North + "/claims-handler", "DecideClaim", `{"requestId":"a7","claimId":"c","outcome":"OUTCOME_DECLINE","reasonCode":"LOSS_NOT_PROVEN","reason":"r"}`, "ClaimDeclined"},
		{North + "/claims-handler", "SubmitClaim", HomeClaim("d", "p", "m", "100000"), "ClaimApproved"},
		{North + "/finance", "PayClaim", `{"requestId":"a8","claimId":"d","reference":"r"}`, "ClaimPaid"},
		{Re + "/oracle", "PublishReading", w.Reading("AA 1", 1, 1, nil), "ReadingPublished"},
		{North + "/claims-handler", "SettleEvent", `{"requestId":"a9","readingId":"tower/flight-arrival-delay/AA%201/1"}`, "EventSettled"},
	} {
		payload, tx, err := w.Call(test.caller, test.function, test.request)
		if err != nil || tx.EventName != test.event || string(tx.EventPayload) != payload {
			t.Errorf("%s: %v, event %q", test.function, err, tx.EventName)
		}
	}
	if w.Ledger.Value("policy/NorthMSP/p") == nil {
		t.Fatal("no policy")
	}
	var stored policy.Policy
	if err := protojson.UnmarshalTrusted(w.Ledger.Value("policy/NorthMSP/p"), &stored); err != nil || stored.Limits != nil {
		t.Errorf("what readers see beside the record is stored with it: %v", err)
	}
}
