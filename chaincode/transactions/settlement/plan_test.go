package settlement_test

import (
	"fmt"
	"testing"

	"insurance/chaincode/domain/fault"
	"insurance/chaincode/transactions/settlement"
	. "insurance/chaincode/transactions/transactionstest"
)

func planOf(w *World, reading string, size int, token string) *settlement.PlanSettlementResponse {
	w.T.Helper()
	return Parse[settlement.PlanSettlementResponse](w.T, w.Ok(North+"/claims-handler", "PlanSettlement",
		fmt.Sprintf(`{"readingId":"%s","pageSize":%d,"pageToken":"%s"}`, reading, size, token)))
}

func settlePage(w *World, request, reading string, page settlement.SettlementPage) *settlement.SettleEventResponse {
	w.T.Helper()
	return Parse[settlement.SettleEventResponse](w.T, w.Ok(North+"/claims-handler", "SettleEvent", fmt.Sprintf(
		`{"requestId":"%s","readingId":"%s","pageSize":%d,"pageToken":"%s"}`, request, reading, page.Policies, page.PageToken)))
}

// The pages of a plan, settled in any order and with any of them left out and planned anew, pay every policy once.
func TestPlanSettlement_PagesInAnyOrderAndInterrupted_PayEveryPolicyOnce(t *testing.T) {
	w := NewWorld(t).Market()
	w.Flights("AA 1", 11)
	w.Oracle()
	reading := w.Publish("AA 1", 200, 1, nil)
	plan := planOf(w, reading, 3, "")
	if plan.Policies != 11 || plan.Settled != 0 || len(plan.Pages) != 4 || plan.NextPageToken != "" {
		t.Fatalf("%+v", plan)
	}
	paid := map[string]int{}
	take := func(r *settlement.SettleEventResponse) {
		for _, c := range r.Claims {
			paid[c.PolicyID]++
		}
	}
	take(settlePage(w, "last", reading, plan.Pages[3]))
	take(settlePage(w, "second", reading, plan.Pages[1]))
	// Whoever planned is gone; another begins anew.
	plan = planOf(w, reading, 3, "")
	if plan.Settled != 5 || len(plan.Pages) != 2 {
		t.Fatalf("%+v", plan)
	}
	for i, page := range plan.Pages {
		take(settlePage(w, fmt.Sprint("again", i), reading, page))
		// The first one still runs, with requests of its own.
		take(settlePage(w, fmt.Sprint("twice", i), reading, page))
	}
	if plan = planOf(w, reading, 3, ""); plan.Settled != 11 || len(plan.Pages) != 0 {
		t.Fatalf("%+v", plan)
	}
	if len(paid) != 11 {
		t.Fatalf("%d policies paid", len(paid))
	}
	for id, times := range paid {
		if times != 1 {
			t.Errorf("%s was paid %d times", id, times)
		}
	}
}

func TestPlanSettlement_PolicyWithoutAClaim_StaysPlanned(t *testing.T) {
	w := NewWorld(t).Market()
	w.Flights("AA 1", 1)
	w.Oracle()
	reading := w.Publish("AA 1", 10, 1, nil)
	if r := w.Settle("s", reading); Skips(r) != "TRIGGER_NOT_REACHED" {
		t.Fatalf("%+v", r)
	}
	if plan := planOf(w, reading, 0, ""); plan.Settled != 0 || len(plan.Pages) != 1 {
		t.Fatalf("%+v", plan)
	}
	w.Refused(fault.ReadingNotFound, North+"/claims-handler", "PlanSettlement", `{"readingId":"none"}`)
	w.Refused(fault.InvalidArgument, North+"/claims-handler", "PlanSettlement", `{"readingId":"`+reading+`","pageSize":501}`)
	w.Refused(fault.InvalidToken, North+"/claims-handler", "PlanSettlement", `{"readingId":"`+reading+`","pageToken":"x"}`)
	// Nothing is written, not even that a settlement began.
	_, tx, err := w.Call(North+"/claims-handler", "PlanSettlement", `{"readingId":"`+w.Publish("AA 1", 200, 2, nil)+`"}`)
	if err != nil || len(tx.Writes) != 0 {
		t.Fatal(err, tx.Writes)
	}
}

// coverOf is a flight cover of flights, sold at once and paid.
func coverOf(id, subject string) string {
	return `{"quoteId":"q-` + id + `","policyId":"` + id + `","productId":"delay","holderId":"holder-1",
		"cover":{"start":"2026-02-01T00:00:00Z","end":"2026-05-01T00:00:00Z"},
		"coverages":[{"coverageId":"delay","sumInsured":{"minorUnits":"50000","currency":"USD"}}],"jurisdiction":"US-NY",
		"parametricSubject":"` + subject + `","receipt":{"amount":{"minorUnits":"2500","currency":"USD"},"reference":"r"}}`
}

// The answer is the event and the stored outcome too: the largest page stays far below what a message may have.
func TestSettleEvent_TheLargestPage_HasASmallEvent(t *testing.T) {
	w := NewWorld(t).Market()
	for first := 0; first < settlement.MaxPage; first += 100 {
		sales := make([]string, 100)
		for i := range sales {
			sales[i] = coverOf(fmt.Sprintf("cover-%05d", first+i), "AA 1")
		}
		w.Ok(North+"/underwriter", "SellPolicies", SalesRequest(fmt.Sprint("s", first), sales...))
	}
	w.Oracle()
	reading := w.Publish("AA 1", 200, 1, nil)
	answer, tx, err := w.Call(North+"/claims-handler", "SettleEvent", fmt.Sprintf(`{"requestId":"s","readingId":"%s","pageSize":%d}`, reading, settlement.MaxPage))
	if err != nil {
		t.Fatal(err)
	}
	settled := Parse[settlement.SettleEventResponse](t, answer)
	if len(settled.Claims) != settlement.MaxPage || len(tx.EventPayload) > 80<<10 {
		t.Fatalf("%d claims, an event of %d bytes", len(settled.Claims), len(tx.EventPayload))
	}
	whole := len(w.Ok(North+"/auditor", "GetClaim", `{"claimId":"`+settled.Claims[0].ClaimID+`"}`))
	t.Logf("the event has %d bytes; with the claims in full it had %d", len(tx.EventPayload), whole*settlement.MaxPage)
}
