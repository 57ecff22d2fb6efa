package claims_test

import (
	"strings"
	"testing"

	"insurance/chaincode/domain/claim"
	"insurance/chaincode/domain/fault"
	. "insurance/chaincode/transactions/transactionstest"
)

func TestPayClaim_UnderAnAutomaticID_MustBeTheOneOfItsClaim(t *testing.T) {
	w := NewWorld(t).Market()
	w.Home("p")
	w.Ok(North+"/claims-handler", "SubmitClaim", HomeClaim("c-1", "p", "l-1", "100000"))
	w.Ok(North+"/claims-handler", "SubmitClaim", HomeClaim("c-2", "p", "l-2", "100000"))
	id, reference := claim.AutomaticPayment("c-1", 1)
	others, _ := claim.AutomaticPayment("c-2", 1)
	later, laterReference := claim.AutomaticPayment("c-1", 2)
	pay := func(claimID, requestID, reference, fields string) string {
		return `{"requestId":"` + requestID + `","claimId":"` + claimID + `","reference":"` + reference + `"` + fields + `}`
	}
	const automatic = `,"actor":"automatic-payment"`
	for _, request := range []string{
		pay("c-2", id, reference, automatic),
		pay("c-1", others, reference, automatic),
		pay("c-1", later, laterReference, automatic),
		pay("c-1", claim.AutomaticPrefix+"x", reference, automatic),
		pay("c-1", "mine", reference, automatic),
		pay("c-1", id, reference, ""),
		pay("c-1", id, reference, `,"actor":"ann"`),
		pay("c-1", id, reference, `,"actor":"Automatic-payment"`),
		pay("c-1", id, "mine", automatic),
		pay("c-1", id, reference, automatic+`,"payee":"me"`),
		pay("c-1", id, reference, automatic+`,"amount":{"minorUnits":"1","currency":"DKK"}`),
	} {
		w.Refused(fault.RequestReserved, North+"/finance", "PayClaim", request)
	}
	paid := w.Ok(North+"/finance", "PayClaim", pay("c-1", id, reference, automatic))
	if !strings.Contains(paid, "CLAIM_STATUS_PAID") || w.Ok(North+"/finance", "PayClaim", pay("c-1", id, reference, automatic)) != paid {
		t.Error(paid)
	}
}

// The gateway computes the same; its test has the same two lines.
func TestAutomaticPayment_IsAsTheGatewayComputesIt(t *testing.T) {
	for _, want := range []struct {
		claimID       string
		decisions     int
		id, reference string
	}{
		{"c-1", 1, "auto-pay.f4030202a0c1bb3e38dc4c3d40a4bfbe003e525b5de87c17", "AUTO-F4030202A0C1BB3E"},
		{"parametric-x-y", 2, "auto-pay.1bf95c746129550a1b7f700dcd081b59fa85c95337064ab9", "AUTO-1BF95C746129550A"},
	} {
		if id, reference := claim.AutomaticPayment(want.claimID, want.decisions); id != want.id || reference != want.reference {
			t.Errorf("%s, %d: %s %s", want.claimID, want.decisions, id, reference)
		}
	}
}
