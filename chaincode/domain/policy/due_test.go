package policy

import (
	"testing"

	"insurance/chaincode/domain/fault"
)

func TestDueSince_IsWhenTheStepIsAllowedAndNotBefore(t *testing.T) {
	quarterly, whole := inForce(t, house(), "quarterly"), inForce(t, house(), "")
	renewed, reminded, cancelled := inForce(t, house(), ""), inForce(t, house(), ""), inForce(t, house(), "")
	short := inForce(t, house(), "")
	shortEnd := day(30)
	short.Cover.End = &shortEnd
	renewed.RenewedBy, reminded.RenewalReminded = "next", on(350)
	if err := end(cancelled, house(), ByHolder, 1, 1, false); err != nil {
		t.Fatal(err)
	}
	for _, test := range []struct {
		name  string
		p     *Policy
		what  Due
		on    int64
		since int64
	}{
		{"grace not over", quarterly, DueLapse, 119, -1},
		{"grace over", quarterly, DueLapse, 120, 120},
		{"all paid", whole, DueLapse, 399, -1},
		{"cover not over", whole, DueExpiry, 399, -1},
		{"cover over", whole, DueExpiry, 400, 400},
		{"too early to remind", whole, DueRenewalReminder, 369, -1},
		{"to be reminded", whole, DueRenewalReminder, 370, 370},
		{"still to be reminded", whole, DueRenewalReminder, 399, 370},
		{"too late to remind", whole, DueRenewalReminder, 400, -1},
		{"renewed", renewed, DueRenewalReminder, 380, -1},
		{"reminded", reminded, DueRenewalReminder, 380, -1},
		{"cancelled", cancelled, DueRenewalReminder, 380, -1},
		{"a cover not longer than the days before", short, DueRenewalReminder, 29, -1},
		{"a short cover that is over", short, DueExpiry, 30, 30},
		{"cancelled", cancelled, DueExpiry, 500, -1},
		{"nothing asked", whole, DueUnspecified, 500, -1},
	} {
		since := test.p.DueSince(test.what, day(test.on), 30)
		if since == nil != (test.since < 0) || since != nil && since.Compare(day(test.since)) != 0 {
			t.Errorf("%s, on day %d: %v, want day %d", test.name, test.on, since, test.since)
		}
	}
}

func TestRemindOfRenewal_OnceWhileTheCoverLastsAndIsNotRenewed(t *testing.T) {
	p := inForce(t, house(), "")
	if err := p.RemindOfRenewal(on(400)); fault.CodeOf(err) != fault.CoverEnded {
		t.Error(err)
	}
	if err := p.RemindOfRenewal(on(380)); err != nil || p.Status != InForce || p.RenewalReminded.TransactionID != "tx-380" {
		t.Fatal(err)
	}
	if err := p.RemindOfRenewal(on(381)); fault.CodeOf(err) != fault.AlreadyReminded {
		t.Error(err)
	}
	renewed := inForce(t, house(), "")
	renewed.RenewedBy = "next"
	if err := renewed.RemindOfRenewal(on(380)); fault.CodeOf(err) != fault.AlreadyRenewed {
		t.Error(err)
	}
	if err := bound(t, house(), "").RemindOfRenewal(on(380)); fault.CodeOf(err) != fault.WrongPolicyStatus {
		t.Error(err)
	}
}
