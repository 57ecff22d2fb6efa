package consortium

import (
	"slices"
	"testing"
)

func TestKinds_EachHasOneRow_AndItsCapabilities(t *testing.T) {
	for _, test := range []struct {
		kind Kind
		name string
		can  Capabilities
	}{
		{KindUnspecified, "unspecified", Capabilities{}},
		{Insurer, "insurer", Capabilities{Writes: true, Endorses: true, HoldsRecords: true}},
		{Reinsurer, "reinsurer", Capabilities{Writes: true, Endorses: true}},
		{Regulator, "regulator", Capabilities{}},
	} {
		if test.kind.String() != test.name || test.kind.Can() != test.can {
			t.Errorf("%d: %s %+v", test.kind, test.kind, test.kind.Can())
		}
	}
	if named := Kind(0).EnumNames(); len(kinds) != len(named) {
		t.Errorf("there are %d kinds, and %d have a row", len(named), len(kinds))
	}
	got := KindsThat(func(c Capabilities) bool { return c.Endorses })
	if !slices.IsSorted(got) || !slices.Contains(got, Insurer) || !slices.Contains(got, Reinsurer) || slices.Contains(got, Regulator) {
		t.Error(got)
	}
	if got := KindsThat(func(Capabilities) bool { return true }); len(got) != len(kinds)-1 || slices.Contains(got, KindUnspecified) {
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
