package contract

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"insurance/chaincode/domain/claim"
	"insurance/chaincode/domain/fault"
	"insurance/chaincode/protojson"
)

// both is a market in which the two insurers sell a home each; the second names its records with an s.
func both(t *testing.T, rules string) *world {
	t.Helper()
	w := newWorld(t).market()
	second := strings.NewReplacer(`"home"`, `"s-home"`, `"notificationDays":30`, `"notificationDays":30`+rules).Replace(property)
	w.ok(south+"/underwriter", "PublishProduct", `{"requestId":"p3","product":`+second+`}`)
	w.register(south+"/underwriter", `{"requestId":"h2","partyId":"s-holder"}`)
	w.home("p")
	w.secondHome("s-p")
	return w
}

func (w *world) secondHome(id string) {
	w.t.Helper()
	quote := strings.NewReplacer(`"home"`, `"s-home"`, "holder-1", "s-holder").Replace(homeQuote("q-" + id))
	w.ok(south+"/underwriter", "RequestQuote", quote)
	bound := w.ok(south+"/underwriter", "BindPolicy", `{"requestId":"b-`+id+`","policyId":"`+id+`","quoteId":"q-`+id+`"}`)
	var p struct {
		Premium struct {
			Gross struct{ MinorUnits string }
		}
	}
	decodeLoose(w.t, bound, &p)
	w.ok(south+"/finance", "RecordPremiumPayment", fmt.Sprintf(
		`{"requestId":"pay-%s","policyId":"%s","reference":"r","amount":{"minorUnits":"%s","currency":"DKK"}}`, id, id, p.Premium.Gross.MinorUnits))
}

func withFingerprint(claimRequest, kind, value string) string {
	return claimRequest[:len(claimRequest)-1] + `,"fingerprints":[{"kind":"FINGERPRINT_KIND_` + kind + `","value":"` + strings.Repeat(value, 64) + `"}]}`
}

func claimed(t *testing.T, payload string) *claim.Claim {
	t.Helper()
	c := new(claim.Claim)
	if err := protojson.UnmarshalTrusted([]byte(payload), c); err != nil {
		t.Fatal(err)
	}
	return c
}

func TestSubmitClaim_LossClaimedWithAnotherInsurer_IsReferredAndExplained(t *testing.T) {
	w := both(t, "")
	first := claimed(t, w.ok(north+"/claims-handler", "SubmitClaim", withFingerprint(homeClaim("c-1", "p", "l", "100000"), "LOSS", "a")))
	if first.Status != claim.Approved || len(first.Signals) != 0 {
		t.Fatalf("the first claim is %s with %v", first.Status, first.Signals)
	}

	second := claimed(t, w.ok(south+"/claims-handler", "SubmitClaim", withFingerprint(homeClaim("c-2", "s-p", "l", "100000"), "LOSS", "a")))

	if second.Status != claim.Referred || len(second.Signals) != 1 || second.Signals[0].Code != "SAME_LOSS_OTHER_INSURER" {
		t.Fatalf("the second claim is %s with %v", second.Status, second.Signals)
	}
	if got := unmet(last(second)); got != "NO_FRAUD_SIGNAL" {
		t.Errorf("unmet: %s", got)
	}
	if !strings.Contains(second.Signals[0].Explanation, "c-1") || strings.Contains(second.Signals[0].Explanation, "holder-1") {
		t.Errorf("the explanation %q names the claim and not the person", second.Signals[0].Explanation)
	}
}

func TestSubmitClaim_OtherFingerprint_GivesNoSignal(t *testing.T) {
	w := both(t, "")
	w.ok(north+"/claims-handler", "SubmitClaim", withFingerprint(homeClaim("c-1", "p", "l", "100000"), "LOSS", "a"))

	second := claimed(t, w.ok(south+"/claims-handler", "SubmitClaim", withFingerprint(homeClaim("c-2", "s-p", "l", "100000"), "LOSS", "b")))

	if second.Status != claim.Approved || len(second.Signals) != 0 {
		t.Fatalf("the claim is %s with %v", second.Status, second.Signals)
	}
}

func TestSubmitClaim_FraudRulesOfTheProduct_ReferYoungPoliciesAndFrequentClaims(t *testing.T) {
	w := both(t, `,"fraud":{"minimumPolicyAgeDays":60,"maximumClaims":1,"withinDays":30}`)

	first := claimed(t, w.ok(south+"/claims-handler", "SubmitClaim", homeClaim("c-1", "s-p", "l-1", "100000")))
	second := claimed(t, w.ok(south+"/claims-handler", "SubmitClaim", homeClaim("c-2", "s-p", "l-2", "100000")))
	w.wait(31 * 86_400)
	later := claimed(t, w.ok(south+"/claims-handler", "SubmitClaim", change(t, homeClaim("c-3", "s-p", "l-3", "100000"), "2026-02-20T10:00:00Z", "2026-03-20T10:00:00Z")))

	codes := func(c *claim.Claim) string {
		var all []string
		for i := range c.Signals {
			all = append(all, c.Signals[i].Code)
		}
		return strings.Join(all, " ")
	}
	for _, test := range []struct {
		c      *claim.Claim
		want   string
		status claim.Status
	}{
		{first, "YOUNG_POLICY", claim.Referred},
		{second, "YOUNG_POLICY FREQUENT_CLAIMS", claim.Referred},
		{later, "", claim.Approved},
	} {
		if got := codes(test.c); got != test.want || test.c.Status != test.status {
			t.Errorf("%s: %s with %q, want %s with %q", test.c.ClaimID, test.c.Status, got, test.status, test.want)
		}
	}
}

func evidence(request, claimID, digest, fingerprints string) string {
	return `{"requestId":"` + request + `","claimId":"` + claimID + `","evidence":[{"kind":"photo","sha256":"` + strings.Repeat(digest, 64) +
		`"}],"fingerprints":[` + fingerprints + `]}`
}

func evidencePrint(values ...string) string {
	for i := range values {
		values[i] = `"` + strings.Repeat(values[i], 64) + `"`
	}
	return `{"kind":"FINGERPRINT_KIND_EVIDENCE","value":` + values[0] + `,"alternatives":[` + strings.Join(values[1:], ",") + `]}`
}

// without is a claim to which the photo comes later.
func without(t *testing.T, request string) string {
	t.Helper()
	return change(t, request, `"evidence":[{"kind":"photo","sha256":"`+terms+`"}]`, `"evidence":[]`)
}

func TestAddEvidence_DocumentSeenByAnotherInsurer_KeepsTheClaimReferred(t *testing.T) {
	w := both(t, "")
	w.ok(north+"/claims-handler", "SubmitClaim", without(t, homeClaim("c-1", "p", "l", "100000")))
	first := claimed(t, w.ok(north+"/claims-handler", "AddEvidence", evidence("e1", "c-1", "d", evidencePrint("d"))))
	if first.Status != claim.Approved || len(first.Signals) != 0 {
		t.Fatalf("the first claim is %s with %v", first.Status, first.Signals)
	}
	w.ok(south+"/claims-handler", "SubmitClaim", without(t, homeClaim("c-2", "s-p", "l", "100000")))

	second := claimed(t, w.ok(south+"/claims-handler", "AddEvidence", evidence("e2", "c-2", "d", evidencePrint("d"))))

	if second.Status != claim.Referred || len(second.Signals) != 1 || second.Signals[0].Code != "SAME_EVIDENCE_OTHER_INSURER" {
		t.Fatalf("the second claim is %s with %v", second.Status, second.Signals)
	}
	if got := unmet(last(second)); got != "NO_FRAUD_SIGNAL" {
		t.Errorf("unmet: %s", got)
	}
	again := claimed(t, w.ok(south+"/claims-handler", "AddEvidence", evidence("e3", "c-2", "d", evidencePrint("d"))))
	if len(again.Signals) != 1 {
		t.Errorf("the same document again: %v", again.Signals)
	}
}

func TestAddEvidence_OwnDocumentAgain_IsNoSignal(t *testing.T) {
	w := both(t, "")
	w.ok(north+"/claims-handler", "SubmitClaim", homeClaim("c-1", "p", "l", "5000000"))
	w.ok(north+"/claims-handler", "AddEvidence", evidence("e1", "c-1", "d", evidencePrint("d")))
	line := "fingerprint/evidence/" + strings.Repeat("d", 64) + "/NorthMSP/c-1"
	recorded := string(w.ledger.Value(line))
	w.wait(60)

	second := claimed(t, w.ok(north+"/claims-handler", "AddEvidence", evidence("e2", "c-1", "d", evidencePrint("d"))))

	if len(second.Signals) != 0 {
		t.Errorf("a claim's own document signals %v", second.Signals)
	}
	if got := string(w.ledger.Value(line)); recorded == "" || got != recorded {
		t.Errorf("the register said %s and says %s", recorded, got)
	}
}

func TestSubmitClaim_FingerprintUnderAnotherKey_IsFoundAndNotLeft(t *testing.T) {
	w := both(t, "")
	// The second insurer has changed to a new key, under which the same document is b; it still searches for a.
	w.ok(north+"/claims-handler", "SubmitClaim", withFingerprints(homeClaim("c-1", "p", "l", "100000"), evidencePrint("a")))

	second := claimed(t, w.ok(south+"/claims-handler", "SubmitClaim", withFingerprints(homeClaim("c-2", "s-p", "l", "100000"), evidencePrint("b", "a"))))
	third := claimed(t, w.ok(north+"/claims-handler", "SubmitClaim", withFingerprints(homeClaim("c-3", "p", "l-2", "100000"), evidencePrint("b", "a"))))

	if len(second.Signals) != 1 || second.Signals[0].Code != "SAME_EVIDENCE_OTHER_INSURER" {
		t.Errorf("the entry under the old key gives %v", second.Signals)
	}
	if len(third.Signals) != 2 {
		t.Errorf("an entry under each key gives %v", third.Signals)
	}
	for _, k := range w.ledger.Keys() {
		if strings.HasPrefix(k, "fingerprint/evidence/a") && !strings.HasSuffix(k, "/NorthMSP/c-1") {
			t.Errorf("%s was left under a key that is no longer in use", k)
		}
	}
}

func TestSubmitClaim_RepeatedAfterTheKeyChanged_IsTheSameRequest(t *testing.T) {
	w := both(t, "")
	first := w.ok(north+"/claims-handler", "SubmitClaim", withFingerprints(homeClaim("c-1", "p", "l", "100000"), evidencePrint("a")))
	before := w.dump()

	if again := w.ok(north+"/claims-handler", "SubmitClaim", withFingerprints(homeClaim("c-1", "p", "l", "100000"), evidencePrint("b", "a"))); again != first {
		t.Errorf("the repeat answers %s", again)
	}
	if w.dump() != before {
		t.Error("the repeat wrote")
	}
	w.refused(fault.RequestReused, north+"/claims-handler", "SubmitClaim", withFingerprints(homeClaim("c-1", "p", "l", "100001"), evidencePrint("a")))
}

func TestClaims_ReferencesInClear_AreRefused(t *testing.T) {
	w := both(t, "")
	w.ok(north+"/claims-handler", "SubmitClaim", homeClaim("c-1", "p", "l", "5000000"))
	inClear := `,"fraudReferences":{"object":"WVWZZZ1JZXW000001"}}`
	for function, request := range map[string]string{
		"SubmitClaim": homeClaim("c-2", "p", "l-2", "100000"),
		"AddEvidence": evidence("e1", "c-1", "d", ""),
	} {
		refusal := w.refused(fault.ReferencesInArguments, north+"/claims-handler", function, request[:len(request)-1]+inClear)
		if refusal.Field != "fraudReferences" || strings.Contains(refusal.Message, "WVW") {
			t.Errorf("%s: %v", function, refusal)
		}
	}
}

func withFingerprints(claimRequest, fingerprints string) string {
	return claimRequest[:len(claimRequest)-1] + `,"fingerprints":[` + fingerprints + `]}`
}

// decodeLoose reads some fields of a record.
func decodeLoose(t *testing.T, text string, v any) {
	t.Helper()
	if err := json.Unmarshal([]byte(text), v); err != nil {
		t.Fatal(err)
	}
}
