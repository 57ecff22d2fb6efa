package transactionstest

import (
	"encoding/json"
	"strings"
	"testing"

	"insurance/chaincode/domain/claim"
	"insurance/chaincode/protojson"
	"insurance/chaincode/transactions/settlement"
)

// Change replaces one part of a text, which must be there.
func Change(t *testing.T, text, old, replacement string) string {
	t.Helper()
	if strings.Count(text, old) < 1 {
		t.Fatalf("%q is not in %s", old, text)
	}
	return strings.Replace(text, old, replacement, 1)
}

// OtherDigest is a digest of no document.
const OtherDigest = "0000000000000000000000000000000000000000000000000000000000000abc"

// ParseLoosely reads some fields of a record.
func ParseLoosely(t *testing.T, text string, v any) {
	t.Helper()
	if err := json.Unmarshal([]byte(text), v); err != nil {
		t.Fatal(err)
	}
}

// AboutClaim is a request about a claim; more is further members.
func AboutClaim(request, claimID, more string) string {
	return `{"requestId":"` + request + `","claimId":"` + claimID + `"` + more + `}`
}

// Collection is where North keeps its persons.
const Collection = "pii_NorthMSP"

// PaidAmounts are the amounts that a settlement paid, as a line.
func PaidAmounts(r *settlement.SettleEventResponse) string {
	var amounts []string
	for i := range r.Claims {
		amounts = append(amounts, r.Claims[i].Amount.String())
	}
	return strings.Join(amounts, " ")
}

// Last is the decision that holds.
func Last(c *claim.Claim) claim.Decision { return c.Decisions[len(c.Decisions)-1] }

// Unmet lists the codes of the conditions that were not met.
func Unmet(d claim.Decision) string {
	var codes []string
	for _, c := range d.Conditions {
		if !c.Met {
			codes = append(codes, c.Code)
		}
	}
	return strings.Join(codes, " ")
}

// Skips are the codes of the policies that a settlement skipped, as a line.
func Skips(r *settlement.SettleEventResponse) string {
	var codes []string
	for _, s := range r.Skipped {
		codes = append(codes, string(s.Code))
	}
	return strings.Join(codes, " ")
}

// Parse reads a message that a transaction answered.
func Parse[R any](t *testing.T, payload string) *R {
	t.Helper()
	r := new(R)
	if err := protojson.UnmarshalTrusted([]byte(payload), r); err != nil {
		t.Fatal(err)
	}
	return r
}
