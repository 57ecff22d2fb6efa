package quote

import (
	"fmt"
	"math/big"
	"math/rand"
	"strings"
	"testing"

	"insurance/chaincode/domain/fault"
	"insurance/chaincode/domain/instant"
	"insurance/chaincode/domain/money"
	"insurance/chaincode/domain/product"
)

func kroner(units int64) *money.Money { return money.Of(units, "DKK").Ptr() }

func period(start string, days int64) *instant.Period {
	from, err := instant.Parse(start)
	if err != nil {
		panic(err)
	}
	end := from.AddDays(days)
	return &instant.Period{Start: &from, End: &end}
}

// house has a building and optional contents, priced by roof, year and, for the contents alone, by the lock.
func house() *product.Product {
	return &product.Product{
		ProductID: "house", Version: 1, Currency: "DKK", Status: product.Open,
		Coverages: []product.Coverage{
			{CoverageID: "building", RatePPM: 2_500, MaximumSumInsured: kroner(1 << 50)},
			{CoverageID: "contents", Optional: true, RatePPM: 4_000, MinimumSumInsured: kroner(1_000), MaximumSumInsured: kroner(1 << 50)},
		},
		Tariff: &product.Tariff{RateBasis: product.ForCover, MinimumPremium: kroner(50_000), Factors: []product.FactorTable{
			{Attribute: "roof", Exact: []product.ExactFactor{{Value: "tile", FactorPPM: 900_000}, {Value: "thatch", FactorPPM: 2_000_000}}},
			{Attribute: "year", Bands: []product.BandFactor{{From: -100, To: 0, FactorPPM: 1}, {From: 0, To: 2000, FactorPPM: 1_333_333}}},
			{Attribute: "lock", Coverages: []string{"contents"}, Exact: []product.ExactFactor{{Value: "steel", FactorPPM: 800_000}}},
		}},
		Jurisdictions: []product.JurisdictionTerms{
			{Jurisdiction: "DK", CommissionPPM: 150_000, Taxes: []product.Tax{{Name: "insurance tax", RatePPM: 11_000}, {Name: "fire levy", RatePPM: 5_000}}},
			{Jurisdiction: "SE"},
		},
		InstalmentPlans: []product.InstalmentPlan{{PlanID: "quarterly", Instalments: 4, SurchargePPM: 30_000}},
		Limits:          &product.Limits{QuoteValiditySeconds: 60, MaximumBackdatingDays: 10},
	}
}

func ask(building, contents int64) *Ask {
	a := &Ask{Particulars: Particulars{
		Cover: period("2026-01-01T00:00:00Z", 365), Jurisdiction: "DK",
		Risk: map[string]string{"roof": "tile", "year": "1999", "lock": "steel"},
	}}
	if contents > 0 {
		a.Coverages = append(a.Coverages, Selection{"contents", kroner(contents)})
	}
	a.Coverages = append(a.Coverages, Selection{"building", kroner(building)})
	return a
}

// priced accepts and rates, and writes the price as net parts = net + surcharge + taxes = gross, commission.
func priced(a *Ask, p *product.Product) (string, *Price, error) {
	if err := a.Accept(p, *a.Cover.Start); err != nil {
		return "", nil, err
	}
	price, err := a.Rate(p)
	if err != nil {
		return "", nil, err
	}
	var b strings.Builder
	for _, c := range price.Coverages {
		fmt.Fprintf(&b, "%s %d ", c.CoverageID, c.NetPremium.MinorUnits)
	}
	fmt.Fprintf(&b, "= %d", price.Premium.Net.MinorUnits)
	if s := price.Premium.Surcharge; s != nil {
		fmt.Fprintf(&b, " + %d", s.MinorUnits)
	}
	for _, tax := range price.Premium.Taxes {
		fmt.Fprintf(&b, " + %d", tax.Amount.MinorUnits)
	}
	fmt.Fprintf(&b, " = %d, commission %d", price.Premium.Gross.MinorUnits, price.Premium.Commission.MinorUnits)
	return b.String(), price, nil
}

func TestRate_WorkedExamples_AreExact(t *testing.T) {
	for _, test := range []struct {
		name               string
		building, contents int64
		change             func(*Ask, *product.Product)
		want               string
		steps              int
	}{
		// 100,000,000 × 0.0025 × 0.9 × 1.333333 = 299,999.925.
		{"one coverage", 100_000_000, 0, nil, "building 300000 = 300000 + 3300 + 1500 = 304800, commission 45000", 3},
		{"dearer roof", 100_000_000, 0, func(a *Ask, _ *product.Product) { a.Risk["roof"] = "thatch" },
			"building 666667 = 666667 + 7333 + 3333 = 677333, commission 100000", 3},
		// 50,000,000 × 0.004 × 0.9 × 1.333333 × 0.8 = 191,999.952, in the product's order whatever the request's.
		{"two coverages", 100_000_000, 50_000_000, nil,
			"building 300000 contents 192000 = 492000 + 5412 + 2460 = 499872, commission 73800", 7},
		{"surcharge is taxed and earns no commission", 100_000_000, 0, func(a *Ask, _ *product.Product) { a.InstalmentPlanID = "quarterly" },
			"building 300000 = 300000 + 9000 + 3399 + 1545 = 313944, commission 45000", 3},
		{"no taxes elsewhere", 100_000_000, 0, func(a *Ask, _ *product.Product) { a.Jurisdiction = "SE" },
			"building 300000 = 300000 = 300000, commission 0", 3},
		// 3,000 and 1,920 of 4,920 of 50,000: 30,487.8 and the rest.
		{"minimum premium in proportion", 1_000_000, 500_000, nil,
			"building 30488 contents 19512 = 50000 + 550 + 250 = 50800, commission 7500", 8},
		// 0.3 and 0.4 round to nothing: equal parts.
		{"minimum premium of nothing in equal parts", 100, 1_000, func(a *Ask, p *product.Product) {
			p.Coverages[0].RatePPM, p.Coverages[1].RatePPM, p.Tariff.MinimumPremium = 1, 1, kroner(5)
		}, "building 3 contents 2 = 5 + 0 + 0 = 5, commission 1", 8},
		// 300,000 × 73 ÷ 365, rounded once: 59,999.985.
		{"yearly rates for a shorter cover", 100_000_000, 0, func(a *Ask, p *product.Product) {
			p.Tariff.RateBasis, a.Cover = product.PerYear, period("2026-01-01T00:00:00Z", 73)
		}, "building 60000 = 60000 + 660 + 300 = 60960, commission 9000", 4},
		{"yearly rates for a longer cover", 100_000_000, 0, func(a *Ask, p *product.Product) {
			p.Tariff.RateBasis, a.Cover = product.PerYear, period("2026-01-01T00:00:00Z", 730)
		}, "building 600000 = 600000 + 6600 + 3000 = 609600, commission 90000", 4},
	} {
		t.Run(test.name, func(t *testing.T) {
			a, p := ask(test.building, test.contents), house()
			if test.change != nil {
				test.change(a, p)
			}
			got, price, err := priced(a, p)
			if err != nil || got != test.want || len(price.Rating) != test.steps {
				t.Errorf("%s in %d steps, %v; want %s in %d", got, len(price.Rating), err, test.want, test.steps)
			}
		})
	}
}

func TestRate_WhatTheTariffDoesNotHave_IsRefused(t *testing.T) {
	for _, test := range []struct {
		name   string
		change func(*Ask, *product.Product)
		code   fault.Code
		field  string
	}{
		{"above the bands", func(a *Ask, _ *product.Product) { a.Risk["year"] = "2000" }, fault.RiskNotAccepted, "risk.year"},
		{"between no rows", func(a *Ask, _ *product.Product) { a.Risk["roof"] = "tin" }, fault.RiskNotAccepted, "risk.roof"},
		{"a fraction", func(a *Ask, _ *product.Product) { a.Risk["year"] = "0.5" }, fault.RiskNotAccepted, "risk.year"},
		{"too large a number", func(a *Ask, _ *product.Product) { a.Risk["year"] = "99999999999999999999" }, fault.RiskNotAccepted, "risk.year"},
		{"an attribute missing", func(a *Ask, _ *product.Product) { delete(a.Risk, "lock") }, fault.RiskNotAccepted, "risk"},
		{"elsewhere", func(a *Ask, _ *product.Product) { a.Jurisdiction = "NO" }, fault.JurisdictionNotServed, "jurisdiction"},
		{"no such plan", func(a *Ask, _ *product.Product) { a.InstalmentPlanID = "daily" }, fault.InvalidArgument, "instalmentPlanId"},
		{"another coverage", func(a *Ask, _ *product.Product) { a.Coverages[0].CoverageID = "garden" }, fault.CoverageNotFound, "coverages[0].coverageId"},
		{"without what is needed", func(a *Ask, _ *product.Product) { a.Coverages = a.Coverages[:1] }, fault.CoverageNeeded, "coverages"},
		{"a sum too low", func(a *Ask, _ *product.Product) { a.Coverages[0].SumInsured = kroner(999) }, fault.SumNotAccepted, "coverages[0].sumInsured"},
		{"a sum too high", func(a *Ask, _ *product.Product) { a.Coverages[1].SumInsured = kroner(1<<50 + 1) }, fault.SumNotAccepted, "coverages[1].sumInsured"},
		{"another currency", func(a *Ask, _ *product.Product) { a.Coverages[0].SumInsured.Currency = "SEK" }, fault.CurrencyMismatch, "coverages[0].sumInsured.currency"},
		{"a draft", func(_ *Ask, p *product.Product) { p.Status = product.Draft }, fault.ProductNotPublished, "productVersion"},
		{"a version withdrawn", func(_ *Ask, p *product.Product) { p.Status = product.Withdrawn }, fault.ProductWithdrawn, "productVersion"},
		{"a premium of nothing", func(_ *Ask, p *product.Product) {
			p.Tariff = &product.Tariff{RateBasis: product.ForCover}
			p.Coverages[0].RatePPM, p.Coverages[1].RatePPM = 1, 1
		}, fault.SumNotAccepted, "coverages"},
	} {
		t.Run(test.name, func(t *testing.T) {
			a, p := ask(100_000, 100_000), house()
			test.change(a, p)
			got, _, err := priced(a, p)
			refusal := fault.From(err)
			if refusal == nil || refusal.Code != test.code || refusal.Field != test.field {
				t.Errorf("%s, %v; want %s at %s", got, err, test.code, test.field)
			}
		})
	}
}

// The steps that a quote lists are the whole calculation: anyone can repeat it, to the last unit.
func TestRate_ListedSteps_ExplainThePremium(t *testing.T) {
	random := rand.New(rand.NewSource(7))
	for range 3_000 {
		p := house()
		p.Tariff.MinimumPremium = nil
		if random.Intn(2) == 0 {
			p.Tariff.MinimumPremium = kroner(random.Int63n(1 << 20))
		}
		p.Jurisdictions[0].Taxes[0].RatePPM = 1 + random.Int63n(money.PPM)
		p.Coverages[0].RatePPM, p.Coverages[1].RatePPM = 1+random.Int63n(money.PPM), 1+random.Int63n(money.PPM)
		a := ask(1+random.Int63n(1<<34), 1_000+random.Int63n(1<<34))
		if random.Intn(2) == 0 {
			p.Tariff.RateBasis, a.Cover = product.PerYear, period("2026-01-01T00:00:00Z", 1+random.Int63n(1_000))
		}
		if random.Intn(2) == 0 {
			a.InstalmentPlanID = "quarterly"
		}
		_, price, err := priced(a, p)
		if err != nil {
			continue
		}
		parts, sum := int64(0), int64(0)
		for i := range price.Coverages {
			c := &price.Coverages[i]
			listed := repeat(t, price.Rating, c)
			parts, sum = parts+listed, sum+c.NetPremium.MinorUnits
			if p.Tariff.MinimumPremium == nil && listed != c.NetPremium.MinorUnits {
				t.Fatalf("%+v lists %d", c, listed)
			}
		}
		net := price.Premium.Net.MinorUnits
		if low := p.Tariff.MinimumPremium; sum != net || low == nil && parts != net || low != nil && net != max(parts, low.MinorUnits) {
			t.Fatalf("the parts %d, listed %d, are not the net premium %d", sum, parts, net)
		}
		gross := net
		if s := price.Premium.Surcharge; s != nil {
			gross += s.MinorUnits
		}
		for _, tax := range price.Premium.Taxes {
			gross += tax.Amount.MinorUnits
		}
		if gross != price.Premium.Gross.MinorUnits {
			t.Fatalf("%+v", price.Premium)
		}
	}
}

// repeat multiplies the listed steps of one coverage as a reader would, and checks that it meets the listed amount.
func repeat(t *testing.T, steps []RatingStep, c *CoveragePrice) int64 {
	t.Helper()
	exact, listed := new(big.Rat).SetInt64(c.SumInsured.MinorUnits), int64(-1)
	for _, step := range steps {
		if step.CoverageID != c.CoverageID {
			continue
		}
		var days, year int64
		if n, _ := fmt.Sscanf(step.Basis, "%d of %d days", &days, &year); step.Step == "time" && n == 2 {
			exact.Mul(exact, big.NewRat(days, year))
		} else {
			exact.Mul(exact, big.NewRat(step.FactorPPM, money.PPM))
		}
		if step.Amount != nil {
			listed = step.Amount.MinorUnits
		}
	}
	off := exact.Sub(exact, new(big.Rat).SetInt64(listed))
	if off.Abs(off).Cmp(big.NewRat(1, 2)) > 0 {
		t.Fatalf("%v of %s give %d", steps, c.SumInsured, listed)
	}
	return listed
}

func TestValidateRisk_SeveralFaults_ReportsTheFirstNameEveryTime(t *testing.T) {
	risk := map[string]string{"c\n": "1", "b\n": "1", "a\x00": "1", "d": "1"}
	first := ValidateRisk(risk)
	for range 50 {
		if again := ValidateRisk(risk); again == nil || again.Error() != first.Error() {
			t.Fatalf("%v, then %v", first, again)
		}
	}
}
