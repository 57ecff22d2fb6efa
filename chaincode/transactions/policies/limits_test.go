package policies_test

import (
	"fmt"
	"strings"
	"testing"

	"insurance/chaincode/domain/claim"
	"insurance/chaincode/domain/money"
	"insurance/chaincode/domain/policy"
	"insurance/chaincode/domain/product"
	"insurance/chaincode/domain/quote"
	"insurance/chaincode/engine"
	"insurance/chaincode/protojson"
	"insurance/chaincode/transactions/policies"
	. "insurance/chaincode/transactions/transactionstest"
)

func policyAs(w *World, caller Who, id string) *policy.Policy {
	w.T.Helper()
	p := new(policy.Policy)
	if err := protojson.Unmarshal([]byte(w.Ok(caller, "GetPolicy", `{"policyId":"`+id+`"}`)), p); err != nil {
		w.T.Fatal(err)
	}
	return p
}

// insured are the sums insured, as a line.
func insured(coverages []quote.CoveragePrice) string {
	var sums []string
	for i := range coverages {
		sums = append(sums, coverages[i].SumInsured.String())
	}
	return strings.Join(sums, ", ")
}

func left(w *World, id string) string {
	w.T.Helper()
	return policyAs(w, North+"/auditor", id).Limits[0].Remaining.String()
}

func TestGetPolicy_ChangeAhead_SeparatesWhatHoldsTodayFromWhatWill(t *testing.T) {
	w := NewWorld(t).Market()
	w.Home("p")
	w.Ok(North+"/underwriter", "ChangePolicy", ChangeOf("e", "p", "2026-03-31T09:00:00Z", "20000000"))
	for _, read := range []func() *policy.Policy{
		func() *policy.Policy { return policyAs(w, North+"/auditor", "p") },
		func() *policy.Policy {
			list := new(policies.ListPoliciesResponse)
			if err := protojson.Unmarshal([]byte(w.Ok(North+"/auditor", "ListPolicies", `{"insurerMspId":"NorthMSP"}`)), list); err != nil {
				t.Fatal(err)
			}
			return &list.Policies[0]
		},
	} {
		p := read()
		if insured(p.CurrentCoverages) != "100,000.00 DKK" || p.Limits[0].Remaining.String() != "100,000.00 DKK" {
			t.Errorf("today: %s, left %s", insured(p.CurrentCoverages), p.Limits[0].Remaining)
		}
		if len(p.ScheduledCoverages) != 1 || insured(p.ScheduledCoverages[0].Coverages) != "200,000.00 DKK" ||
			p.ScheduledCoverages[0].EffectiveAt.String() != "2026-03-31T09:00:00Z" {
			t.Errorf("later: %v", p.ScheduledCoverages)
		}
	}
	if stored := string(w.Ledger.Value(policies.Key(engine.Book(North), "p"))); strings.Contains(stored, `"currentCoverages":[{`) || strings.Contains(stored, `"scheduledCoverages":[{`) {
		t.Error("what is computed for readers was stored")
	}
	added := policyAs(w, North+"/auditor", "p").Instalments[1].Amount.MinorUnits
	w.Ok(North+"/finance", "RecordPremiumPayment", fmt.Sprintf(`{"requestId":"m2","policyId":"p",
		"amount":{"minorUnits":"%d","currency":"DKK"},"reference":"bank 2"}`, added))
	w.Wait(30*86_400 + 5)
	if p := policyAs(w, North+"/auditor", "p"); insured(p.CurrentCoverages) != "200,000.00 DKK" || len(p.ScheduledCoverages) != 0 || left(w, "p") != "200,000.00 DKK" {
		t.Errorf("from the day: %s, %v", insured(p.CurrentCoverages), p.ScheduledCoverages)
	}
	w.Ok(North+"/underwriter", "CancelPolicy", `{"requestId":"x","policyId":"p","by":"CANCELLED_BY_HOLDER","reason":"r"}`)
	if p := policyAs(w, North+"/auditor", "p"); len(p.CurrentCoverages) != 0 || len(p.ScheduledCoverages) != 0 || left(w, "p") != "200,000.00 DKK" {
		t.Errorf("cancelled: %s, %v, left for losses before %s", insured(p.CurrentCoverages), p.ScheduledCoverages, left(w, "p"))
	}
}

func TestGetPolicy_BeforeTheFirstPremium_InsuresNothing(t *testing.T) {
	w := NewWorld(t).Market()
	w.QuoteHome("q")
	w.Ok(North+"/underwriter", "BindPolicy", `{"requestId":"b","policyId":"p","quoteId":"q"}`)
	if p := policyAs(w, North+"/auditor", "p"); len(p.CurrentCoverages) != 0 {
		t.Error(insured(p.CurrentCoverages))
	}
	w.Premium("p", "43750", "DKK")
	if p := policyAs(w, North+"/auditor", "p"); insured(p.CurrentCoverages) != "100,000.00 DKK" {
		t.Error(insured(p.CurrentCoverages))
	}
}

func TestGetPolicy_SettledByItsEvent_HasNothingLeft(t *testing.T) {
	w := NewWorld(t).Market()
	w.Oracle()
	w.Flights("AA 1", 1)
	if left := left(w, "f-000"); left != "500.00 USD" {
		t.Fatal(left)
	}
	// A delay of an hour pays a quarter, and that is all that the policy ever pays.
	w.Ok(Re+"/oracle", "PublishReading", w.Reading("AA 1", 60, 1, nil))
	w.Ok(North+"/claims-handler", "SettleEvent", SettlementRequest)
	p := policyAs(w, North+"/auditor", "f-000")
	if approved, left := p.Limits[0].Approved.String(), p.Limits[0].Remaining.String(); approved != "125.00 USD" || left != "0.00 USD" {
		t.Errorf("approved %s, left %s", approved, left)
	}
}

func TestLimits_OfATrigger_AreWhatItCanStillPay(t *testing.T) {
	w := NewWorld(t).Market()
	w.Flights("AA 1", 1)
	p := policyAs(w, North+"/auditor", "f-000")
	days := (p.Cover.End.Seconds - p.Cover.Start.Seconds) / 86_400
	if days != 89 {
		t.Fatal(days)
	}
	half := []product.PayoutStep{{Threshold: 1, PayoutPPM: 250_000}, {Threshold: 2, PayoutPPM: 500_000}}
	for name, test := range map[string]struct {
		trigger product.ParametricTrigger
		settled int
		left    int64
		want    int64
	}{
		"an event":                      {product.ParametricTrigger{Steps: half}, 0, 50_000, 25_000},
		"an event, settled":             {product.ParametricTrigger{Steps: half}, 1, 37_500, 0},
		"in proportion":                 {product.ParametricTrigger{Linear: &product.LinearPayout{MaximumPPM: 100_000}}, 0, 50_000, 5_000},
		"two windows":                   {product.ParametricTrigger{Steps: half, Window: &product.ReadingWindow{Days: 44}}, 0, 50_000, 50_000},
		"two windows, one settled":      {product.ParametricTrigger{Steps: half, Window: &product.ReadingWindow{Days: 44}}, 1, 50_000, 25_000},
		"two windows, one for more":     {product.ParametricTrigger{Steps: half, Window: &product.ReadingWindow{Days: 44}}, 1, 20_000, 20_000},
		"two windows, both settled":     {product.ParametricTrigger{Steps: half, Window: &product.ReadingWindow{Days: 44}}, 2, 10_000, 0},
		"windows of more than is left":  {product.ParametricTrigger{Steps: half, Window: &product.ReadingWindow{Days: 1}}, 0, 50_000, 50_000},
		"no whole window in the period": {product.ParametricTrigger{Steps: half, Window: &product.ReadingWindow{Days: 90}}, 0, 50_000, 0},
	} {
		got, err := payableByTrigger(p, &test.trigger, test.settled, test.left)
		if err != nil || got.MinorUnits != test.want {
			t.Errorf("%s: %s, %v", name, got, err)
		}
	}
}

func payableByTrigger(p *policy.Policy, trigger *product.ParametricTrigger, settled int, left int64) (money.Money, error) {
	return claim.PayableByTrigger(p, trigger, &p.Coverages[0], settled, money.Of(left, "USD"))
}
