package policy

import (
	"fmt"
	"testing"

	"insurance/chaincode/domain/fault"
	"insurance/chaincode/domain/product"
	"insurance/chaincode/domain/quote"
)

func revise(p *Policy, sold *product.Product, now, effective, building, contents int64) error {
	r := Revision{EffectiveAt: day(effective), Reason: "r", Coverages: []quote.Selection{{CoverageID: "building", SumInsured: kroner(building)}}}
	if contents > 0 {
		r.Coverages = append(r.Coverages, quote.Selection{CoverageID: "contents", SumInsured: kroner(contents)})
	}
	_, err := p.Change(r, sold, on(now))
	return err
}

func TestChange_Changes_ChargeOrReturnTheShareOfTheCoverThatIsLeft(t *testing.T) {
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
			if string(fault.CodeOf(err)) != test.code {
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
func TestChange_PolicyByInstalments_ChargesAndReturnsTheSurcharge(t *testing.T) {
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

func TestChange_ANewCoverage_IsInsuredSinceItBegan(t *testing.T) {
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
	if err := p.Renew(next); err != nil || next.Coverages[0].InsuredSince.Compare(day(0)) != 0 || next.InsuredSince.Compare(day(0)) != 0 {
		t.Fatalf("%v, since %s", err, next.Coverages[0].InsuredSince)
	}
}
