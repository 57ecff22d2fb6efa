package transactions_test

import (
	"testing"

	"insurance/chaincode/domain/fault"
	"insurance/chaincode/transactions"
	. "insurance/chaincode/transactions/transactionstest"
)

// The cost of a transaction in the chaincode alone: nothing is committed, so every round meets the same ledger.
func BenchmarkInvoke(b *testing.B) {
	w := NewWorld(&testing.T{}).Market()
	w.Home("p")
	w.QuoteHome("q")
	w.Ok(North+"/claims-handler", "SubmitClaim", HomeClaim("paid", "p", "l0", "100000"))
	for _, test := range []struct{ caller, function, request string }{
		{"underwriter", "RequestQuote", HomeQuote("q9")},
		{"underwriter", "BindPolicy", `{"requestId":"z","policyId":"z","quoteId":"q"}`},
		{"claims-handler", "SubmitClaim", HomeClaim("c", "p", "l", "100000")},
		{"finance", "PayClaim", `{"requestId":"y","claimId":"paid","reference":"r"}`},
		{"auditor", "GetPolicy", `{"policyId":"p"}`},
	} {
		b.Run(test.function, func(b *testing.B) {
			b.ReportAllocs()
			for range b.N {
				if _, err := transactions.Invoke(w.Begin(Who(North+"/"+test.caller)), test.function, [][]byte{[]byte(test.request)}); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

// No request, however formed, does anything but succeed or fail with a code.
func FuzzInvoke(f *testing.F) {
	w := NewWorld(&testing.T{}).Market()
	w.Home("p")
	w.Oracle()
	for _, row := range transactions.Table {
		f.Add(row.Name, []byte(requests(w)[row.Name]))
	}
	f.Fuzz(func(t *testing.T, function string, request []byte) {
		tx := w.Begin(North + "/admin,underwriter,finance,claims-handler,oracle")
		_, err := transactions.Invoke(tx, function, [][]byte{request})
		if err != nil && fault.CodeOf(err) == "" {
			t.Fatalf("an error without a code: %v", err)
		}
		if fault.CodeOf(err) == "INTERNAL" {
			t.Fatal(err)
		}
	})
}

// A batch of a thousand samples in the chaincode alone: signature, plausibility, observations.
func BenchmarkPublishReadings(b *testing.B) {
	w := NewWorld(&testing.T{})
	for _, test := range []struct {
		name string
		p256 bool
	}{{"Ed25519", false}, {"P-256", true}} {
		s := NewSource(&testing.T{}, "gauge-"+test.name, "rain", "mm", "hill", test.p256)
		w.Ok(Re+"/admin", "RegisterOracle", s.Registration(0, 10, ""))
		request := []byte(s.Signed(s.Batch(w.Now, w.Now.AddSeconds(-60_000), 60, make([]int64, 1_000)...)))
		b.Run(test.name, func(b *testing.B) {
			b.ReportAllocs()
			for range b.N {
				if _, err := transactions.Invoke(w.Begin(Re+"/oracle"), "PublishReadings", [][]byte{request}); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
