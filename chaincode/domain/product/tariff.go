package product

import (
	"fmt"
	"strings"

	"insurance/chaincode/domain/money"
)

// RateBasis says for what time the rates of a tariff are.
type RateBasis int32

// The bases.
const (
	RateBasisUnspecified RateBasis = iota
	// ForCover rates are for the whole period of cover, however long.
	ForCover
	// PerYear rates are for 365 days; a shorter or longer cover costs in proportion to its days.
	PerYear
)

// EnumNames lists the names by number.
func (RateBasis) EnumNames() []string {
	return []string{"RATE_BASIS_UNSPECIFIED", "RATE_BASIS_FOR_COVER", "RATE_BASIS_PER_YEAR"}
}

// Tariff prices a risk: each coverage's own rate, then the factors.
type Tariff struct {
	RateBasis      RateBasis     `json:"rateBasis"`
	MinimumPremium *money.Money  `json:"minimumPremium"`
	Factors        []FactorTable `json:"factors"`
}

// FactorTable finds a factor by one attribute of the risk, in exact rows or in bands.
type FactorTable struct {
	Attribute string        `json:"attribute"`
	Exact     []ExactFactor `json:"exact"`
	Bands     []BandFactor  `json:"bands"`
	// Coverages are those it applies to; none: all.
	Coverages []string `json:"coverages"`
}

// AppliesTo says whether the factor is part of a coverage's price.
func (f *FactorTable) AppliesTo(coverageID string) bool {
	return len(f.Coverages) == 0 || contains(f.Coverages, coverageID)
}

// ExactFactor applies to one value.
type ExactFactor struct {
	Value     string `json:"value"`
	FactorPPM int64  `json:"factorPpm"`
}

// BandFactor applies to whole numbers from From up to, not including, To.
type BandFactor struct {
	From      int64 `json:"from"`
	To        int64 `json:"to"`
	FactorPPM int64 `json:"factorPpm"`
}

// Percent writes parts per million as a percentage, without trailing zeros.
func Percent(ppm int64) string {
	whole, fraction := ppm/(money.PPM/100), ppm%(money.PPM/100)
	digits := strings.TrimRight(fmt.Sprintf("%d.%04d", whole, fraction), "0")
	return strings.TrimSuffix(digits, ".") + " %"
}
