package contract

import "testing"

// The cost of a transaction in the chaincode alone: nothing is committed, so every round meets the same ledger.
func BenchmarkInvoke(b *testing.B) {
	w := newWorld(&testing.T{}).market()
	w.home("p")
	w.quoteHome("q")
	w.ok(north+"/claims-handler", "SubmitClaim", homeClaim("paid", "p", "l0", "100000"))
	for _, test := range []struct{ caller, function, request string }{
		{"underwriter", "RequestQuote", homeQuote("q9")},
		{"underwriter", "BindPolicy", `{"requestId":"z","policyId":"z","quoteId":"q"}`},
		{"claims-handler", "SubmitClaim", homeClaim("c", "p", "l", "100000")},
		{"finance", "PayClaim", `{"requestId":"y","claimId":"paid","reference":"r"}`},
		{"auditor", "GetPolicy", `{"policyId":"p"}`},
	} {
		b.Run(test.function, func(b *testing.B) {
			b.ReportAllocs()
			for range b.N {
				if _, err := Invoke(w.begin(who(north+"/"+test.caller)), test.function, [][]byte{[]byte(test.request)}); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

// No request, however formed, does anything but succeed or fail with a code.
func FuzzInvoke(f *testing.F) {
	w := newWorld(&testing.T{}).market()
	w.home("p")
	w.oracle()
	for _, row := range rows {
		f.Add(row.Name, []byte(requests(w)[row.Name]))
	}
	f.Fuzz(func(t *testing.T, function string, request []byte) {
		tx := w.begin(north + "/admin,underwriter,finance,claims-handler,oracle")
		_, err := Invoke(tx, function, [][]byte{request})
		if err != nil && faultOf(err) == "" {
			t.Fatalf("an error without a code: %v", err)
		}
		if faultOf(err) == "INTERNAL" {
			t.Fatal(err)
		}
	})
}

// A batch of a thousand samples in the chaincode alone: signature, plausibility, observations.
func BenchmarkPublishReadings(b *testing.B) {
	w := newWorld(&testing.T{})
	for _, test := range []struct {
		name string
		p256 bool
	}{{"Ed25519", false}, {"P-256", true}} {
		s := newSource(&testing.T{}, "gauge-"+test.name, "rain", "mm", "hill", test.p256)
		w.ok(re+"/admin", "RegisterOracle", s.registration(0, 10, ""))
		request := []byte(s.signed(s.batch(w.now, w.now.AddSeconds(-60_000), 60, make([]int64, 1_000)...)))
		b.Run(test.name, func(b *testing.B) {
			b.ReportAllocs()
			for range b.N {
				if _, err := Invoke(w.begin(re+"/oracle"), "PublishReadings", [][]byte{request}); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
