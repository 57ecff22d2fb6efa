package party

import (
	"testing"

	"insurance/chaincode/domain/claim"
	"insurance/chaincode/domain/fault"
	"insurance/chaincode/domain/instant"
	"insurance/chaincode/domain/policy"
	"insurance/chaincode/domain/quote"
	"insurance/chaincode/domain/record"
)

func at(t *testing.T, s string) *instant.Instant {
	t.Helper()
	i, err := instant.Parse(s)
	if err != nil {
		t.Fatal(err)
	}
	return &i
}

// The retention counts from the end of a policy, and from the last payment under it when that is later.
func TestErasable_FromWhenTheRetentionCounts(t *testing.T) {
	const end = "2027-01-01T00:00:00Z"
	stamp := func(s string) *record.Stamp { return &record.Stamp{Time: at(t, s)} }
	cancelled := func(effective, recorded string) *policy.Policy {
		return &policy.Policy{Status: policy.Cancelled, Cancellation: &policy.Cancellation{EffectiveAt: at(t, effective), Cancelled: stamp(recorded)}}
	}
	refunded := cancelled("2026-06-01T00:00:00Z", "2026-06-01T00:00:00Z")
	refunded.Refunds = []policy.Refund{{Paid: &policy.PremiumPayment{Recorded: stamp("2026-07-01T00:00:00Z")}}}
	for name, test := range map[string]struct {
		policy *policy.Policy
		claims []claim.Claim
		counts string
	}{
		"expired":                        {&policy.Policy{Status: policy.Expired}, nil, end},
		"cancelled ahead":                {cancelled("2026-09-01T00:00:00Z", "2026-08-01T00:00:00Z"), nil, "2026-09-01T00:00:00Z"},
		"cancelled back, in cooling off": {cancelled("2026-01-01T00:00:00Z", "2026-01-09T00:00:00Z"), nil, "2026-01-09T00:00:00Z"},
		"refunded later":                 {refunded, nil, "2026-07-01T00:00:00Z"},
		"paid later": {&policy.Policy{Status: policy.Expired}, []claim.Claim{{Status: claim.Closed, Payments: []claim.Payment{
			{Paid: stamp("2026-05-01T00:00:00Z")}, {Paid: stamp("2028-05-01T00:00:00Z")}}}}, "2028-05-01T00:00:00Z"},
		"paid before the end": {&policy.Policy{Status: policy.Expired}, []claim.Claim{{Status: claim.Paid, Payments: []claim.Payment{
			{Paid: stamp("2026-05-01T00:00:00Z")}}}}, end},
	} {
		test.policy.Cover = &instant.Period{Start: at(t, "2026-01-01T00:00:00Z"), End: at(t, end)}
		contracts := []Contract{{Policy: test.policy, Claims: test.claims, RetentionDays: 10}}
		over := at(t, test.counts).AddDays(10)
		if err := Erasable(contracts, over.AddSeconds(-1)); fault.CodeOf(err) != fault.RetentionNotOver {
			t.Errorf("%s: a second before: %v", name, err)
		}
		if err := Erasable(contracts, over); err != nil {
			t.Errorf("%s: at the end: %v", name, err)
		}
	}
}

func TestErasable_WhatIsNotSettled_IsRefusedForEveryStatus(t *testing.T) {
	cover := &instant.Period{Start: at(t, "2020-01-01T00:00:00Z"), End: at(t, "2021-01-01T00:00:00Z")}
	now := *at(t, "2030-01-01T00:00:00Z")
	for status := range policy.Status(0).EnumNames() {
		p := &policy.Policy{Status: policy.Status(status), Particulars: quote.Particulars{Cover: cover}}
		if p.Status == policy.Cancelled {
			p.Cancellation = &policy.Cancellation{EffectiveAt: cover.Start, Cancelled: &record.Stamp{Time: cover.Start}}
		}
		ended := p.Status == policy.Cancelled || p.Status == policy.Expired
		if err := Erasable([]Contract{{Policy: p}}, now); (fault.CodeOf(err) == fault.ErasureNotAllowed) == ended {
			t.Errorf("policy %s: %v", p.Status, err)
		}
	}
	for status := range claim.Status(0).EnumNames() {
		c := claim.Claim{Status: claim.Status(status)}
		settled := c.Status == claim.Paid || c.Status == claim.Declined || c.Status == claim.Closed
		contract := Contract{Policy: &policy.Policy{Status: policy.Expired, Particulars: quote.Particulars{Cover: cover}}, Claims: []claim.Claim{c}}
		if err := Erasable([]Contract{contract}, now); (fault.CodeOf(err) == fault.ErasureNotAllowed) == settled {
			t.Errorf("claim %s: %v", c.Status, err)
		}
	}
	if err := Erasable(nil, now); err != nil {
		t.Errorf("a person without policies: %v", err)
	}
}

func TestPurpose_EveryOneHasAName_AndFourNeedNoConsent(t *testing.T) {
	free := 0
	for i := range Purpose(0).EnumNames() {
		if p := Purpose(i); p.String() == "" {
			t.Errorf("%d has no name", i)
		} else if p != PurposeUnspecified && !p.NeedsConsent() {
			free++
		}
	}
	if free != 4 {
		t.Errorf("%d purposes need no consent", free)
	}
}

// Whatever bytes come as sealed data, they are taken or refused with the one code.
func FuzzCheckSealed(f *testing.F) {
	f.Add([]byte{})
	f.Add([]byte{1})
	f.Add(append([]byte{1}, make([]byte, minSealed)...))
	f.Add(make([]byte, maxSealed+1))
	f.Fuzz(func(t *testing.T, sealed []byte) {
		err := CheckSealed(sealed)
		fits := len(sealed) >= minSealed && len(sealed) <= maxSealed && sealed[0] == sealForm
		if (err == nil) != fits || err != nil && fault.CodeOf(err) != fault.PersonalDataMissing {
			t.Fatalf("%d bytes: %v", len(sealed), err)
		}
	})
}
