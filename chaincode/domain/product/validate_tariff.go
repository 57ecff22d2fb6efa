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
	if t.RateBasis == RateBasisUnspecified {
		return fault.New(fault.Required, "rateBasis", "the basis of the rates is required: for the cover, or per year")
	}
	if err := optional("minimumPremium", t.MinimumPremium, p.Currency, money.ValidateNotNegative); err != nil {
		return err
	}
	if err := text.Count("factors", len(t.Factors), maxFactorTables); err != nil {
		return err
	}
	for i := range t.Factors {
		if err := t.Factors[i].validate(p); err != nil {
			return fault.Index("factors", i, err)
		}
	}
	return nil
}

func (f *FactorTable) validate(p *Product) error {
	if err := text.Label("attribute", f.Attribute, 200); err != nil {
		return err
	}
	if err := labels("coverages", f.Coverages, maxCoverages); err != nil {
		return err
	}
	for i, id := range f.Coverages {
		if p.Coverage(id) == nil {
			return fault.Index("coverages", i, invalid("", "the product has no coverage of this id"))
		}
	}
	if (len(f.Exact) == 0) == (len(f.Bands) == 0) {
		return invalid("", "a factor table has either exact rows or bands")
	}
	if err := f.exact(); err != nil {
		return err
	}
	return f.bands()
}

func (f *FactorTable) exact() error {
	if err := text.Count("exact", len(f.Exact), maxFactorRows); err != nil {
		return err
	}
	seen := make(map[string]bool, len(f.Exact))
	for i, row := range f.Exact {
		if err := text.Label("value", row.Value, 200); err != nil {
			return fault.Index("exact", i, err)
		}
		if seen[row.Value] {
			return fault.Index("exact", i, invalid("value", "the value has two rows"))
		}
		seen[row.Value] = true
		if err := factor(row.FactorPPM); err != nil {
			return fault.Index("exact", i, err)
		}
	}
	return nil
}

func (f *FactorTable) bands() error {
	if err := text.Count("bands", len(f.Bands), maxFactorRows); err != nil {
		return err
	}
	for i, band := range f.Bands {
		if band.From >= band.To {
			return fault.Index("bands", i, invalid("to", "a band ends above where it begins"))
		}
		if i > 0 && band.From < f.Bands[i-1].To {
			return fault.Index("bands", i, invalid("from", "bands are in rising order and do not overlap"))
		}
		if err := factor(band.FactorPPM); err != nil {
			return fault.Index("bands", i, err)
		}
	}
	return nil
}

func factor(ppm int64) error {
	if ppm < 1 || ppm > maxFactorPPM {
		return outside("factorPpm", "a factor is 1 to 1,000,000,000 parts per million")
	}
	return nil
}
