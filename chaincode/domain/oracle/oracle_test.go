package oracle

import (
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/sha256"
	"crypto/x509"
	"encoding/pem"
	"math"
	"math/big"
	"slices"
	"testing"

	"insurance/chaincode/domain/fault"
	"insurance/chaincode/domain/instant"
	"insurance/chaincode/domain/product"
	"insurance/chaincode/domain/record"
)

func at(seconds int64) *instant.Instant { return &instant.Instant{Seconds: seconds} }

func pemOf(t testing.TB, key any) string {
	t.Helper()
	der, err := x509.MarshalPKIXPublicKey(key)
	if err != nil {
		t.Fatal(err)
	}
	return string(pem.EncodeToMemory(&pem.Block{Type: "PUBLIC KEY", Bytes: der}))
}

func batch() *ReadingBatch {
	return &ReadingBatch{OracleID: "o", Index: "i", Subject: "s", Unit: "u", SignedAt: at(200), Sequence: 7, From: at(100), Until: at(200),
		Samples: []Sample{{-5, at(100)}, {6, at(150)}}}
}

func TestReadingBatch_SignedBytes_AreTheseLines(t *testing.T) {
	const want = "insurance.v1.ReadingBatch\no\ni\ns\nu\n100\n200\n200\n7\nfalse\n2\n100 -5\n150 6\n"
	if got := string(batch().SignedBytes()); got != want {
		t.Fatalf("%q", got)
	}
}

func TestReading_SignedBytes_HaveOneLineMoreForACorrection(t *testing.T) {
	r := &Reading{OracleID: "o", Index: "i", Subject: "s", Value: -3, Unit: "u", ObservedAt: at(1), SignedAt: at(2), Sequence: 9}
	const plain = "insurance.v1.Reading\no\ni\ns\n-3\nu\n1\n2\n9\n"
	if got := string(r.SignedBytes()); got != plain {
		t.Fatalf("%q", got)
	}
	r.Corrects = "o/i/s/8"
	if got := string(r.SignedBytes()); got != plain+"o/i/s/8\n" {
		t.Fatalf("%q", got)
	}
}

func TestReadingBatch_Form_RefusesWhatIsOutOfOrder(t *testing.T) {
	for _, test := range []struct {
		name  string
		alter func(*ReadingBatch)
		code  fault.Code
		field string
	}{
		{"whole", func(*ReadingBatch) {}, "", ""},
		{"no oracle", func(b *ReadingBatch) { b.OracleID = "" }, fault.Required, "oracleId"},
		{"no sequence", func(b *ReadingBatch) { b.Sequence = 0 }, fault.Required, "sequence"},
		{"no end", func(b *ReadingBatch) { b.Until = nil }, fault.Required, "until"},
		{"ends at its start", func(b *ReadingBatch) { b.Until = at(100) }, fault.InvalidPeriod, "until"},
		{"367 days", func(b *ReadingBatch) { b.Until = at(100 + 366*instant.Day + 1) }, fault.InvalidPeriod, "until"},
		{"part of a second", func(b *ReadingBatch) { b.From = &instant.Instant{Seconds: 100, Nanos: 1} }, fault.InvalidArgument, "from"},
		{"no samples", func(b *ReadingBatch) { b.Samples = nil }, fault.Required, "samples"},
		{"1,001 samples", func(b *ReadingBatch) { b.Samples = make([]Sample, 1_001) }, fault.TooMany, "samples"},
		{"no time", func(b *ReadingBatch) { b.Samples[1].ObservedAt = nil }, fault.Required, "samples[1].observedAt"},
		{"before the span", func(b *ReadingBatch) { b.Samples[0].ObservedAt = at(99) }, fault.InvalidArgument, "samples[0].observedAt"},
		{"at the end", func(b *ReadingBatch) { b.Samples[1].ObservedAt = at(200) }, fault.InvalidArgument, "samples[1].observedAt"},
		{"the same time", func(b *ReadingBatch) { b.Samples[1].ObservedAt = at(100) }, fault.InvalidArgument, "samples[1].observedAt"},
		{"a line feed", func(b *ReadingBatch) { b.Subject = "a\nb" }, fault.InvalidText, "subject"},
	} {
		b := batch()
		test.alter(b)
		refusal := fault.From(b.Form())
		if test.code == "" && refusal == nil {
			continue
		}
		if refusal == nil || refusal.Code != test.code || refusal.Field != test.field {
			t.Errorf("%s: %v", test.name, refusal)
		}
	}
}

func TestReadingBatch_Timely_NotFromTheFutureNorOld(t *testing.T) {
	for _, test := range []struct {
		now  int64
		want fault.Code
	}{{200, ""}, {200 - 300, ""}, {200 - 301, fault.ReadingInFuture}, {200 + 30*instant.Day, ""}, {201 + 30*instant.Day, fault.StaleReading}} {
		refusal := fault.From(batch().Timely(instant.Instant{Seconds: test.now}))
		if (refusal == nil) != (test.want == "") || refusal != nil && refusal.Code != test.want {
			t.Errorf("at %d: %v", test.now, refusal)
		}
	}
	early := batch()
	early.SignedAt = at(199)
	if refusal := fault.From(early.Timely(instant.Instant{Seconds: 200})); refusal == nil || refusal.Code != fault.ReadingInFuture || refusal.Field != "until" {
		t.Errorf("signed before its end: %v", refusal)
	}
}

func TestOracle_Validate_RefusesGrantsThatSayNothing(t *testing.T) {
	public, _, _ := ed25519.GenerateKey(rand.Reader)
	p384, _ := ecdsa.GenerateKey(elliptic.P384(), rand.Reader)
	for _, test := range []struct {
		name  string
		alter func(*Oracle)
		field string
	}{
		{"another curve", func(o *Oracle) { o.PublicKeyPEM = pemOf(t, &p384.PublicKey) }, "publicKeyPem"},
		{"two keys", func(o *Oracle) { o.PublicKeyPEM += o.PublicKeyPEM }, "publicKeyPem"},
		{"no grants", func(o *Oracle) { o.Grants = nil }, "grants"},
		{"no index", func(o *Oracle) { o.Grants[0].Index = "" }, "grants[0].index"},
		{"no unit", func(o *Oracle) { o.Grants[0].Unit = "" }, "grants[0].unit"},
		{"bounds that cross", func(o *Oracle) { o.Grants[0].Minimum = 11 }, "grants[0].maximum"},
		{"twice", func(o *Oracle) { o.Grants = append(o.Grants, o.Grants[0]) }, "grants[1].index"},
		{"101", func(o *Oracle) { o.Grants = make([]IndexGrant, 101) }, "grants"},
		{"an oracle with a policy", func(o *Oracle) { o.PolicyID = "p" }, "policyId"},
		{"a device without one", func(o *Oracle) { o.Kind = KindDevice }, "policyId"},
	} {
		o := &Oracle{OracleID: "o", PublicKeyPEM: pemOf(t, public), Grants: []IndexGrant{{"i", "u", -10, 10, nil}}, Kind: KindOracle}
		if err := o.Validate(); err != nil {
			t.Fatal(err)
		}
		test.alter(o)
		if refusal := fault.From(o.Validate()); refusal == nil || refusal.Field != test.field {
			t.Errorf("%s: %v", test.name, refusal)
		}
	}
}

func TestOracle_CheckBatch_EitherKindOfKey_VerifiesOnlyWhatItSigned(t *testing.T) {
	edPublic, edPrivate, _ := ed25519.GenerateKey(rand.Reader)
	p256, _ := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	b := batch()
	digest := sha256.Sum256(b.SignedBytes())
	byP256, err := ecdsa.SignASN1(rand.Reader, p256, digest[:])
	if err != nil {
		t.Fatal(err)
	}
	byEd := ed25519.Sign(edPrivate, b.SignedBytes())
	grants := []IndexGrant{{"i", "u", -5, 6, nil}}
	ed := &Oracle{OracleID: "o", PublicKeyPEM: pemOf(t, edPublic), Grants: grants}
	ec := &Oracle{OracleID: "o", PublicKeyPEM: pemOf(t, &p256.PublicKey), Grants: grants}
	for name, pair := range map[string]struct {
		o    *Oracle
		s    []byte
		good bool
	}{"Ed25519": {ed, byEd, true}, "P-256": {ec, byP256, true}, "crossed": {ed, byP256, false}, "crossed back": {ec, byEd, false}, "empty": {ed, nil, false},
		"short": {ed, byEd[:63], false}, "long": {ec, make([]byte, 129), false}} {
		if err := pair.o.CheckBatch(b, pair.s); (err == nil) != pair.good {
			t.Errorf("%s: %v", name, err)
		}
	}
	for i := range b.Samples {
		other := batch()
		other.Samples[i].Value++
		if refusal := fault.From(ed.CheckBatch(other, byEd)); refusal == nil || refusal.Code != fault.InvalidSignature {
			t.Errorf("sample %d changed: %v", i, refusal)
		}
	}
	correction := batch()
	correction.Correction = true
	if ed.CheckBatch(correction, byEd) == nil {
		t.Error("a batch became a correction")
	}
	ed.Grants = []IndexGrant{{"i", "u", -4, 6, nil}}
	if refusal := fault.From(ed.CheckBatch(b, byEd)); refusal == nil || refusal.Code != fault.ReadingImplausible || refusal.Field != "batch.samples[0].value" {
		t.Errorf("implausible: %v", refusal)
	}
	ed.Revoked = &record.Stamp{Time: at(0)}
	if refusal := fault.From(ed.CheckBatch(b, byEd)); refusal == nil || refusal.Code != fault.OracleRevoked {
		t.Errorf("revoked: %v", refusal)
	}
}

func TestMedian_OfAnyValues_IsTheExactOneHalfAwayFromZero(t *testing.T) {
	for _, test := range []struct {
		values []int64
		want   int64
	}{
		{[]int64{4}, 4}, {[]int64{9, 1, 5}, 5}, {[]int64{1, 2}, 2}, {[]int64{-1, -2}, -2}, {[]int64{-1, 0}, -1}, {[]int64{0, 1}, 1}, {[]int64{-3, 3}, 0},
		{[]int64{-2, 1}, -1}, {[]int64{-1, 2}, 1}, {[]int64{7, 100, 8, 0}, 8}, {[]int64{math.MinInt64, math.MaxInt64}, -1},
		{[]int64{math.MaxInt64, math.MaxInt64 - 1}, math.MaxInt64}, {[]int64{math.MinInt64, math.MinInt64 + 1}, math.MinInt64},
	} {
		if got := Median(test.values); got != test.want {
			t.Errorf("%v: %d, want %d", test.values, got, test.want)
		}
	}
}

// Against the same in integers of any size, doubled so that halves are whole.
func FuzzMedian(f *testing.F) {
	f.Add(int64(1), int64(2), int64(3), int64(4))
	f.Add(int64(math.MinInt64), int64(-1), int64(0), int64(math.MaxInt64))
	f.Fuzz(func(t *testing.T, a, b, c, d int64) {
		sorted := []int64{a, b, c, d}
		slices.Sort(sorted)
		doubled := new(big.Int).Add(big.NewInt(sorted[1]), big.NewInt(sorted[2]))
		got := new(big.Int).Mul(big.NewInt(Median([]int64{a, b, c, d})), big.NewInt(2))
		difference := new(big.Int).Sub(got, doubled)
		away := difference.CmpAbs(big.NewInt(1)) == 0 && difference.Sign() == doubled.Sign()
		if difference.Sign() != 0 && !away {
			t.Fatalf("median of %v doubled is %s, not %s", sorted, got, doubled)
		}
	})
}

// No key and no signature, however formed, makes verification do anything but accept or refuse with a code; and what is
// accepted is what the key signed.
func FuzzVerify(f *testing.F) {
	public, private, _ := ed25519.GenerateKey(rand.Reader)
	p256, _ := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	message := []byte("message")
	digest := sha256.Sum256(message)
	byP256, err := ecdsa.SignASN1(rand.Reader, p256, digest[:])
	if err != nil {
		f.Fatal(err)
	}
	byEd := ed25519.Sign(private, message)
	f.Add(pemOf(f, public), message, byEd)
	f.Add(pemOf(f, &p256.PublicKey), message, byP256)
	f.Add("-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----\n", message, []byte{0x30, 0})
	f.Fuzz(func(t *testing.T, key string, signed, signature []byte) {
		for _, k := range []string{key, pemOf(t, public), pemOf(t, &p256.PublicKey)} {
			err := (&Oracle{OracleID: "o", PublicKeyPEM: k}).Verify(signed, signature)
			if err != nil && fault.From(err) == nil {
				t.Fatalf("an error without a code: %v", err)
			}
		}
		if (&Oracle{PublicKeyPEM: pemOf(t, public)}).Verify(signed, signature) == nil && (string(signed) != "message" || string(signature) != string(byEd)) {
			t.Fatalf("%q is accepted as a signature of %q", signature, signed)
		}
	})
}

func TestDetermination_Window_EachAggregationOfTheSameDays(t *testing.T) {
	// Day 0: 5 and 1, day 1: 0, day 2: none, day 3: 0 and 0, day 4: 2.
	readings := []Timed{
		{Observation{Value: 5}, instant.Instant{Seconds: 0}}, {Observation{Value: 1}, instant.Instant{Seconds: 100}},
		{Observation{Value: 0}, instant.Instant{Seconds: instant.Day}}, {Observation{Value: 0}, instant.Instant{Seconds: 3 * instant.Day}},
		{Observation{Value: 0}, instant.Instant{Seconds: 4*instant.Day - 1}}, {Observation{Value: 2}, instant.Instant{Seconds: 4 * instant.Day}},
	}
	for _, test := range []struct {
		window product.ReadingWindow
		want   int64
	}{
		{product.ReadingWindow{Aggregation: product.Sum}, 8},
		{product.ReadingWindow{Aggregation: product.Minimum}, 0},
		{product.ReadingWindow{Aggregation: product.Maximum}, 5},
		{product.ReadingWindow{Aggregation: product.LongestRun, RunComparison: product.AtMost, RunThreshold: 0}, 1},
		{product.ReadingWindow{Aggregation: product.LongestRun, RunComparison: product.AtMost, RunThreshold: 5}, 2},
		{product.ReadingWindow{Aggregation: product.LongestRun, RunComparison: product.AtLeast, RunThreshold: 6}, 0},
	} {
		test.window.Days, test.window.MinimumReadings = 5, 6
		d := NewDetermination(&product.ParametricTrigger{Index: "i", Unit: "u", Window: &test.window, MaximumReadingAgeSeconds: 10}, "s", at(0))
		if err := d.AddWindow("o", readings); err != nil {
			t.Fatal(err)
		}
		if v := d.Values[0]; !v.Counted || v.Value != test.want || v.Readings != 6 {
			t.Errorf("%v: %+v, want %d", test.window, v, test.want)
		}
	}
}

func TestDetermination_Sum_OverflowIsRefusedAndNotOnTheWay(t *testing.T) {
	w := &product.ReadingWindow{Aggregation: product.Sum, Days: 1, MinimumReadings: 1}
	for _, test := range []struct {
		last int64
		code fault.Code
	}{{-1, ""}, {1, fault.AmountOverflow}} {
		d := NewDetermination(&product.ParametricTrigger{Window: w}, "s", at(0))
		err := d.AddWindow("o", []Timed{{Observation{Value: math.MaxInt64}, *at(0)}, {Observation{Value: 1}, *at(1)}, {Observation{Value: test.last}, *at(2)}})
		if refusal := fault.From(err); (refusal == nil) != (test.code == "") || refusal != nil && refusal.Code != test.code {
			t.Errorf("%d: %v", test.last, err)
		}
	}
}

func TestWatch_Follow_ReportsEachRunOnce(t *testing.T) {
	m := &product.Monitoring{Comparison: product.Above, Threshold: 10, MinimumSeconds: 20, MaximumGapSeconds: 15}
	of := func(from, step int64, values ...int64) *ReadingBatch {
		b := &ReadingBatch{From: at(from), Until: at(from + step*int64(len(values)))}
		for i, v := range values {
			b.Samples = append(b.Samples, Sample{v, at(from + step*int64(i))})
		}
		return b
	}
	for _, test := range []struct {
		name    string
		batches []*ReadingBatch
		want    []int64
	}{
		{"too short", []*ReadingBatch{of(0, 10, 11, 11, 10)}, nil},
		{"long enough", []*ReadingBatch{of(0, 10, 11, 11, 11, 11, 11, 11)}, []int64{0}},
		{"broken by a sample", []*ReadingBatch{of(0, 10, 11, 11, 10, 11, 11)}, nil},
		{"broken by a gap", []*ReadingBatch{of(0, 16, 11, 11, 11, 11)}, nil},
		{"over two batches", []*ReadingBatch{of(0, 10, 9, 11, 11), of(30, 10, 11, 11)}, []int64{10}},
		{"over two batches, once", []*ReadingBatch{of(0, 10, 11, 11, 11), of(30, 10, 11, 11, 11, 11)}, []int64{0}},
		{"a gap between batches", []*ReadingBatch{of(0, 10, 11, 11), of(36, 10, 11, 11)}, nil},
		{"two runs", []*ReadingBatch{of(0, 10, 11, 11, 11, 1, 12, 12, 12)}, []int64{0, 40}},
	} {
		w, got := new(Watch), []int64(nil)
		for _, b := range test.batches {
			runs, err := w.Follow(m, b)
			if err != nil {
				t.Fatal(err)
			}
			for _, run := range runs {
				got = append(got, run.Since.Seconds)
			}
		}
		if !slices.Equal(got, test.want) {
			t.Errorf("%s: %v, want %v", test.name, got, test.want)
		}
	}
	w := &Watch{Until: at(50)}
	if _, err := w.Follow(m, of(49, 1, 1)); fault.From(err) == nil {
		t.Error("a device went back in time")
	}
	flicker := make([]int64, 0, 84)
	for range 21 {
		flicker = append(flicker, 11, 11, 11, 0)
	}
	if _, err := new(Watch).Follow(m, of(0, 10, flicker...)); fault.CodeOf(err) != fault.TooMany {
		t.Errorf("21 runs: %v", err)
	}
}
