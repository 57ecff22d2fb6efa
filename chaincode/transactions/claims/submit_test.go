package claims_test

import (
	"strings"
	"testing"

	"insurance/chaincode/domain/claim"
	"insurance/chaincode/domain/fault"
	"insurance/chaincode/domain/product"
	. "insurance/chaincode/transactions/transactionstest"
)

func TestSubmitClaim_BadClaims_AreRefused(t *testing.T) {
	w := NewWorld(t).Market()
	w.Home("p")
	w.QuoteHome("q-unpaid")
	w.Ok(North+"/underwriter", "BindPolicy", `{"requestId":"b","policyId":"unpaid","quoteId":"q-unpaid"}`)
	w.Flights("AA 1", 1)
	w.Ok(North+"/claims-handler", "SubmitClaim", HomeClaim("first", "p", "loss 1/a", "100000"))
	base := HomeClaim("c", "p", "loss-2", "100000")
	for _, test := range []struct {
		old, replacement string
		code             fault.Code
		field            string
	}{
		{`"claimId":"c"`, `"claimId":"first"`, fault.AlreadyExists, "claimId"},
		{`"claimId":"c"`, `"claimId":"parametric-1"`, fault.InvalidID, "claimId"},
		{`"policyId":"p"`, `"policyId":"none"`, fault.PolicyNotFound, "policyId"},
		{`"policyId":"p"`, `"policyId":"unpaid"`, fault.PremiumUnpaid, "policyId"},
		{`"policyId":"p"`, `"policyId":"f-000"`, fault.ParametricProduct, "policyId"},
		{`"2026-02-20T10:00:00Z"`, `"2025-12-31T23:59:59Z"`, fault.LossOutsideCover, "occurredAt"},
		{`"2026-02-20T10:00:00Z"`, `"2026-03-01T09:00:00.000000001Z"`, fault.LossInFuture, "occurredAt"},
		{`"loss-2"`, `"loss 1/a"`, fault.DuplicateLoss, "lossId"},
		{`"DKK"`, `"EUR"`, fault.CurrencyMismatch, "losses[0].amount.currency"},
		{`"building"`, `"cellar"`, fault.CoverageNotFound, "losses[0].coverageId"},
		{`"cause":`, `"fields":{"age":"3"},"cause":`, fault.InvalidArgument, "fields"},
		{`"losses":[`, `"losses":[{"coverageId":"building","amount":{"minorUnits":"1","currency":"DKK"}},`, fault.InvalidArgument, "losses[1].coverageId"},
		{`"100000"`, `"0"`, fault.AmountNotPositive, "losses[0].amount.minorUnits"},
		{`"100000"`, `"-100000"`, fault.AmountNotPositive, "losses[0].amount.minorUnits"},
		{`"100000"`, `"92233720368547758070"`, fault.AmountOverflow, "losses[0].amount.minorUnits"},
		{`"kind":"photo"`, `"kind":""`, fault.Required, "evidence[0].kind"},
		{Terms, strings.ToUpper(Terms), fault.InvalidText, "evidence[0].sha256"},
		{`"lossId":"loss-2"`, `"lossId":"` + strings.Repeat("x", 201) + `"`, fault.TextTooLong, "lossId"},
	} {
		got := w.Refused(test.code, North+"/claims-handler", "SubmitClaim", Change(t, base, test.old, test.replacement))
		if got.Field != test.field {
			t.Errorf("%s → %s: field %q, want %q", test.old, test.replacement, got.Field, test.field)
		}
	}
	evidence := strings.Repeat(`{"kind":"k","sha256":"`+Terms+`"},`, 50)
	w.Refused(fault.TooMany, North+"/claims-handler", "SubmitClaim", Change(t, base, `"evidence":[`, `"evidence":[`+evidence))
}

func TestSubmitClaim_NothingLeft_IsDeclinedAndPartLeftIsCapped(t *testing.T) {
	w := NewWorld(t).Market()
	w.Home("p")
	// 10,000,000 insured, 50,000 deductible each.
	w.Ok(North+"/claims-handler", "SubmitClaim", HomeClaim("big", "p", "l1", "9850000"))
	w.Ok(North+"/claims-handler", "DecideClaim", `{"requestId":"d","claimId":"big","outcome":"OUTCOME_APPROVE",
		"approved":[{"coverageId":"building","amount":{"minorUnits":"9800000","currency":"DKK"}}],"reason":"seen"}`)
	capped := w.Ok(North+"/claims-handler", "SubmitClaim", HomeClaim("rest", "p", "l2", "900000"))
	if !strings.Contains(capped, `{"step":"remaining limit","amount":{"minorUnits":"200000","currency":"DKK"},"coverageId":"building"}`) {
		t.Fatal(capped)
	}
	over := Parse[claim.Claim](t, w.Ok(North+"/claims-handler", "SubmitClaim", HomeClaim("over", "p", "l3", "60000")))
	if over.Status != claim.Declined || Last(over).ReasonCode != "SOMETHING_PAYABLE" {
		t.Fatalf("%s for %s", over.Status, Last(over).ReasonCode)
	}
}

func TestSubmitClaim_Conditions_DecideAndExplain(t *testing.T) {
	for _, test := range []struct {
		name, old, replacement string
		status                 claim.Status
		unmet, amount          string
	}{
		{"all met", `"x"`, `"x"`, claim.Approved, "", "500.00 DKK"},
		{"another cause", `"fire"`, `"flood"`, claim.Declined, "CAUSE_COVERED", ""},
		{"in the waiting period", `"2026-02-20T10:00:00Z"`, `"2026-01-05T23:59:59Z"`, claim.Declined, "WAITING_PERIOD NOTIFICATION_TIME", ""},
		{"just after the waiting period", `"2026-02-20T10:00:00Z"`, `"2026-01-06T00:00:00Z"`, claim.Referred, "NOTIFICATION_TIME", ""},
		{"on the last moment of notification", `"2026-02-20T10:00:00Z"`, `"2026-01-30T09:00:00Z"`, claim.Approved, "", "500.00 DKK"},
		{"a moment late", `"2026-02-20T10:00:00Z"`, `"2026-01-30T08:59:59.999Z"`, claim.Referred, "NOTIFICATION_TIME", ""},
		{"other evidence", `"photo"`, `"letter"`, claim.Referred, "EVIDENCE_COMPLETE", ""},
		{"at the deductible", `"100000"`, `"50000"`, claim.Declined, "SOMETHING_PAYABLE", ""},
		{"a unit above the deductible", `"100000"`, `"50001"`, claim.Approved, "", "0.01 DKK"},
		{"at the straight-through limit", `"100000"`, `"1050000"`, claim.Approved, "", "10,000.00 DKK"},
		{"a unit above the limit", `"100000"`, `"1050001"`, claim.Referred, "STRAIGHT_THROUGH_LIMIT", ""},
		{"everything wrong", `"fire","occurredAt":"2026-02-20T10:00:00Z","losses":[{"coverageId":"building","amount":{"minorUnits":"100000"`,
			`"war","occurredAt":"2026-01-02T00:00:00Z","losses":[{"coverageId":"building","amount":{"minorUnits":"90000000000"`,
			claim.Declined, "CAUSE_COVERED WAITING_PERIOD NOTIFICATION_TIME STRAIGHT_THROUGH_LIMIT", ""},
	} {
		t.Run(test.name, func(t *testing.T) {
			w := NewWorld(t).Market()
			w.Home("p")
			request := strings.NewReplacer("\n", "", "\t", "").Replace(HomeClaim("x", "p", "l", "100000"))
			payload, tx, err := w.Call(North+"/claims-handler", "SubmitClaim", Change(t, request, test.old, test.replacement))
			if err != nil {
				t.Fatal(err)
			}
			c := Parse[claim.Claim](t, payload)
			d := Last(c)
			if c.Status != test.status || Unmet(d) != test.unmet || len(d.Conditions) != 10 || !d.Automatic {
				t.Errorf("%s, unmet %q of %d", c.Status, Unmet(d), len(d.Conditions))
			}
			amount := ""
			if d.ApprovedAmount != nil {
				amount = d.ApprovedAmount.String()
			}
			if amount != test.amount {
				t.Errorf("approved %q, want %q", amount, test.amount)
			}
			for _, condition := range d.Conditions {
				if condition.Requirement == "" || condition.Observed == "" || condition.Met != (condition.Consequence == product.OutcomeUnspecified) {
					t.Errorf("not explained: %+v", condition)
				}
			}
			want := map[claim.Status]string{claim.Approved: "ClaimApproved", claim.Referred: "ClaimReferred", claim.Declined: "ClaimDeclined"}
			if tx.EventName != want[c.Status] || string(tx.EventPayload) != payload {
				t.Errorf("event %s", tx.EventName)
			}
		})
	}
}

// Transactions are dated to the nanosecond; handlers read and write texts without.
func TestTexts_OfATransactionBetweenSeconds_HaveNoFractions(t *testing.T) {
	w := NewWorld(t).Market()
	w.Home("p")
	w.Now.Nanos = 123456789
	c := Parse[claim.Claim](t, w.Ok(North+"/claims-handler", "SubmitClaim", HomeClaim("c", "p", "l", "100000")))
	for _, found := range Last(c).Conditions {
		if text := found.Requirement + " | " + found.Observed; strings.Contains(text, "789") || strings.Contains(text, "none") {
			t.Errorf("%s: %s", found.Code, text)
		}
	}
	refusal := w.Refused(fault.BackdatingRefused, North+"/underwriter", "CancelPolicy",
		`{"requestId":"x","policyId":"p","by":"CANCELLED_BY_HOLDER","effectiveAt":"2026-02-01T00:00:00Z","reason":"r"}`)
	if refusal.Message != "a cancellation is effective from 2026-03-01 09:00 UTC or later" {
		t.Error(refusal.Message)
	}
}

func TestLossInsideCover_OfACancelledPolicy_NamesTheEndThatTheCancellationGaveIt(t *testing.T) {
	w := NewWorld(t).Market()
	w.Home("p")
	w.Ok(North+"/underwriter", "CancelPolicy",
		`{"requestId":"x","policyId":"p","by":"CANCELLED_BY_HOLDER","effectiveAt":"2026-04-01T00:00:00Z","reason":"r"}`)
	c := Parse[claim.Claim](t, w.Ok(North+"/claims-handler", "SubmitClaim", HomeClaim("c", "p", "l", "100000")))
	if found := Last(c).Conditions[0]; found.Code != "LOSS_INSIDE_COVER" || !found.Met || !strings.HasSuffix(found.Requirement, "until before 2026-04-01 00:00 UTC") {
		t.Errorf("%+v", found)
	}
}
