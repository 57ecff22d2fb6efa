package settlement_test

import (
	"testing"

	"insurance/chaincode/domain/claim"
	. "insurance/chaincode/transactions/transactionstest"
)

func TestSettleEvent_Windows_EachOnceAndTogetherAtMostTheSumInsured(t *testing.T) {
	w, g := Rainy(t)
	w.Sell("rain", "other", "hill", "2026-03-04T00:00:00Z", "2026-03-06T00:00:00Z")
	for _, s := range g {
		w.Report(s, FirstWindow, 70, 70)
	}
	one := w.Determine("d", FirstWindow)
	if r := w.SettleBy("s1", one.DeterminationID); PaidAmounts(r) != "400.00 USD" || Skips(r) != "WINDOW_NOT_OF_POLICY" {
		t.Fatalf("%+v", r)
	}
	if r := w.SettleBy("s2", one.DeterminationID); PaidAmounts(r) != "" || Skips(r) != "WINDOW_NOT_OF_POLICY ALREADY_SETTLED" {
		t.Fatalf("%+v", r)
	}
	w.Now = Moment(t, WindowsEnd)
	for _, s := range g {
		w.Report(s, SecondWindow, 500, 500)
	}
	r := w.SettleBy("s3", w.Determine("d2", SecondWindow).DeterminationID)
	if PaidAmounts(r) != "600.00 USD" {
		t.Fatalf("%+v", r)
	}
	got := Parse[claim.Claim](t, w.Ok(Regulator+"/auditor", "GetClaim", OfNorth(`{"claimId":"`+r.Claims[0].ClaimID+`"}`)))
	if got.LossID != "hill from "+SecondWindow || got.DeterminationID == "" || got.Status != claim.Paid {
		t.Fatalf("%+v", got)
	}
	// The other policy's window lies across the two.
	if r := w.SettleBy("s4", w.Determine("d3", "2026-03-04T00:00:00Z").DeterminationID); PaidAmounts(r) != "1,000.00 USD" || len(r.Claims) != 1 || r.Claims[0].PolicyID != "other" {
		t.Fatalf("%+v", r)
	}
}

func TestSettleEvent_AWindowInALapse_IsNotPaid(t *testing.T) {
	w, g := Rainy(t)
	w.Ok(North+"/underwriter", "CancelPolicy", `{"requestId":"x","policyId":"p1","by":"CANCELLED_BY_HOLDER","reason":"r","effectiveAt":"2026-03-06T00:00:00Z"}`)
	w.Now = Moment(t, WindowsEnd)
	for _, s := range g {
		w.Report(s, FirstWindow, 70, 70, 70, 70)
	}
	if r := w.SettleBy("s1", w.Determine("d1", FirstWindow).DeterminationID); PaidAmounts(r) != "400.00 USD" {
		t.Fatalf("%+v", r)
	}
	if r := w.SettleBy("s2", w.Determine("d2", SecondWindow).DeterminationID); PaidAmounts(r) != "" || Skips(r) != "LOSS_OUTSIDE_COVER" {
		t.Fatalf("%+v", r)
	}
}
