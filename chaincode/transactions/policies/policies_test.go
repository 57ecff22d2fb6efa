package policies_test

import (
	"bytes"
	"testing"

	"insurance/chaincode/domain/fault"
	. "insurance/chaincode/transactions/transactionstest"
)

func TestBindPolicy_BadQuotes_AreRefused(t *testing.T) {
	w := NewWorld(t).Market()
	w.QuoteHome("q1")
	w.QuoteHome("q2")
	w.Refused(fault.QuoteNotFound, North+"/underwriter", "BindPolicy", `{"requestId":"b","policyId":"p","quoteId":"none"}`)
	w.Ok(North+"/underwriter", "BindPolicy", `{"requestId":"b1","policyId":"p","quoteId":"q1"}`)
	w.Refused(fault.QuoteBound, North+"/underwriter", "BindPolicy", `{"requestId":"b2","policyId":"p2","quoteId":"q1"}`)
	w.Refused(fault.AlreadyExists, North+"/underwriter", "BindPolicy", `{"requestId":"b3","policyId":"p","quoteId":"q2"}`)
	w.Refused(fault.InvalidID, North+"/underwriter", "BindPolicy", `{"requestId":"b4","policyId":"a b","quoteId":"q2"}`)
	w.Wait(86_400)
	w.Refused(fault.QuoteExpired, North+"/underwriter", "BindPolicy", `{"requestId":"b5","policyId":"p3","quoteId":"q2"}`)
}

func TestRecordPremiumPayment_WrongPayments_AreRefused(t *testing.T) {
	w := NewWorld(t).Market()
	w.QuoteHome("q")
	w.Ok(North+"/underwriter", "BindPolicy", `{"requestId":"b","policyId":"p","quoteId":"q"}`)
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
		w.Refused(test.code, North+"/finance", "RecordPremiumPayment", Change(t, pay, test.old, test.replacement))
	}
	w.Ok(North+"/finance", "RecordPremiumPayment", pay)
	w.Refused(fault.PremiumPaid, North+"/finance", "RecordPremiumPayment", Change(t, pay, `"m"`, `"m2"`))
}

func TestBindPolicy_RecordsOfAnInsurer_NeedItsEndorsementAndAnother(t *testing.T) {
	w := NewWorld(t).Market()
	w.Home("p")
	w.Ok(North+"/claims-handler", "SubmitClaim", HomeClaim("c", "p", "l", "100000"))
	for _, k := range []string{"policy/NorthMSP/p", "claim/NorthMSP/c"} {
		parameter, err := w.Begin(North + "/auditor").ValidationParameter(k)
		if err != nil || !bytes.Contains(parameter, []byte(North)) || !bytes.Contains(parameter, []byte(South)) ||
			!bytes.Contains(parameter, []byte(Re)) || bytes.Contains(parameter, []byte(Regulator)) {
			t.Errorf("%s: %q, %v", k, parameter, err)
		}
	}
}
