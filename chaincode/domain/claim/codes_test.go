package claim

import (
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"testing"

	"insurance/chaincode/domain/product"
)

// A comparison of a product must not look like a condition or a decision of this package.
func TestReservedCodes_EveryCodeOfThisPackage_IsAmongThem(t *testing.T) {
	files, err := filepath.Glob("*.go")
	if err != nil {
		t.Fatal(err)
	}
	codes := slices.Clone(DeclineCodes)
	literal := regexp.MustCompile(`(?:condition\(|ReasonCode: |ReasonCode = )"([A-Z_]+)"`)
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		for _, found := range literal.FindAllStringSubmatch(string(text), -1) {
			codes = append(codes, found[1])
		}
	}
	if len(codes) < len(DeclineCodes)+15 {
		t.Fatalf("only %v were found", codes)
	}
	for _, code := range codes {
		if !slices.Contains(product.ReservedCodes, code) {
			t.Errorf("%s is not in product.ReservedCodes", code)
		}
	}
}
