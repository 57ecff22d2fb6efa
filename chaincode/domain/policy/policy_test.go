package policy

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
)

func kroner(units int64) *money.Money { return money.Of(units, "DKK").Ptr() }

func day(n int64) instant.Instant {
	start, err := instant.Parse("2026-01-01T00:00:00Z")
	if err != nil {
		panic(err)
	}
	return start.AddDays(n)
}

func on(n int64) *record.Stamp {
	now := day(n)
	return &record.Stamp{TransactionID: fmt.Sprintf("tx-%d", n), Time: &now, MSPID: "NorthMSP"}
}

// house costs 1 % of its building and 2 % of its contents, and 10 % tax in Denmark.
func house() *product.Product {
	return &product.Product{
		ProductID: "house", Version: 1, InsurerMSPID: "NorthMSP", Currency: "DKK", Status: product.Open,
		Coverages: []product.Coverage{
			{CoverageID: "building", RatePPM: 10_000, MaximumSumInsured: kroner(1 << 40)},
			{CoverageID: "contents", Optional: true, RatePPM: 20_000, MaximumSumInsured: kroner(1 << 40)},
		},
		Tariff: &product.Tariff{RateBasis: product.ForCover},
		Jurisdictions: []product.JurisdictionTerms{{
			Jurisdiction: "DK", Taxes: []product.Tax{{Name: "tax", RatePPM: 100_000}},
			CoolingOffDays: 14, CancellationNoticeDays: 30, GraceDays: 20,
		}},
		InstalmentPlans: []product.InstalmentPlan{{PlanID: "quarterly", Instalments: 4}},
		Limits:          &product.Limits{QuoteValiditySeconds: 86_400 * 90, MaximumBackdatingDays: 10},
	}
}

func shortRate(p *product.Product) *product.Product {
	p.Cancellation = &product.CancellationTerms{ShortRate: []product.ShortRateStep{
		{UntilElapsedPPM: 250_000, RetainedPPM: 400_000}, {UntilElapsedPPM: 500_000, RetainedPPM: 700_000},
	}}
	return p
}

// offer quotes 400 days of a building at 100,000.00: net 1,000.00 and tax 100.00.
func offer(sold *product.Product, from int64, plan string) *quote.Quote {
	start, end := day(from), day(from+400)
	a := &quote.Ask{
		Particulars: quote.Particulars{Cover: &instant.Period{Start: &start, End: &end}, Jurisdiction: "DK", InstalmentPlanID: plan},
		Coverages:   []quote.Selection{{CoverageID: "building", SumInsured: kroner(10_000_000)}},
	}
	if err := a.Accept(sold, start); err != nil {
		panic(err)
	}
	price, err := a.Rate(sold)
	if err != nil {
		panic(err)
	}
	expires := day(from + 90)
	return &quote.Quote{
		QuoteID: "q", ProductID: "house", ProductVersion: 1, InsurerMSPID: "NorthMSP", HolderID: "h", Particulars: a.Particulars,
		Coverages: price.Coverages, Premium: price.Premium, Rating: price.Rating, ExpiresAt: &expires,
	}
}

func bound(t *testing.T, sold *product.Product, plan string) *Policy {
	t.Helper()
	p, err := Bind(offer(sold, 0, plan), sold, "p", on(0))
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func (p *Policy) mustPay(t *testing.T, n int64) {
	t.Helper()
	if _, err := p.Receive(PremiumPayment{Amount: p.nextUnpaid().Amount, Reference: "r", Recorded: on(n)}); err != nil {
		t.Fatal(err)
	}
}

func inForce(t *testing.T, sold *product.Product, plan string) *Policy {
	t.Helper()
	p := bound(t, sold, plan)
	p.mustPay(t, 0)
	return p
}

// money of a policy, as one line: instalments (paid ones with a *), refunds.
func (p *Policy) books() string {
	var b strings.Builder
	for i := range p.Instalments {
		part := &p.Instalments[i]
		fmt.Fprintf(&b, "%d:%d@%d", part.Number, part.Amount.MinorUnits, (part.DueAt.Seconds-day(0).Seconds)/instant.Day)
		if part.Payment != nil {
			b.WriteString("*")
		}
		b.WriteString(" ")
	}
	for i := range p.Refunds {
		fmt.Fprintf(&b, "-%d ", p.Refunds[i].Amount.MinorUnits)
	}
	return strings.TrimSpace(b.String())
}

func TestTransitions_EveryStatusAndStep_IsAllowedExactlyByTheTable(t *testing.T) {
	statuses := []Status{Bound, InForce, Lapsed, Cancelled, Expired}
	steps := []Step{PremiumReceived, Change, Lapse, Reinstate, Cancel, Expire, Renew, Remind}
	wanted := map[string]Status{}
	for _, line := range []string{
		"bound/premium received/in force", "bound/lapse/lapsed", "bound/cancellation/cancelled",
		"in force/premium received/in force", "in force/policy endorsement/in force", "in force/lapse/lapsed",
		"in force/cancellation/cancelled", "in force/expiry/expired", "in force/renewal/in force",
		"in force/renewal reminder/in force",
		"lapsed/premium received/lapsed", "lapsed/reinstatement/in force", "lapsed/cancellation/cancelled", "lapsed/expiry/expired",
		"cancelled/premium received/cancelled", "expired/premium received/expired", "expired/renewal/expired",
	} {
		parts := strings.Split(line, "/")
		for _, s := range statuses {
			if s.String() == parts[2] {
				wanted[parts[0]+"/"+parts[1]] = s
			}
		}
	}
	for _, from := range statuses {
		for _, step := range steps {
			p := &Policy{PolicyID: "p", Status: from}
			err := p.move(step)
			to, allowed := wanted[from.String()+"/"+string(step)]
			if allowed && (err != nil || p.Status != to) || !allowed && (fault.CodeOf(err) != fault.WrongPolicyStatus || p.Status != from) {
				t.Errorf("%s, %s: now %s, %v", from, step, p.Status, err)
			}
		}
	}
	if len(Transitions) != len(wanted) {
		t.Errorf("the table has %d lines, this test %d", len(Transitions), len(wanted))
	}
}

func TestBind_Instalments_AreEqualEvenlySpacedAndSumToTheGrossPremium(t *testing.T) {
	for _, test := range []struct {
		gross       int64
		parts       uint32
		coverDays   int64
		bound       int64
		wantAmounts string
	}{
		{110_000, 1, 400, 0, "1:110000@0"},
		{110_000, 4, 400, 0, "1:27500@0 2:27500@100 3:27500@200 4:27500@300"},
		// What does not divide is in the first part.
		{110_003, 4, 400, 0, "1:27503@0 2:27500@100 3:27500@200 4:27500@300"},
		// Nothing is due before the policy was bound.
		{110_000, 4, 400, 150, "1:27500@150 2:27500@150 3:27500@200 4:27500@300"},
		// No part is of nothing.
		{3, 12, 360, 0, "1:1@0 2:1@120 3:1@240"},
	} {
		start, end := day(0), day(test.coverDays)
		p := &Policy{Instalments: schedule(money.Of(test.gross, "DKK"), test.parts, &instant.Period{Start: &start, End: &end}, day(test.bound), 20)}
		if got := p.books(); got != test.wantAmounts {
			t.Errorf("%d in %d parts: %s", test.gross, test.parts, got)
		}
	}
}

func TestReceive_Instalments_OneAtATimeWholeInOrder(t *testing.T) {
	p := bound(t, house(), "quarterly")
	if p.Status != Bound || p.Covers(day(10)) == nil {
		t.Fatalf("%s, and covered without a premium", p.Status)
	}
	for _, test := range []struct {
		amount *money.Money
		code   fault.Code
	}{{kroner(27_499), fault.WrongAmount}, {kroner(110_000), fault.WrongAmount}, {money.Of(27_500, "SEK").Ptr(), fault.CurrencyMismatch}} {
		if _, err := p.Receive(PremiumPayment{Amount: test.amount, Recorded: on(0)}); fault.CodeOf(err) != test.code {
			t.Errorf("%s: %v", test.amount, err)
		}
	}
	for i := range 4 {
		p.mustPay(t, int64(i))
		if p.Status != InForce {
			t.Fatal(p.Status)
		}
	}
	if _, err := p.Receive(PremiumPayment{Amount: kroner(27_500), Recorded: on(9)}); fault.CodeOf(err) != fault.PremiumPaid {
		t.Error(err)
	}
}

func TestLapse_AfterTheGrace_EndsCoverUntilReinstated(t *testing.T) {
	p := inForce(t, house(), "quarterly")
	// The second instalment is due on day 100; its grace ends on day 120.
	if err := p.Lapse(on(119)); fault.CodeOf(err) != fault.NotOverdue {
		t.Fatal(err)
	}
	if err := p.Covers(day(119)); err != nil {
		t.Fatal(err)
	}
	if err := p.Covers(day(120)); fault.CodeOf(err) != fault.PremiumUnpaid {
		t.Fatalf("covered after the grace before anybody recorded the lapse: %v", err)
	}
	if err := p.Lapse(on(130)); err != nil || p.Lapses[0].From.Compare(day(120)) != 0 {
		t.Fatal(err)
	}
	if err := p.Reinstate(on(140)); fault.CodeOf(err) != fault.PremiumUnpaid {
		t.Fatal(err)
	}
	p.mustPay(t, 145)
	if p.Status != Lapsed {
		t.Fatal(p.Status)
	}
	if err := p.Reinstate(on(150)); err != nil || p.Status != InForce {
		t.Fatal(err)
	}
	for n, want := range map[int64]fault.Code{119: "", 120: fault.PolicyLapsed, 149: fault.PolicyLapsed, 150: "", 219: "", 220: fault.PremiumUnpaid} {
		if got := fault.CodeOf(p.Covers(day(n))); got != want {
			t.Errorf("day %d: %q, want %q", n, got, want)
		}
	}
	// A policy that was never paid lapses too, and its reinstatement needs the first premium.
	p = bound(t, house(), "")
	if err := p.Lapse(on(20)); err != nil || p.Status != Lapsed {
		t.Fatal(err)
	}
	if err := p.Reinstate(on(21)); fault.CodeOf(err) != fault.PremiumUnpaid {
		t.Fatal(err)
	}
	p.mustPay(t, 22)
	if err := p.Reinstate(on(400)); fault.CodeOf(err) != fault.CoverEnded {
		t.Fatal(err)
	}
	if err := p.Reinstate(on(22)); err != nil {
		t.Fatal(err)
	}
}

func TestScheduledAfter_AndCurrentAt_FollowTheChangesAndTheEnd(t *testing.T) {
	sums := func(coverages []quote.CoveragePrice) string {
		var b strings.Builder
		for i := range coverages {
			fmt.Fprintf(&b, "%d ", coverages[i].SumInsured.MinorUnits)
		}
		return strings.TrimSpace(b.String())
	}
	described := func(p *Policy, n int64) string {
		var b strings.Builder
		b.WriteString(sums(p.CurrentAt(day(n))))
		for _, ahead := range p.ScheduledAfter(day(n)) {
			fmt.Fprintf(&b, "; %d: %s", (ahead.EffectiveAt.Seconds-day(0).Seconds)/instant.Day, sums(ahead.Coverages))
		}
		return b.String()
	}
	sold := house()
	ahead, err := Bind(offer(sold, 50, ""), sold, "p", on(40))
	if err != nil {
		t.Fatal(err)
	}
	ahead.mustPay(t, 40)
	p := inForce(t, sold, "")
	for _, change := range [][]int64{{60, 20_000_000}, {90, 30_000_000}, {90, 40_000_000}} {
		if err := revise(p, sold, 10, change[0], change[1], 0); err != nil {
			t.Fatal(err)
		}
		p.mustPay(t, 10)
	}
	for _, test := range []struct {
		policy *Policy
		now    int64
		want   string
	}{
		{ahead, 40, "; 50: 10000000"}, {ahead, 50, "10000000"}, {ahead, 450, ""},
		// Of two changes from one moment the later one holds.
		{p, 10, "10000000; 60: 20000000; 90: 40000000"}, {p, 60, "20000000; 90: 40000000"}, {p, 90, "40000000"}, {p, 400, ""},
	} {
		if got := described(test.policy, test.now); got != test.want {
			t.Errorf("on day %d: %q, want %q", test.now, got, test.want)
		}
	}
	if err := end(p, sold, ByHolder, 30, 75, true); err != nil {
		t.Fatal(err)
	}
	// What would be effective after the cancellation never is.
	for now, want := range map[int64]string{30: "10000000; 60: 20000000", 70: "20000000", 75: "", 90: ""} {
		if got := described(p, now); got != want {
			t.Errorf("cancelled, on day %d: %q, want %q", now, got, want)
		}
	}
	for now, want := range map[int64]string{-1: "10000000", 30: "10000000", 70: "20000000", 75: "20000000", 500: "20000000"} {
		if nearest, ok := p.NearestCovered(day(now)); !ok || sums(p.CoveragesAt(nearest)) != want {
			t.Errorf("nearest to day %d: %s, %t", now, nearest, ok)
		}
	}
	undone := inForce(t, sold, "")
	if err := end(undone, sold, ByHolder, 5, 0, false); err != nil {
		t.Fatal(err)
	}
	if _, ok := undone.NearestCovered(day(3)); ok || described(undone, 3) != "" {
		t.Error("what was undone from its beginning is covered")
	}
}

func TestCoverEnd_OfAPolicyThatCannotComeBack_IsWhereItsCoverStopped(t *testing.T) {
	sold := house()
	for _, test := range []struct {
		name  string
		after func(t *testing.T) *Policy
		ends  int64
		ever  bool
	}{
		{"cancelled before anything was paid", func(t *testing.T) *Policy {
			p := bound(t, sold, "")
			must(t, end(p, sold, ByHolder, 15, 150, false))
			return p
		}, 0, false},
		{"cancelled in a lapse, from later on", func(t *testing.T) *Policy {
			p := inForce(t, sold, "quarterly")
			must(t, revise(p, sold, 10, 130, 20_000_000, 0))
			p.mustPay(t, 10)
			must(t, p.Lapse(on(125)))
			must(t, end(p, sold, ByHolder, 126, 150, false))
			return p
		}, 120, true},
		{"expired in a lapse", func(t *testing.T) *Policy {
			p := inForce(t, sold, "quarterly")
			must(t, p.Lapse(on(125)))
			must(t, p.Expire(on(401)))
			return p
		}, 120, true},
		{"lapsed, and may be reinstated", func(t *testing.T) *Policy {
			p := inForce(t, sold, "quarterly")
			must(t, p.Lapse(on(125)))
			return p
		}, 400, true},
	} {
		p := test.after(t)
		nearest, ever := p.NearestCovered(day(500))
		if p.CoverEnd() != day(test.ends) || ever != test.ever || test.ever && !nearest.Before(day(test.ends)) {
			t.Errorf("%s: ends %s, covered %v at %s", test.name, p.CoverEnd(), ever, nearest)
		}
		for _, ahead := range p.ScheduledAfter(day(127)) {
			t.Errorf("%s: %s is ahead", test.name, ahead.EffectiveAt)
		}
		for _, ahead := range p.ScheduledAfter(day(-1)) {
			if !ahead.EffectiveAt.Before(day(test.ends)) {
				t.Errorf("%s: %s never holds", test.name, ahead.EffectiveAt)
			}
		}
	}
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}
