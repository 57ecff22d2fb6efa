package claims_test

import (
	"fmt"
	"strings"
	"testing"

	"insurance/chaincode/domain/claim"
	"insurance/chaincode/domain/fault"
	"insurance/chaincode/domain/policy"
	"insurance/chaincode/transactions/history"
	. "insurance/chaincode/transactions/transactionstest"
)

func TestClaim_Lifecycle_OnlyTheNextStepIsAllowed(t *testing.T) {
	w := NewWorld(t).Market()
	w.Home("p")
	const handling = Who(North + "/claims-handler")
	const paying = Who(North + "/finance")
	next := 0
	id := func() string { next++; return fmt.Sprintf(`"requestId":"step-%d"`, next) }
	pay := func() string { return `{` + id() + `,"claimId":"c","reference":"r"}` }
	refer := func() string { return `{` + id() + `,"claimId":"c","reason":"fraud check"}` }
	decide := func(amount string) string {
		return `{` + id() + `,"claimId":"c","outcome":"OUTCOME_APPROVE","approved":[{"coverageId":"building",
			"amount":{"minorUnits":"` + amount + `","currency":"DKK"}}],"reason":"seen"}`
	}
	evidence := func() string {
		return `{` + id() + `,"claimId":"c","evidence":[{"kind":"photo","sha256":"` + Terms + `"}]}`
	}
	approved := func() string {
		return Parse[policy.Policy](t, w.Ok(North+"/auditor", "GetPolicy", `{"policyId":"p"}`)).Limits[0].Approved.String()
	}
	// Without its evidence the claim is referred; with it, approved.
	w.Ok(handling, "SubmitClaim", Change(t, HomeClaim("c", "p", "l", "550000"), `"photo"`, `"letter"`))
	w.Refused(fault.WrongClaimStatus, paying, "PayClaim", pay())
	w.Refused(fault.WrongClaimStatus, handling, "ReferClaim", refer())
	if got := approved(); got != "0.00 DKK" {
		t.Fatal(got)
	}
	c := Parse[claim.Claim](t, w.Ok(handling, "AddEvidence", evidence()))
	if c.Status != claim.Approved || len(c.Decisions) != 2 || len(c.Evidence) != 2 || approved() != "5,000.00 DKK" {
		t.Fatalf("%s %d %s", c.Status, len(c.Decisions), approved())
	}
	w.Refused(fault.WrongClaimStatus, handling, "AddEvidence", evidence())
	w.Refused(fault.WrongClaimStatus, handling, "DecideClaim", decide("1"))
	// A referral releases what was reserved.
	w.Ok(handling, "ReferClaim", refer())
	if got := approved(); got != "0.00 DKK" {
		t.Fatal(got)
	}
	// New evidence does not take the decision from the person.
	c = Parse[claim.Claim](t, w.Ok(handling, "AddEvidence", evidence()))
	if c.Status != claim.Referred || Unmet(Last(c)) != "NOT_REFERRED_BY_HANDLER" {
		t.Fatalf("%s %s", c.Status, Unmet(Last(c)))
	}
	w.Refused(fault.LimitExceeded, handling, "DecideClaim", decide("500001"))
	w.Refused(fault.CurrencyMismatch, handling, "DecideClaim", strings.Replace(decide("1"), "DKK", "EUR", 1))
	w.Refused(fault.AmountNotPositive, handling, "DecideClaim", decide("0"))
	w.Refused(fault.InvalidArgument, handling, "DecideClaim", strings.Replace(decide("1"), "OUTCOME_APPROVE", "OUTCOME_DECLINE", 1))
	w.Refused(fault.InvalidArgument, handling, "DecideClaim", strings.Replace(decide("1"), "OUTCOME_APPROVE", "OUTCOME_REFER", 1))
	w.Ok(handling, "DecideClaim", decide("400000"))
	if got := approved(); got != "4,000.00 DKK" {
		t.Fatal(got)
	}
	w.Ok(paying, "PayClaim", pay())
	w.Refused(fault.WrongClaimStatus, paying, "PayClaim", pay())
	w.Refused(fault.WrongClaimStatus, handling, "ReferClaim", refer())
	// Every version is in the history, oldest first.
	h := Parse[history.GetHistoryResponse](t, w.Ok(Regulator+"/auditor", "GetHistory", OfNorth(`{"recordType":"RECORD_TYPE_CLAIM","recordId":"c"}`)))
	var statuses []string
	for _, e := range h.Entries {
		statuses = append(statuses, Parse[claim.Claim](t, e.RecordJSON).Status.String())
	}
	if got := strings.Join(statuses, " "); got != "referred approved referred referred approved paid" {
		t.Fatal(got)
	}
}
