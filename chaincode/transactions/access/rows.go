package access

import "insurance/chaincode/domain/consortium"

// Kinds are the names of kinds of organizations.
func Kinds(all ...consortium.Kind) []string {
	names := make([]string, len(all))
	for i, kind := range all {
		names[i] = kind.String()
	}
	return names
}
