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
		Cover: &instant.Period{Start: &start, End: &end}, Jurisdiction: "DK", InstalmentPlanID: plan,
		Coverages: []quote.Selection{{CoverageID: "building", SumInsured: kroner(10_000_000)}},
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
		QuoteID: "q", ProductID: "house", ProductVersion: 1, InsurerMSPID: "NorthMSP", HolderID: "h", Cover: a.Cover,
		Coverages: price.Coverages, Premium: price.Premium, Rating: price.Rating, ExpiresAt: &expires, Jurisdiction: "DK",
		InstalmentPlanID: plan,
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

func revise(p *Policy, sold *product.Product, now, effective, building, contents int64) error {
	r := Revision{EffectiveAt: day(effective), Reason: "r", Coverages: []quote.Selection{{CoverageID: "building", SumInsured: kroner(building)}}}
	if contents > 0 {
		r.Coverages = append(r.Coverages, quote.Selection{CoverageID: "contents", SumInsured: kroner(contents)})
	}
	_, err := p.Apply(r, sold, on(now))
	return err
}

func end(p *Policy, sold *product.Product, by CancelledBy, now, effective int64, claims bool) error {
	return p.End(Ending{By: by, EffectiveAt: day(effective), Reason: "r", HasClaims: claims}, sold, on(now))
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

func code(err error) fault.Code {
	if refusal := fault.From(err); refusal != nil {
		return refusal.Code
	}
	return ""
}

func TestTransitions_EveryStatusAndStep_IsAllowedExactlyByTheTable(t *testing.T) {
	statuses := []Status{Bound, InForce, Lapsed, Cancelled, Expired}
	steps := []Step{PremiumReceived, Change, Lapse, Reinstate, Cancel, Expire, Renew}
	wanted := map[string]Status{}
	for _, line := range []string{
		"bound/premium received/in force", "bound/lapse/lapsed", "bound/cancellation/cancelled",
		"in force/premium received/in force", "in force/policy endorsement/in force", "in force/lapse/lapsed",
		"in force/cancellation/cancelled", "in force/expiry/expired", "in force/renewal/in force",
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
			if allowed && (err != nil || p.Status != to) || !allowed && (code(err) != fault.WrongPolicyStatus || p.Status != from) {
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
		if _, err := p.Receive(PremiumPayment{Amount: test.amount, Recorded: on(0)}); code(err) != test.code {
			t.Errorf("%s: %v", test.amount, err)
		}
	}
	for i := range 4 {
		p.mustPay(t, int64(i))
		if p.Status != InForce {
			t.Fatal(p.Status)
		}
	}
	if _, err := p.Receive(PremiumPayment{Amount: kroner(27_500), Recorded: on(9)}); code(err) != fault.PremiumPaid {
		t.Error(err)
	}
}

func TestLapse_AfterTheGrace_EndsCoverUntilReinstated(t *testing.T) {
	p := inForce(t, house(), "quarterly")
	// The second instalment is due on day 100; its grace ends on day 120.
	if err := p.Lapse(on(119)); code(err) != fault.NotOverdue {
		t.Fatal(err)
	}
	if err := p.Covers(day(119)); err != nil {
		t.Fatal(err)
	}
	if err := p.Covers(day(120)); code(err) != fault.PremiumUnpaid {
		t.Fatalf("covered after the grace before anybody recorded the lapse: %v", err)
	}
	if err := p.Lapse(on(130)); err != nil || p.Lapses[0].From.Compare(day(120)) != 0 {
		t.Fatal(err)
	}
	if err := p.Reinstate(on(140)); code(err) != fault.PremiumUnpaid {
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
		if got := code(p.Covers(day(n))); got != want {
			t.Errorf("day %d: %q, want %q", n, got, want)
		}
	}
	// A policy that was never paid lapses too, and its reinstatement needs the first premium.
	p = bound(t, house(), "")
	if err := p.Lapse(on(20)); err != nil || p.Status != Lapsed {
		t.Fatal(err)
	}
	if err := p.Reinstate(on(21)); code(err) != fault.PremiumUnpaid {
		t.Fatal(err)
	}
	p.mustPay(t, 22)
	if err := p.Reinstate(on(400)); code(err) != fault.CoverEnded {
		t.Fatal(err)
	}
	if err := p.Reinstate(on(22)); err != nil {
		t.Fatal(err)
	}
}

func TestApply_Changes_ChargeOrReturnTheShareOfTheCoverThatIsLeft(t *testing.T) {
	for _, test := range []struct {
		name                 string
		plan                 string
		effective            int64
		building, contents   int64
		want, net, tax, code string
	}{
		// 1,000.00 more for a whole cover, of which 300 of 400 days are left.
		{"more", "", 100, 20_000_000, 0, "1:110000@0* 2:82500@50", "75000", "7500", ""},
		{"a further coverage", "", 200, 10_000_000, 5_000_000, "1:110000@0* 2:55000@50", "50000", "5000", ""},
		{"less", "", 300, 6_000_000, 0, "1:110000@0* -11000", "-10000", "-1000", ""},
		{"nothing", "", 300, 10_000_000, 0, "1:110000@0*", "0", "0", ""},
		// The additional premium comes before the instalments that are due later.
		{"more, by instalments", "quarterly", 100, 20_000_000, 0, "1:27500@0* 5:82500@50 2:27500@100 3:27500@200 4:27500@300", "75000", "7500", ""},
		// What is returned is taken from the last instalments first.
		{"less, by instalments", "quarterly", 200, 2_000_000, 0, "1:27500@0* 2:27500@100 3:11000@200", "-40000", "-4000", ""},
		{"less than was paid", "quarterly", 50, 1_000, 0, "1:27500@0* -13740", "-87491", "-8749", ""},
		{"no coverage of the id", "", 100, 10_000_000, -1, "", "", "", "COVERAGE_NOT_FOUND"},
		{"in the past", "", 49, 20_000_000, 0, "", "", "", "BACKDATING_NOT_ALLOWED"},
		{"after the cover", "", 400, 20_000_000, 0, "", "", "", "COVER_ENDED"},
	} {
		t.Run(test.name, func(t *testing.T) {
			sold := house()
			p := inForce(t, sold, test.plan)
			if test.contents < 0 {
				sold.Coverages[0].CoverageID = "villa"
			}
			err := revise(p, sold, 50, test.effective, test.building, test.contents)
			if string(code(err)) != test.code {
				t.Fatal(err)
			}
			if err != nil {
				return
			}
			c := p.Changes[0].Adjustment
			if got := p.books(); got != test.want || fmt.Sprint(c.Net.MinorUnits) != test.net || fmt.Sprint(c.Taxes[0].Amount.MinorUnits) != test.tax {
				t.Errorf("%s, net %s, tax %s", got, c.Net, c.Taxes[0].Amount)
			}
			if before := p.CoveragesAt(day(test.effective - 1)); before[0].SumInsured.MinorUnits != 10_000_000 {
				t.Errorf("before: %s", before[0].SumInsured)
			}
			if after := p.CoveragesAt(day(test.effective)); after[0].SumInsured.MinorUnits != test.building {
				t.Errorf("after: %s", after[0].SumInsured)
			}
		})
	}
}

// A plan's surcharge of 3 % is part of what a policy endorsement costs, and of what it gives back, and is taxed with it.
func TestApply_PolicyByInstalments_ChargesAndReturnsTheSurcharge(t *testing.T) {
	for _, test := range []struct {
		plan      string
		building  int64
		surcharge string
		tax       int64
		gross     int64
	}{
		{"quarterly", 20_000_000, "22.50 DKK", 77_25, 849_75},
		{"quarterly", 6_000_000, "-9.00 DKK", -30_90, -339_90},
		{"", 20_000_000, "none", 75_00, 825_00},
	} {
		sold := house()
		sold.InstalmentPlans[0].SurchargePPM = 30_000
		p := inForce(t, sold, test.plan)
		before := *p.Premium
		if err := revise(p, sold, 50, 100, test.building, 0); err != nil {
			t.Fatal(err)
		}
		a, surcharge := p.Changes[0].Adjustment, "none"
		if a.Surcharge != nil {
			surcharge = a.Surcharge.String()
		}
		if surcharge != test.surcharge || a.Taxes[0].Amount.MinorUnits != test.tax || a.Gross.MinorUnits != test.gross {
			t.Errorf("%q to %d: surcharge %s, tax %s, gross %s", test.plan, test.building, surcharge, a.Taxes[0].Amount, a.Gross)
		}
		if got := p.Premium.Gross.MinorUnits; got != before.Gross.MinorUnits+test.gross {
			t.Errorf("the premium of %s became %d", before.Gross, got)
		}
	}
}

func TestApply_ANewCoverage_IsInsuredSinceItBegan(t *testing.T) {
	sold := house()
	p := inForce(t, sold, "")
	for _, change := range [][4]int64{{10, 20, 10_000_000, 5_000_000}, {30, 40, 10_000_000, 6_000_000}, {50, 60, 10_000_000, 0}, {70, 80, 10_000_000, 1_000_000}} {
		if err := revise(p, sold, change[0], change[1], change[2], change[3]); err != nil {
			t.Fatal(err)
		}
	}
	for n, want := range map[int64][2]int64{25: {0, 20}, 45: {0, 20}, 90: {0, 80}} {
		held := p.CoveragesAt(day(n))
		if held[0].InsuredSince.Compare(day(want[0])) != 0 || held[1].InsuredSince.Compare(day(want[1])) != 0 {
			t.Errorf("day %d: since %s and %s", n, held[0].InsuredSince, held[1].InsuredSince)
		}
	}
	next, err := Bind(offer(sold, 400, ""), sold, "p2", on(390))
	if err != nil {
		t.Fatal(err)
	}
	if err := p.Follow(next); err != nil || next.Coverages[0].InsuredSince.Compare(day(0)) != 0 || next.InsuredSince.Compare(day(0)) != 0 {
		t.Fatalf("%v, since %s", err, next.Coverages[0].InsuredSince)
	}
}

func TestEnd_WorkedExamples_AreExact(t *testing.T) {
	plain, short := house, func() *product.Product { return shortRate(house()) }
	for _, test := range []struct {
		name           string
		sold           func() *product.Product
		plan           string
		by             CancelledBy
		now, effective int64
		claims         bool
		before         func(*testing.T, *Policy, *product.Product)
		method         CancellationMethod
		earned         int64
		books          string
		code           fault.Code
	}{
		{"cooling off", plain, "", ByHolder, 13, 13, false, nil, CoolingOff, 0, "1:110000@0* -110000", ""},
		{"cooling off after a claim", plain, "", ByHolder, 13, 13, true, nil, ProRata, 3_575, "1:110000@0* -106425", ""},
		{"in the cooling-off time for later", plain, "", ByHolder, 13, 100, false, nil, ProRata, 27_500, "1:110000@0* -82500", ""},
		{"just after the cooling-off time", plain, "", ByHolder, 14, 14, false, nil, ProRata, 3_850, "1:110000@0* -106150", ""},
		{"pro rata", plain, "", ByHolder, 50, 100, false, nil, ProRata, 27_500, "1:110000@0* -82500", ""},
		{"first step of the short rate", short, "", ByHolder, 50, 99, false, nil, ShortRate, 44_000, "1:110000@0* -66000", ""},
		{"second step", short, "", ByHolder, 50, 100, false, nil, ShortRate, 77_000, "1:110000@0* -33000", ""},
		{"after the last step", short, "", ByHolder, 50, 200, false, nil, ShortRate, 110_000, "1:110000@0*", ""},
		{"by the insurer", short, "", ByInsurer, 50, 100, false, nil, ProRata, 27_500, "1:110000@0* -82500", ""},
		{"by the insurer in the cooling-off time", plain, "", ByInsurer, 10, 40, false, nil, ProRata, 11_000, "1:110000@0* -99000", ""},
		{"by the insurer without notice", plain, "", ByInsurer, 50, 79, false, nil, 0, 0, "", fault.NoticeTooShort},
		{"in the past", plain, "", ByHolder, 50, 49, false, nil, 0, 0, "", fault.BackdatingRefused},
		{"at the end of the cover", plain, "", ByHolder, 50, 400, false, nil, 0, 0, "", fault.CoverEnded},
		// 30 of 400 days of 1,100.00 are 82.50: the rest of the 275.00 comes back, and nobody owes the other instalments.
		{"by instalments", plain, "quarterly", ByHolder, 30, 30, false, nil, ProRata, 8_250, "1:27500@0* -19250", ""},
		// The short rate keeps more than the one instalment that was paid: the rest is owed at once.
		{"by instalments at the short rate", short, "quarterly", ByHolder, 30, 30, false, nil, ShortRate, 44_000, "1:27500@0* 2:16500@30", ""},
		{"never paid", plain, "", ByHolder, 15, 30, false, func(_ *testing.T, p *Policy, _ *product.Product) {
			p.Status, p.Instalments[0].Payment = Bound, nil
		}, ProRata, 0, "", ""},
		// A change on day 200 to twice the sum: 100 days of 400 of 1,100.00 twice over, or once where it ends before.
		{"after a change", plain, "", ByHolder, 300, 300, false, func(t *testing.T, p *Policy, sold *product.Product) {
			if err := revise(p, sold, 200, 200, 20_000_000, 0); err != nil {
				t.Fatal(err)
			}
			p.mustPay(t, 200)
		}, ProRata, 110_000, "1:110000@0* 2:55000@200* -55000", ""},
		{"before a change holds", short, "", ByHolder, 60, 99, false, func(t *testing.T, p *Policy, sold *product.Product) {
			if err := revise(p, sold, 50, 200, 20_000_000, 0); err != nil {
				t.Fatal(err)
			}
			p.mustPay(t, 50)
		}, ShortRate, 44_000, "1:110000@0* 2:55000@50* -121000", ""},
		{"after a return premium", plain, "", ByHolder, 300, 300, false, func(t *testing.T, p *Policy, sold *product.Product) {
			if err := revise(p, sold, 200, 200, 5_000_000, 0); err != nil {
				t.Fatal(err)
			}
		}, ProRata, 68_750, "1:110000@0* -27500 -13750", ""},
		// The lapse began on day 120, and nothing is earned after it: 120 days of 400 are 330.00, and 275.00 were paid.
		{"lapsed", plain, "quarterly", ByInsurer, 130, 130, false, func(t *testing.T, p *Policy, _ *product.Product) {
			if err := p.Lapse(on(130)); err != nil {
				t.Fatal(err)
			}
		}, ProRata, 33_000, "1:27500@0* 2:5500@130", ""},
	} {
		t.Run(test.name, func(t *testing.T) {
			sold := test.sold()
			p := inForce(t, sold, test.plan)
			if test.before != nil {
				test.before(t, p, sold)
			}
			err := end(p, sold, test.by, test.now, test.effective, test.claims)
			if code(err) != test.code {
				t.Fatal(err)
			}
			if err != nil {
				return
			}
			c := p.Cancellation
			if c.Method != test.method || c.Earned.MinorUnits != test.earned || p.books() != test.books || p.Status != Cancelled {
				t.Errorf("method %d, earned %s, %s", c.Method, c.Earned, p.books())
			}
			if err := end(p, sold, test.by, test.now, test.effective+1, test.claims); code(err) != fault.WrongPolicyStatus {
				t.Errorf("cancelled twice: %v", err)
			}
		})
	}
}

func TestEnd_Losses_AreCoveredUpToTheCancellation(t *testing.T) {
	sold := house()
	p := inForce(t, sold, "")
	if err := end(p, sold, ByHolder, 50, 100, false); err != nil {
		t.Fatal(err)
	}
	if err := p.Covers(day(99)); err != nil {
		t.Error(err)
	}
	if err := p.Covers(day(100)); code(err) != fault.LossOutsideCover {
		t.Error(err)
	}
	// With everything given back in the cooling-off time there has been no cover at all.
	p = inForce(t, sold, "")
	if err := end(p, sold, ByHolder, 10, 10, false); err != nil {
		t.Fatal(err)
	}
	if err := p.Covers(day(5)); code(err) != fault.LossOutsideCover {
		t.Error(err)
	}
	// What is outstanding can be paid, and then nothing is owed.
	p = inForce(t, shortRate(house()), "quarterly")
	if err := end(p, shortRate(house()), ByHolder, 30, 30, false); err != nil {
		t.Fatal(err)
	}
	p.mustPay(t, 31)
	if p.nextUnpaid() != nil || p.Status != Cancelled {
		t.Error(p.books())
	}
}

func TestPayRefund_EachRefund_IsPaidOnce(t *testing.T) {
	sold := house()
	p := inForce(t, sold, "")
	if _, err := p.PayRefund("r", on(1)); code(err) != fault.NothingToRefund {
		t.Fatal(err)
	}
	if err := revise(p, sold, 200, 200, 5_000_000, 0); err != nil {
		t.Fatal(err)
	}
	if err := end(p, sold, ByHolder, 300, 300, false); err != nil {
		t.Fatal(err)
	}
	for _, want := range []int64{27_500, 13_750} {
		if r, err := p.PayRefund("r", on(301)); err != nil || r.Amount.MinorUnits != want {
			t.Fatal(err)
		}
	}
	if _, err := p.PayRefund("r", on(302)); code(err) != fault.NothingToRefund {
		t.Fatal(err)
	}
}

func TestFinishAndFollow_AtTheEndOfTheCover(t *testing.T) {
	sold := house()
	p := inForce(t, sold, "")
	if err := p.Finish(on(399)); code(err) != fault.NotExpired {
		t.Fatal(err)
	}
	early, _ := Bind(offer(sold, 399, ""), sold, "p2", on(390))
	if err := p.Follow(early); code(err) != fault.InvalidPeriod {
		t.Fatal(err)
	}
	next, _ := Bind(offer(sold, 400, ""), sold, "p2", on(390))
	next.HolderID = "somebody"
	if err := p.Follow(next); code(err) != fault.InvalidArgument {
		t.Fatal(err)
	}
	next.HolderID = "h"
	if err := p.Finish(on(400)); err != nil || p.Status != Expired {
		t.Fatal(err)
	}
	if err := p.Follow(next); err != nil || p.RenewedBy != "p2" || next.RenewalOf != "p" {
		t.Fatal(err)
	}
	if err := p.Follow(next); code(err) != fault.AlreadyRenewed {
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
	told := func(p *Policy, n int64) string {
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
		if got := told(test.policy, test.now); got != test.want {
			t.Errorf("on day %d: %q, want %q", test.now, got, test.want)
		}
	}
	if err := end(p, sold, ByHolder, 30, 75, true); err != nil {
		t.Fatal(err)
	}
	// What would be effective after the cancellation never is.
	for now, want := range map[int64]string{30: "10000000; 60: 20000000", 70: "20000000", 75: "", 90: ""} {
		if got := told(p, now); got != want {
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
	if _, ok := undone.NearestCovered(day(3)); ok || told(undone, 3) != "" {
		t.Error("what was undone from its beginning is covered")
	}
}
