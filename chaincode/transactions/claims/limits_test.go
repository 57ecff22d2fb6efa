package claims_test

import (
	"errors"
	"fmt"
	"math/rand"
	"testing"

	"insurance/chaincode/domain/claim"
	"insurance/chaincode/domain/money"
	"insurance/chaincode/domain/policy"
	"insurance/chaincode/ledger/memledger"
	"insurance/chaincode/transactions"
	"insurance/chaincode/transactions/claims"
	. "insurance/chaincode/transactions/transactionstest"
)

func TestSubmitClaim_TwoAtOnceOnOnePolicy_CannotOverrunItsLimit(t *testing.T) {
	w := NewWorld(t).Market()
	w.Home("p")
	var open [2]*memledger.Tx
	for i := range open {
		open[i] = w.Begin(North + "/claims-handler")
		request := HomeClaim(fmt.Sprintf("c-%d", i), "p", fmt.Sprintf("l-%d", i), "100000")
		if _, err := transactions.Invoke(open[i], "SubmitClaim", [][]byte{[]byte(request)}); err != nil {
			t.Fatal(err)
		}
	}
	if err := open[0].Commit(); err != nil {
		t.Fatal(err)
	}
	if err := open[1].Commit(); !errors.Is(err, memledger.ErrConflict) {
		t.Fatalf("the second claim read a limit that has changed: %v", err)
	}
}

// Whatever is claimed, decided, referred and paid in whatever order, what is approved never exceeds the sum insured.
func TestClaims_AnyCourse_StaysWithinTheSumInsured(t *testing.T) {
	for seed := range int64(20) {
		random := rand.New(rand.NewSource(seed))
		w := NewWorld(t).Market()
		w.Home("p")
		for step := range 60 {
			id := fmt.Sprintf("c-%d", random.Intn(12))
			switch random.Intn(5) {
			case 0, 1:
				_, _, _ = w.Call(North+"/claims-handler", "SubmitClaim", HomeClaim(id, "p", "loss-"+id, fmt.Sprint(1+random.Int63n(8_000_000))))
			case 2:
				_, _, _ = w.Call(North+"/claims-handler", "DecideClaim", fmt.Sprintf(`{"requestId":"d%d","claimId":"%s","outcome":"OUTCOME_APPROVE",
					"approved":[{"coverageId":"building","amount":{"minorUnits":"%d","currency":"DKK"}}],"reason":"r"}`, step, id, 1+random.Int63n(9_000_000)))
			case 3:
				_, _, _ = w.Call(North+"/claims-handler", "ReferClaim", fmt.Sprintf(`{"requestId":"r%d","claimId":"%s","reason":"r"}`, step, id))
			case 4:
				_, _, _ = w.Call(North+"/finance", "PayClaim", fmt.Sprintf(`{"requestId":"p%d","claimId":"%s","reference":"r"}`, step, id))
			}
			withinLimit(w, "p")
		}
	}
}

func withinLimit(w *World, policyID string) {
	w.T.Helper()
	p := Parse[policy.Policy](w.T, w.Ok(North+"/auditor", "GetPolicy", `{"policyId":"`+policyID+`"}`))
	list := Parse[claims.ListClaimsResponse](w.T, w.Ok(North+"/auditor", "ListClaims", `{"policyId":"`+policyID+`"}`))
	sum := money.Of(0, "DKK")
	for i := range list.Claims {
		if c := &list.Claims[i]; c.Status == claim.Approved || c.Status == claim.Paid {
			sum, _ = sum.Add(*c.ApprovedAmount())
		}
	}
	insured, limit := p.Coverages[0].SumInsured, p.Limits[0]
	if sum != *limit.Approved || sum.MinorUnits > insured.MinorUnits || limit.Remaining.MinorUnits < 0 {
		w.T.Fatalf("approved %s, by the policy %s, insured %s", sum, limit.Approved, insured)
	}
}
