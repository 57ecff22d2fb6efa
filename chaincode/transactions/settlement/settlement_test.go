package settlement_test

import (
	"testing"

	"insurance/chaincode/domain/claim"
	"insurance/chaincode/domain/instant"
	"insurance/chaincode/domain/oracle"
	"insurance/chaincode/transactions/settlement"
	. "insurance/chaincode/transactions/transactionstest"
)

func TestSettleEvent_EachPolicy_IsPaidByTheGravestStepOrSkippedWithACode(t *testing.T) {
	for _, test := range []struct {
		name  string
		value int64
		alter func(*oracle.Reading)
		want  string
		skip  string
	}{
		{"below every step", 59, nil, "", "TRIGGER_NOT_REACHED"},
		{"first step", 60, nil, "125.00 USD", ""},
		{"still first step", 179, nil, "125.00 USD", ""},
		{"last step", 180, nil, "500.00 USD", ""},
		{"negative", -5, nil, "", "TRIGGER_NOT_REACHED"},
		{"before cover", 200, func(r *oracle.Reading) {
			r.ObservedAt = &instant.Instant{Seconds: r.ObservedAt.Seconds - 40*instant.Day}
		}, "", "LOSS_OUTSIDE_COVER"},
		{"signed too long ago", 200, func(r *oracle.Reading) {
			old := instant.Instant{Seconds: r.SignedAt.Seconds - 2*instant.Day}
			r.ObservedAt, r.SignedAt = &old, &old
		}, "", "STALE_READING"},
	} {
		t.Run(test.name, func(t *testing.T) {
			w := NewWorld(t).Market()
			w.Flights("AA 1", 1)
			w.Oracle()
			r := w.Settle("s", w.Publish("AA 1", test.value, 1, test.alter))
			got := ""
			if len(r.Claims) > 0 {
				got = r.Claims[0].Amount.String()
			}
			if got != test.want || Skips(r) != test.skip {
				t.Errorf("paid %q skipped %q", got, Skips(r))
			}
		})
	}
}

func TestSettleEvent_ASubject_IsSettledOnceWhateverIsPublishedLater(t *testing.T) {
	w := NewWorld(t).Market()
	w.Flights("AA 1", 2)
	w.Oracle()
	first := w.Publish("AA 1", 70, 1, nil)
	settled := w.Ok(North+"/claims-handler", "SettleEvent", `{"requestId":"s1","readingId":"`+first+`"}`)
	if r := Parse[settlement.SettleEventResponse](t, settled); len(r.Claims) != 2 || r.Policies != 2 {
		t.Fatalf("%+v", r)
	}
	if r := w.Settle("s2", first); len(r.Claims) != 0 || Skips(r) != "ALREADY_SETTLED ALREADY_SETTLED" {
		t.Fatalf("%+v", r)
	}
	if r := w.Settle("s3", w.Publish("AA 1", 500, 2, nil)); len(r.Claims) != 0 {
		t.Fatalf("%+v", r)
	}
	// An insurer settles only its own policies.
	south := Parse[settlement.SettleEventResponse](t, w.Ok(South+"/claims-handler", "SettleEvent", `{"requestId":"s4","readingId":"`+first+`"}`))
	if south.Policies != 0 {
		t.Fatalf("%+v", south)
	}
	// A repeat of a page answers the same bytes, and writes nothing.
	page := `{"requestId":"s5","readingId":"` + w.Publish("AA 2", 70, 1, nil) + `"}`
	empty := w.Ok(North+"/claims-handler", "SettleEvent", page)
	again, tx, err := w.Call(North+"/claims-handler", "SettleEvent", page)
	if err != nil || again != empty || len(Parse[settlement.SettleEventResponse](t, again).Claims) != 0 || len(tx.Writes) != 0 {
		t.Fatal(again, err)
	}
	repeated, tx, err := w.Call(North+"/claims-handler", "SettleEvent", `{"requestId":"s1","readingId":"`+first+`"}`)
	if err != nil || len(tx.Writes) != 0 || tx.EventName != "" || repeated != settled {
		t.Fatalf("%v\n%s\n%s", err, repeated, settled)
	}
	named := w.Settle("s1", first).Claims[0]
	c := Parse[claim.Claim](t, w.Ok(North+"/auditor", "GetClaim", `{"claimId":"`+named.ClaimID+`"}`))
	if c.ReadingID != first || c.PolicyID != named.PolicyID || *c.Payments[0].Amount != *named.Amount ||
		len(Last(c).Conditions) != 4 || Unmet(Last(c)) != "" {
		t.Fatalf("%+v", c)
	}
}
