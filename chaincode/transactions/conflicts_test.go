package transactions_test

import (
	"fmt"
	"strings"
	"testing"

	"insurance/chaincode/domain/claim"
	"insurance/chaincode/ledger/memledger"
	"insurance/chaincode/transactions"
	. "insurance/chaincode/transactions/transactionstest"
)

func TestSubmit_UnrelatedBusiness_NeverConflicts(t *testing.T) {
	w := NewWorld(t).Market()
	const n = 64
	for i := range n {
		w.QuoteHome(fmt.Sprintf("q-%d", i))
	}
	commitAll := func(name, function string, caller Who, request func(i int) string) {
		t.Helper()
		open := make([]*memledger.Tx, n)
		for i := range open {
			open[i] = w.Begin(caller)
			if _, err := transactions.Invoke(open[i], function, [][]byte{[]byte(request(i))}); err != nil {
				t.Fatal(err)
			}
		}
		for i, tx := range open {
			if err := tx.Commit(); err != nil {
				t.Fatalf("%s %d: %v", name, i, err)
			}
		}
	}
	commitAll("quotes", "RequestQuote", North+"/underwriter", func(i int) string { return HomeQuote(fmt.Sprintf("more-%d", i)) })
	commitAll("binds", "BindPolicy", North+"/underwriter", func(i int) string {
		return fmt.Sprintf(`{"requestId":"b-%d","policyId":"p-%d","quoteId":"q-%d"}`, i, i, i)
	})
	commitAll("premiums", "RecordPremiumPayment", North+"/finance", func(i int) string {
		return fmt.Sprintf(`{"requestId":"m-%d","policyId":"p-%d","amount":{"minorUnits":"43750","currency":"DKK"},"reference":"r"}`, i, i)
	})
	commitAll("claims", "SubmitClaim", North+"/claims-handler", func(i int) string {
		return HomeClaim(fmt.Sprintf("c-%d", i), fmt.Sprintf("p-%d", i), "loss", "100000")
	})
	commitAll("payments", "PayClaim", North+"/finance", func(i int) string {
		return fmt.Sprintf(`{"requestId":"pay-%d","claimId":"c-%d","reference":"r"}`, i, i)
	})
}

// What one insurer calls its records says nothing about, and takes nothing from, what another calls its own.
func TestIDs_AreEachInsurersOwn(t *testing.T) {
	w := NewWorld(t).Market()
	w.Home("p")
	w.Ok(North+"/claims-handler", "SubmitClaim", HomeClaim("c", "p", "l", "100000"))
	theirs := w.Dump()
	for _, step := range []struct{ role, function, request string }{
		{"underwriter", "PublishProduct", `{"requestId":"p1","product":` + strings.Replace(Property, `"Home"`, `"Southern home"`, 1) + `}`},
		{"underwriter", "StorePersonalData", `{"requestId":"h1","partyId":"holder-1","version":1}`},
		{"underwriter", "RegisterParty", With(`{"requestId":"h1","partyId":"holder-1"}`, SealedNames)},
		{"underwriter", "RequestQuote", HomeQuote("quote-p")},
		{"underwriter", "BindPolicy", `{"requestId":"b-p","policyId":"p","quoteId":"quote-p"}`},
		{"finance", "RecordPremiumPayment", `{"requestId":"m-p","policyId":"p","amount":{"minorUnits":"43750","currency":"DKK"},"reference":"bank 1"}`},
		{"claims-handler", "SubmitClaim", HomeClaim("c", "p", "l", "200000")},
	} {
		if got := w.Ok(Who(South+"/"+step.role), step.function, step.request); !strings.Contains(got, `"SouthMSP"`) {
			t.Errorf("%s: %s", step.function, got)
		}
	}
	for _, line := range strings.Split(strings.TrimSpace(theirs), "\n") {
		if !strings.Contains(w.Dump(), line) {
			t.Errorf("the other insurer's steps changed %s", line)
		}
	}
	for _, insurer := range []string{North, South} {
		c := Parse[claim.Claim](t, w.Ok(Regulator+"/auditor", "GetClaim", `{"claimId":"c","insurerMspId":"`+insurer+`"}`))
		if c.InsurerMSPID != insurer || c.AmountClaimed.MinorUnits != map[string]int64{North: 100_000, South: 200_000}[insurer] {
			t.Errorf("%+v", c)
		}
	}
}
