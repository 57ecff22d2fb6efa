package transactions_test

import (
	"fmt"
	"strings"
	"testing"

	"insurance/chaincode/ledger"
	"insurance/chaincode/ledger/memledger"
	"insurance/chaincode/transactions"
	"insurance/chaincode/transactions/policies"
	. "insurance/chaincode/transactions/transactionstest"
)

// counted counts the keys that a transaction reads, whether they are there or not, and the entries of its scans.
type counted struct {
	*memledger.Tx
	keys int
}

func (c *counted) Get(key string) ([]byte, error) {
	c.keys++
	return c.Tx.Get(key)
}

func (c *counted) GetMany(keys []string) ([][]byte, error) {
	c.keys += len(keys)
	return c.Tx.GetMany(keys)
}

func (c *counted) Scan(start, end string, limit int) (ledger.Page, error) {
	page, err := c.Tx.Scan(start, end, limit)
	c.keys += len(page.Entries) + 1
	return page, err
}

// reads runs a transaction, commits it, and answers how many keys it read.
func reads(w *World, caller Who, function, request string) int {
	w.T.Helper()
	c := &counted{Tx: w.Begin(caller)}
	if _, err := transactions.Invoke(c, function, [][]byte{[]byte(request)}); err != nil {
		w.T.Fatalf("%s: %v", function, err)
	}
	if err := c.Tx.Commit(); err != nil {
		w.T.Fatal(err)
	}
	return c.keys
}

// portfolio is a market of so many policies of one product and one holder; every tenth has had a claim.
func portfolio(t *testing.T, size int) *World {
	w := NewWorld(t).Market()
	for first := 0; first < size; first += policies.MaxSales {
		sales := make([]string, 0, policies.MaxSales)
		for n := first; n < min(first+policies.MaxSales, size); n++ {
			sales = append(sales, PaidSale(SaleOf(fmt.Sprintf("old-%d", n), "home"), "43750"))
		}
		w.Ok(North+"/underwriter", "SellPolicies", SalesRequest(fmt.Sprint("fill-", first), sales...))
	}
	for n := 0; n < size; n += 10 {
		id := fmt.Sprintf("old-%d", n)
		w.Ok(North+"/claims-handler", "SubmitClaim", HomeClaim("c-"+id, id, "l-"+id, "100000"))
	}
	return w
}

// What a transaction on one policy reads does not depend on how many others there are.
func TestPortfolio_ATransactionOnOnePolicy_ReadsAsManyKeysAmongTenThousandAsAmongTen(t *testing.T) {
	small, large := portfolio(t, 10), portfolio(t, 10_000)
	steps := []struct{ caller, function, request string }{
		{"underwriter", "RequestQuote", HomeQuote("q")},
		{"underwriter", "BindPolicy", `{"requestId":"b","policyId":"p","quoteId":"q"}`},
		{"underwriter", "SellPolicies", SalesRequest("s", SaleOf("sold", "home"))},
		{"finance", "RecordPremiumPayment", `{"requestId":"m","policyId":"p","amount":{"minorUnits":"43750","currency":"DKK"},"reference":"r"}`},
		{"claims-handler", "SubmitClaim", HomeClaim("small", "p", "l1", "100000")},
		{"finance", "PayClaim", `{"requestId":"y","claimId":"small","reference":"r"}`},
		{"claims-handler", "SubmitClaim", HomeClaim("large", "p", "l2", "5000000")},
		{"claims-handler", "AddEvidence", `{"requestId":"e","claimId":"large","evidence":[{"kind":"bill","sha256":"` + Terms + `"}]}`},
		{"claims-handler", "DecideClaim", `{"requestId":"d","claimId":"large","outcome":"OUTCOME_DECLINE","reasonCode":"LOSS_NOT_PROVEN","reason":"r"}`},
		{"underwriter", "CancelPolicy", `{"requestId":"z","policyId":"p","by":"CANCELLED_BY_HOLDER","effectiveAt":"2026-06-01T00:00:00Z","reason":"r"}`},
		{"auditor", "GetPolicy", `{"policyId":"p"}`},
		{"auditor", "GetClaim", `{"claimId":"large"}`},
	}
	const bound = 16
	for _, step := range steps {
		caller := Who(North + "/" + step.caller)
		few, many := reads(small, caller, step.function, step.request), reads(large, caller, step.function, step.request)
		if few != many || many > bound || many < 2 {
			t.Errorf("%s reads %d keys among 10 policies and %d among 10,000; at most %d are due", step.function, few, many, bound)
		}
	}
}

// With rules that look at what else the holder claimed, adjudication reads as much of that as the rules need, and no more.
func TestPortfolio_AdjudicationByTheHoldersHabits_ReadsAtMostWhatTheRulesNeed(t *testing.T) {
	strict := strings.Replace(Property, `"claimConditions":{`, `"claimConditions":{"fraud":{"maximumClaims":3,"withinDays":365},`, 1)
	w := portfolio(t, 1_000)
	w.Ok(North+"/underwriter", "PublishProduct", `{"requestId":"v2","product":`+strings.Replace(strict, `"version":1`, `"version":2`, 1)+`}`)
	w.Ok(North+"/underwriter", "SellPolicies", SalesRequest("s", PaidSale(SaleOf("p", "home"), "43750")))
	if got := reads(w, North+"/claims-handler", "SubmitClaim", HomeClaim("c", "p", "l", "100000")); got < 10 || got > 20 {
		t.Errorf("%d keys read after a hundred claims of the holder", got)
	}
	if got := w.Ok(North+"/auditor", "GetClaim", `{"claimId":"c"}`); !strings.Contains(got, "FREQUENT_CLAIMS") {
		t.Errorf("the hundred claims were not looked at: %s", got)
	}
}

func TestRequests_RoundTrips_AreFew(t *testing.T) {
	w := NewWorld(t).Market()
	w.Home("p")
	w.QuoteHome("q")
	for _, test := range []struct {
		caller, function, request string
		most                      int
	}{
		{"underwriter", "RequestQuote", strings.Replace(HomeQuote("q9"), `"home"`, `"home","productVersion":1`, 1), 1},
		{"underwriter", "BindPolicy", `{"requestId":"z","policyId":"z","quoteId":"q"}`, 2},
		{"claims-handler", "SubmitClaim", HomeClaim("c", "p", "l", "100000"), 3},
		{"finance", "PayClaim", `{"requestId":"y","claimId":"c","reference":"r"}`, 1},
	} {
		_, tx, err := w.Call(Who(North+"/"+test.caller), test.function, test.request)
		if err != nil || tx.RoundTrips > test.most {
			t.Errorf("%s: %v, %d round trips", test.function, err, tx.RoundTrips)
		}
	}
}
