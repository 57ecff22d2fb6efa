package quotes_test

import (
	"encoding/json"
	"fmt"
	"math/rand"
	"reflect"
	"testing"

	"insurance/chaincode/domain/fault"
	"insurance/chaincode/domain/quote"
	. "insurance/chaincode/transactions/transactionstest"
)

// asked is a random risk; not every product takes each of them.
func asked(random *rand.Rand, product string) string {
	pick := func(values ...string) string { return values[random.Intn(len(values))] }
	sum := func(most int64) string {
		return fmt.Sprintf(`{"minorUnits":"%d","currency":"DKK"}`, random.Int63n(most))
	}
	coverages := `{"coverageId":"building","sumInsured":` + sum(1_100_000_000) + `}`
	if random.Intn(2) == 0 {
		coverages += `,{"coverageId":"contents","sumInsured":` + sum(50_000_000) + `}`
	}
	return `"productId":"` + product + `","jurisdiction":"` + pick("DK", "DK", "DK", "SE") + `","coverages":[` + coverages + `],
		"cover":{"start":"2026-0` + fmt.Sprint(1+random.Intn(4)) + `-01T00:00:00Z","end":"` + pick("2026-09-12T08:00:00Z", "2027-03-01T00:00:00Z") + `"},
		"instalmentPlanId":"` + pick("", "", "quarterly") + `","risk":{"construction":"` + pick("stone", "wood", "wood", "straw") + `","year":"` + pick("1850", "1990", "?") + `"}`
}

// An indicative quote has the price of the binding one on the same inputs, line by line, or is refused as it is.
func TestIndicativeQuote_EqualsTheQuoteOnTheSameInputs(t *testing.T) {
	random := rand.New(rand.NewSource(14))
	w := NewWorld(t).Market()
	w.Ok(North+"/underwriter", "PublishProduct", `{"requestId":"p3","product":`+House+`}`)
	priced, refused := 0, 0
	for n := range 400 {
		risk := asked(random, []string{"home", "house"}[n%2])
		before := w.Dump()
		indicated, tx, err := w.Call(North+"/underwriter", "GetIndicativeQuote", `{`+risk+`}`)
		if w.Dump() != before || tx.EventName != "" {
			t.Fatal("an indicative quote wrote something")
		}
		bound, _, errBound := w.Call(North+"/underwriter", "RequestQuote", fmt.Sprintf(`{"requestId":"n-%d","quoteId":"n-%d","holderId":"holder-1",%s}`, n, n, risk))
		if err != nil || errBound != nil {
			refused++
			if !reflect.DeepEqual(fault.From(err), fault.From(errBound)) {
				t.Fatalf("%s\n indicative %v\n binding    %v", risk, err, errBound)
			}
			continue
		}
		priced++
		a, b := Parse[quote.Indication](t, indicated), Parse[quote.Quote](t, bound)
		for name, pair := range map[string][2]any{
			"coverages": {a.Coverages, b.Coverages}, "rating": {a.Rating, b.Rating}, "premium": {a.Premium, b.Premium}, "cover": {a.Cover, b.Cover},
			"version": {a.ProductVersion, b.ProductVersion}, "insurer": {a.InsurerMSPID, b.InsurerMSPID}, "time": {a.PricedAt, b.Quoted.Time},
		} {
			if !reflect.DeepEqual(pair[0], pair[1]) {
				x, _ := json.Marshal(pair[0])
				y, _ := json.Marshal(pair[1])
				t.Fatalf("%s of %s\n indicative %s\n binding    %s", name, risk, x, y)
			}
		}
	}
	if priced < 50 || refused < 50 {
		t.Fatalf("%d were priced and %d refused", priced, refused)
	}
}

func TestIndicativeQuote_IsForThoseWhoQuote(t *testing.T) {
	w := NewWorld(t).Market()
	risk := IndicationRequest("home")
	for _, caller := range []Who{North + "/underwriter", North + "/broker/b-1"} {
		if price := Parse[quote.Indication](t, w.Ok(caller, "GetIndicativeQuote", risk)); price.Premium.Net.MinorUnits != 43_750 {
			t.Errorf("%s: %v", caller, price.Premium.Net)
		}
	}
	w.Refused(fault.RoleNotAllowed, North+"/finance", "GetIndicativeQuote", risk)
	w.Refused(fault.KindNotAllowed, Regulator+"/underwriter", "GetIndicativeQuote", risk)
	w.Refused(fault.ProductNotFound, South+"/underwriter", "GetIndicativeQuote", risk)
	w.Refused(fault.ProductNotFound, South+"/broker/b-9", "GetIndicativeQuote", risk)
	w.Refused(fault.BrokerMismatch, North+"/broker/b-1", "GetIndicativeQuote", With(risk, `"brokerId":"b-2"`))
}
