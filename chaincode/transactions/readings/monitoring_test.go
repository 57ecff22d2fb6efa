package readings_test

import (
	"strings"
	"testing"

	"insurance/chaincode/domain/claim"
	"insurance/chaincode/domain/fault"
	"insurance/chaincode/transactions/readings"
	. "insurance/chaincode/transactions/transactionstest"
)

// chilled is a policy of 1,000 USD that a thermometer watches, and pays 30 % of it for each run of more than 8 degrees.
func chilled(t *testing.T) (*World, *Source) {
	t.Helper()
	w := NewWorld(t).Market()
	w.Ok(North+"/underwriter", "PublishProduct", ProductOnReadings("cold", ColdTrigger, "")+"}}")
	w.Sell("cold", "p1", "box", "2026-03-01T00:00:00Z", "2026-03-11T00:00:00Z")
	s := NewSource(t, "thermometer", "cold", "C", "box", false)
	w.Ok(North+"/admin", "RegisterOracle", s.Registration(-50, 60, `,"kind":"ORACLE_KIND_DEVICE","policyId":"p1"`))
	return w, s
}

func TestRegisterOracle_Devices_WatchOnlyMonitoredPoliciesOfTheCaller(t *testing.T) {
	w, _ := chilled(t)
	w.Home("house")
	s := NewSource(t, "d", "cold", "C", "box", true)
	device := func(policy string) string {
		return s.Registration(-50, 60, `,"kind":"ORACLE_KIND_DEVICE","policyId":"`+policy+`"`)
	}
	w.Refused(fault.PolicyNotFound, North+"/admin", "RegisterOracle", device("none"))
	w.Refused(fault.NotMonitored, North+"/admin", "RegisterOracle", device("house"))
	w.Refused(fault.PolicyNotFound, South+"/admin", "RegisterOracle", device("p1"))
	w.Refused(fault.PolicyNotFound, Re+"/admin", "RegisterOracle", device("p1"))
	w.Refused(fault.NotMonitored, North+"/admin", "RegisterOracle", strings.Replace(device("p1"), `"unit":"C"`, `"unit":"K"`, 1))
	w.Ok(North+"/admin", "RegisterOracle", device("p1"))
}

func TestPublishReadings_Device_OpensOneClaimForEachRunAndPaysAtMostTheSumInsured(t *testing.T) {
	w, s := chilled(t)
	relay := Who(North + "/oracle")
	send := func(until int64, values ...int64) *readings.PublishReadingsResponse {
		t.Helper()
		w.Now = Moment(t, "2026-03-02T00:00:00Z").AddSeconds(until)
		b := s.Batch(w.Now, w.Now.AddSeconds(-30*int64(len(values))), 30, values...)
		return Parse[readings.PublishReadingsResponse](t, w.Ok(relay, "PublishReadings", s.Signed(b)))
	}
	paid := func(r *readings.PublishReadingsResponse) string {
		var parts []string
		for i := range r.Claims {
			parts = append(parts, r.Claims[i].Payments[0].Amount.String())
		}
		for i := range r.Skipped {
			parts = append(parts, string(r.Skipped[i].Code))
		}
		return strings.Join(parts, ", ")
	}
	for i, want := range []string{"", "300.00 USD", "", "300.00 USD, 300.00 USD", "100.00 USD, LIMIT_EXCEEDED", "LIMIT_EXCEEDED"} {
		values := [][]int64{{5, 8, 9, 9}, {9, 9, 9}, {9, 9, 9, 9}, {1, 9, 9, 9, 1, 9, 9, 12}, {1, 9, 9, 9, 1, 9, 9, 9}, {1, 9, 9, 9}}[i]
		r := send([]int64{120, 210, 330, 600, 1_200, 1_800}[i], values...)
		if i == 1 && len(r.Claims) == 1 && *r.Claims[0].OccurredAt != Moment(t, "2026-03-02T00:01:00Z") {
			t.Errorf("the run began at %s", r.Claims[0].OccurredAt)
		}
		if got := paid(r); got != want {
			t.Errorf("batch %d pays %q, want %q", i, got, want)
		}
	}
	if got := w.Ok(Regulator+"/auditor", "GetPolicy", OfNorth(`{"policyId":"p1"}`)); !strings.Contains(got, `"remaining":{"currency":"USD"}`) {
		t.Error(got)
	}
}

func TestPublishReadings_Device_IsHeldToItsPolicy(t *testing.T) {
	w, s := chilled(t)
	w.Now = Moment(t, "2026-03-02T00:00:00Z")
	good := s.Batch(w.Now, w.Now.AddSeconds(-90), 30, 9, 9, 9)
	w.Refused(fault.NotYourRecord, Re+"/oracle", "PublishReadings", s.Signed(good))
	elsewhere := *s
	elsewhere.Subject = "cellar"
	w.Refused(fault.IndexNotAllowed, North+"/oracle", "PublishReadings", s.Signed(elsewhere.Batch(w.Now, w.Now.AddSeconds(-90), 30, 9, 9, 9)))
	w.Refused(fault.IndexNotAllowed, North+"/oracle", "PublishReading", w.Arrival(s, 5, 1, ""))
	w.Ok(North+"/oracle", "PublishReadings", s.Signed(good))
	w.Refused(fault.ReadingsOverlap, North+"/oracle", "PublishReadings", s.Signed(s.Batch(w.Now, w.Now.AddSeconds(-60), 30, 1, 1)))
	w.Refused(fault.StaleReading, North+"/oracle", "PublishReadings", s.Signed(s.Batch(w.Now, w.Now.AddSeconds(-900), 30, 1, 1)))
	correction := s.Batch(w.Now, w.Now.AddSeconds(-60), 30, 1, 1)
	correction.Correction = true
	w.Refused(fault.SettlementBegun, North+"/oracle", "PublishReadings", s.Signed(correction))
	// What a device reports of its holder's things is not for every broker.
	for _, read := range []struct {
		missing           fault.Code
		function, request string
	}{
		{fault.ReadingNotFound, "GetReading", `{"readingId":"thermometer/cold/box/1"}`},
		{fault.OracleNotFound, "GetOracle", `{"oracleId":"thermometer"}`},
		{fault.RecordNotFound, "GetHistory", `{"recordType":"RECORD_TYPE_ORACLE","recordId":"thermometer"}`},
		{fault.RecordNotFound, "GetHistory", `{"recordType":"RECORD_TYPE_READING","recordId":"thermometer/cold/box/1"}`},
		{fault.RecordNotFound, "GetHistory", `{"recordType":"RECORD_TYPE_OBSERVATION","recordId":"cold/C/box/thermometer/` + w.Now.AddSeconds(-30).Sortable() + `"}`},
	} {
		w.Refused(read.missing, North+"/broker/b-1", read.function, read.request)
		w.Ok(North+"/claims-handler", read.function, read.request)
	}
	const observations = `{"index":"cold","unit":"C","subject":"box","oracleId":"thermometer"}`
	if got := w.Ok(North+"/broker/b-1", "ListObservations", observations); got != "{}" {
		t.Errorf("a broker sees %s", got)
	}
	if got := w.Ok(North+"/claims-handler", "ListObservations", observations); got == "{}" {
		t.Error("a claims handler sees nothing")
	}
}

func TestPublishReadings_Device_RunsOutsideTheCoverOpenNoClaim(t *testing.T) {
	w, s := chilled(t)
	w.Now = Moment(t, "2026-03-11T00:01:30Z")
	r := Parse[readings.PublishReadingsResponse](t, w.Ok(North+"/oracle", "PublishReadings", s.Signed(s.Batch(w.Now, w.Now.AddSeconds(-90), 30, 9, 9, 9))))
	if len(r.Claims) != 0 || len(r.Skipped) != 1 || r.Skipped[0].Code != string(fault.LossOutsideCover) {
		t.Fatalf("%+v", r)
	}
}

func TestPublishReadings_LeakSensor_RefersAClaimThatIsHandledAsOthers(t *testing.T) {
	w := NewWorld(t).Market()
	trigger := strings.NewReplacer("OUTCOME_APPROVE", "OUTCOME_REFER", `"warming"`, `"water"`).Replace(ColdTrigger)
	refers := ProductOnReadings("leak", trigger, `,"coveredCauses":["water"],"deductible":{"kind":"DEDUCTIBLE_KIND_FIXED","amount":{"minorUnits":"5000","currency":"USD"}}`)
	w.Refused(fault.ProductInvalid, North+"/underwriter", "PublishProduct", strings.Replace(refers, `"cause":"water"`, `"cause":"fire"`, 1)+`,"claimConditions":{}}}`)
	w.Refused(fault.Required, North+"/underwriter", "PublishProduct", refers+"}}")
	w.Ok(North+"/underwriter", "PublishProduct", refers+`,"claimConditions":{"requiredEvidence":["photo"],"straightThroughLimit":{"minorUnits":"10000","currency":"USD"}}}}`)
	w.Sell("leak", "p1", "cellar", "2026-03-01T00:00:00Z", "2026-03-11T00:00:00Z")
	s := NewSource(t, "sensor", "cold", "C", "cellar", true)
	w.Ok(North+"/admin", "RegisterOracle", s.Registration(-50, 60, `,"kind":"ORACLE_KIND_DEVICE","policyId":"p1"`))
	w.Now = Moment(t, "2026-03-02T00:00:00Z")
	r := Parse[readings.PublishReadingsResponse](t, w.Ok(North+"/oracle", "PublishReadings", s.Signed(s.Batch(w.Now, w.Now.AddSeconds(-90), 30, 9, 9, 9))))
	opened := r.Claims[0]
	if opened.Status != claim.Referred || opened.Reserves[0].Amount.String() != "300.00 USD" || len(opened.Payments) != 0 || opened.Cause != "water" {
		t.Fatalf("%+v", opened)
	}
	handler, id := Who(North+"/claims-handler"), opened.ClaimID
	if got := Parse[claim.Claim](t, w.Ok(handler, "AddEvidence", AboutClaim("e", id, `,"evidence":[{"kind":"photo","sha256":"`+Terms+`"}]`))); got.Status != claim.Referred {
		t.Fatalf("above the straight-through limit it is %s", got.Status)
	}
	amount := func(units string) string {
		return `,"outcome":"OUTCOME_APPROVE","reason":"r","approved":[{"coverageId":"cover","amount":{"minorUnits":"` + units + `","currency":"USD"}}]`
	}
	w.Refused(fault.LimitExceeded, handler, "DecideClaim", AboutClaim("x", id, amount("25001")))
	w.Ok(handler, "DecideClaim", AboutClaim("y", id, amount("25000")))
	if got := Parse[claim.Claim](t, w.Ok(North+"/finance", "PayClaim", AboutClaim("z", id, `,"reference":"bank"`))); got.Status != claim.Paid {
		t.Fatal(got.Status)
	}
	// A leak that the sensor missed is notified as any other loss.
	w.Ok(handler, "SubmitClaim", `{"requestId":"h","claimId":"by-hand","policyId":"p1","lossId":"tap","cause":"water","occurredAt":"2026-03-01T12:00:00Z",
		"losses":[{"coverageId":"cover","amount":{"minorUnits":"9000","currency":"USD"}}],"evidence":[{"kind":"photo","sha256":"`+Terms+`"}]}`)
}
