package claims_test

import (
	"fmt"
	"strings"
	"testing"

	"insurance/chaincode/domain/claim"
	"insurance/chaincode/domain/fault"
	. "insurance/chaincode/transactions/transactionstest"
)

// both is a market in which the two insurers sell a home each; the second names its records with an s.
func both(t *testing.T, rules string) *World {
	t.Helper()
	w := NewWorld(t).Market()
	second := strings.NewReplacer(`"home"`, `"s-home"`, `"notificationDays":30`, `"notificationDays":30`+rules).Replace(Property)
	w.Ok(South+"/underwriter", "PublishProduct", `{"requestId":"p3","product":`+second+`}`)
	w.Register(South+"/underwriter", `{"requestId":"h2","partyId":"s-holder"}`)
	w.Home("p")
	secondHome(w, "s-p")
	return w
}

func secondHome(w *World, id string) {
	w.T.Helper()
	quote := strings.NewReplacer(`"home"`, `"s-home"`, "holder-1", "s-holder").Replace(HomeQuote("q-" + id))
	w.Ok(South+"/underwriter", "RequestQuote", quote)
	bound := w.Ok(South+"/underwriter", "BindPolicy", `{"requestId":"b-`+id+`","policyId":"`+id+`","quoteId":"q-`+id+`"}`)
	var p struct {
		Premium struct {
			Gross struct{ MinorUnits string }
		}
	}
	ParseLoosely(w.T, bound, &p)
	w.Ok(South+"/finance", "RecordPremiumPayment", fmt.Sprintf(
		`{"requestId":"pay-%s","policyId":"%s","reference":"r","amount":{"minorUnits":"%s","currency":"DKK"}}`, id, id, p.Premium.Gross.MinorUnits))
}

func withFingerprint(claimRequest, kind, value string) string {
	return claimRequest[:len(claimRequest)-1] + `,"fingerprints":[{"kind":"FINGERPRINT_KIND_` + kind + `","value":"` + strings.Repeat(value, 64) + `"}]}`
}

func TestSubmitClaim_LossClaimedWithAnotherInsurer_IsReferredAndExplained(t *testing.T) {
	w := both(t, "")
	first := Parse[claim.Claim](t, w.Ok(North+"/claims-handler", "SubmitClaim", withFingerprint(HomeClaim("c-1", "p", "l", "100000"), "LOSS", "a")))
	if first.Status != claim.Approved || len(first.Signals) != 0 {
		t.Fatalf("the first claim is %s with %v", first.Status, first.Signals)
	}

	second := Parse[claim.Claim](t, w.Ok(South+"/claims-handler", "SubmitClaim", withFingerprint(HomeClaim("c-2", "s-p", "l", "100000"), "LOSS", "a")))

	if second.Status != claim.Referred || len(second.Signals) != 1 || second.Signals[0].Code != "SAME_LOSS_OTHER_INSURER" {
		t.Fatalf("the second claim is %s with %v", second.Status, second.Signals)
	}
	if got := Unmet(Last(second)); got != "NO_FRAUD_SIGNAL" {
		t.Errorf("unmet: %s", got)
	}
	if !strings.Contains(second.Signals[0].Explanation, "c-1") || strings.Contains(second.Signals[0].Explanation, "holder-1") {
		t.Errorf("the explanation %q names the claim and not the person", second.Signals[0].Explanation)
	}
}

// Both insurers may call their claims the same: the other's is no sight of one's own.
func TestSubmitClaim_SameIDWithAnotherInsurer_IsReferred(t *testing.T) {
	w := both(t, "")
	w.Ok(North+"/claims-handler", "SubmitClaim", withFingerprint(HomeClaim("c", "p", "l", "100000"), "LOSS", "a"))
	second := Parse[claim.Claim](t, w.Ok(South+"/claims-handler", "SubmitClaim", withFingerprint(HomeClaim("c", "s-p", "l", "100000"), "LOSS", "a")))
	if second.Status != claim.Referred || len(second.Signals) != 1 || !strings.Contains(second.Signals[0].Explanation, North) {
		t.Fatalf("the second claim is %s with %+v", second.Status, second.Signals)
	}
}

func TestSubmitClaim_OtherFingerprint_GivesNoSignal(t *testing.T) {
	w := both(t, "")
	w.Ok(North+"/claims-handler", "SubmitClaim", withFingerprint(HomeClaim("c-1", "p", "l", "100000"), "LOSS", "a"))

	second := Parse[claim.Claim](t, w.Ok(South+"/claims-handler", "SubmitClaim", withFingerprint(HomeClaim("c-2", "s-p", "l", "100000"), "LOSS", "b")))

	if second.Status != claim.Approved || len(second.Signals) != 0 {
		t.Fatalf("the claim is %s with %v", second.Status, second.Signals)
	}
}

func TestSubmitClaim_FraudRulesOfTheProduct_ReferYoungPoliciesAndFrequentClaims(t *testing.T) {
	w := both(t, `,"fraud":{"minimumPolicyAgeDays":60,"maximumClaims":1,"withinDays":30}`)

	first := Parse[claim.Claim](t, w.Ok(South+"/claims-handler", "SubmitClaim", HomeClaim("c-1", "s-p", "l-1", "100000")))
	second := Parse[claim.Claim](t, w.Ok(South+"/claims-handler", "SubmitClaim", HomeClaim("c-2", "s-p", "l-2", "100000")))
	w.Wait(31 * 86_400)
	later := Parse[claim.Claim](t, w.Ok(South+"/claims-handler", "SubmitClaim", Change(t, HomeClaim("c-3", "s-p", "l-3", "100000"), "2026-02-20T10:00:00Z", "2026-03-20T10:00:00Z")))

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
	return Change(t, request, `"evidence":[{"kind":"photo","sha256":"`+Terms+`"}]`, `"evidence":[]`)
}

func TestAddEvidence_DocumentSeenByAnotherInsurer_KeepsTheClaimReferred(t *testing.T) {
	w := both(t, "")
	w.Ok(North+"/claims-handler", "SubmitClaim", without(t, HomeClaim("c-1", "p", "l", "100000")))
	first := Parse[claim.Claim](t, w.Ok(North+"/claims-handler", "AddEvidence", evidence("e1", "c-1", "d", evidencePrint("d"))))
	if first.Status != claim.Approved || len(first.Signals) != 0 {
		t.Fatalf("the first claim is %s with %v", first.Status, first.Signals)
	}
	w.Ok(South+"/claims-handler", "SubmitClaim", without(t, HomeClaim("c-2", "s-p", "l", "100000")))

	second := Parse[claim.Claim](t, w.Ok(South+"/claims-handler", "AddEvidence", evidence("e2", "c-2", "d", evidencePrint("d"))))

	if second.Status != claim.Referred || len(second.Signals) != 1 || second.Signals[0].Code != "SAME_EVIDENCE_OTHER_INSURER" {
		t.Fatalf("the second claim is %s with %v", second.Status, second.Signals)
	}
	if got := Unmet(Last(second)); got != "NO_FRAUD_SIGNAL" {
		t.Errorf("unmet: %s", got)
	}
	again := Parse[claim.Claim](t, w.Ok(South+"/claims-handler", "AddEvidence", evidence("e3", "c-2", "d", evidencePrint("d"))))
	if len(again.Signals) != 1 {
		t.Errorf("the same document again: %v", again.Signals)
	}
}

func TestAddEvidence_OwnDocumentAgain_IsNoSignal(t *testing.T) {
	w := both(t, "")
	w.Ok(North+"/claims-handler", "SubmitClaim", HomeClaim("c-1", "p", "l", "5000000"))
	w.Ok(North+"/claims-handler", "AddEvidence", evidence("e1", "c-1", "d", evidencePrint("d")))
	line := "fingerprint/evidence/" + strings.Repeat("d", 64) + "/NorthMSP/c-1"
	recorded := string(w.Ledger.Value(line))
	w.Wait(60)

	second := Parse[claim.Claim](t, w.Ok(North+"/claims-handler", "AddEvidence", evidence("e2", "c-1", "d", evidencePrint("d"))))

	if len(second.Signals) != 0 {
		t.Errorf("a claim's own document signals %v", second.Signals)
	}
	if got := string(w.Ledger.Value(line)); recorded == "" || got != recorded {
		t.Errorf("the register said %s and says %s", recorded, got)
	}
}

func TestSubmitClaim_FingerprintUnderAnotherKey_IsFoundAndNotLeft(t *testing.T) {
	w := both(t, "")
	// The second insurer has changed to a new key, under which the same document is b; it still searches for a.
	w.Ok(North+"/claims-handler", "SubmitClaim", withFingerprints(HomeClaim("c-1", "p", "l", "100000"), evidencePrint("a")))

	second := Parse[claim.Claim](t, w.Ok(South+"/claims-handler", "SubmitClaim", withFingerprints(HomeClaim("c-2", "s-p", "l", "100000"), evidencePrint("b", "a"))))
	third := Parse[claim.Claim](t, w.Ok(North+"/claims-handler", "SubmitClaim", withFingerprints(HomeClaim("c-3", "p", "l-2", "100000"), evidencePrint("b", "a"))))

	if len(second.Signals) != 1 || second.Signals[0].Code != "SAME_EVIDENCE_OTHER_INSURER" {
		t.Errorf("the entry under the old key gives %v", second.Signals)
	}
	if len(third.Signals) != 2 {
		t.Errorf("an entry under each key gives %v", third.Signals)
	}
	for _, k := range w.Ledger.Keys() {
		if strings.HasPrefix(k, "fingerprint/evidence/a") && !strings.HasSuffix(k, "/NorthMSP/c-1") {
			t.Errorf("%s was left under a key that is no longer in use", k)
		}
	}
}

func TestSubmitClaim_RepeatedAfterTheKeyChanged_IsTheSameRequest(t *testing.T) {
	w := both(t, "")
	first := w.Ok(North+"/claims-handler", "SubmitClaim", withFingerprints(HomeClaim("c-1", "p", "l", "100000"), evidencePrint("a")))
	before := w.Dump()

	if again := w.Ok(North+"/claims-handler", "SubmitClaim", withFingerprints(HomeClaim("c-1", "p", "l", "100000"), evidencePrint("b", "a"))); again != first {
		t.Errorf("the repeat answers %s", again)
	}
	if w.Dump() != before {
		t.Error("the repeat wrote")
	}
	w.Refused(fault.RequestReused, North+"/claims-handler", "SubmitClaim", withFingerprints(HomeClaim("c-1", "p", "l", "100001"), evidencePrint("a")))
}

func TestClaims_ReferencesInClear_AreRefused(t *testing.T) {
	w := both(t, "")
	w.Ok(North+"/claims-handler", "SubmitClaim", HomeClaim("c-1", "p", "l", "5000000"))
	inClear := `,"fraudReferences":{"object":"WVWZZZ1JZXW000001"}}`
	for function, request := range map[string]string{
		"SubmitClaim": HomeClaim("c-2", "p", "l-2", "100000"),
		"AddEvidence": evidence("e1", "c-1", "d", ""),
	} {
		refusal := w.Refused(fault.ReferencesInArguments, North+"/claims-handler", function, request[:len(request)-1]+inClear)
		if refusal.Field != "fraudReferences" || strings.Contains(refusal.Message, "WVW") {
			t.Errorf("%s: %v", function, refusal)
		}
	}
}

func withFingerprints(claimRequest, fingerprints string) string {
	return claimRequest[:len(claimRequest)-1] + `,"fingerprints":[` + fingerprints + `]}`
}
