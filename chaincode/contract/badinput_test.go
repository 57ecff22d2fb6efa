package contract

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"insurance/chaincode/domain/claim"
	"insurance/chaincode/domain/fault"
	"insurance/chaincode/domain/instant"
	"insurance/chaincode/domain/oracle"
	"insurance/chaincode/ledger/memledger"
)

func TestInvoke_MalformedRequests_AreRefusedWithTheFieldAtFault(t *testing.T) {
	w := newWorld(t).market()
	for _, test := range []struct {
		name, request string
		code          fault.Code
		field         string
	}{
		{"empty", ``, fault.MalformedJSON, ""},
		{"null", `null`, fault.MalformedJSON, ""},
		{"array", `[]`, fault.MalformedJSON, ""},
		{"cut", `{"requestId":"x`, fault.MalformedJSON, "requestId"},
		{"trailing", `{"requestId":"x"} {}`, fault.MalformedJSON, ""},
		{"unknown", `{"requestId":"x","colour":"red"}`, fault.UnknownField, "colour"},
		{"unknown nested", `{"requestId":"x","cover":{"begin":"x"}}`, fault.UnknownField, "cover.begin"},
		{"duplicate", `{"requestId":"x","requestId":"x"}`, fault.DuplicateKey, "requestId"},
		{"duplicate by proto name", `{"requestId":"x","request_id":"x"}`, fault.DuplicateKey, "requestId"},
		{"duplicate nested", `{"coverages":[{"sumInsured":{"currency":"DKK","currency":"DKK"}}]}`, fault.DuplicateKey, "coverages[0].sumInsured.currency"},
		{"duplicate in a map", `{"risk":{"a":"1","a":"1"}}`, fault.DuplicateKey, "risk.a"},
		{"invalid UTF-8", "{\"requestId\":\"\xff\"}", fault.MalformedJSON, ""},
		{"half a surrogate", `{"requestId":"\ud800"}`, fault.MalformedJSON, "requestId"},
		{"too large", `{"requestId":"` + strings.Repeat("x", 256<<10) + `"}`, fault.InputTooLarge, ""},
		{"too deep", strings.Repeat(`{"cover":`, 40), fault.UnknownField, "cover.cover"},
		{"wrong type", `{"requestId":1}`, fault.MalformedJSON, "requestId"},
		{"no request id", `{}`, fault.Required, "requestId"},
		{"request id with a slash", `{"requestId":"a/b"}`, fault.InvalidID, "requestId"},
		{"long request id", `{"requestId":"` + strings.Repeat("x", 65) + `"}`, fault.InvalidID, "requestId"},
		{"long actor", `{"requestId":"x","actor":"` + strings.Repeat("é", 201) + `"}`, fault.TextTooLong, "actor"},
		{"control character", `{"requestId":"x","actor":"a\u0000b"}`, fault.InvalidText, "actor"},
		{"fraction", `{"coverages":[{"sumInsured":{"minorUnits":1.5}}]}`, fault.InvalidArgument, "coverages[0].sumInsured.minorUnits"},
		{"beyond 64 bits", `{"coverages":[{"sumInsured":{"minorUnits":"9223372036854775808"}}]}`, fault.AmountOverflow, "coverages[0].sumInsured.minorUnits"},
		{"far beyond 64 bits", `{"coverages":[{"sumInsured":{"minorUnits":1e400}}]}`, fault.AmountOverflow, "coverages[0].sumInsured.minorUnits"},
		{"no time", `{"cover":{"start":"yesterday"}}`, fault.MalformedJSON, "cover.start"},
		{"no such day", `{"cover":{"start":"2026-02-30T00:00:00Z"}}`, fault.MalformedJSON, "cover.start"},
	} {
		t.Run(test.name, func(t *testing.T) {
			if got := w.refused(test.code, north+"/underwriter", "RequestQuote", test.request); got.Field != test.field {
				t.Errorf("field %q, want %q", got.Field, test.field)
			}
		})
	}
}

func TestInvoke_WrongCalls_AreRefused(t *testing.T) {
	w := newWorld(t)
	w.refused(fault.UnknownTransaction, north+"/admin", "DropAll", `{}`)
	w.refused(fault.UnknownTransaction, north+"/admin", "", `{}`)
	for _, arguments := range [][][]byte{nil, {[]byte(`{}`), []byte(`{}`)}} {
		_, err := Invoke(w.begin(north+"/admin"), "GetRegistry", arguments)
		if refusal := fault.From(err); refusal == nil || refusal.Code != fault.WrongArguments {
			t.Errorf("%d arguments: %v", len(arguments), err)
		}
	}
	tx := w.ledger.Begin(memledger.Proposal{TransactionID: "t", Time: w.now, CallerError: errors.New("no certificate")})
	_, err := Invoke(tx, "GetRegistry", [][]byte{[]byte(`{}`)})
	if refusal := fault.From(err); refusal == nil || refusal.Code != fault.InvalidIdentity {
		t.Error(err)
	}
}

// change replaces one part of a text, which must be there.
func change(t *testing.T, text, old, replacement string) string {
	t.Helper()
	if strings.Count(text, old) < 1 {
		t.Fatalf("%q is not in %s", old, text)
	}
	return strings.Replace(text, old, replacement, 1)
}

func TestInitializeConsortium_BadRegistry_IsRefused(t *testing.T) {
	w := &world{t: t, ledger: newEmpty()}
	for _, test := range []struct {
		organizations string
		code          fault.Code
		field         string
	}{
		{``, fault.Required, "organizations"},
		{`{"mspId":"","name":"N","kind":"ORGANIZATION_KIND_INSURER"}`, fault.Required, "organizations[0].mspId"},
		{`{"mspId":"NorthMSP","name":"","kind":"ORGANIZATION_KIND_INSURER"}`, fault.Required, "organizations[0].name"},
		{`{"mspId":"NorthMSP","name":"N"}`, fault.Required, "organizations[0].kind"},
		{`{"mspId":"NorthMSP","name":"N","kind":"BANK"}`, fault.InvalidArgument, "organizations[0].kind"},
		{`{"mspId":"A","name":"N","kind":1},{"mspId":"A","name":"N","kind":1}`, fault.InvalidArgument, "organizations[1].mspId"},
		{`{"mspId":"A","name":"N","kind":"ORGANIZATION_KIND_REGULATOR"}`, fault.InvalidArgument, "organizations"},
		{strings.Repeat(`{"mspId":"A","name":"N","kind":1},`, 100) + `{"mspId":"A","name":"N","kind":1}`, fault.TooMany, "organizations"},
	} {
		got := w.refused(test.code, north+"/admin", "InitializeConsortium", `{"requestId":"i","organizations":[`+test.organizations+`]}`)
		if got.Field != test.field {
			t.Errorf("%s: field %q, want %q", test.organizations, got.Field, test.field)
		}
	}
}

func TestPublishProduct_BadProducts_AreRefused(t *testing.T) {
	w := newWorld(t).market()
	const second = `{"coverageId":"contents","name":"C","ratePpm":"1","maximumSumInsured":{"minorUnits":"1","currency":"DKK"},"coveredCauses":["fire"]}`
	home2, flight2 := change(t, property, `"version":1`, `"version":2`), change(t, flight, `"version":1`, `"version":2`)
	for _, test := range []struct {
		base, old, replacement string
		code                   fault.Code
		field                  string
	}{
		{home2, `"version":2`, `"version":1`, fault.AlreadyExists, "product.version"},
		{home2, `"version":2`, `"version":3`, fault.VersionGap, "product.version"},
		{home2, `"version":2`, `"version":0`, fault.Required, "product.version"},
		{home2, `"DKK"`, `"dkk"`, fault.CurrencyUnknown, "product.currency"},
		{home2, `"currency":"DKK",`, `"currency":"SEK",`, fault.CurrencyMismatch, "product.coverages[0].minimumSumInsured.currency"},
		{home2, `"5000","currency":"DKK"`, `"5000","currency":"SEK"`, fault.CurrencyMismatch, "product.tariff.minimumPremium.currency"},
		{home2, `"rateBasis":"RATE_BASIS_FOR_COVER",`, ``, fault.Required, "product.tariff.rateBasis"},
		{home2, `"coverageId":"building","name":"Building"`, `"optional":true,"coverageId":"building","name":"Building"`, fault.ProductInvalid, "product.coverages"},
		{home2, `"coverageId":"building"`, `"coverageId":""`, fault.Required, "product.coverages[0].coverageId"},
		{home2, `"coverages":[`, `"coverages":[` + second + `,` + second + `,`, fault.ProductInvalid, "product.coverages[1].coverageId"},
		{home2, `"coverages":[{`, `"coverages":[],"termsSha256x":[{`, fault.UnknownField, "product.termsSha256x"},
		{home2, `"attribute":"year"`, `"attribute":"year","coverages":["cellar"]`, fault.ProductInvalid, "product.tariff.factors[1].coverages[0]"},
		{home2, `"DEDUCTIBLE_KIND_FIXED"`, `"DEDUCTIBLE_KIND_PERCENTAGE"`, fault.ProductInvalid, "product.coverages[0].deductible.amount"},
		{home2, `"kind":"DEDUCTIBLE_KIND_FIXED",`, ``, fault.Required, "product.coverages[0].deductible.kind"},
		{home2, `"kind":"DEDUCTIBLE_KIND_FIXED",`, `"kind":"DEDUCTIBLE_KIND_FIXED","ratePpm":"1",`, fault.ProductInvalid, "product.coverages[0].deductible"},
		{home2, `"deductible"`, `"coinsurancePpm":"1000000","deductible"`, fault.InvalidArgument, "product.coverages[0].coinsurancePpm"},
		{home2, `"deductible"`, `"subLimits":[{"subLimitId":"s","causes":["storm"]}],"deductible"`, fault.ProductInvalid, "product.coverages[0].subLimits[0]"},
		{home2, `"deductible"`, `"subLimits":[{"subLimitId":"s","causes":["flood"],"limitPerLoss":{"minorUnits":"1","currency":"DKK"}}],"deductible"`,
			fault.ProductInvalid, "product.coverages[0].subLimits[0].causes[0]"},
		{home2, `"deductible"`, `"subLimits":[{"subLimitId":"s","causes":["storm"],"limitPerLoss":{"minorUnits":"1","currency":"DKK"}},
			{"subLimitId":"t","causes":["storm"],"limitPerLoss":{"minorUnits":"1","currency":"DKK"}}],"deductible"`,
			fault.ProductInvalid, "product.coverages[0].subLimits[1].causes[0]"},
		{home2, `"jurisdiction":"DK"`, `"jurisdiction":"Denmark"`, fault.InvalidArgument, "product.jurisdictions[0].jurisdiction"},
		{home2, `"jurisdictions":[`, `"jurisdictions":[{"jurisdiction":"DK"},`, fault.ProductInvalid, "product.jurisdictions[1].jurisdiction"},
		{home2, `"graceDays":21`, `"graceDays":367`, fault.InvalidArgument, "product.jurisdictions[0].graceDays"},
		{home2, `"graceDays":21`, `"taxes":[{"name":"a","ratePpm":"1"},{"name":"a","ratePpm":"1"}]`, fault.ProductInvalid, "product.jurisdictions[0].taxes[1].name"},
		{home2, `"graceDays":21`, `"taxes":[{"name":"a","ratePpm":"1000001"}]`, fault.InvalidArgument, "product.jurisdictions[0].taxes[0].ratePpm"},
		{home2, `"limits":{`, `"cancellation":{"shortRate":[{"untilElapsedPpm":"500000","retainedPpm":"700000"},{"untilElapsedPpm":"1000000","retainedPpm":"600000"}]},"limits":{`,
			fault.ProductInvalid, "product.cancellation.shortRate[1]"},
		{home2, `"limits":{`, `"instalmentPlans":[{"planId":"once","instalments":1}],"limits":{`, fault.InvalidArgument, "product.instalmentPlans[0].instalments"},
		{home2, `"notificationDays":30`, `"comparisons":[{"code":"C","field":"age","comparison":"COMPARISON_BELOW","threshold":"3","consequence":"OUTCOME_REFER","requirement":"r"}]`,
			fault.ProductInvalid, "product.claimConditions.comparisons[0].field"},
		{home2, `"notificationDays":30`, `"fields":[{"name":"age","type":"FIELD_TYPE_TEXT"}],"comparisons":[{"code":"C","field":"age","comparison":"COMPARISON_BELOW",
			"threshold":"3","consequence":"OUTCOME_REFER","requirement":"r"}]`, fault.ProductInvalid, "product.claimConditions.comparisons[0].oneOf"},
		{home2, `"notificationDays":30`, `"fields":[{"name":"age","type":"FIELD_TYPE_NUMBER"}],"comparisons":[{"code":"NO_FRAUD_SIGNAL","field":"age","comparison":"COMPARISON_BELOW",
			"threshold":"3","consequence":"OUTCOME_REFER","requirement":"r"}]`, fault.ProductInvalid, "product.claimConditions.comparisons[0].code"},
		{home2, `"notificationDays":30`, `"fields":[{"name":"age","type":"FIELD_TYPE_NUMBER"}],"comparisons":[{"code":"C","field":"age","comparison":"COMPARISON_BELOW",
			"threshold":"3","consequence":"OUTCOME_APPROVE","requirement":"r"}]`, fault.InvalidArgument, "product.claimConditions.comparisons[0].consequence"},
		{home2, `"notificationDays":30`, `"fraud":{"maximumClaims":3}`, fault.InvalidArgument, "product.claimConditions.fraud.withinDays"},
		{flight2, `"ratePpm":"50000"`, `"ratePpm":"50000","waitingDays":1`, fault.ProductInvalid, "product.coverages[0]"},
		{flight2, `"maximumReadingAgeSeconds"`, `"linear":{"entry":"1","exit":"2","maximumPpm":"1"},"maximumReadingAgeSeconds"`, fault.Required, "product.parametricTrigger.steps"},
		{home2, terms, "abc", fault.InvalidText, "product.termsSha256"},
		{home2, `"ratePpm":"2500"`, `"ratePpm":"0"`, fault.InvalidArgument, "product.coverages[0].ratePpm"},
		{home2, `"ratePpm":"2500"`, `"ratePpm":"1000001"`, fault.InvalidArgument, "product.coverages[0].ratePpm"},
		{home2, `"minorUnits":"5000"`, `"minorUnits":"-1"`, fault.AmountNegative, "product.tariff.minimumPremium.minorUnits"},
		{home2, `{"value":"wood"`, `{"value":"stone"`, fault.ProductInvalid, "product.tariff.factors[0].exact[1].value"},
		{home2, `"from":"1950"`, `"from":"1940"`, fault.ProductInvalid, "product.tariff.factors[1].bands[1].from"},
		{home2, `"to":"1950"`, `"to":"1800"`, fault.ProductInvalid, "product.tariff.factors[1].bands[0].to"},
		{home2, `"bands":[`, `"exact":[{"value":"x","factorPpm":"1"}],"bands":[`, fault.ProductInvalid, "product.tariff.factors[1]"},
		{home2, `"factorPpm":"900000"`, `"factorPpm":"0"`, fault.InvalidArgument, "product.tariff.factors[0].exact[0].factorPpm"},
		{home2, `["fire","storm"]`, `[]`, fault.ProductInvalid, "product.coverages[0].coveredCauses"},
		{home2, `["fire","storm"]`, `["fire","fire"]`, fault.ProductInvalid, "product.coverages[0].coveredCauses[1]"},
		{home2, `"100000","currency":"DKK"}`, `"2000000000","currency":"DKK"}`, fault.ProductInvalid, "product.coverages[0].minimumSumInsured"},
		{home2, `"quoteValiditySeconds":86400`, `"quoteValiditySeconds":7776001`, fault.InvalidArgument, "product.limits.quoteValiditySeconds"},
		{home2, `"productId"`, `"insurerMspId":"SouthMSP","productId"`, fault.InvalidArgument, "product"},
		{home2, `"productId"`, `"status":"PRODUCT_STATUS_OPEN","productId"`, fault.InvalidArgument, "product"},
		{flight2, `"limits"`, `"claimConditions":{},"limits"`, fault.ProductInvalid, "product.claimConditions"},
		{flight2, `"COMPARISON_AT_LEAST"`, `"COMPARISON_AT_MOST"`, fault.ProductInvalid, "product.parametricTrigger.steps[1].threshold"},
		{flight2, `"payoutPpm":"1000000"`, `"payoutPpm":"1000"`, fault.ProductInvalid, "product.parametricTrigger.steps[1].payoutPpm"},
		{flight2, `"payoutPpm":"1000000"`, `"payoutPpm":"1000001"`, fault.InvalidArgument, "product.parametricTrigger.steps[1].payoutPpm"},
		{flight2, `"maximumReadingAgeSeconds":86400`, `"maximumReadingAgeSeconds":0`, fault.InvalidArgument, "product.parametricTrigger.maximumReadingAgeSeconds"},
	} {
		request := `{"requestId":"z","product":` + change(t, test.base, test.old, test.replacement) + `}`
		if got := w.refused(test.code, north+"/underwriter", "PublishProduct", request); got.Field != test.field {
			t.Errorf("%s → %s: field %q, want %q", test.old, test.replacement, got.Field, test.field)
		}
	}
	w.ok(north+"/underwriter", "PublishProduct", `{"requestId":"z","product":`+home2+`}`)
}

func TestRequestQuote_BadRisks_AreRefused(t *testing.T) {
	w := newWorld(t).market()
	w.quoteHome("taken")
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
		request := change(t, homeQuote("q"), test.old, test.replacement)
		if got := w.refused(test.code, north+"/underwriter", "RequestQuote", request); got.Field != test.field {
			t.Errorf("%s → %s: field %q, want %q", test.old, test.replacement, got.Field, test.field)
		}
	}
	many := make([]string, 51)
	for i := range many {
		many[i] = fmt.Sprintf(`"a%d":"1"`, i)
	}
	w.refused(fault.TooMany, north+"/underwriter", "RequestQuote", change(t, homeQuote("q"), `"risk":{`, `"risk":{`+strings.Join(many, ",")+`,`))
	w.ok(north+"/underwriter", "WithdrawProduct", `{"requestId":"wd","productId":"home","version":1}`)
	w.refused(fault.ProductWithdrawn, north+"/underwriter", "WithdrawProduct", `{"requestId":"wd2","productId":"home","version":1}`)
	w.refused(fault.ProductWithdrawn, north+"/underwriter", "RequestQuote", homeQuote("q"))
	w.refused(fault.ProductWithdrawn, north+"/underwriter", "BindPolicy", `{"requestId":"b","policyId":"p","quoteId":"taken"}`)
}

func TestBindPolicy_BadQuotes_AreRefused(t *testing.T) {
	w := newWorld(t).market()
	w.quoteHome("q1")
	w.quoteHome("q2")
	w.refused(fault.QuoteNotFound, north+"/underwriter", "BindPolicy", `{"requestId":"b","policyId":"p","quoteId":"none"}`)
	w.ok(north+"/underwriter", "BindPolicy", `{"requestId":"b1","policyId":"p","quoteId":"q1"}`)
	w.refused(fault.QuoteBound, north+"/underwriter", "BindPolicy", `{"requestId":"b2","policyId":"p2","quoteId":"q1"}`)
	w.refused(fault.AlreadyExists, north+"/underwriter", "BindPolicy", `{"requestId":"b3","policyId":"p","quoteId":"q2"}`)
	w.refused(fault.InvalidID, north+"/underwriter", "BindPolicy", `{"requestId":"b4","policyId":"a b","quoteId":"q2"}`)
	w.wait(86_400)
	w.refused(fault.QuoteExpired, north+"/underwriter", "BindPolicy", `{"requestId":"b5","policyId":"p3","quoteId":"q2"}`)
}

func TestRecordPremiumPayment_WrongPayments_AreRefused(t *testing.T) {
	w := newWorld(t).market()
	w.quoteHome("q")
	w.ok(north+"/underwriter", "BindPolicy", `{"requestId":"b","policyId":"p","quoteId":"q"}`)
	pay := `{"requestId":"m","policyId":"p","amount":{"minorUnits":"43750","currency":"DKK"},"reference":"r"}`
	for _, test := range []struct {
		old, replacement string
		code             fault.Code
	}{
		{`"43750"`, `"43749"`, fault.WrongAmount},
		{`"43750"`, `"0"`, fault.AmountNotPositive},
		{`"43750"`, `"-43750"`, fault.AmountNotPositive},
		{`"43750"`, `"9223372036854775808"`, fault.AmountOverflow},
		{`"DKK"`, `"USD"`, fault.CurrencyMismatch},
		{`"p"`, `"none"`, fault.PolicyNotFound},
		{`"r"}`, `""}`, fault.Required},
	} {
		w.refused(test.code, north+"/finance", "RecordPremiumPayment", change(t, pay, test.old, test.replacement))
	}
	w.ok(north+"/finance", "RecordPremiumPayment", pay)
	w.refused(fault.PremiumPaid, north+"/finance", "RecordPremiumPayment", change(t, pay, `"m"`, `"m2"`))
}

func TestSubmitClaim_BadClaims_AreRefused(t *testing.T) {
	w := newWorld(t).market()
	w.home("p")
	w.quoteHome("q-unpaid")
	w.ok(north+"/underwriter", "BindPolicy", `{"requestId":"b","policyId":"unpaid","quoteId":"q-unpaid"}`)
	w.flights("AA 1", 1)
	w.ok(north+"/claims-handler", "SubmitClaim", homeClaim("first", "p", "loss 1/a", "100000"))
	base := homeClaim("c", "p", "loss-2", "100000")
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
		{terms, strings.ToUpper(terms), fault.InvalidText, "evidence[0].sha256"},
		{`"lossId":"loss-2"`, `"lossId":"` + strings.Repeat("x", 201) + `"`, fault.TextTooLong, "lossId"},
	} {
		got := w.refused(test.code, north+"/claims-handler", "SubmitClaim", change(t, base, test.old, test.replacement))
		if got.Field != test.field {
			t.Errorf("%s → %s: field %q, want %q", test.old, test.replacement, got.Field, test.field)
		}
	}
	evidence := strings.Repeat(`{"kind":"k","sha256":"`+terms+`"},`, 50)
	w.refused(fault.TooMany, north+"/claims-handler", "SubmitClaim", change(t, base, `"evidence":[`, `"evidence":[`+evidence))
}

func TestSubmitClaim_NothingLeft_IsDeclinedAndPartLeftIsCapped(t *testing.T) {
	w := newWorld(t).market()
	w.home("p")
	// 10,000,000 insured, 50,000 deductible each.
	w.ok(north+"/claims-handler", "SubmitClaim", homeClaim("big", "p", "l1", "9850000"))
	w.ok(north+"/claims-handler", "DecideClaim", `{"requestId":"d","claimId":"big","outcome":"OUTCOME_APPROVE",
		"approved":[{"coverageId":"building","amount":{"minorUnits":"9800000","currency":"DKK"}}],"reason":"seen"}`)
	capped := w.ok(north+"/claims-handler", "SubmitClaim", homeClaim("rest", "p", "l2", "900000"))
	if !strings.Contains(capped, `{"step":"remaining limit","amount":{"minorUnits":"200000","currency":"DKK"},"coverageId":"building"}`) {
		t.Fatal(capped)
	}
	over := parse[claim.Claim](t, w.ok(north+"/claims-handler", "SubmitClaim", homeClaim("over", "p", "l3", "60000")))
	if over.Status != claim.Declined || last(over).ReasonCode != "SOMETHING_PAYABLE" {
		t.Fatalf("%s for %s", over.Status, last(over).ReasonCode)
	}
}

func TestOracles_BadKeysAndReadings_AreRefused(t *testing.T) {
	w := newWorld(t)
	w.oracle()
	register := func(key string) string {
		return `{"requestId":"o9","oracleId":"o9","publicKeyPem":"` + strings.ReplaceAll(key, "\n", `\n`) + `","grants":[{"index":"i","unit":"u"}]}`
	}
	w.refused(fault.InvalidKey, north+"/admin", "RegisterOracle", register("no key"))
	w.refused(fault.InvalidKey, north+"/admin", "RegisterOracle", register(strings.Repeat("x", 5000)))
	w.refused(fault.InvalidKey, north+"/admin", "RegisterOracle", register(publicPEM(t, otherCurve(t))))
	w.refused(fault.AlreadyExists, north+"/admin", "RegisterOracle", change(t, register(publicPEM(t, &w.key.PublicKey)), `"oracleId":"o9"`, `"oracleId":"tower"`))

	at := func(seconds int64) *instant.Instant { i := w.now.AddSeconds(seconds); return &i }
	for _, test := range []struct {
		name  string
		alter func(*oracle.Reading)
		code  fault.Code
		field string
	}{
		{"unknown oracle", func(r *oracle.Reading) { r.OracleID = "nobody" }, fault.OracleNotFound, "reading.oracleId"},
		{"foreign index", func(r *oracle.Reading) { r.Index = "rainfall" }, fault.IndexNotAllowed, "reading.index"},
		{"no subject", func(r *oracle.Reading) { r.Subject = "" }, fault.Required, "reading.subject"},
		{"two lines", func(r *oracle.Reading) { r.Subject = "a\nb" }, fault.InvalidText, "reading.subject"},
		{"no sequence", func(r *oracle.Reading) { r.Sequence = 0 }, fault.Required, "reading.sequence"},
		{"signed in the future", func(r *oracle.Reading) { r.SignedAt = at(301) }, fault.ReadingInFuture, "reading.signedAt"},
		{"observed after signed", func(r *oracle.Reading) { r.ObservedAt = at(-59) }, fault.ReadingInFuture, "reading.observedAt"},
		{"signed long ago", func(r *oracle.Reading) { r.ObservedAt, r.SignedAt = at(-2592001), at(-2592001) }, fault.StaleReading, "reading.signedAt"},
		{"part of a second", func(r *oracle.Reading) { r.SignedAt = &instant.Instant{Seconds: w.now.Seconds, Nanos: 1} }, fault.InvalidArgument, "reading.signedAt"},
	} {
		t.Run(test.name, func(t *testing.T) {
			got := w.refused(test.code, re+"/oracle", "PublishReading", w.reading("AA 1", 10, 1, test.alter))
			if got.Field != test.field {
				t.Errorf("field %q, want %q", got.Field, test.field)
			}
		})
	}
	forged := w.reading("AA 1", 10, 1, nil)
	w.refused(fault.InvalidSignature, re+"/oracle", "PublishReading", change(t, forged, `"value":"10"`, `"value":"999"`))
	w.refused(fault.MalformedJSON, re+"/oracle", "PublishReading", change(t, forged, `"signature":"`, `"signature":"*`))
	w.ok(re+"/oracle", "PublishReading", w.reading("AA 1", 10, 5, nil))
	w.refused(fault.StaleReading, re+"/oracle", "PublishReading", w.reading("AA 1", 10, 5, nil))
	w.refused(fault.StaleReading, re+"/oracle", "PublishReading", w.reading("AA 1", 10, 4, nil))
	w.ok(re+"/oracle", "PublishReading", w.reading("AA 2", 10, 1, nil))
	w.refused(fault.ReadingNotFound, north+"/claims-handler", "SettleEvent", `{"requestId":"s","readingId":"none"}`)
	w.refused(fault.InvalidToken, north+"/claims-handler", "SettleEvent", `{"requestId":"s","readingId":"tower/flight-arrival-delay/AA%201/5","pageToken":"cG9saWN5L3g"}`)
}
