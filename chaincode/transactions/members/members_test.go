package members_test

import (
	"strings"
	"testing"

	"insurance/chaincode/domain/fault"
	. "insurance/chaincode/transactions/transactionstest"
)

func TestInitializeConsortium_BadRegistry_IsRefused(t *testing.T) {
	w := &World{T: t, Ledger: NewEmpty()}
	for _, test := range []struct {
		organizations string
		code          fault.Code
		field         string
	}{
		{``, fault.Required, "organizations"},
		{`{"mspId":"","name":"N","kind":"ORGANIZATION_KIND_INSURER"}`, fault.Required, "organizations[0].mspId"},
		{`{"mspId":"NorthMSP","name":"","kind":"ORGANIZATION_KIND_INSURER"}`, fault.Required, "organizations[0].name"},
		{`{"mspId":"NorthMSP","name":"N"}`, fault.Required, "organizations[0].kind"},
		{`{"mspId":"NorthMSP","name":"N","kind":"BANK"}`, fault.InvalidArgument, "organizations[0].kind"},
		{`{"mspId":"A","name":"N","kind":1},{"mspId":"A","name":"N","kind":1}`, fault.InvalidArgument, "organizations[1].mspId"},
		{`{"mspId":"A","name":"N","kind":"ORGANIZATION_KIND_REGULATOR"}`, fault.InvalidArgument, "organizations"},
		{strings.Repeat(`{"mspId":"A","name":"N","kind":1},`, 100) + `{"mspId":"A","name":"N","kind":1}`, fault.TooMany, "organizations"},
	} {
		got := w.Refused(test.code, North+"/admin", "InitializeConsortium", `{"requestId":"i","organizations":[`+test.organizations+`]}`)
		if got.Field != test.field {
			t.Errorf("%s: field %q, want %q", test.organizations, got.Field, test.field)
		}
	}
}
