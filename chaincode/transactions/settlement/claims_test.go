package settlement_test

import (
	"testing"

	"insurance/chaincode/domain/claim"
	"insurance/chaincode/domain/fault"
	. "insurance/chaincode/transactions/transactionstest"
)

// settled is a market in which a reading of 61 minutes has paid a quarter of 500 USD; it returns the claim's id.
func settled(t *testing.T) (w *World, claimID string) {
	t.Helper()
	w = NewWorld(t).Market()
	w.Oracle()
	w.Flights("AA 1", 1)
	w.Ok(Re+"/oracle", "PublishReading", w.Reading("AA 1", 61, 1, nil))
	payload := w.Ok(North+"/claims-handler", "SettleEvent", SettlementRequest)
	var response struct {
		Claims []struct{ ClaimID string }
	}
	ParseLoosely(t, payload, &response)
	return w, response.Claims[0].ClaimID
}

func delayOf(amount string) string {
	return `[{"coverageId":"delay","amount":{"minorUnits":"` + amount + `","currency":"USD"}}]`
}

func TestParametricClaim_AppealedAndRaised_IsConfirmedByASecondHandlerAndPaid(t *testing.T) {
	w, id := settled(t)
	handler, finance := Who(North+"/claims-handler"), Who(North+"/finance")
	status := func(caller Who, function, request string) claim.Status {
		t.Helper()
		return Parse[claim.Claim](t, w.Ok(caller, function, request)).Status
	}
	w.Ok(handler, "AppealClaim", AboutClaim("a", id, `,"actor":"ann","reason":"the airline says three hours"`))
	w.Ok(handler, "DecideAppeal", AboutClaim("b", id, `,"actor":"ben","reason":"the airline is right"`))
	if got := status(handler, "AddEvidence", AboutClaim("c", id, `,"evidence":[{"kind":"letter","sha256":"`+Terms+`"}]`)); got != claim.Referred {
		t.Fatalf("with a letter it is %s: no conditions decide it", got)
	}

	const approve = `,"actor":"ben","outcome":"OUTCOME_APPROVE","reason":"three hours","approved":`
	w.Refused(fault.LimitExceeded, handler, "DecideClaim", AboutClaim("d", id, approve+delayOf("12501")))
	w.Refused(fault.WrongAmount, handler, "DecideClaim", AboutClaim("d", id, approve+delayOf("12499")))
	w.Ok(handler, "DecideClaim", AboutClaim("e", id, `,"outcome":"OUTCOME_DECLINE","reasonCode":"AMOUNT_NOT_PROVEN","reason":"as claimed"`))
	w.Ok(handler, "ReopenClaim", AboutClaim("f", id, `,"reason":"the whole sum is claimed","losses":`+delayOf("60000")))
	w.Refused(fault.LimitExceeded, handler, "DecideClaim", AboutClaim("g", id, approve+delayOf("50001")))
	if got := status(handler, "DecideClaim", AboutClaim("h", id, approve+delayOf("50000"))); got != claim.Proposed {
		t.Fatalf("what departs from the trigger is %s after one handler", got)
	}
	w.Refused(fault.SecondPersonNeeded, handler, "ConfirmClaim", AboutClaim("i", id, `,"actor":"ben","confirm":true,"reason":"r"`))
	if got := status(handler, "ConfirmClaim", AboutClaim("j", id, `,"actor":"cas","confirm":true,"reason":"r"`)); got != claim.Approved {
		t.Fatal(got)
	}
	paid := Parse[claim.Claim](t, w.Ok(finance, "PayClaim", AboutClaim("k", id, `,"reference":"bank"`)))
	if total, err := paid.Total(); err != nil || total.MinorUnits != 50_000 || paid.Status != claim.Paid {
		t.Fatalf("%s of %s", paid.Status, total)
	}
}

func TestParametricClaim_UpheldRecoveredClosedReopened_AsOthers(t *testing.T) {
	w, id := settled(t)
	handler, finance := Who(North+"/claims-handler"), Who(North+"/finance")
	recovery := func(request, amount string) string {
		return AboutClaim(request, id, `,"kind":"RECOVERY_KIND_OVERPAYMENT","reference":"r","amount":{"minorUnits":"`+amount+`","currency":"USD"}`)
	}
	for _, step := range []struct {
		caller            Who
		function, request string
		want              claim.Status
	}{
		{handler, "AppealClaim", AboutClaim("a", id, `,"reason":"r"`), claim.Appealed},
		{handler, "DecideAppeal", AboutClaim("b", id, `,"uphold":true,"reason":"the reading stands"`), claim.Paid},
		{finance, "RecordRecovery", recovery("c", "12000"), claim.Paid},
		{handler, "CloseClaim", AboutClaim("d", id, ""), claim.Closed},
		{finance, "RecordRecovery", recovery("e", "500"), claim.Closed},
		{handler, "ReopenClaim", AboutClaim("f", id, `,"reason":"r"`), claim.Referred},
	} {
		if got := Parse[claim.Claim](t, w.Ok(step.caller, step.function, step.request)).Status; got != step.want {
			t.Fatalf("%s: %s, want %s", step.function, got, step.want)
		}
	}
	w.Refused(fault.WrongClaimStatus, finance, "RecordRecovery", recovery("g", "1"))
}

func TestParametricClaim_Repeated_AnswersAsItWasSettled(t *testing.T) {
	w, id := settled(t)
	handler := Who(North + "/claims-handler")
	first := w.Ok(handler, "SettleEvent", SettlementRequest)
	w.Ok(handler, "SetReserve", AboutClaim("a", id, `,"amount":{"minorUnits":"1","currency":"USD"},"reason":"r"`))
	w.Ok(handler, "ReopenClaim", AboutClaim("b", id, `,"reason":"a second reading","losses":`+delayOf("50000")))
	w.Ok(handler, "AddEvidence", AboutClaim("c", id, `,"evidence":[{"kind":"letter","sha256":"`+Terms+`"}]`))

	if again := w.Ok(handler, "SettleEvent", SettlementRequest); again != first {
		t.Fatalf("the repeat answers\n%s\nand answered\n%s", again, first)
	}
}
