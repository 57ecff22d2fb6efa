package transactions_test

import (
	"fmt"
	"testing"

	"insurance/chaincode/domain/fault"
	"insurance/chaincode/transactions/claims"
	"insurance/chaincode/transactions/policies"
	"insurance/chaincode/transactions/products"
	. "insurance/chaincode/transactions/transactionstest"
)

func TestLists_Pages_CoverEverythingOnce(t *testing.T) {
	w := NewWorld(t).Market()
	w.Flights("AA 1", 7)
	w.Home("p")
	for i := range 5 {
		w.Ok(North+"/claims-handler", "SubmitClaim", HomeClaim(fmt.Sprintf("c-%d", i), "p", fmt.Sprintf("loss %d/x", i), "100000"))
	}
	for _, test := range []struct {
		function, request string
		count             int
	}{
		{"ListPolicies", `{"insurerMspId":"NorthMSP"`, 8}, {"ListPolicies", `{"insurerMspId":"SouthMSP"`, 0},
		{"ListClaims", `{"policyId":"p","insurerMspId":"NorthMSP"`, 5}, {"ListClaims", `{"insurerMspId":"NorthMSP"`, 5},
		{"ListProducts", `{"insurerMspId":"NorthMSP"`, 2}, {"ListProducts", `{"insurerMspId":""`, 2},
	} {
		for size := 1; size <= 9; size++ {
			token, seen := "", map[string]bool{}
			for {
				payload := w.Ok(Regulator+"/auditor", test.function, fmt.Sprintf(`%s,"pageSize":%d,"pageToken":"%s"}`, test.request, size, token))
				items, next := itemsOf(t, test.function, payload)
				for _, item := range items {
					if seen[item] {
						t.Fatalf("%s: %s twice", test.function, item)
					}
					seen[item] = true
				}
				if token = next; token == "" {
					break
				}
			}
			if len(seen) != test.count {
				t.Fatalf("%s in pages of %d: %d, want %d", test.function, size, len(seen), test.count)
			}
		}
	}
	w.Refused(fault.InvalidToken, North+"/auditor", "ListPolicies", `{"insurerMspId":"NorthMSP","pageToken":"%%"}`)
	w.Refused(fault.InvalidToken, North+"/auditor", "ListPolicies", `{"insurerMspId":"NorthMSP","pageToken":"Y29uc29ydGl1bQ"}`)
	w.Refused(fault.InvalidArgument, North+"/auditor", "ListPolicies", `{"insurerMspId":"NorthMSP","pageSize":1001}`)
	w.Refused(fault.Required, Regulator+"/auditor", "ListClaims", `{}`)
	w.Refused(fault.Required, Re+"/auditor", "ListPolicies", `{}`)
	if got := w.Ok(North+"/auditor", "ListClaims", `{}`); got != w.Ok(Regulator+"/auditor", "ListClaims", `{"insurerMspId":"NorthMSP"}`) {
		t.Error(got)
	}
	w.Refused(fault.InvalidArgument, North+"/auditor", "ListClaims", `{"insurerMspId":"ReMSP"}`)
}

func itemsOf(t *testing.T, function, payload string) (ids []string, next string) {
	t.Helper()
	switch function {
	case "ListPolicies":
		r := Parse[policies.ListPoliciesResponse](t, payload)
		for i := range r.Policies {
			ids = append(ids, r.Policies[i].PolicyID)
		}
		return ids, r.NextPageToken
	case "ListClaims":
		r := Parse[claims.ListClaimsResponse](t, payload)
		for i := range r.Claims {
			ids = append(ids, r.Claims[i].ClaimID)
		}
		return ids, r.NextPageToken
	}
	r := Parse[products.ListProductsResponse](t, payload)
	for i := range r.Products {
		ids = append(ids, r.Products[i].ProductID)
	}
	return ids, r.NextPageToken
}
