package claim

import (
	"testing"

	"insurance/chaincode/domain/fault"
)

func TestRefer_OnlyAnApprovedAndUnpaidClaim_IsTakenBack(t *testing.T) {
	c := claimed(5_000)
	refused(t, fault.WrongClaimStatus, c.Refer("r", by("ann", 1)))
	must(t, c.Decide(approve(1_000, by("ann", 1)), nil))
	must(t, c.Refer("to be seen", by("ben", 2)))
	if d := c.LastDecision(); c.Status != Referred || d.ReasonCode != "REFERRED_BY_HANDLER" || d.Reason != "to be seen" || d.Decided.Actor != "ben" || d.Automatic {
		t.Fatalf("%s %+v", c.Status, d)
	}
	must(t, c.Decide(approve(1_000, by("ann", 3)), nil))
	must(t, c.Pay(kroner(400), "", "r", by("", 4)))
	refused(t, fault.WrongClaimStatus, c.Refer("r", by("ben", 5)))
}

func TestAddEvidence_OnlyToAReferredClaim_AndNoMoreThanFit(t *testing.T) {
	digest := "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0bb822cd15d6c15b0f00a0"
	c := claimed(5_000)
	must(t, c.AddEvidence([]Evidence{{"photo", digest}}))
	must(t, c.AddEvidence([]Evidence{{"bill", digest}}))
	if len(c.Evidence) != 2 || c.Evidence[1].Kind != "bill" {
		t.Fatal(c.Evidence)
	}
	refused(t, fault.TooMany, c.AddEvidence(make([]Evidence, MaxEvidence)))
	c = claimed(5_000)
	must(t, c.Decide(decline(by("ann", 1)), nil))
	refused(t, fault.WrongClaimStatus, c.AddEvidence([]Evidence{{"photo", digest}}))
}
