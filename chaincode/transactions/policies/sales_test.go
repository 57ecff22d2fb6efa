package policies_test

import (
	"fmt"
	"strings"
	"testing"

	"insurance/chaincode/domain/fault"
	"insurance/chaincode/transactions/policies"
	. "insurance/chaincode/transactions/transactionstest"
)

// What a bulk sale writes is, byte for byte, what RequestQuote, BindPolicy and RecordPremiumPayment write.
func TestSellPolicies_WritesWhatTheSingleTransactionsWrite(t *testing.T) {
	single, bulk := NewWorld(t).Market(), NewWorld(t).Market()
	single.Count, bulk.Count = 100, 100
	single.Home("one")
	single.QuoteHome("quote-two")
	single.Ok(North+"/underwriter", "BindPolicy", `{"requestId":"b","policyId":"two","quoteId":"quote-two"}`)
	bulk.Ok(North+"/underwriter", "SellPolicies", SalesRequest("s", PaidSale(SaleOf("one", "home"), "43750"), SaleOf("two", "home")))
	records := 0
	for _, k := range bulk.Ledger.Keys() {
		if strings.HasPrefix(k, "request/") {
			continue
		}
		records++
		if got, want := bare(bulk.Ledger.Value(k)), bare(single.Ledger.Value(k)); got != want {
			t.Errorf("%s:\n bulk   %s\n single %s", k, got, want)
		}
	}
	if want := len(single.Ledger.Keys()); records < 8 || len(bulk.Ledger.Keys()) != want-4 {
		t.Errorf("%d records, %d keys after bulk, %d after single transactions", records, len(bulk.Ledger.Keys()), want)
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
	w := NewWorld(t).Market()
	good := SaleOf("a", "home")
	for _, test := range []struct {
		sale  string
		code  fault.Code
		field string
	}{
		{SaleOf("b", "none"), fault.ProductNotFound, "sales[1].productId"},
		{strings.Replace(SaleOf("b", "home"), "holder-1", "nobody", 1), fault.PartyNotFound, "sales[1].holderId"},
		{strings.Replace(SaleOf("b", "home"), "2026-01-01", "2020-01-01", 1), fault.BackdatingRefused, "sales[1].cover.start"},
		{strings.Replace(SaleOf("b", "home"), "10000000", "1", 1), fault.SumNotAccepted, "sales[1].coverages[0].sumInsured"},
		{strings.Replace(SaleOf("b", "home"), `"b"`, `"a"`, 1), fault.InvalidArgument, "sales[1].policyId"},
		{strings.Replace(SaleOf("b", "home"), `quote-b`, `quote-a`, 1), fault.InvalidArgument, "sales[1].quoteId"},
		{PaidSale(SaleOf("b", "home"), "43751"), fault.WrongAmount, "sales[1].receipt.amount"},
		{PaidSale(SaleOf("b", "home"), "0"), fault.AmountNotPositive, "sales[1].receipt.amount.minorUnits"},
		{strings.Replace(PaidSale(SaleOf("b", "home"), "43750"), "bank 1", "", 1), fault.Required, "sales[1].receipt.reference"},
		{strings.TrimSuffix(SaleOf("b", "home"), "}") + `,"renewalOf":"a"}`, fault.PolicyNotFound, "sales[1].renewalOf"},
	} {
		if refusal := w.Refused(test.code, North+"/underwriter", "SellPolicies", SalesRequest("s", good, test.sale)); refusal.Field != test.field {
			t.Errorf("%s at %s, want %s", refusal.Code, refusal.Field, test.field)
		}
	}
	w.Refused(fault.Required, North+"/underwriter", "SellPolicies", SalesRequest("s"))
	many := make([]string, policies.MaxSales+1)
	for i := range many {
		many[i] = SaleOf(fmt.Sprint("m", i), "home")
	}
	w.Refused(fault.TooMany, North+"/underwriter", "SellPolicies", SalesRequest("s", many...))
	w.Ok(North+"/underwriter", "SellPolicies", SalesRequest("s", many[:policies.MaxSales]...))
	w.Refused(fault.AlreadyExists, North+"/underwriter", "SellPolicies", SalesRequest("t", SaleOf("new", "home"), many[7]))
}

func TestSellPolicies_ByABroker_KeepsToItsAuthority(t *testing.T) {
	w := NewWorld(t).Market()
	w.Assign("b-1")
	limited := func(version int, collects string) string {
		return strings.NewReplacer(`"version":1`, fmt.Sprintf(`"version":%d`, version), `"maximumBackdatingDays":400`,
			`"maximumBackdatingDays":400,"brokerAuthority":{"minorUnits":"10000000","currency":"DKK"}`+collects).Replace(Property)
	}
	w.Ok(North+"/underwriter", "PublishProduct", `{"requestId":"v2","product":`+limited(2, "")+`}`)
	const broker = North + "/broker/b-1"
	large := strings.Replace(SaleOf("large", "home"), `"10000000"`, `"10000001"`, 1)
	w.Refused(fault.AuthorityExceeded, broker, "SellPolicies", SalesRequest("s", large))
	w.Refused(fault.AuthorityExceeded, broker, "SellPolicies", SalesRequest("s", PaidSale(SaleOf("p", "home"), "43750")))
	w.Refused(fault.BrokerMismatch, North+"/broker", "SellPolicies", SalesRequest("s", SaleOf("p", "home")))
	if got := w.Ok(broker, "SellPolicies", SalesRequest("s", SaleOf("p", "home"))); !strings.HasPrefix(got, `{"brokerId":"b-1"`) {
		t.Error(got)
	}
	w.Refused(fault.PolicyNotFound, North+"/broker/b-2", "GetPolicy", `{"policyId":"p"}`)
	w.Ok(broker, "GetPolicy", `{"policyId":"p"}`)
	w.Ok(North+"/underwriter", "SellPolicies", strings.Replace(SalesRequest("u", large), `"sales"`, `"brokerId":"b-1","sales"`, 1))
	w.Ok(North+"/underwriter", "PublishProduct", `{"requestId":"v3","product":`+limited(3, `,"brokerCollectsPremium":true`)+`}`)
	if got := w.Ok(broker, "SellPolicies", SalesRequest("v", PaidSale(SaleOf("q", "home"), "43750"))); !strings.Contains(got, "IN_FORCE") {
		t.Error(got)
	}
}

func TestSellPolicies_Renewals_ContinueEachPolicyOnce(t *testing.T) {
	w := NewWorld(t).Market()
	w.Ok(North+"/underwriter", "SellPolicies", SalesRequest("s", PaidSale(SaleOf("a", "home"), "43750"), PaidSale(SaleOf("b", "home"), "43750")))
	next := func(id, renewed string) string {
		return strings.NewReplacer("2027-01-01", "2028-01-01", "2026-01-01", "2027-01-01").Replace(
			strings.TrimSuffix(SaleOf(id, "home"), "}")) + `,"renewalOf":"` + renewed + `"}`
	}
	w.Refused(fault.InvalidArgument, North+"/underwriter", "SellPolicies", SalesRequest("r", next("a2", "a"), next("a3", "a")))
	w.Ok(North+"/underwriter", "SellPolicies", SalesRequest("r", next("a2", "a"), next("b2", "b")))
	w.Refused(fault.AlreadyRenewed, North+"/underwriter", "SellPolicies", SalesRequest("t", next("a3", "a")))
	if got := w.Ok(North+"/auditor", "GetPolicy", `{"policyId":"b"}`); !strings.Contains(got, `"renewedBy":"b2"`) {
		t.Error(got)
	}
}
