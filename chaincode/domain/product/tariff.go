package product

import (
	"fmt"
	"strings"

	"insurance/chaincode/domain/money"
)

// AppliesTo says whether the factor is part of a coverage's price.
func (f *FactorTable) AppliesTo(coverageID string) bool {
	return len(f.Coverages) == 0 || contains(f.Coverages, coverageID)
}

// Percent writes parts per million as a percentage, without trailing zeros.
func Percent(ppm int64) string {
	whole, fraction := ppm/(money.PPM/100), ppm%(money.PPM/100)
	digits := strings.TrimRight(fmt.Sprintf("%d.%04d", whole, fraction), "0")
	return strings.TrimSuffix(digits, ".") + " %"
}
