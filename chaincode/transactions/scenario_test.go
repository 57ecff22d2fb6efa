package transactions_test

import (
	"fmt"
	"strings"
	"testing"

	"insurance/chaincode/domain/claim"
	"insurance/chaincode/domain/policy"
	"insurance/chaincode/domain/quote"
	"insurance/chaincode/transactions/settlement"
	. "insurance/chaincode/transactions/transactionstest"
)

func TestConfirmEvidence_AnotherKind_LeavesTheClaimReferred(t *testing.T) {
	w := HomeWithEvidenceSeen(t)
	w.Ok(North+"/claims-handler", "SubmitClaim", Change(t, HomeClaim("c", "p", "l", "100000"), `"evidence":[`, `"evidence":[{"kind":"letter","sha256":"`+OtherDigest+`"},`))
	c := Parse[claim.Claim](t, w.Ok(North+"/claims-handler", "ConfirmEvidence", ConfirmEvidenceRequest("s", `"`+OtherDigest+`"`)))
	if c.Status != claim.Referred || Unmet(Last(c)) != "EVIDENCE_SEEN" {
		t.Fatalf("%s %s", c.Status, Unmet(Last(c)))
	}
}

// What was payable when a claim was referred may be used up by another before its documents are there.
func TestEvidence_TheLimitWasUsedUpMeanwhile_DeclinesTheClaim(t *testing.T) {
	w := NewWorld(t)
	seen := strings.Replace(House, `"requiredEvidence":["photo"]`, `"requiredEvidence":["photo"],"evidenceSeen":true`, 1)
	w.Ok(North+"/underwriter", "PublishProduct", `{"requestId":"p","product":`+seen+`}`)
	w.Register(North+"/underwriter", `{"requestId":"h","partyId":"holder-1"}`)
	w.Ok(North+"/underwriter", "RequestQuote", `{"requestId":"q","quoteId":"q","productId":"house","holderId":"holder-1","jurisdiction":"DK",
		"cover":{"start":"2026-02-01T00:00:00Z","end":"2027-02-01T00:00:00Z"},"coverages":[
		{"coverageId":"building","sumInsured":{"minorUnits":"10000000","currency":"DKK"}},
		{"coverageId":"contents","sumInsured":{"minorUnits":"10000000","currency":"DKK"}}]}`)
	bound := Parse[policy.Policy](t, w.Ok(North+"/underwriter", "BindPolicy", `{"requestId":"b","policyId":"p","quoteId":"q"}`))
	w.Premium("p", fmt.Sprint(bound.Premium.Gross.MinorUnits), "DKK")
	photo := `{"kind":"photo","sha256":"` + Terms + `"}`
	notify := func(id, evidence string) {
		w.Ok(North+"/claims-handler", "SubmitClaim", `{"requestId":"`+id+`","claimId":"`+id+`","policyId":"p","lossId":"`+id+`","cause":"theft",
			"occurredAt":"2026-02-20T10:00:00Z","losses":[{"coverageId":"contents","amount":{"minorUnits":"3000000","currency":"DKK"}}],"evidence":[`+evidence+`]}`)
	}
	notify("late", "")
	notify("unseen", photo)
	notify("large", photo)
	w.Ok(North+"/claims-handler", "DecideClaim", `{"requestId":"d","claimId":"large","outcome":"OUTCOME_APPROVE","reason":"r",
		"approved":[{"coverageId":"contents","amount":{"minorUnits":"2500000","currency":"DKK"}}]}`)
	for _, request := range []struct{ function, fields string }{
		{"AddEvidence", `"claimId":"late","evidence":[` + photo + `]`},
		{"ConfirmEvidence", `"claimId":"unseen","sha256":["` + Terms + `"]`},
	} {
		payload, tx, err := w.Call(North+"/claims-handler", request.function, `{"requestId":"`+request.function+`",`+request.fields+`}`)
		if err != nil || tx.EventName != "ClaimDeclined" {
			t.Errorf("%s: %v, %s %s", request.function, err, tx.EventName, payload)
		}
	}
}

func TestScenario_PropertyClaimUnderLimit_IsApprovedAndPaid(t *testing.T) {
	w := NewWorld(t).Market()
	offer := Parse[quote.Quote](t, w.QuoteHome("quote-x"))
	if offer.Premium.Gross.String() != "437.50 DKK" || len(offer.Rating) != 3 {
		t.Fatalf("premium %s by %v", offer.Premium, offer.Rating)
	}
	w.Home("pol-1")
	decided := Parse[claim.Claim](t, w.Ok(North+"/claims-handler", "SubmitClaim", HomeClaim("c1", "pol-1", "loss-1", "750000")))
	if decided.Status != claim.Approved || decided.ApprovedAmount().String() != "7,000.00 DKK" {
		t.Fatalf("%s %s", decided.Status, decided.ApprovedAmount())
	}
	w.Wait(2)
	paid := Parse[claim.Claim](t, w.Ok(North+"/finance", "PayClaim", `{"requestId":"pay1","claimId":"c1","reference":"bank 9"}`))
	if paid.Status != claim.Paid || paid.Payments[0].ElapsedMilliseconds != 2000 {
		t.Fatalf("%+v", paid.Payments)
	}
	seen := Parse[policy.Policy](t, w.Ok(Regulator+"/auditor", "GetPolicy", OfNorth(`{"policyId":"pol-1"}`)))
	if l := seen.Limits[0]; l.Approved.String() != "7,000.00 DKK" || l.Remaining.String() != "93,000.00 DKK" {
		t.Fatalf("%s %s", l.Approved, l.Remaining)
	}
}

func TestScenario_ParametricEvent_PaysEveryPolicyOnceInPages(t *testing.T) {
	w := NewWorld(t).Market()
	w.Flights("AA 1/2026-03-01", 5)
	w.Oracle()
	payload := w.Ok(Re+"/oracle", "PublishReading", w.Reading("AA 1/2026-03-01", 200, 1, nil))
	id := Parse[struct {
		ReadingID string `json:"readingId"`
	}](t, payload[:len(payload)-len(payload[indexOf(payload, `,"reading"`):])]+"}").ReadingID
	token, claims := "", 0
	for page := 0; ; page++ {
		r := Parse[settlement.SettleEventResponse](t, w.Ok(North+"/claims-handler", "SettleEvent",
			`{"requestId":"s-`+string(rune('a'+page))+`","readingId":"`+id+`","pageSize":2,"pageToken":"`+token+`"}`))
		for _, c := range r.Claims {
			paid := Parse[claim.Claim](t, w.Ok(North+"/auditor", "GetClaim", `{"claimId":"`+c.ClaimID+`"}`))
			if paid.Status != claim.Paid || paid.Payments[0].Amount.String() != "500.00 USD" || *c.Amount != *paid.Payments[0].Amount {
				t.Fatalf("%+v", paid)
			}
		}
		claims += len(r.Claims)
		if token = r.NextPageToken; token == "" {
			break
		}
	}
	if claims != 5 {
		t.Fatalf("%d claims", claims)
	}
}

func indexOf(s, part string) int {
	for i := range s {
		if len(s)-i >= len(part) && s[i:i+len(part)] == part {
			return i
		}
	}
	return len(s)
}
