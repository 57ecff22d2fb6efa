package quotes_test

import (
	"fmt"
	"strings"
	"testing"

	"insurance/chaincode/domain/fault"
	. "insurance/chaincode/transactions/transactionstest"
)

func TestRequestQuote_BadRisks_AreRefused(t *testing.T) {
	w := NewWorld(t).Market()
	w.QuoteHome("taken")
	for _, test := range []struct {
		old, replacement string
		code             fault.Code
		field            string
	}{
		{`"quoteId":"q"`, `"quoteId":"taken"`, fault.AlreadyExists, "quoteId"},
		{`"productId":"home"`, `"productId":"none"`, fault.ProductNotFound, "productId"},
		{`"productId":"home"`, `"productId":"home","productVersion":9`, fault.ProductNotFound, "productId"},
		{`"holder-1"`, `"nobody"`, fault.PartyNotFound, "holderId"},
		{`"DKK"`, `"USD"`, fault.CurrencyMismatch, "coverages[0].sumInsured.currency"},
		{`"DKK"`, `"XXX"`, fault.CurrencyUnknown, "coverages[0].sumInsured.currency"},
		{`"10000000"`, `"0"`, fault.AmountNotPositive, "coverages[0].sumInsured.minorUnits"},
		{`"10000000"`, `"-5"`, fault.AmountNotPositive, "coverages[0].sumInsured.minorUnits"},
		{`"10000000"`, `"99999"`, fault.SumNotAccepted, "coverages[0].sumInsured"},
		{`"10000000"`, `"1000000001"`, fault.SumNotAccepted, "coverages[0].sumInsured"},
		{`"end":"2027-01-01T00:00:00Z"`, `"end":"2026-01-01T00:00:00Z"`, fault.InvalidPeriod, "cover.end"},
		{`"end":"2027-01-01T00:00:00Z"`, `"end":"2025-01-01T00:00:00Z"`, fault.InvalidPeriod, "cover.end"},
		{`,"end":"2027-01-01T00:00:00Z"`, ``, fault.Required, "cover.end"},
		{`"start":"2026-01-01T00:00:00Z"`, `"start":"2025-01-01T00:00:00Z"`, fault.BackdatingRefused, "cover.start"},
		{`"construction":"wood",`, ``, fault.RiskNotAccepted, "risk"},
		{`"wood"`, `"straw"`, fault.RiskNotAccepted, "risk.construction"},
		{`"1920"`, `"1700"`, fault.RiskNotAccepted, "risk.year"},
		{`"1920"`, `"2100"`, fault.RiskNotAccepted, "risk.year"},
		{`"1920"`, `"old"`, fault.RiskNotAccepted, "risk.year"},
		{`"risk":{`, `"parametricSubject":"x","risk":{`, fault.InvalidArgument, "parametricSubject"},
		{`"jurisdiction":"DK"`, `"jurisdiction":"SE"`, fault.JurisdictionNotServed, "jurisdiction"},
		{`"jurisdiction":"DK",`, ``, fault.Required, "jurisdiction"},
		{`"risk":{`, `"instalmentPlanId":"monthly","risk":{`, fault.InvalidArgument, "instalmentPlanId"},
		{`"building"`, `"cellar"`, fault.CoverageNotFound, "coverages[0].coverageId"},
		{`"coverages":[`, `"coverages":[{"coverageId":"building","sumInsured":{"minorUnits":"100000","currency":"DKK"}},`, fault.InvalidArgument, "coverages[1].coverageId"},
	} {
		request := Change(t, HomeQuote("q"), test.old, test.replacement)
		if got := w.Refused(test.code, North+"/underwriter", "RequestQuote", request); got.Field != test.field {
			t.Errorf("%s → %s: field %q, want %q", test.old, test.replacement, got.Field, test.field)
		}
	}
	many := make([]string, 51)
	for i := range many {
		many[i] = fmt.Sprintf(`"a%d":"1"`, i)
	}
	w.Refused(fault.TooMany, North+"/underwriter", "RequestQuote", Change(t, HomeQuote("q"), `"risk":{`, `"risk":{`+strings.Join(many, ",")+`,`))
	w.Ok(North+"/underwriter", "WithdrawProduct", `{"requestId":"wd","productId":"home","version":1}`)
	w.Refused(fault.ProductWithdrawn, North+"/underwriter", "WithdrawProduct", `{"requestId":"wd2","productId":"home","version":1}`)
	w.Refused(fault.ProductWithdrawn, North+"/underwriter", "RequestQuote", HomeQuote("q"))
	w.Refused(fault.ProductWithdrawn, North+"/underwriter", "BindPolicy", `{"requestId":"b","policyId":"p","quoteId":"taken"}`)
}

func TestRequestQuote_CoverThatIsNoWholeNumberOfWindows_IsRefused(t *testing.T) {
	w, _ := Rainy(t)
	for _, end := range []string{"2026-03-06T00:00:00Z", "2026-03-07T00:00:01Z", "2026-03-07T00:00:00.5Z"} {
		got := w.Refused(fault.InvalidPeriod, North+"/underwriter", "RequestQuote", `{"requestId":"q","quoteId":"q","productId":"rain","holderId":"holder-1",
			"cover":{"start":"`+FirstWindow+`","end":"`+end+`"},"jurisdiction":"US-WA","parametricSubject":"hill",
			"coverages":[{"coverageId":"cover","sumInsured":{"minorUnits":"100000","currency":"USD"}}]}`)
		if got.Field != "cover.end" {
			t.Fatal(got.Field)
		}
	}
}
