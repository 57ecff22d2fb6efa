package transactions_test

import (
	"slices"
	"strings"
	"testing"

	"insurance/chaincode/domain/fault"
	. "insurance/chaincode/transactions/transactionstest"
)

// fieldsOfRefusal are the fields that a refusal names.
func fieldsOfRefusal(refusal *fault.Error) []string {
	fields := []string{refusal.Field}
	for _, v := range refusal.Further {
		fields = append(fields, v.Field)
	}
	return fields
}

// Whoever sends a request learns in one answer all that is wrong with it.
func TestRequest_WrongInSeveralWays_ReportsThemAll(t *testing.T) {
	w := NewWorld(t).Market()
	w.Home("p-1")
	for _, c := range []struct {
		caller   Who
		function string
		request  string
		code     fault.Code
		fields   []string
	}{
		{North + "/underwriter", "RequestQuote", `{"requestId":"a b","quoteId":"","productId":"home","holderId":"x y","cover":{},
			"coverages":[{"sumInsured":{"minorUnits":"-5","currency":"XYZ"}},{"coverageId":"building"}],"jurisdiction":""}`,
			fault.InvalidID, []string{"requestId", "quoteId", "holderId", "cover.start", "cover.end", "coverages[0].coverageId",
				"coverages[0].sumInsured.currency", "coverages[0].sumInsured.minorUnits", "coverages[1].sumInsured", "jurisdiction"}},
		{North + "/underwriter", "RequestQuote", `{"requestId":"r","quoteId":"q","productId":"home","holderId":"holder-1",
			"cover":{"start":"2020-01-01T00:00:00Z","end":"2021-01-01T00:00:00Z"},"jurisdiction":"SE","instalmentPlanId":"weekly","parametricSubject":"s",
			"coverages":[{"coverageId":"building","sumInsured":{"minorUnits":"1","currency":"DKK"}},{"coverageId":"moat","sumInsured":{"minorUnits":"1","currency":"DKK"}}]}`,
			fault.JurisdictionNotServed, []string{"jurisdiction", "instalmentPlanId", "coverages[0].sumInsured", "coverages[1].coverageId", "cover.start", "parametricSubject"}},
		{North + "/claims-handler", "SubmitClaim", `{"requestId":"r","evidence":[{"kind":"photo","sha256":"0"}]}`,
			fault.Required, []string{"claimId", "policyId", "lossId", "cause", "occurredAt", "losses", "evidence[0].sha256"}},
		{North + "/finance", "PayClaim", `{"amount":{"minorUnits":"0","currency":"DKK"}}`,
			fault.Required, []string{"requestId", "claimId", "amount.minorUnits", "reference"}},
		{North + "/underwriter", "PublishProduct", `{"requestId":"r","product":{"coverages":[{"coverageId":"a","ratePpm":"0"}],"limits":{}}}`,
			fault.Required, []string{"product.productId", "product.version", "product.name", "product.lineOfBusiness", "product.currency", "product.termsSha256",
				"product.coverages[0].name", "product.coverages[0].ratePpm", "product.coverages[0].maximumSumInsured", "product.coverages[0].coveredCauses",
				"product.tariff", "product.limits.quoteValiditySeconds", "product.jurisdictions", "product.claimConditions"}},
		{North + "/claims-handler", "DecideClaim", `{"requestId":"r"}`, fault.Required, []string{"claimId", "reason", "outcome"}},
		{North + "/claims-handler", "DetermineIndex", `{"requestId":"r","from":"2026-01-01T00:00:00.5Z"}`,
			fault.Required, []string{"productId", "productVersion", "from", "subject"}},
		{Re + "/oracle", "PublishReadings", `{"requestId":"r","batch":{"from":"2026-01-02T00:00:00Z","until":"2026-01-01T00:00:00Z"}}`,
			fault.Required, []string{"signature", "batch.oracleId", "batch.index", "batch.subject", "batch.unit", "batch.signedAt", "batch.sequence", "batch.until", "batch.samples"}},
		{North + "/underwriter", "SellPolicies", `{"requestId":"r","sales":[{"quoteId":"q","policyId":"p","productId":"home","holderId":"h","receipt":{},
			"cover":{"start":"2026-01-01T00:00:00Z","end":"2027-01-01T00:00:00Z"},"jurisdiction":"DK","coverages":[]}]}`,
			fault.Required, []string{"sales[0].coverages", "sales[0].receipt.amount", "sales[0].receipt.reference"}},
		{North + "/auditor", "ListClaims", `{"policyId":"a b","insurerMspId":"c d","pageSize":5000}`,
			fault.InvalidID, []string{"policyId", "insurerMspId", "pageSize"}},
	} {
		refusal := w.Refused(c.code, c.caller, c.function, c.request)
		if got := fieldsOfRefusal(refusal); !slices.Equal(got, c.fields) {
			t.Errorf("%s:\n got  %v\n want %v", c.function, got, c.fields)
		}
	}
}

// A list that is too long is not held, item by item, against another: that would take long.
func TestRequest_WithLongLists_IsRefusedAtOnce(t *testing.T) {
	w := NewWorld(t)
	causes := `"` + strings.Repeat(`a","`, 40_000) + `b"`
	w.Refused(fault.Required, North+"/underwriter", "PublishProduct", `{"requestId":"r","product":{"coverages":[{"coveredCauses":[`+causes+`],
		"subLimits":[{"causes":["x","y"]}]}]}}`)
}
