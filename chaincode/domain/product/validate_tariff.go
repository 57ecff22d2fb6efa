package product

import (
	"insurance/chaincode/domain/fault"
	"insurance/chaincode/domain/money"
	"insurance/chaincode/domain/text"
)

func (p *Product) tariff() error {
	t := p.Tariff
	if t == nil {
		return fault.New(fault.Required, "", "the tariff is required")
	}
	var wrong fault.Refusals
	if t.RateBasis == RateBasisUnspecified {
		wrong.Add(fault.New(fault.Required, "rateBasis", "the basis of the rates is required: for the cover, or per year"))
	}
	wrong.Add(optional("minimumPremium", t.MinimumPremium, p.Currency, money.ValidateNotNegative))
	wrong.Add(text.Count("factors", len(t.Factors), maxFactorTables))
	for i := range t.Factors {
		wrong.Add(fault.Index("factors", i, t.Factors[i].validate(p)))
	}
	return wrong.Err()
}

func (f *FactorTable) validate(p *Product) error {
	var wrong fault.Refusals
	wrong.Add(text.Label("attribute", f.Attribute, 200))
	if wrong.Add(labels("coverages", f.Coverages, maxCoverages)); wrong.Unbounded() {
		return wrong.Err()
	}
	for i, id := range f.Coverages {
		if p.Coverage(id) == nil {
			wrong.Add(fault.Index("coverages", i, invalid("", "the product has no coverage of this id")))
		}
	}
	if (len(f.Exact) == 0) == (len(f.Bands) == 0) {
		wrong.Add(invalid("", "a factor table has either exact rows or bands"))
	}
	wrong.Add(f.exact())
	wrong.Add(f.bands())
	return wrong.Err()
}

func (f *FactorTable) exact() error {
	var wrong fault.Refusals
	wrong.Add(text.Count("exact", len(f.Exact), maxFactorRows))
	seen := make(map[string]bool, len(f.Exact))
	for i, row := range f.Exact {
		wrong.Add(fault.Index("exact", i, text.Label("value", row.Value, 200)))
		if seen[row.Value] {
			wrong.Add(fault.Index("exact", i, invalid("value", "the value has two rows")))
		}
		seen[row.Value] = true
		wrong.Add(fault.Index("exact", i, factor(row.FactorPPM)))
	}
	return wrong.Err()
}

func (f *FactorTable) bands() error {
	var wrong fault.Refusals
	wrong.Add(text.Count("bands", len(f.Bands), maxFactorRows))
	for i, band := range f.Bands {
		if band.From >= band.To {
			wrong.Add(fault.Index("bands", i, invalid("to", "a band ends above where it begins")))
		}
		if i > 0 && band.From < f.Bands[i-1].To {
			wrong.Add(fault.Index("bands", i, invalid("from", "bands are in rising order and do not overlap")))
		}
		wrong.Add(fault.Index("bands", i, factor(band.FactorPPM)))
	}
	return wrong.Err()
}

func factor(ppm int64) error {
	if ppm < 1 || ppm > maxFactorPPM {
		return outside("factorPpm", "a factor is 1 to 1,000,000,000 parts per million")
	}
	return nil
}
