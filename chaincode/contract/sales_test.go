package contract

import (
	"fmt"
	"strings"
	"testing"

	"insurance/chaincode/domain/fault"
)

// saleOf is a home of homeQuote, sold at once: quote "quote-<id>", policy "<id>".
func saleOf(id, productID string) string {
	return `{"quoteId":"quote-` + id + `","policyId":"` + id + `","productId":"` + productID + `","holderId":"holder-1",
		"cover":{"start":"2026-01-01T00:00:00Z","end":"2027-01-01T00:00:00Z"},
		"coverages":[{"coverageId":"building","sumInsured":{"minorUnits":"10000000","currency":"DKK"}}],"jurisdiction":"DK",
		"risk":{"construction":"wood","year":"1920"}}`
}

func paid(sale, amount string) string {
	return strings.TrimSuffix(sale, "}") + `,"receipt":{"amount":{"minorUnits":"` + amount + `","currency":"DKK"},"reference":"bank 1"}}`
}

func sell(request string, sales ...string) string {
	return `{"requestId":"` + request + `","sales":[` + strings.Join(sales, ",") + `]}`
}

// What a bulk sale writes is, byte for byte, what RequestQuote, BindPolicy and RecordPremiumPayment write.
func TestSellPolicies_WritesWhatTheSingleTransactionsWrite(t *testing.T) {
	single, bulk := newWorld(t).market(), newWorld(t).market()
	single.count, bulk.count = 100, 100
	single.home("one")
	single.quoteHome("quote-two")
	single.ok(north+"/underwriter", "BindPolicy", `{"requestId":"b","policyId":"two","quoteId":"quote-two"}`)
	bulk.ok(north+"/underwriter", "SellPolicies", sell("s", paid(saleOf("one", "home"), "43750"), saleOf("two", "home")))
	records := 0
	for _, k := range bulk.ledger.Keys() {
		if strings.HasPrefix(k, "request/") {
			continue
		}
		records++
		if got, want := bare(bulk.ledger.Value(k)), bare(single.ledger.Value(k)); got != want {
			t.Errorf("%s:\n bulk   %s\n single %s", k, got, want)
		}
	}
	if want := len(single.ledger.Keys()); records < 8 || len(bulk.ledger.Keys()) != want-4 {
		t.Errorf("%d records, %d keys after bulk, %d after single transactions", records, len(bulk.ledger.Keys()), want)
	}
}

// bare is a record without the ids of its transactions, which differ.
func bare(value []byte) string {
	parts := strings.Split(string(value), `"transactionId":"`)
	for i := 1; i < len(parts); i++ {
		parts[i] = parts[i][strings.IndexByte(parts[i], '"'):]
	}
	return strings.Join(parts, `"transactionId":"`)
}

func TestSellPolicies_OneItemRefused_SellsNothingAndNamesIt(t *testing.T) {
	w := newWorld(t).market()
	good := saleOf("a", "home")
	for _, test := range []struct {
		sale  string
		code  fault.Code
		field string
	}{
		{saleOf("b", "none"), fault.ProductNotFound, "sales[1].productId"},
		{strings.Replace(saleOf("b", "home"), "holder-1", "nobody", 1), fault.PartyNotFound, "sales[1].holderId"},
		{strings.Replace(saleOf("b", "home"), "2026-01-01", "2020-01-01", 1), fault.BackdatingRefused, "sales[1].cover.start"},
		{strings.Replace(saleOf("b", "home"), "10000000", "1", 1), fault.SumNotAccepted, "sales[1].coverages[0].sumInsured"},
		{strings.Replace(saleOf("b", "home"), `"b"`, `"a"`, 1), fault.InvalidArgument, "sales[1].policyId"},
		{strings.Replace(saleOf("b", "home"), `quote-b`, `quote-a`, 1), fault.InvalidArgument, "sales[1].quoteId"},
		{paid(saleOf("b", "home"), "43751"), fault.WrongAmount, "sales[1].receipt.amount"},
		{paid(saleOf("b", "home"), "0"), fault.AmountNotPositive, "sales[1].receipt.amount.minorUnits"},
		{strings.Replace(paid(saleOf("b", "home"), "43750"), "bank 1", "", 1), fault.Required, "sales[1].receipt.reference"},
		{strings.TrimSuffix(saleOf("b", "home"), "}") + `,"renewalOf":"a"}`, fault.PolicyNotFound, "sales[1].renewalOf"},
	} {
		if refusal := w.refused(test.code, north+"/underwriter", "SellPolicies", sell("s", good, test.sale)); refusal.Field != test.field {
			t.Errorf("%s at %s, want %s", refusal.Code, refusal.Field, test.field)
		}
	}
	w.refused(fault.Required, north+"/underwriter", "SellPolicies", sell("s"))
	many := make([]string, maxSales+1)
	for i := range many {
		many[i] = saleOf(fmt.Sprint("m", i), "home")
	}
	w.refused(fault.TooMany, north+"/underwriter", "SellPolicies", sell("s", many...))
	w.ok(north+"/underwriter", "SellPolicies", sell("s", many[:maxSales]...))
	w.refused(fault.AlreadyExists, north+"/underwriter", "SellPolicies", sell("t", saleOf("new", "home"), many[7]))
}

func TestSellPolicies_ByABroker_KeepsToItsAuthority(t *testing.T) {
	w := newWorld(t).market()
	w.assign("b-1")
	limited := func(version int, collects string) string {
		return strings.NewReplacer(`"version":1`, fmt.Sprintf(`"version":%d`, version), `"maximumBackdatingDays":400`,
			`"maximumBackdatingDays":400,"brokerAuthority":{"minorUnits":"10000000","currency":"DKK"}`+collects).Replace(property)
	}
	w.ok(north+"/underwriter", "PublishProduct", `{"requestId":"v2","product":`+limited(2, "")+`}`)
	const broker = north + "/broker/b-1"
	large := strings.Replace(saleOf("large", "home"), `"10000000"`, `"10000001"`, 1)
	w.refused(fault.AuthorityExceeded, broker, "SellPolicies", sell("s", large))
	w.refused(fault.AuthorityExceeded, broker, "SellPolicies", sell("s", paid(saleOf("p", "home"), "43750")))
	w.refused(fault.BrokerMismatch, north+"/broker", "SellPolicies", sell("s", saleOf("p", "home")))
	if got := w.ok(broker, "SellPolicies", sell("s", saleOf("p", "home"))); !strings.HasPrefix(got, `{"brokerId":"b-1"`) {
		t.Error(got)
	}
	w.refused(fault.PolicyNotFound, north+"/broker/b-2", "GetPolicy", `{"policyId":"p"}`)
	w.ok(broker, "GetPolicy", `{"policyId":"p"}`)
	w.ok(north+"/underwriter", "SellPolicies", strings.Replace(sell("u", large), `"sales"`, `"brokerId":"b-1","sales"`, 1))
	w.ok(north+"/underwriter", "PublishProduct", `{"requestId":"v3","product":`+limited(3, `,"brokerCollectsPremium":true`)+`}`)
	if got := w.ok(broker, "SellPolicies", sell("v", paid(saleOf("q", "home"), "43750"))); !strings.Contains(got, "IN_FORCE") {
		t.Error(got)
	}
}

func TestSellPolicies_Renewals_ContinueEachPolicyOnce(t *testing.T) {
	w := newWorld(t).market()
	w.ok(north+"/underwriter", "SellPolicies", sell("s", paid(saleOf("a", "home"), "43750"), paid(saleOf("b", "home"), "43750")))
	next := func(id, renewed string) string {
		return strings.NewReplacer("2027-01-01", "2028-01-01", "2026-01-01", "2027-01-01").Replace(
			strings.TrimSuffix(saleOf(id, "home"), "}")) + `,"renewalOf":"` + renewed + `"}`
	}
	w.refused(fault.InvalidArgument, north+"/underwriter", "SellPolicies", sell("r", next("a2", "a"), next("a3", "a")))
	w.ok(north+"/underwriter", "SellPolicies", sell("r", next("a2", "a"), next("b2", "b")))
	w.refused(fault.AlreadyRenewed, north+"/underwriter", "SellPolicies", sell("t", next("a3", "a")))
	if got := w.ok(north+"/auditor", "GetPolicy", `{"policyId":"b"}`); !strings.Contains(got, `"renewedBy":"b2"`) {
		t.Error(got)
	}
}

func TestDraft_IsNotPublishedRatherThanWithdrawn_AndNotWhatABrokerGets(t *testing.T) {
	w := newWorld(t).market()
	w.assign("b-1")
	draft := func(version string) string {
		return strings.Replace(property, `"version":1`, `"version":`+version, 1)
	}
	quote := func(id, fields string) string { return with(homeQuote(id), fields) }
	w.ok(north+"/underwriter", "DraftProduct", `{"requestId":"d2","product":`+draft("2")+`}`)
	version := func(caller who) string {
		return w.ok(caller, "GetProduct", `{"productId":"home"}`)
	}
	if got := version(north + "/underwriter"); !strings.Contains(got, `"version":2`) {
		t.Errorf("staff: %s", got)
	}
	if got := version(north + "/broker/b-1"); !strings.Contains(got, `"version":1`) {
		t.Errorf("a broker: %s", got)
	}
	w.refused(fault.ProductNotPublished, north+"/underwriter", "RequestQuote", quote("q", `"productVersion":2`))
	w.refused(fault.ProductNotPublished, north+"/underwriter", "WithdrawProduct", `{"requestId":"w2","productId":"home","version":2}`)
	w.ok(north+"/underwriter", "WithdrawProduct", `{"requestId":"w1","productId":"home","version":1}`)
	w.refused(fault.ProductWithdrawn, north+"/underwriter", "RequestQuote", quote("q", `"productVersion":1`))
	w.refused(fault.ProductWithdrawn, north+"/underwriter", "RequestQuote", homeQuote("q"))
	if got := version(north + "/broker/b-1"); !strings.Contains(got, `"version":1`) {
		t.Errorf("a broker: %s", got)
	}

	only := strings.Replace(property, `"productId":"home"`, `"productId":"new"`, 1)
	w.ok(north+"/underwriter", "DraftProduct", `{"requestId":"d3","product":`+only+`}`)
	w.refused(fault.ProductNotPublished, north+"/underwriter", "RequestQuote", strings.Replace(homeQuote("q"), `"home"`, `"new"`, 1))
	w.refused(fault.ProductNotFound, north+"/broker/b-1", "GetProduct", `{"productId":"new"}`)
}
