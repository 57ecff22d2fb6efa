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
		{LossKind, "NorthMSP", "SAME_LOSS"},
		{LossKind, "SouthMSP", "SAME_LOSS_OTHER_INSURER"},
		{EvidenceKind, "NorthMSP", "SAME_EVIDENCE"},
		{EvidenceKind, "SouthMSP", "SAME_EVIDENCE_OTHER_INSURER"},
		{ObjectKind, "NorthMSP", ""},
		{ObjectKind, "SouthMSP", "SAME_OBJECT_OTHER_INSURER"},
	} {
		signal := Seen(Fingerprint{Kind: test.kind}, Entry{test.insurer, "c-1", &recorded}, "NorthMSP")
		if test.want == "" {
			if signal != nil {
				t.Errorf("%v with %s: %+v", test.kind, test.insurer, signal)
			}
			continue
		}
		if signal == nil || signal.Code != test.want {
			t.Fatalf("%v with %s: %+v, want %s", test.kind, test.insurer, signal, test.want)
		}
		for _, part := range []string{"c-1", test.insurer, recorded.String()} {
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
	value := strings.Repeat("0a", 32)
	for _, test := range []struct {
		given []Fingerprint
		code  fault.Code
	}{
		{[]Fingerprint{{LossKind, value}, {ObjectKind, value}}, ""},
		{[]Fingerprint{{KindUnspecified, value}}, fault.Required},
		{[]Fingerprint{{LossKind, value[1:]}}, fault.InvalidText},
		{[]Fingerprint{{LossKind, strings.ToUpper(value)}}, fault.InvalidText},
		{[]Fingerprint{{LossKind, ""}}, fault.Required},
		{[]Fingerprint{{LossKind, value}, {LossKind, value}}, fault.InvalidArgument},
		{make([]Fingerprint, maxFingerprints+1), fault.TooMany},
	} {
		refusal := fault.From(Validate(test.given))
		if test.code == "" && refusal != nil || test.code != "" && (refusal == nil || refusal.Code != test.code) {
			t.Errorf("%v: %v, want %s", test.given, refusal, test.code)
		}
	}
}
