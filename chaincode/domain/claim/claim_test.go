package claim

import (
	"fmt"
	"strings"
	"testing"

	"insurance/chaincode/domain/fault"
	"insurance/chaincode/domain/instant"
	"insurance/chaincode/domain/money"
	"insurance/chaincode/domain/product"
	"insurance/chaincode/domain/quote"
	"insurance/chaincode/domain/record"
	"insurance/chaincode/domain/text"
)

func kroner(units int64) *money.Money { return money.Of(units, "DKK").Ptr() }

// by is a handler, at a second of the test's day.
func by(actor string, second int64) *record.Stamp {
	start, err := instant.Parse("2026-03-01T00:00:00Z")
	if err != nil {
		panic(err)
	}
	now := start.AddSeconds(second)
	return &record.Stamp{TransactionID: fmt.Sprintf("tx-%d", second), Time: &now, MSPID: "NorthMSP", Actor: actor}
}

func claimed(amount int64) *Claim {
	c := &Claim{ClaimID: "c", Losses: []Loss{{"building", kroner(amount)}}, AmountClaimed: kroner(amount), Submitted: by("", 0)}
	if err := c.RecordDecision(Decision{Outcome: product.Refer, Automatic: true, Decided: by("", 0)}); err != nil {
		panic(err)
	}
	return c
}

func approve(amount int64, stamp *record.Stamp) Decision {
	return Decision{Outcome: product.Approve, ApprovedAmount: kroner(amount), Decided: stamp, Approved: []CoverageAmount{{"building", "", kroner(amount)}}}
}

func decline(stamp *record.Stamp) Decision {
	return Decision{Outcome: product.Decline, ReasonCode: "LOSS_NOT_PROVEN", Decided: stamp}
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func refused(t *testing.T, want fault.Code, err error) {
	t.Helper()
	if fault.CodeOf(err) != want {
		t.Fatalf("got %v, want %s", err, want)
	}
}

func TestTransitions_EveryStatusAndStep_IsAllowedExactlyByTheTable(t *testing.T) {
	statuses := []Status{StatusUnspecified, Referred, Approved, Declined, Paid, Proposed, Appealed, Closed}
	steps := []Step{Approval, Referral, Refusal, Proposal, Confirm, Reject, PartPaid, Payout, Appeal, Reopen, Close, Evidenced, Recover}
	wanted := map[string]string{}
	for _, line := range []string{
		"unspecified/approval/approved", "unspecified/referral/referred", "unspecified/decline/declined",
		"referred/new evidence/referred", "referred/approval/approved", "referred/referral/referred", "referred/decline/declined",
		"referred/proposal/proposed", "proposed/confirmation/approved", "proposed/rejection of a proposal/referred",
		"approved/referral/referred", "approved/part payment/approved", "approved/payment/paid",
		"declined/appeal/appealed", "declined/reopening/referred", "declined/closing/closed",
		"paid/appeal/appealed", "paid/reopening/referred", "paid/recovery/paid", "paid/closing/closed",
		"appealed/referral/referred", "appealed/decline/declined", "appealed/payment/paid",
		"closed/reopening/referred", "closed/recovery/closed",
	} {
		parts := strings.Split(line, "/")
		wanted[parts[0]+"/"+parts[1]] = parts[2]
	}
	for _, from := range statuses {
		for _, step := range steps {
			c := &Claim{ClaimID: "c", Status: from}
			err := c.Move(step)
			to, allowed := wanted[from.String()+"/"+string(step)]
			if allowed && (err != nil || c.Status.String() != to) || !allowed && (fault.CodeOf(err) != fault.WrongClaimStatus || c.Status != from) {
				t.Errorf("%s, %s: now %s, %v", from, step, c.Status, err)
			}
		}
	}
	if len(Transitions) != len(wanted) {
		t.Errorf("the table has %d lines, this test %d", len(Transitions), len(wanted))
	}
}

// home covers fire and water, of which water is bounded per loss and in all.
func home(alter func(*product.Coverage)) *product.Product {
	building := product.Coverage{
		CoverageID: "building", CoveredCauses: []string{"fire", "water"},
		SubLimits: []product.SubLimit{{SubLimitID: "water-damage", Causes: []string{"water"}, LimitPerLoss: kroner(40_000), AggregateLimit: kroner(60_000)}},
	}
	if alter != nil {
		alter(&building)
	}
	return &product.Product{Currency: "DKK", Coverages: []product.Coverage{building, {CoverageID: "contents", CoveredCauses: []string{"fire"}}}}
}

func TestPayable_WorkedExamples_AreExactStepByStep(t *testing.T) {
	fixed := &product.Deductible{Kind: product.Fixed, Amount: kroner(5_000)}
	share := &product.Deductible{Kind: product.Percentage, RatePPM: 100_000, Minimum: kroner(2_000), Maximum: kroner(8_000)}
	franchise := &product.Deductible{Kind: product.Franchise, Amount: kroner(5_000)}
	used := func(sub string, amount int64) Used { return Used{{"building", sub, kroner(amount)}} }
	for _, test := range []struct {
		name    string
		alter   func(*product.Coverage)
		cause   string
		claimed int64
		used    Used
		want    string
	}{
		{"nothing taken", nil, "fire", 30_000, nil, "claimed 30000"},
		{"fixed deductible", func(c *product.Coverage) { c.Deductible = fixed }, "fire", 30_000, nil, "claimed 30000, deductible 25000"},
		{"fixed deductible above the loss", func(c *product.Coverage) { c.Deductible = fixed }, "fire", 4_999, nil, "claimed 4999, deductible 0"},
		{"percentage", func(c *product.Coverage) { c.Deductible = share }, "fire", 30_000, nil, "claimed 30000, deductible 27000"},
		{"percentage at its minimum", func(c *product.Coverage) { c.Deductible = share }, "fire", 10_000, nil, "claimed 10000, deductible 8000"},
		{"percentage below its minimum", func(c *product.Coverage) { c.Deductible = share }, "fire", 1_500, nil, "claimed 1500, deductible 0"},
		{"percentage at its maximum", func(c *product.Coverage) { c.Deductible = share }, "fire", 90_000, nil, "claimed 90000, deductible 82000"},
		{"at the franchise", func(c *product.Coverage) { c.Deductible = franchise }, "fire", 5_000, nil, "claimed 5000, deductible 0"},
		{"above the franchise", func(c *product.Coverage) { c.Deductible = franchise }, "fire", 5_001, nil, "claimed 5001, deductible 5001"},
		// 25,000.5 × 0.8 would not be whole: 25,001 × 0.8 = 20,000.8, rounded once.
		{"co-insurance after the deductible", func(c *product.Coverage) { c.Deductible, c.CoinsurancePPM = fixed, 200_000 }, "fire", 30_001, nil,
			"claimed 30001, deductible 25001, co-insurance 20001"},
		{"limit per loss after both", func(c *product.Coverage) { c.Deductible, c.LimitPerLoss = fixed, kroner(20_000) }, "fire", 30_000, nil,
			"claimed 30000, deductible 25000, limit per loss 20000"},
		{"sum insured", nil, "fire", 120_000, nil, "claimed 120000, sum insured 100000"},
		{"sub-limit per loss", nil, "water", 50_000, nil, "claimed 50000, sub-limit per loss 40000"},
		{"what is left of the sub-limit", nil, "water", 50_000, used("water-damage", 35_000), "claimed 50000, sub-limit per loss 40000, remaining sub-limit 25000"},
		{"a sub-limit does not bound other causes", nil, "fire", 50_000, used("water-damage", 60_000), "claimed 50000, remaining limit 40000"},
		{"what is left of the sum insured", nil, "fire", 50_000, used("", 80_000), "claimed 50000, remaining limit 20000"},
		{"what is left of an aggregate limit", func(c *product.Coverage) { c.AggregateLimit = kroner(250_000) }, "fire", 90_000, used("", 200_000),
			"claimed 90000, remaining limit 50000"},
		{"nothing left", nil, "fire", 50_000, used("", 100_000), "claimed 50000, remaining limit 0"},
		{"other coverages take nothing", nil, "fire", 50_000, Used{{"contents", "", kroner(90_000)}}, "claimed 50000"},
	} {
		t.Run(test.name, func(t *testing.T) {
			insured := []quote.CoveragePrice{{CoverageID: "building", SumInsured: kroner(100_000)}}
			steps, approved, total, err := Payable(home(test.alter), insured, test.cause, []Loss{{"building", kroner(test.claimed)}}, test.used)
			var listed []string
			for _, step := range steps {
				listed = append(listed, fmt.Sprintf("%s %d", step.Step, step.Amount.MinorUnits))
			}
			if got := strings.Join(listed, ", "); err != nil || got != test.want {
				t.Errorf("%s, %v; want %s", got, err, test.want)
			}
			if last := steps[len(steps)-1]; total != *last.Amount || (len(approved) == 1) != (total.MinorUnits > 0) {
				t.Errorf("in all %s, by coverage %v", total, approved)
			}
		})
	}
}

func TestPayable_SeveralCoverages_AreCalculatedEachAndSummed(t *testing.T) {
	insured := []quote.CoveragePrice{{CoverageID: "building", SumInsured: kroner(100_000)}, {CoverageID: "contents", SumInsured: kroner(20_000)}}
	losses := []Loss{{"building", kroner(70_000)}, {"contents", kroner(25_000)}}
	steps, approved, total, err := Payable(home(nil), insured, "fire", losses, nil)
	if err != nil || total.MinorUnits != 90_000 || len(approved) != 2 || len(steps) != 4 || steps[3].Step != "total" {
		t.Fatalf("%s %v %v %v", total, approved, steps, err)
	}
	_, _, _, err = Payable(home(nil), insured[:1], "fire", losses, nil)
	if refusal := fault.From(err); refusal == nil || refusal.Code != fault.CoverageNotFound || refusal.Field != "losses[1].coverageId" {
		t.Fatal(err)
	}
}

func TestDecide_AboveTheFourEyesLimit_NeedsASecondHandler(t *testing.T) {
	limit := kroner(1_000)
	c := claimed(5_000)
	must(t, c.Decide(approve(1_000, by("ann", 1)), limit))
	if c.Status != Approved {
		t.Fatalf("at the limit: %s", c.Status)
	}
	c = claimed(5_000)
	must(t, c.Decide(approve(1_001, by("ann", 1)), limit))
	if c.Status != Proposed {
		t.Fatal(c.Status)
	}
	refused(t, fault.WrongClaimStatus, c.Pay(nil, "", "r", by("", 2)))
	refused(t, fault.SecondPersonNeeded, c.Confirm(true, "r", by("ann", 2)))
	refused(t, fault.SecondPersonNeeded, c.Confirm(false, "r", by("ann", 2)))
	must(t, c.Confirm(false, "too much", by("ben", 3)))
	if c.Status != Referred || c.ApprovedAmount() != nil {
		t.Fatal(c.Status)
	}
	must(t, c.Decide(approve(1_002, by("ben", 4)), limit))
	must(t, c.Confirm(true, "seen", by("ann", 5)))
	if c.Status != Approved || c.ApprovedAmount().MinorUnits != 1_002 || c.LastDecision().Confirmed.Actor != "ann" {
		t.Fatal(c.Status)
	}
	// Nobody's name is not another person's.
	c = claimed(5_000)
	must(t, c.Decide(approve(2_000, by("", 1)), limit))
	refused(t, fault.SecondPersonNeeded, c.Confirm(true, "r", by("", 2)))
}

func TestDecideAppeal_AnAppeal_IsForThoseWhoTookNoPart(t *testing.T) {
	limit := kroner(1_000)
	c := claimed(5_000)
	must(t, c.Decide(approve(2_000, by("ann", 1)), limit))
	must(t, c.Confirm(true, "r", by("ben", 2)))
	refused(t, fault.WrongClaimStatus, c.Appeal("too little", by("", 3)))
	must(t, c.Pay(nil, "", "r", by("", 3)))
	must(t, c.Appeal("too little", by("", 4)))
	refused(t, fault.WrongClaimStatus, c.Pay(nil, "", "r", by("", 5)))
	refused(t, fault.SecondPersonNeeded, c.DecideAppeal(false, "r", by("ann", 5)))
	refused(t, fault.SecondPersonNeeded, c.DecideAppeal(true, "r", by("ben", 5)))
	must(t, c.DecideAppeal(false, "look again", by("cas", 5)))
	if c.Status != Referred {
		t.Fatal(c.Status)
	}
	refused(t, fault.SecondPersonNeeded, c.Decide(approve(3_000, by("ann", 6)), limit))
	must(t, c.Decide(approve(3_000, by("cas", 7)), limit))
	refused(t, fault.SecondPersonNeeded, c.Confirm(true, "r", by("ben", 8)))
	must(t, c.Confirm(true, "r", by("dan", 9)))
	must(t, c.Pay(nil, "", "r", by("", 10)))
	if total, _ := c.Total(); total.MinorUnits != 3_000 || c.Payments[1].Amount.MinorUnits != 1_000 {
		t.Fatal(total)
	}
	// Upheld, a paid claim is as it was, and a declined one is declined.
	must(t, c.Appeal("again", by("", 11)))
	must(t, c.DecideAppeal(true, "right", by("eve", 12)))
	if c.Status != Paid || c.ApprovedAmount().MinorUnits != 3_000 {
		t.Fatalf("%s %v", c.Status, c.ApprovedAmount())
	}
	c = claimed(5_000)
	must(t, c.Decide(decline(by("ann", 1)), limit))
	must(t, c.Appeal("why", by("", 2)))
	must(t, c.DecideAppeal(true, "because", by("ben", 3)))
	if c.Status != Declined || c.ApprovedAmount() != nil {
		t.Fatal(c.Status)
	}
}

func TestReopen_AfterAPayment_KeepsWhatWasPaid(t *testing.T) {
	c := claimed(5_000)
	must(t, c.Decide(approve(4_000, by("ann", 1)), nil))
	refused(t, fault.LimitExceeded, c.Pay(kroner(4_001), "", "r", by("", 2)))
	must(t, c.Pay(kroner(1_500), "builder", "r", by("", 2)))
	if c.Status != Approved {
		t.Fatal(c.Status)
	}
	must(t, c.Pay(nil, "", "r", by("", 4)))
	if c.Status != Paid || c.Payments[1].Amount.MinorUnits != 2_500 || c.Payments[1].ElapsedMilliseconds != 4_000 {
		t.Fatalf("%s %+v", c.Status, c.Payments[1])
	}
	refused(t, fault.WrongAmount, c.Reopen([]Loss{{"building", kroner(4_999)}}, "r", by("ann", 5)))
	refused(t, fault.WrongAmount, c.Reopen([]Loss{{"contents", kroner(9_000)}}, "r", by("ann", 5)))
	must(t, c.Reopen([]Loss{{"building", kroner(6_000)}, {"contents", kroner(100)}}, "more was found", by("ann", 5)))
	if c.Status != Referred || c.AmountClaimed.MinorUnits != 6_100 || c.PaidByCoverage()[0].Amount.MinorUnits != 4_000 {
		t.Fatalf("%s %s", c.Status, c.AmountClaimed)
	}
	for _, test := range []struct {
		losses []Loss
		code   fault.Code
	}{
		{[]Loss{{"building", kroner(4_000)}}, fault.WrongAmount},
		{[]Loss{{"building", kroner(3_999)}, {"contents", kroner(100)}}, fault.WrongAmount},
		{[]Loss{{"contents", kroner(100)}}, fault.WrongAmount},
		{[]Loss{{"building", kroner(4_001)}}, ""},
	} {
		total, _ := Claimed(test.losses)
		if got := fault.CodeOf(c.AboveThePaid(test.losses, total)); got != test.code {
			t.Errorf("%v: %q", test.losses, got)
		}
	}
	// Declined beyond what was paid, appealed and upheld: declined still, and what was paid stays paid.
	must(t, c.Decide(decline(by("ben", 6)), nil))
	must(t, c.Appeal("r", by("", 7)))
	must(t, c.DecideAppeal(true, "r", by("cas", 8)))
	if c.Status != Declined || c.PaidByCoverage()[0].Amount.MinorUnits != 4_000 {
		t.Fatal(c.Status)
	}
	must(t, c.Close(by("cas", 9)))
	must(t, c.Recover(Recovery{Kind: Subrogation, Amount: kroner(3_000), Recorded: by("", 10)}))
	refused(t, fault.LimitExceeded, c.Recover(Recovery{Kind: Salvage, Amount: kroner(1_001), Recorded: by("", 10)}))
	must(t, c.Recover(Recovery{Kind: Salvage, Amount: kroner(1_000), Recorded: by("", 11)}))
	refused(t, fault.WrongClaimStatus, c.SetReserve(Reserve{Amount: kroner(1), Set: by("", 12)}))
	must(t, c.Reopen(nil, "r", by("cas", 13)))
	if c.Closed != nil || c.Status != Referred {
		t.Fatal(c.Status)
	}
}

func TestPay_ManyParts_LeavesRoomForTheLast(t *testing.T) {
	c := claimed(5_000)
	must(t, c.Decide(approve(5_000, by("ann", 1)), nil))
	for range maxPayments - 1 {
		must(t, c.Pay(kroner(1), "", "r", by("", 2)))
	}
	refused(t, fault.TooMany, c.Pay(kroner(1), "", "r", by("", 3)))
	must(t, c.Pay(nil, "", "r", by("", 4)))
	if c.Status != Paid {
		t.Fatal(c.Status)
	}
}

func TestParametricID_AnySourceAndPolicy_IsAnIDOfItsOwnAndInTheOrderOfThePolicies(t *testing.T) {
	long := strings.Repeat("p", text.MaxID)
	seen := map[string]bool{}
	for _, source := range []string{"tower/delay/AA%201/1", "tower/delay/AA%201/2", strings.Repeat("x", 500)} {
		before := ""
		for _, policy := range []string{"a", "a-1", "b", "p-000000000000000000000000001", long[1:] + "q", long} {
			id := ParametricID(source, policy)
			if err := text.ID("claimId", id); err != nil || seen[id] || ChosenID("claimId", id) == nil {
				t.Errorf("%s of %s under %s: %v", id, source, policy, err)
			}
			if len(policy) < 30 && id <= before {
				t.Errorf("%s does not follow %s", id, before)
			}
			seen[id], before = true, id
		}
	}
}

// The sentence says what the claim's state is: an appeal under way, or one that was answered before the claim was looked at again.
func TestIndependent_AfterAnAppeal_SaysWhatWasAppealed(t *testing.T) {
	now := func(actor string) *record.Stamp {
		at := instant.Instant{Seconds: 1}
		return &record.Stamp{MSPID: "NorthMSP", Actor: actor, Time: &at}
	}
	c := &Claim{ClaimID: "c", Status: Declined, Decisions: []Decision{{Outcome: product.Decline, Decided: now("ann")}}}
	if err := c.Appeal("no", now("ann")); err != nil {
		t.Fatal(err)
	}
	refused := func(err error, words string) {
		t.Helper()
		if refusal := fault.From(err); refusal == nil || refusal.Code != fault.SecondPersonNeeded || !strings.Contains(refusal.Message, words) {
			t.Errorf("%v, not %q", err, words)
		}
	}
	refused(c.DecideAppeal(true, "r", now("ann")), "the decision that is appealed")
	if err := c.DecideAppeal(true, "r", now("ben")); err != nil {
		t.Fatal(err)
	}
	if err := c.Reopen(nil, "new facts", now("ann")); err != nil {
		t.Fatal(err)
	}
	refused(c.Decide(Decision{Outcome: product.Decline, Decided: now("ann")}, nil), "a decision that was appealed against earlier")
}
