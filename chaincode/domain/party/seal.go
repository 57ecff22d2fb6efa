package party

import "insurance/chaincode/domain/fault"

// What gateways write into the collection: a byte that names the form, the nonce of AES-256-GCM, and the ciphertext of the
// salt and the personal data's JSON with its tag. docs/decisions/0006 describes it; the chaincode never sees inside.
const (
	sealForm  = 1
	nonceSize = 12
	saltSize  = 32
	tagSize   = 16
	// minSealed holds the shortest JSON there is; maxSealed every field at its longest, four bytes a character, and escaped.
	minSealed = 1 + nonceSize + saltSize + len("{}") + tagSize
	maxSealed = 16 * 1024
)

// CheckSealed refuses what cannot be a sealed person.
func CheckSealed(sealed []byte) error {
	switch {
	case len(sealed) == 0:
		return fault.New(fault.PersonalDataMissing, "", "the transient value sealed is missing")
	case sealed[0] != sealForm:
		return fault.New(fault.PersonalDataMissing, "", "the transient value sealed has the form %d; this chaincode takes form %d", sealed[0], sealForm)
	case len(sealed) < minSealed || len(sealed) > maxSealed:
		return fault.New(fault.PersonalDataMissing, "", "the transient value sealed has %d bytes, not %d to %d", len(sealed), minSealed, maxSealed)
	}
	return nil
}
