package quote

import (
	"fmt"
	"strconv"

	"insurance/chaincode/domain/fault"
	"insurance/chaincode/domain/instant"
	"insurance/chaincode/domain/money"
	"insurance/chaincode/domain/product"
)

const daysPerYear = 365

// Price is what a tariff makes of a risk.
type Price struct {
	Coverages []CoveragePrice
	Rating    []RatingStep
	Premium   *Premium
}

// Rate prices what was accepted. Each coverage: sum insured × rate × every factor that applies to it (× days ÷ 365 for
// yearly rates), rounded once. Their sum is the net premium, at least the minimum premium; what the minimum adds is
// spread over the coverages in proportion, the last taking the rest. Surcharge, taxes and commission are each a share
// of the net premium, rounded each once; taxes are of the net premium and the surcharge together.
func (a *Ask) Rate(p *product.Product) (*Price, error) {
	price := &Price{Coverages: make([]CoveragePrice, len(a.Coverages))}
	net := money.Of(0, p.Currency)
	for i := range a.Coverages {
		part, err := price.coverage(p, &a.Coverages[i], a.Risk, a.Cover)
		if err != nil {
			return nil, err
		}
		price.Coverages[i] = CoveragePrice{CoverageID: a.Coverages[i].CoverageID, SumInsured: a.Coverages[i].SumInsured, NetPremium: part.Ptr()}
		if net, err = net.Add(part); err != nil {
			return nil, err
		}
	}
	if low := p.Tariff.MinimumPremium; low != nil && net.MinorUnits < low.MinorUnits {
		if err := price.spread(net, *low); err != nil {
			return nil, err
		}
		net = *low
		price.Rating = append(price.Rating, RatingStep{Step: "minimum premium", Amount: low})
	}
	if net.MinorUnits == 0 {
		return nil, fault.New(fault.SumNotAccepted, "coverages", "the premium would round to zero")
	}
	premium, err := Gross(net, p.SurchargePPM(a.InstalmentPlanID), p.Jurisdiction(a.Jurisdiction))
	price.Premium = premium
	return price, err
}

// Offer is the price of what the product accepts now.
func (a *Ask) Offer(p *product.Product, now instant.Instant) (*Price, error) {
	if err := a.Accept(p, now); err != nil {
		return nil, err
	}
	return a.Rate(p)
}

// Gross adds surcharge and taxes to a net premium. It also holds for refunds and returns, which are below zero.
func Gross(net money.Money, surchargePPM int64, terms *product.JurisdictionTerms) (*Premium, error) {
	premium := &Premium{Net: net.Ptr()}
	gross := net
	if surchargePPM > 0 {
		surcharge, err := net.MulPPM(surchargePPM)
		if err != nil {
			return nil, err
		}
		premium.Surcharge = surcharge.Ptr()
		if gross, err = gross.Add(surcharge); err != nil {
			return nil, err
		}
	}
	taxed := gross
	for _, tax := range terms.Taxes {
		amount, err := taxed.MulPPM(tax.RatePPM)
		if err != nil {
			return nil, err
		}
		premium.Taxes = append(premium.Taxes, TaxAmount{tax.Name, amount.Ptr()})
		if gross, err = gross.Add(amount); err != nil {
			return nil, err
		}
	}
	commission, err := net.MulPPM(terms.CommissionPPM)
	if err != nil {
		return nil, err
	}
	premium.Commission, premium.Gross = commission.Ptr(), gross.Ptr()
	return premium, nil
}

// Plus is the sum of two premiums of one policy; taxes are added by name.
func (p *Premium) Plus(q *Premium) (*Premium, error) {
	sum := &Premium{}
	for _, part := range []struct {
		into **money.Money
		a, b *money.Money
	}{{&sum.Net, p.Net, q.Net}, {&sum.Surcharge, p.Surcharge, q.Surcharge}, {&sum.Gross, p.Gross, q.Gross}, {&sum.Commission, p.Commission, q.Commission}} {
		if part.a == nil || part.b == nil {
			if *part.into = part.a; part.a == nil {
				*part.into = part.b
			}
			continue
		}
		both, err := part.a.Add(*part.b)
		if err != nil {
			return nil, err
		}
		*part.into = both.Ptr()
	}
	sum.Taxes = append(sum.Taxes, p.Taxes...)
	for _, tax := range q.Taxes {
		if err := sum.addTax(tax); err != nil {
			return nil, err
		}
	}
	return sum, nil
}

func (p *Premium) addTax(tax TaxAmount) error {
	for i := range p.Taxes {
		if p.Taxes[i].Name == tax.Name {
			both, err := p.Taxes[i].Amount.Add(*tax.Amount)
			p.Taxes[i].Amount = both.Ptr()
			return err
		}
	}
	p.Taxes = append(p.Taxes, tax)
	return nil
}

func (price *Price) coverage(p *product.Product, wanted *Selection, risk map[string]string, cover *instant.Period) (money.Money, error) {
	offered, t := p.Coverage(wanted.CoverageID), p.Tariff
	price.Rating = append(price.Rating, RatingStep{Step: "rate", CoverageID: wanted.CoverageID, FactorPPM: offered.RatePPM})
	rates := make([]int64, 1, len(t.Factors)+1)
	rates[0] = offered.RatePPM
	for i := range t.Factors {
		if !t.Factors[i].AppliesTo(wanted.CoverageID) {
			continue
		}
		step, err := factorOf(&t.Factors[i], risk)
		if err != nil {
			return money.Money{}, err
		}
		step.CoverageID = wanted.CoverageID
		price.Rating = append(price.Rating, step)
		rates = append(rates, step.FactorPPM)
	}
	days := int64(daysPerYear)
	if t.RateBasis == product.PerYear {
		days = cover.Days()
		price.Rating = append(price.Rating, RatingStep{
			Step: "time", Basis: fmt.Sprintf("%d of %d days", days, daysPerYear), CoverageID: wanted.CoverageID,
		})
	}
	part, err := wanted.SumInsured.MulPPMRatio(days, daysPerYear, rates...)
	if err != nil {
		return money.Money{}, err
	}
	price.Rating[len(price.Rating)-1].Amount = part.Ptr()
	return part, nil
}

// spread raises the parts from their sum to a whole in proportion; the last takes what rounding leaves.
func (price *Price) spread(sum, whole money.Money) error {
	left := whole
	for i := range price.Coverages {
		part := left
		if i < len(price.Coverages)-1 {
			var err error
			if sum.MinorUnits > 0 {
				part, err = whole.MulRatio(price.Coverages[i].NetPremium.MinorUnits, sum.MinorUnits)
			} else {
				part, err = whole.MulRatio(1, int64(len(price.Coverages)))
			}
			if err != nil {
				return err
			}
			if part.MinorUnits > left.MinorUnits {
				part = left
			}
		}
		price.Coverages[i].NetPremium = part.Ptr()
		left.MinorUnits -= part.MinorUnits
	}
	return nil
}

func factorOf(table *product.FactorTable, risk map[string]string) (RatingStep, error) {
	value, present := risk[table.Attribute]
	if !present {
		return RatingStep{}, fault.New(fault.RiskNotAccepted, "risk", "the risk has no attribute %q", table.Attribute)
	}
	for _, row := range table.Exact {
		if row.Value == value {
			return RatingStep{Step: "factor", Basis: table.Attribute + " = " + value, FactorPPM: row.FactorPPM}, nil
		}
	}
	if len(table.Bands) > 0 {
		number, err := strconv.ParseInt(value, 10, 64)
		if err != nil {
			return RatingStep{}, fault.New(fault.RiskNotAccepted, "risk."+table.Attribute, "the attribute must be a whole number")
		}
		for _, band := range table.Bands {
			if number >= band.From && number < band.To {
				basis := fmt.Sprintf("%s = %d in [%d, %d)", table.Attribute, number, band.From, band.To)
				return RatingStep{Step: "factor", Basis: basis, FactorPPM: band.FactorPPM}, nil
			}
		}
	}
	return RatingStep{}, fault.New(fault.RiskNotAccepted, "risk."+table.Attribute, "the tariff has no row for this value")
}
