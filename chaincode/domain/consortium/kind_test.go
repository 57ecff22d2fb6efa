package consortium

import (
	"slices"
	"testing"
)

func TestKinds_EachHasOneRow_AndItsCapabilities(t *testing.T) {
	for _, test := range []struct {
		kind       Kind
		enum, name string
		can        Capabilities
	}{
		{KindUnspecified, "ORGANIZATION_KIND_UNSPECIFIED", "unspecified", Capabilities{}},
		{Insurer, "ORGANIZATION_KIND_INSURER", "insurer", Capabilities{Writes: true, Endorses: true, HoldsRecords: true}},
		{Reinsurer, "ORGANIZATION_KIND_REINSURER", "reinsurer", Capabilities{Writes: true, Endorses: true}},
		{Regulator, "ORGANIZATION_KIND_REGULATOR", "regulator", Capabilities{}},
	} {
		if test.kind.EnumNames()[test.kind] != test.enum || test.kind.String() != test.name || test.kind.Can() != test.can {
			t.Errorf("%d: %s %+v", test.kind, test.kind, test.kind.Can())
		}
	}
	if got := KindsThat(func(c Capabilities) bool { return c.Endorses }); !slices.Equal(got, []Kind{Insurer, Reinsurer}) {
		t.Error(got)
	}
	if got := KindsThat(func(Capabilities) bool { return true }); !slices.Equal(got, []Kind{Insurer, Reinsurer, Regulator}) {
		t.Errorf("an unspecified kind is none: %v", got)
	}
}

func TestOtherEndorsers_AreThoseThatEndorse_InTheRegistrysOrder(t *testing.T) {
	r := &Registry{Organizations: []Organization{{MSPID: "Re", Kind: Reinsurer}, {MSPID: "Reg", Kind: Regulator}, {MSPID: "B", Kind: Insurer}, {MSPID: "A", Kind: Insurer}}}
	if got := r.OtherEndorsers("B"); !slices.Equal(got, []string{"Re", "A"}) {
		t.Error(got)
	}
	if got := r.OtherEndorsers("Reg"); !slices.Equal(got, []string{"Re", "B", "A"}) {
		t.Error(got)
	}
	if r.KindName("A") != "insurer" || r.KindName("nobody") != "" {
		t.Errorf("%q %q", r.KindName("A"), r.KindName("nobody"))
	}
}

func TestValidate_OnlyRegulators_CannotEndorse(t *testing.T) {
	r := &Registry{Organizations: []Organization{{MSPID: "Reg", Name: "R", Kind: Regulator}}}
	if err := r.Validate(); err == nil {
		t.Error("accepted")
	}
	r.Organizations = append(r.Organizations, Organization{MSPID: "Re", Name: "R", Kind: Reinsurer})
	if err := r.Validate(); err != nil {
		t.Error(err)
	}
}
