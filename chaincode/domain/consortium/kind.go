package consortium

// Kind is what a member does in the consortium.
type Kind int32

// The kinds of members.
const (
	KindUnspecified Kind = iota
	Insurer
	Reinsurer
	Regulator
)

// Capabilities are what members of a kind do and others do not.
type Capabilities struct {
	// Writes: may call transactions that write for the whole consortium, such as what founds it or registers an oracle.
	Writes bool
	// Endorses: counts among those of whom another one must endorse the change of a member's record.
	Endorses bool
	// HoldsRecords: has a book of its own, with products, persons, policies and claims.
	HoldsRecords bool
}

// kinds is the one table of what a kind is; a new kind is a constant and a row of it.
var kinds = []struct {
	enum, name string
	Capabilities
}{
	KindUnspecified: {"ORGANIZATION_KIND_UNSPECIFIED", "unspecified", Capabilities{}},
	Insurer:         {"ORGANIZATION_KIND_INSURER", "insurer", Capabilities{Writes: true, Endorses: true, HoldsRecords: true}},
	Reinsurer:       {"ORGANIZATION_KIND_REINSURER", "reinsurer", Capabilities{Writes: true, Endorses: true}},
	Regulator:       {"ORGANIZATION_KIND_REGULATOR", "regulator", Capabilities{}},
}

// EnumNames lists the names by number.
func (Kind) EnumNames() []string {
	names := make([]string, len(kinds))
	for i := range kinds {
		names[i] = kinds[i].enum
	}
	return names
}

func (k Kind) String() string { return kinds[k].name }

// Can are the capabilities of the kind.
func (k Kind) Can() Capabilities { return kinds[k].Capabilities }

// KindsThat are the kinds whose members do something, in the order of their numbers.
func KindsThat(do func(Capabilities) bool) []Kind {
	var found []Kind
	for k := KindUnspecified + 1; int(k) < len(kinds); k++ {
		if do(k.Can()) {
			found = append(found, k)
		}
	}
	return found
}
