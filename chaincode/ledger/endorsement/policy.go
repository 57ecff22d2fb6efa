// Package endorsement writes key-level endorsement policies as Fabric reads them: a serialized
// common.SignaturePolicyEnvelope.
package endorsement

// With needs a peer of one organization and a peer of any one of the others; without others, of the one alone.
func With(mspID string, others []string) []byte {
	principals := principal(nil, mspID)
	rule := signedBy(0)
	if len(others) > 0 {
		rules := make([][]byte, len(others))
		for i, other := range others {
			principals = principal(principals, other)
			rules[i] = signedBy(i + 1)
		}
		rule = outOf(2, rule, outOf(1, rules...))
	}
	// SignaturePolicyEnvelope: version 0 is the default, rule = 2, identities = 3.
	return append(field(nil, 2, rule), principals...)
}

// signedBy is SignaturePolicy.signed_by = 1; a member of a oneof is written even when it is zero.
func signedBy(index int) []byte { return varint([]byte{1 << 3}, index) }

// outOf is SignaturePolicy.n_out_of = 2, an NOutOf of n = 1 and rules = 2.
func outOf(n int, rules ...[]byte) []byte {
	body := varint([]byte{1 << 3}, n)
	for _, rule := range rules {
		body = field(body, 2, rule)
	}
	return field(nil, 2, body)
}

// principal appends an MSPPrincipal of the classification ROLE, which is the default, with principal = 2: an MSPRole
// of msp_identifier = 1 and role = 2, where PEER is 3.
func principal(b []byte, mspID string) []byte {
	role := append(field(nil, 1, []byte(mspID)), 2<<3, 3)
	return field(b, 3, field(nil, 2, role))
}

// field appends a length-delimited field.
func field(b []byte, number int, content []byte) []byte {
	b = varint(append(b, byte(number<<3|2)), len(content))
	return append(b, content...)
}

func varint(b []byte, n int) []byte {
	for ; n >= 0x80; n >>= 7 {
		b = append(b, byte(n)|0x80)
	}
	return append(b, byte(n))
}
