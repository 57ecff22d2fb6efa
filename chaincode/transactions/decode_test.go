package transactions_test

import (
	"bytes"
	"testing"

	"insurance/chaincode/domain/fault"
	"insurance/chaincode/protojson"
	"insurance/chaincode/transactions"
	. "insurance/chaincode/transactions/transactionstest"
)

// Whatever is sent, a decoder refuses it with a code or reads it: then its canonical form is read again to the same
// bytes, which is what a repeated requestId is compared by, and validation does not fail without a code.
func FuzzDecoders(f *testing.F) {
	w := NewWorld(&testing.T{})
	w.Oracle()
	for _, row := range transactions.Table {
		f.Add(row.Name, []byte(requests(w)[row.Name]))
	}
	f.Add("PublishProduct", []byte(`{"requestId":"x","product":`+House+`}`))
	f.Add("PublishProduct", []byte(`{"requestId":"x","product":`+Flight+`}`))
	f.Add("PublishProduct", []byte(ProductOnReadings("rain", RainTrigger, "")+"}}"))
	f.Add("PublishProduct", []byte(ProductOnReadings("cold", ColdTrigger, "")+"}}"))
	f.Fuzz(func(t *testing.T, function string, request []byte) {
		row := transactions.Row(function)
		if row == nil {
			return
		}
		q, err := row.Decode(request)
		if err != nil {
			if fault.CodeOf(err) == "" || fault.CodeOf(err) == fault.Internal {
				t.Fatalf("an error without a code: %v", err)
			}
			return
		}
		canonical := protojson.Marshal(q)
		again, err := row.Decode(canonical)
		if err != nil {
			t.Fatalf("%s is not read again: %v", canonical, err)
		}
		if twice := protojson.Marshal(again); !bytes.Equal(canonical, twice) {
			t.Fatalf("%s\n%s", canonical, twice)
		}
		if err := q.Validate(); err != nil && fault.CodeOf(err) == "" {
			t.Fatalf("an error without a code: %v", err)
		}
	})
}
