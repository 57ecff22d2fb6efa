package quote

import (
	"math/big"
	"math/rand"
	"testing"

	"insurance/chaincode/domain/fault"
	"insurance/chaincode/domain/money"
	"insurance/chaincode/domain/product"
)

func TestRate_Steps_MultiplyToThePremiumRoundedOnce(t *testing.T) {
	minimum := money.Of(5_000, "DKK")
	tariff := &product.Tariff{RatePPM: 2_500, MinimumPremium: &minimum, Factors: []product.FactorTable{
		{Attribute: "roof", Exact: []product.ExactFactor{{Value: "tile", FactorPPM: 900_000}, {Value: "thatch", FactorPPM: 2_000_000}}},
		{Attribute: "year", Bands: []product.BandFactor{{From: -100, To: 0, FactorPPM: 1}, {From: 0, To: 2000, FactorPPM: 1_333_333}}},
	}}
	for _, test := range []struct {
		sum        int64
		roof, year string
		want       int64
		steps      int
		code       fault.Code
	}{
		{100_000_000, "tile", "1999", 300_000, 3, ""}, // 299,999.925
		{100_000_000, "thatch", "0", 666_667, 3, ""},
		{1_000_000, "tile", "0", 5_000, 4, ""}, // 2,999.99925, raised to the minimum
		{100_000_000, "tile", "2000", 0, 0, fault.RiskNotAccepted},
		{100_000_000, "tin", "0", 0, 0, fault.RiskNotAccepted},
		{100_000_000, "tile", "0.5", 0, 0, fault.RiskNotAccepted},
		{100_000_000, "tile", "99999999999999999999", 0, 0, fault.RiskNotAccepted},
	} {
		steps, premium, err := Rate(tariff, money.Of(test.sum, "DKK"), map[string]string{"roof": test.roof, "year": test.year})
		refusal := fault.From(err)
		if test.code != "" {
			if refusal == nil || refusal.Code != test.code {
				t.Errorf("%+v: %v", test, err)
			}
			continue
		}
		if err != nil || premium.MinorUnits != test.want || len(steps) != test.steps {
			t.Errorf("%+v: %s, %v, %v", test, premium, steps, err)
		}
	}
	tariff.MinimumPremium = nil
	if _, _, err := Rate(tariff, money.Of(1, "DKK"), map[string]string{"roof": "tile", "year": "0"}); fault.From(err) == nil {
		t.Error("a premium of zero was accepted")
	}
}

// The steps that a quote lists are the whole calculation: anyone can repeat it.
func TestRate_ListedSteps_ExplainThePremium(t *testing.T) {
	random := rand.New(rand.NewSource(7))
	for range 2_000 {
		tariff := &product.Tariff{RatePPM: 1 + random.Int63n(money.PPM)}
		for range random.Intn(6) {
			tariff.Factors = append(tariff.Factors, product.FactorTable{
				Attribute: "a", Exact: []product.ExactFactor{{Value: "v", FactorPPM: 1 + random.Int63n(3*money.PPM)}},
			})
		}
		sum := 1 + random.Int63n(1<<40)
		steps, premium, err := Rate(tariff, money.Of(sum, "EUR"), map[string]string{"a": "v"})
		if err != nil {
			continue
		}
		exact := new(big.Rat).SetInt64(sum)
		for _, step := range steps {
			exact.Mul(exact, big.NewRat(step.FactorPPM, money.PPM))
		}
		if difference := exact.Sub(exact, new(big.Rat).SetInt64(premium.MinorUnits)); difference.Abs(difference).Cmp(big.NewRat(1, 2)) > 0 {
			t.Fatalf("%v of %d give %s", steps, sum, premium)
		}
	}
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
