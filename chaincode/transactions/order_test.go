package transactions_test

import (
	"bytes"
	"encoding/json"
	"reflect"
	"slices"
	"strings"
	"testing"

	"insurance/chaincode/domain/policy"
	"insurance/chaincode/domain/quote"
	"insurance/chaincode/protojson"
	"insurance/chaincode/transactions/policies"
	"insurance/chaincode/transactions/quotes"
)

// fieldsOf are the fields of a message in the order in which they are written, when each is set.
func fieldsOf(t *testing.T, message any) []string {
	t.Helper()
	value := reflect.ValueOf(message).Elem()
	for _, field := range reflect.VisibleFields(value.Type()) {
		if !field.Anonymous {
			fill(t, value.FieldByIndex(field.Index))
		}
	}
	decoder := json.NewDecoder(bytes.NewReader(protojson.Marshal(message)))
	if _, err := decoder.Token(); err != nil {
		t.Fatal(err)
	}
	var fields []string
	for decoder.More() {
		name, err := decoder.Token()
		if err != nil {
			t.Fatal(err)
		}
		var skipped json.RawMessage
		if err := decoder.Decode(&skipped); err != nil {
			t.Fatal(err)
		}
		fields = append(fields, name.(string))
	}
	return fields
}

// What shares the particulars of a quote is written in the order that it had before they were shared: the digest of a request
// that was answered then is that of its repetition now. Fields that came later stand wherever they were put.
func TestFields_OfWhatComesWithAQuote_AreWrittenInTheOrderTheyAlwaysHad(t *testing.T) {
	for _, test := range []struct {
		message any
		order   string
	}{
		{&quotes.RequestQuoteRequest{}, "requestId actor quoteId productId productVersion brokerId holderId cover coverages risk parametricSubject jurisdiction instalmentPlanId"},
		{&quotes.GetIndicativeQuoteRequest{}, "productId productVersion brokerId cover coverages risk parametricSubject jurisdiction instalmentPlanId"},
		{&policies.Sale{}, "quoteId policyId productId productVersion holderId cover coverages risk parametricSubject jurisdiction instalmentPlanId renewalOf receipt"},
		{&quote.Quote{}, "quoteId productId productVersion insurerMspId brokerId holderId cover coverages risk parametricSubject rating premium expiresAt quoted " +
			"jurisdiction instalmentPlanId"},
		{&policy.Policy{}, "policyId quoteId productId productVersion insurerMspId brokerId holderId cover coverages risk parametricSubject premium termsSha256 " +
			"status bound jurisdiction instalments coolingOffUntil changes lapses cancellation refunds renewalOf renewedBy expired insuredSince limits " +
			"instalmentPlanId currentCoverages scheduledCoverages renewalReminded"},
	} {
		order := strings.Fields(test.order)
		written := slices.DeleteFunc(fieldsOf(t, test.message), func(name string) bool { return !slices.Contains(order, name) })
		if !slices.Equal(written, order) {
			t.Errorf("%T:\n written %v\n always  %v", test.message, written, order)
		}
	}
}
