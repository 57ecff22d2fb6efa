package products_test

import (
	"encoding/base64"
	"reflect"
	"strings"
	"testing"

	"insurance/chaincode/domain/fault"
	"insurance/chaincode/domain/product"
	"insurance/chaincode/transactions/products"
	. "insurance/chaincode/transactions/transactionstest"
)

func TestPublishProduct_BadProducts_AreRefused(t *testing.T) {
	w := NewWorld(t).Market()
	const second = `{"coverageId":"contents","name":"C","ratePpm":"1","maximumSumInsured":{"minorUnits":"1","currency":"DKK"},"coveredCauses":["fire"]}`
	home2, flight2 := Change(t, Property, `"version":1`, `"version":2`), Change(t, Flight, `"version":1`, `"version":2`)
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
		{home2, Terms, "abc", fault.InvalidText, "product.termsSha256"},
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
		request := `{"requestId":"z","product":` + Change(t, test.base, test.old, test.replacement) + `}`
		if got := w.Refused(test.code, North+"/underwriter", "PublishProduct", request); got.Field != test.field {
			t.Errorf("%s → %s: field %q, want %q", test.old, test.replacement, got.Field, test.field)
		}
	}
	w.Ok(North+"/underwriter", "PublishProduct", `{"requestId":"z","product":`+home2+`}`)
}

func TestPublishProduct_EvidenceSeenWithoutEvidence_IsRefused(t *testing.T) {
	w := NewWorld(t)
	request := `{"requestId":"p1","product":` + Change(t, Property, `"requiredEvidence":["photo"],`, `"evidenceSeen":true,`) + `}`
	if refusal := w.Refused(fault.ProductInvalid, North+"/underwriter", "PublishProduct", request); refusal.Field != "product.claimConditions.evidenceSeen" {
		t.Errorf("at %s", refusal.Field)
	}
}

func TestDraft_IsNotPublishedRatherThanWithdrawn_AndNotWhatABrokerGets(t *testing.T) {
	w := NewWorld(t).Market()
	w.Assign("b-1")
	draft := func(version string) string {
		return strings.Replace(Property, `"version":1`, `"version":`+version, 1)
	}
	quote := func(id, fields string) string { return With(HomeQuote(id), fields) }
	w.Ok(North+"/underwriter", "DraftProduct", `{"requestId":"d2","product":`+draft("2")+`}`)
	version := func(caller Who) string {
		return w.Ok(caller, "GetProduct", `{"productId":"home"}`)
	}
	if got := version(North + "/underwriter"); !strings.Contains(got, `"version":2`) {
		t.Errorf("staff: %s", got)
	}
	if got := version(North + "/broker/b-1"); !strings.Contains(got, `"version":1`) {
		t.Errorf("a broker: %s", got)
	}
	exact := `{"productId":"home","version":2}`
	if got := w.Ok(North+"/underwriter", "GetProduct", exact); !strings.Contains(got, `"version":2`) {
		t.Errorf("staff: %s", got)
	}
	w.Refused(fault.ProductNotFound, North+"/broker/b-1", "GetProduct", exact)
	drafts := func(caller Who) int {
		return strings.Count(w.Ok(caller, "ListProducts", `{"pageSize":50}`), `"PRODUCT_STATUS_DRAFT"`)
	}
	if staff, broker := drafts(North+"/underwriter"), drafts(North+"/broker/b-1"); staff != 1 || broker != 0 {
		t.Errorf("staff are listed %d drafts, a broker %d", staff, broker)
	}
	w.Refused(fault.ProductNotPublished, North+"/underwriter", "RequestQuote", quote("q", `"productVersion":2`))
	w.Refused(fault.ProductNotFound, North+"/broker/b-1", "RequestQuote", With(HomeQuote("q"), `"brokerId":"b-1","productVersion":2`))
	w.Refused(fault.ProductNotPublished, North+"/underwriter", "WithdrawProduct", `{"requestId":"w2","productId":"home","version":2}`)
	w.Ok(North+"/underwriter", "WithdrawProduct", `{"requestId":"w1","productId":"home","version":1}`)
	w.Refused(fault.ProductWithdrawn, North+"/underwriter", "RequestQuote", quote("q", `"productVersion":1`))
	w.Refused(fault.ProductWithdrawn, North+"/underwriter", "RequestQuote", HomeQuote("q"))
	if got := version(North + "/broker/b-1"); !strings.Contains(got, `"version":1`) {
		t.Errorf("a broker: %s", got)
	}

	only := strings.Replace(Property, `"productId":"home"`, `"productId":"new"`, 1)
	w.Ok(North+"/underwriter", "DraftProduct", `{"requestId":"d3","product":`+only+`}`)
	w.Refused(fault.ProductNotPublished, North+"/underwriter", "RequestQuote", strings.Replace(HomeQuote("q"), `"home"`, `"new"`, 1))
	w.Refused(fault.ProductNotFound, North+"/broker/b-1", "GetProduct", `{"productId":"new"}`)
	w.Refused(fault.ProductNotFound, North+"/broker/b-1", "RequestQuote", With(strings.Replace(HomeQuote("q"), `"home"`, `"new"`, 1), `"brokerId":"b-1"`))
}

func TestDraft_HistoryAndTerms_AreNotThereForABroker(t *testing.T) {
	w := NewWorld(t).Market()
	w.Assign("b-1")
	w.Ok(North+"/underwriter", "DraftProduct", `{"requestId":"d2","product":`+strings.Replace(Property, `"version":1`, `"version":2`, 1)+`}`)
	looks := map[string]string{
		"GetHistory":     `{"recordType":"RECORD_TYPE_PRODUCT","recordId":"home/2","brokerId":"b-1"}`,
		"VerifyDocument": `{"recordType":"RECORD_TYPE_PRODUCT","recordId":"home/2","brokerId":"b-1","sha256":"` + Terms + `"}`,
	}
	w.Refused(fault.RecordNotFound, North+"/broker/b-1", "GetHistory", looks["GetHistory"])
	w.Refused(fault.ProductNotFound, North+"/broker/b-1", "VerifyDocument", looks["VerifyDocument"])
	for function, look := range looks {
		w.Ok(North+"/underwriter", function, strings.Replace(look, `,"brokerId":"b-1"`, "", 1))
		w.Ok(North+"/broker/b-1", function, strings.Replace(look, "home/2", "home/1", 1))
	}
	w.Ok(North+"/underwriter", "OpenProduct", `{"requestId":"o2","productId":"home","version":2}`)
	for function, look := range looks {
		w.Ok(North+"/broker/b-1", function, look)
	}
}

func TestListProducts_PagesOfABroker_AreFullAndNameNoDraft(t *testing.T) {
	w := NewWorld(t).Market()
	w.Assign("b-1")
	for _, id := range []string{"a-draft", "b-draft", "homf-draft"} {
		w.Ok(North+"/underwriter", "DraftProduct", `{"requestId":"`+id+`","product":`+strings.Replace(Property, `"productId":"home"`, `"productId":"`+id+`"`, 1)+`}`)
	}
	all := Parse[products.ListProductsResponse](t, w.Ok(North+"/broker/b-1", "ListProducts", `{"pageSize":50}`))
	var seen []product.Product
	for token := ""; ; {
		page := Parse[products.ListProductsResponse](t, w.Ok(North+"/broker/b-1", "ListProducts", `{"pageSize":1,"pageToken":"`+token+`"}`))
		seen = append(seen, page.Products...)
		if token = page.NextPageToken; token == "" {
			break
		}
		named, err := base64.RawURLEncoding.DecodeString(token)
		if err != nil || len(page.Products) != 1 || strings.Contains(string(named), "draft") {
			t.Fatalf("%d products, and the token is of %q: %v", len(page.Products), named, err)
		}
	}
	if len(all.Products) == 0 || !reflect.DeepEqual(seen, all.Products) {
		t.Errorf("%d products page by page, %d at once", len(seen), len(all.Products))
	}
}
