package claims_test

import (
	"fmt"
	"math/rand"
	"strings"
	"testing"

	"insurance/chaincode/domain/claim"
	"insurance/chaincode/domain/product"
	. "insurance/chaincode/transactions/transactionstest"
)

// Two ledgers follow the same claims of two insurers, one of them with fingerprints: a signal makes a referral of what would
// have been approved, changes nothing of what would have been declined or referred anyway, and without a signal nothing differs.
func TestSignals_AnyClaims_ReferAndNeverDecline(t *testing.T) {
	signalled, outcomes := 0, map[product.Outcome]int{}
	for seed := range int64(12) {
		random := rand.New(rand.NewSource(seed))
		plain, marked := both(t, ""), both(t, "")
		for n := range 40 {
			insurer, policy := North, "p"
			if random.Intn(2) == 0 {
				insurer, policy = South, "s-p"
			}
			id := fmt.Sprintf("c-%d", n)
			// Nothing payable, paid at once, or above the straight-through limit; too little to meet the policy's limits.
			amount := []string{"40000", "60000", "1300000"}[random.Intn(3)]
			request := HomeClaim(id, policy, "l-"+id, amount)
			if random.Intn(4) == 0 {
				request = Change(t, request, `"cause":"fire"`, `"cause":"flood"`)
			}
			if random.Intn(3) == 0 {
				request = without(t, request)
			}
			kind := []string{"LOSS", "OBJECT", "EVIDENCE"}[random.Intn(3)]
			value := string("0123456789abcdef"[random.Intn(16)])
			caller := Who(insurer + "/claims-handler")

			a := Parse[claim.Claim](t, plain.Ok(caller, "SubmitClaim", request))
			b := Parse[claim.Claim](t, marked.Ok(caller, "SubmitClaim", withFingerprint(request, kind, value)))

			want := a.Decisions[0].Outcome
			outcomes[want]++
			if len(b.Signals) > 0 {
				signalled++
				want = max(want, product.Refer)
			}
			checkSignals(t, b)
			if got := b.Decisions[0].Outcome; got != want {
				t.Fatalf("seed %d, %s with %v: outcome %d, without fingerprints %d", seed, id, b.Signals, got, a.Decisions[0].Outcome)
			}
		}
	}
	if signalled == 0 || outcomes[product.Approve] == 0 || outcomes[product.Refer] == 0 || outcomes[product.Decline] == 0 {
		t.Fatalf("%d signals, outcomes %v", signalled, outcomes)
	}
}

// checkSignals holds each signal against the claim: explained, of another claim, and a condition that is not met.
func checkSignals(t *testing.T, c *claim.Claim) {
	t.Helper()
	for _, s := range c.Signals {
		if s.Code == "" || s.Explanation == "" || strings.Contains(s.Explanation, c.ClaimID+" ") {
			t.Errorf("%s: %+v", c.ClaimID, s)
		}
	}
	for _, condition := range c.Decisions[0].Conditions {
		if condition.Code == "NO_FRAUD_SIGNAL" && condition.Met != (len(c.Signals) == 0) {
			t.Errorf("%s: %+v with %v", c.ClaimID, condition, c.Signals)
		}
	}
}
