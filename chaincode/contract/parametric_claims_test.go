package contract

import (
	"testing"

	"insurance/chaincode/domain/claim"
	"insurance/chaincode/domain/fault"
)

// settled is a market in which a reading of 61 minutes has paid a quarter of 500 USD; it returns the claim's id.
func settled(t *testing.T) (w *world, claimID string) {
	t.Helper()
	w = newWorld(t).market()
	w.oracle()
	w.flights("AA 1", 1)
	w.ok(re+"/oracle", "PublishReading", w.reading("AA 1", 61, 1, nil))
	payload := w.ok(north+"/claims-handler", "SettleEvent", settlementOf)
	var response struct {
		Claims []struct{ ClaimID string }
	}
	decodeLoose(t, payload, &response)
	return w, response.Claims[0].ClaimID
}

const settlementOf = `{"requestId":"s1","readingId":"tower/flight-arrival-delay/AA%201/1"}`

func about(request, claimID, more string) string {
	return `{"requestId":"` + request + `","claimId":"` + claimID + `"` + more + `}`
}

func delayOf(amount string) string {
	return `[{"coverageId":"delay","amount":{"minorUnits":"` + amount + `","currency":"USD"}}]`
}

func TestParametricClaim_AppealedAndRaised_IsConfirmedByASecondHandlerAndPaid(t *testing.T) {
	w, id := settled(t)
	handler, finance := who(north+"/claims-handler"), who(north+"/finance")
	status := func(caller who, function, request string) claim.Status {
		t.Helper()
		return claimed(t, w.ok(caller, function, request)).Status
	}
	w.ok(handler, "AppealClaim", about("a", id, `,"actor":"ann","reason":"the airline says three hours"`))
	w.ok(handler, "DecideAppeal", about("b", id, `,"actor":"ben","reason":"the airline is right"`))
	if got := status(handler, "AddEvidence", about("c", id, `,"evidence":[{"kind":"letter","sha256":"`+terms+`"}]`)); got != claim.Referred {
		t.Fatalf("with a letter it is %s: no conditions decide it", got)
	}

	const approve = `,"actor":"ben","outcome":"OUTCOME_APPROVE","reason":"three hours","approved":`
	w.refused(fault.LimitExceeded, handler, "DecideClaim", about("d", id, approve+delayOf("12501")))
	w.refused(fault.WrongAmount, handler, "DecideClaim", about("d", id, approve+delayOf("12499")))
	w.ok(handler, "DecideClaim", about("e", id, `,"outcome":"OUTCOME_DECLINE","reasonCode":"AMOUNT_NOT_PROVEN","reason":"as claimed"`))
	w.ok(handler, "ReopenClaim", about("f", id, `,"reason":"the whole sum is claimed","losses":`+delayOf("60000")))
	w.refused(fault.LimitExceeded, handler, "DecideClaim", about("g", id, approve+delayOf("50001")))
	if got := status(handler, "DecideClaim", about("h", id, approve+delayOf("50000"))); got != claim.Proposed {
		t.Fatalf("what departs from the trigger is %s after one handler", got)
	}
	w.refused(fault.SecondPersonNeeded, handler, "ConfirmClaim", about("i", id, `,"actor":"ben","confirm":true,"reason":"r"`))
	if got := status(handler, "ConfirmClaim", about("j", id, `,"actor":"cas","confirm":true,"reason":"r"`)); got != claim.Approved {
		t.Fatal(got)
	}
	paid := claimed(t, w.ok(finance, "PayClaim", about("k", id, `,"reference":"bank"`)))
	if total, err := paid.Total(); err != nil || total.MinorUnits != 50_000 || paid.Status != claim.Paid {
		t.Fatalf("%s of %s", paid.Status, total)
	}
}

func TestParametricClaim_UpheldRecoveredClosedReopened_AsOthers(t *testing.T) {
	w, id := settled(t)
	handler, finance := who(north+"/claims-handler"), who(north+"/finance")
	recovery := func(request, amount string) string {
		return about(request, id, `,"kind":"RECOVERY_KIND_OVERPAYMENT","reference":"r","amount":{"minorUnits":"`+amount+`","currency":"USD"}`)
	}
	for _, step := range []struct {
		caller            who
		function, request string
		want              claim.Status
	}{
		{handler, "AppealClaim", about("a", id, `,"reason":"r"`), claim.Appealed},
		{handler, "DecideAppeal", about("b", id, `,"uphold":true,"reason":"the reading stands"`), claim.Paid},
		{finance, "RecordRecovery", recovery("c", "12000"), claim.Paid},
		{handler, "CloseClaim", about("d", id, ""), claim.Closed},
		{finance, "RecordRecovery", recovery("e", "500"), claim.Closed},
		{handler, "ReopenClaim", about("f", id, `,"reason":"r"`), claim.Referred},
	} {
		if got := claimed(t, w.ok(step.caller, step.function, step.request)).Status; got != step.want {
			t.Fatalf("%s: %s, want %s", step.function, got, step.want)
		}
	}
	w.refused(fault.WrongClaimStatus, finance, "RecordRecovery", recovery("g", "1"))
}

func TestParametricClaim_Repeated_AnswersAsItWasSettled(t *testing.T) {
	w, id := settled(t)
	handler := who(north + "/claims-handler")
	first := w.ok(handler, "SettleEvent", settlementOf)
	w.ok(handler, "SetReserve", about("a", id, `,"amount":{"minorUnits":"1","currency":"USD"},"reason":"r"`))
	w.ok(handler, "ReopenClaim", about("b", id, `,"reason":"a second reading","losses":`+delayOf("50000")))
	w.ok(handler, "AddEvidence", about("c", id, `,"evidence":[{"kind":"letter","sha256":"`+terms+`"}]`))

	if again := w.ok(handler, "SettleEvent", settlementOf); again != first {
		t.Fatalf("the repeat answers\n%s\nand answered\n%s", again, first)
	}
}
