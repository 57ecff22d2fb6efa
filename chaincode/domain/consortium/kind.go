package consortium

// Capabilities are what members of a kind do and others do not.
type Capabilities struct {
	// Writes: may call transactions that write for the whole consortium, such as what founds it or registers an oracle.
	Writes bool
	// Endorses: counts among those of whom another one must endorse the change of a member's record.
	Endorses bool
	// HoldsRecords: has a book of its own, with products, persons, policies and claims.
	HoldsRecords bool
}

// Can are the capabilities of the kind.
func (k Kind) Can() Capabilities { return kinds[k] }

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
