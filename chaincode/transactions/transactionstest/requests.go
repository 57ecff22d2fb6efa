package transactionstest

import (
	"fmt"
	"strings"
)

// ConfirmEvidenceRequest is of claim c.
func ConfirmEvidenceRequest(request, digests string) string {
	return `{"requestId":"` + request + `","claimId":"c","sha256":[` + digests + `]}`
}

// With is a request with further fields.
func With(request, fields string) string {
	return strings.TrimSuffix(request, "}") + "," + fields + "}"
}

// OfNorth is a request for a record of North's, by whoever has another book or none.
func OfNorth(request string) string { return With(request, `"insurerMspId":"NorthMSP"`) }

// HomeQuote is a request for a quote of a home.
func HomeQuote(id string) string {
	return `{"requestId":"q-` + id + `","quoteId":"` + id + `","productId":"home","holderId":"holder-1",
		"cover":{"start":"2026-01-01T00:00:00Z","end":"2027-01-01T00:00:00Z"},
		"coverages":[{"coverageId":"building","sumInsured":{"minorUnits":"10000000","currency":"DKK"}}],"jurisdiction":"DK",
		"risk":{"construction":"wood","year":"1920"}}`
}

// HomeClaim is a request that notifies a fire in a home.
func HomeClaim(id, policy, loss, amount string) string {
	return `{"requestId":"c-` + id + `","claimId":"` + id + `","policyId":"` + policy + `","lossId":"` + loss + `","cause":"fire",
		"occurredAt":"2026-02-20T10:00:00Z","losses":[{"coverageId":"building","amount":{"minorUnits":"` + amount + `","currency":"DKK"}}],
		"evidence":[{"kind":"photo","sha256":"` + Terms + `"}]}`
}

// ChangeOf is a policy endorsement of a home to another sum insured, from a moment on.
func ChangeOf(request, policy, effective, sum string) string {
	return `{"requestId":"` + request + `","policyId":"` + policy + `","effectiveAt":"` + effective + `","reason":"r",
		"coverages":[{"coverageId":"building","sumInsured":{"minorUnits":"` + sum + `","currency":"DKK"}}],
		"risk":{"construction":"wood","year":"1920"}}`
}

// IndicationRequest asks for the price of a home of a product.
func IndicationRequest(product string) string {
	risk := HomeQuote("x")
	return With(`{`+risk[strings.Index(risk, `"cover"`):], `"productId":"`+product+`"`)
}

// SettlementRequest settles the first reading of flight AA 1.
const SettlementRequest = `{"requestId":"s1","readingId":"tower/flight-arrival-delay/AA%201/1"}`

// ConsentRequest is of holder-1.
func ConsentRequest(id, purpose, expires string) string {
	return `{"requestId":"r-` + id + `","partyId":"holder-1","consentId":"` + id + `","purpose":"` + purpose + `","expiresAt":"` +
		expires + `","evidenceSha256":"` + Terms + `"}`
}

// Correct stores and registers the next version, as a gateway does.
func (w *World) Correct(version int) string {
	w.T.Helper()
	w.Ok(North+"/underwriter", "StorePersonalData", fmt.Sprintf(`{"requestId":"s%d","partyId":"holder-1","version":%d}`, version, version))
	commitment := strings.Replace(SealedNames, Terms, fmt.Sprintf("%064d", version), 1)
	return w.Ok(North+"/claims-handler", "CorrectParty", With(fmt.Sprintf(`{"requestId":"k%d","partyId":"holder-1","reason":"moved"}`, version), commitment))
}

// DeterminationRequest is of the rain from a moment on.
func DeterminationRequest(request, from string) string {
	return `{"requestId":"` + request + `","productId":"rain","productVersion":1,"subject":"hill","from":"` + from + `"}`
}

// SaleOf is a home of HomeQuote, sold at once: quote "quote-<id>", policy "<id>".
func SaleOf(id, productID string) string {
	return `{"quoteId":"quote-` + id + `","policyId":"` + id + `","productId":"` + productID + `","holderId":"holder-1",
		"cover":{"start":"2026-01-01T00:00:00Z","end":"2027-01-01T00:00:00Z"},
		"coverages":[{"coverageId":"building","sumInsured":{"minorUnits":"10000000","currency":"DKK"}}],"jurisdiction":"DK",
		"risk":{"construction":"wood","year":"1920"}}`
}

// PaidSale is a sale with its first instalment.
func PaidSale(sale, amount string) string {
	return strings.TrimSuffix(sale, "}") + `,"receipt":{"amount":{"minorUnits":"` + amount + `","currency":"DKK"},"reference":"bank 1"}}`
}

// SalesRequest sells at once what SaleOf makes.
func SalesRequest(request string, sales ...string) string {
	return `{"requestId":"` + request + `","sales":[` + strings.Join(sales, ",") + `]}`
}
