package main

import (
	"encoding/binary"
	"errors"
	"sort"
)

var errPolicy = errors.New("unreadable policy")

const peerRole = 3

// field appends a length-delimited protobuf field.
func field(b []byte, number byte, value []byte) []byte {
	b = binary.AppendUvarint(append(b, number<<3|2), uint64(len(value)))
	return append(b, value...)
}

// everyPeerOf is a common.SignaturePolicyEnvelope that a peer of each organization has to sign.
func everyPeerOf(organizations []string) []byte {
	sort.Strings(organizations)
	all := binary.AppendUvarint([]byte{1 << 3}, uint64(len(organizations)))
	var identities []byte
	for i, name := range organizations {
		all = field(all, 2, binary.AppendUvarint([]byte{1 << 3}, uint64(i)))
		role := append(field(nil, 1, []byte(name)), 2<<3, peerRole)
		identities = field(identities, 3, field(nil, 2, role))
	}
	return append(field(nil, 2, field(nil, 2, all)), identities...)
}

// organizationsOf lists the organizations that such a policy names.
func organizationsOf(policy []byte) (names []string, err error) {
	err = fields(policy, func(number uint64, identity []byte) error {
		if number != 3 {
			return nil
		}
		return fields(identity, func(number uint64, role []byte) error {
			if number != 2 {
				return nil
			}
			return fields(role, func(number uint64, name []byte) error {
				if number == 1 {
					names = append(names, string(name))
				}
				return nil
			})
		})
	})
	return names, err
}

// fields visits the length-delimited fields of a message.
func fields(message []byte, visit func(number uint64, value []byte) error) error {
	for len(message) > 0 {
		tag, n := binary.Uvarint(message)
		if n <= 0 {
			return errPolicy
		}
		value, m := binary.Uvarint(message[n:])
		if m <= 0 {
			return errPolicy
		}
		message = message[n+m:]
		switch tag & 7 {
		case 0:
		case 2:
			if value > uint64(len(message)) {
				return errPolicy
			}
			if err := visit(tag>>3, message[:value]); err != nil {
				return err
			}
			message = message[value:]
		default:
			return errPolicy
		}
	}
	return nil
}
