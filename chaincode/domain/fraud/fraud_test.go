package fraud

import (
	"strings"
	"testing"

	"insurance/chaincode/domain/fault"
	"insurance/chaincode/domain/instant"
	"insurance/chaincode/domain/product"
)

func at(t *testing.T, text string) instant.Instant {
	t.Helper()
	i, err := instant.Parse(text)
	if err != nil {
		t.Fatal(err)
	}
	return i
}

func TestSeen_Fingerprint_SignalsByKindAndInsurer(t *testing.T) {
	recorded := at(t, "2026-02-01T10:00:00Z")
	for _, test := range []struct {
		kind    Kind
		insurer string
		want    string
	}{
		{KindLoss, "NorthMSP", "SAME_LOSS"},
		{KindLoss, "SouthMSP", "SAME_LOSS_OTHER_INSURER"},
		{KindEvidence, "NorthMSP", "SAME_EVIDENCE"},
		{KindEvidence, "SouthMSP", "SAME_EVIDENCE_OTHER_INSURER"},
		{KindObject, "NorthMSP", ""},
		{KindObject, "SouthMSP", "SAME_OBJECT_OTHER_INSURER"},
	} {
		signal := Seen(&Fingerprint{Kind: test.kind}, &Entry{test.insurer, "c-1", &recorded}, "NorthMSP")
		if test.want == "" {
			if signal != nil {
				t.Errorf("%v with %s: %+v", test.kind, test.insurer, signal)
			}
			continue
		}
		if signal == nil || signal.Code != test.want {
			t.Fatalf("%v with %s: %+v, want %s", test.kind, test.insurer, signal, test.want)
		}
		for _, part := range []string{"c-1", test.insurer, "2026-02-01 10:00 UTC"} {
			if !strings.Contains(signal.Explanation, part) {
				t.Errorf("%q does not name %s", signal.Explanation, part)
			}
		}
	}
}

func TestYoung_DaysOfThePolicy_AreCountedFromItsBeginning(t *testing.T) {
	since := at(t, "2026-01-01T00:00:00Z")
	rules := &product.FraudRules{MinimumPolicyAgeDays: 10}
	for _, test := range []struct {
		rules    *product.FraudRules
		occurred string
		signal   bool
	}{
		{rules, "2026-01-10T23:59:59Z", true},
		{rules, "2026-01-11T00:00:00Z", false},
		{nil, "2026-01-01T00:00:00Z", false},
		{&product.FraudRules{}, "2026-01-01T00:00:00Z", false},
	} {
		if got := Young(test.rules, since, at(t, test.occurred)) != nil; got != test.signal {
			t.Errorf("%s: %v", test.occurred, got)
		}
	}
}

func TestFrequent_ClaimsBefore_SignalAboveTheMaximum(t *testing.T) {
	rules := &product.FraudRules{MaximumClaims: 2, WithinDays: 30}
	for earlier, want := range []bool{false, false, true, true} {
		if got := Frequent(rules, earlier) != nil; got != want {
			t.Errorf("%d earlier claims: %v", earlier, got)
		}
	}
	if Frequent(nil, 9) != nil || Frequent(&product.FraudRules{}, 9) != nil {
		t.Error("a product without the rule signals")
	}
}

func TestValidate_Fingerprints_RefusesWhatIsNoFingerprint(t *testing.T) {
	value, other := strings.Repeat("0a", 32), strings.Repeat("0b", 32)
	of := func(kind Kind, values ...string) Fingerprint { return Fingerprint{kind, values[0], values[1:]} }
	for _, test := range []struct {
		given []Fingerprint
		code  fault.Code
		field string
	}{
		{[]Fingerprint{of(KindLoss, value), of(KindObject, value)}, "", ""},
		{[]Fingerprint{of(KindLoss, value, other)}, "", ""},
		{[]Fingerprint{of(KindUnspecified, value)}, fault.Required, "fingerprints[0].kind"},
		{[]Fingerprint{of(KindLoss, value[1:])}, fault.InvalidText, "fingerprints[0].value"},
		{[]Fingerprint{of(KindLoss, strings.ToUpper(value))}, fault.InvalidText, "fingerprints[0].value"},
		{[]Fingerprint{of(KindLoss, "")}, fault.Required, "fingerprints[0].value"},
		{[]Fingerprint{of(KindLoss, value, "x")}, fault.InvalidText, "fingerprints[0].alternatives[0]"},
		{[]Fingerprint{of(KindLoss, value), of(KindLoss, value)}, fault.InvalidArgument, "fingerprints[1].value"},
		{[]Fingerprint{of(KindLoss, other), of(KindLoss, value, other)}, fault.InvalidArgument, "fingerprints[1].alternatives[0]"},
		{[]Fingerprint{of(KindLoss, value, other, other, other, other)}, fault.TooMany, "fingerprints[0].alternatives"},
		{make([]Fingerprint, maxFingerprints+1), fault.TooMany, "fingerprints"},
	} {
		refusal := fault.From(Validate(test.given, nil))
		if test.code == "" && refusal != nil || test.code != "" && (refusal == nil || refusal.Code != test.code || refusal.Field != test.field) {
			t.Errorf("%v: %v, want %s of %s", test.given, refusal, test.code, test.field)
		}
	}
	if refusal := fault.From(Validate(nil, &References{})); refusal == nil || refusal.Code != fault.ReferencesInArguments {
		t.Errorf("in clear: %v", refusal)
	}
}
