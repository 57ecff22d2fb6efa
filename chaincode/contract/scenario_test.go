package contract

import (
	"testing"

	"insurance/chaincode/domain/claim"
	"insurance/chaincode/domain/policy"
	"insurance/chaincode/domain/quote"
	"insurance/chaincode/protojson"
)

func parse[R any](t *testing.T, payload string) *R {
	t.Helper()
	r := new(R)
	if err := protojson.UnmarshalTrusted([]byte(payload), r); err != nil {
		t.Fatal(err)
	}
	return r
}

func TestScenario_PropertyClaimUnderLimit_IsApprovedAndPaid(t *testing.T) {
	w := newWorld(t).market()
	offer := parse[quote.Quote](t, w.quoteHome("quote-x"))
	if offer.Premium.Gross.String() != "437.50 DKK" || len(offer.Rating) != 3 {
		t.Fatalf("premium %s by %v", offer.Premium, offer.Rating)
	}
	w.home("pol-1")
	decided := parse[claim.Claim](t, w.ok(north+"/claims-handler", "SubmitClaim", homeClaim("c1", "pol-1", "loss-1", "750000")))
	if decided.Status != claim.Approved || decided.ApprovedAmount().String() != "7,000.00 DKK" {
		t.Fatalf("%s %s", decided.Status, decided.ApprovedAmount())
	}
	w.wait(2)
	paid := parse[claim.Claim](t, w.ok(north+"/finance", "PayClaim", `{"requestId":"pay1","claimId":"c1","reference":"bank 9"}`))
	if paid.Status != claim.Paid || paid.Payments[0].ElapsedMilliseconds != 2000 {
		t.Fatalf("%+v", paid.Payments)
	}
	seen := parse[policy.Policy](t, w.ok(reg+"/auditor", "GetPolicy", `{"policyId":"pol-1"}`))
	if l := seen.Limits[0]; l.Approved.String() != "7,000.00 DKK" || l.Remaining.String() != "93,000.00 DKK" {
		t.Fatalf("%s %s", l.Approved, l.Remaining)
	}
}

func TestScenario_ParametricEvent_PaysEveryPolicyOnceInPages(t *testing.T) {
	w := newWorld(t).market()
	w.flights("AA 1/2026-03-01", 5)
	w.oracle()
	payload := w.ok(re+"/oracle", "PublishReading", w.reading("AA 1/2026-03-01", 200, 1, nil))
	id := parse[struct {
		ReadingID string `json:"readingId"`
	}](t, payload[:len(payload)-len(payload[indexOf(payload, `,"reading"`):])]+"}").ReadingID
	token, claims := "", 0
	for page := 0; ; page++ {
		r := parse[SettleEventResponse](t, w.ok(north+"/claims-handler", "SettleEvent",
			`{"requestId":"s-`+string(rune('a'+page))+`","readingId":"`+id+`","pageSize":2,"pageToken":"`+token+`"}`))
		for _, c := range r.Claims {
			paid := parse[claim.Claim](t, w.ok(north+"/auditor", "GetClaim", `{"claimId":"`+c.ClaimID+`"}`))
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
