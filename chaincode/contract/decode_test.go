package contract

import (
	"bytes"
	"testing"

	"insurance/chaincode/domain/fault"
	"insurance/chaincode/protojson"
)

// Whatever is sent, a decoder refuses it with a code or reads it: then its canonical form is read again to the same
// bytes, which is what a repeated requestId is compared by, and validation does not fail without a code.
func FuzzDecoders(f *testing.F) {
	w := newWorld(&testing.T{})
	w.oracle()
	for _, row := range rows {
		f.Add(row.Name, []byte(requests(w)[row.Name]))
	}
	f.Add("PublishProduct", []byte(`{"requestId":"x","product":`+house+`}`))
	f.Add("PublishProduct", []byte(`{"requestId":"x","product":`+flight+`}`))
	f.Add("PublishProduct", []byte(triggered("rain", rainTrigger, "")+"}}"))
	f.Add("PublishProduct", []byte(triggered("cold", coldTrigger, "")+"}}"))
	f.Fuzz(func(t *testing.T, function string, request []byte) {
		row := table[function]
		if row == nil {
			return
		}
		q, err := row.decode(request)
		if err != nil {
			if faultOf(err) == "" || faultOf(err) == fault.Internal {
				t.Fatalf("an error without a code: %v", err)
			}
			return
		}
		canonical := protojson.Marshal(q)
		again, err := row.decode(canonical)
		if err != nil {
			t.Fatalf("%s is not read again: %v", canonical, err)
		}
		if twice := protojson.Marshal(again); !bytes.Equal(canonical, twice) {
			t.Fatalf("%s\n%s", canonical, twice)
		}
		if err := q.validate(); err != nil && faultOf(err) == "" {
			t.Fatalf("an error without a code: %v", err)
		}
	})
}
