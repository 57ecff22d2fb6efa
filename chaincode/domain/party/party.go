// Package party holds policyholders: a pseudonym and a commitment for everybody, the person's data for their insurer.
package party

import (
	"time"

	"insurance/chaincode/domain/fault"
	"insurance/chaincode/domain/record"
	"insurance/chaincode/domain/text"
)

// SaltSize is the length of the commitment's salt in bytes.
const SaltSize = 32

// Party is what the channel knows of a person.
type Party struct {
	PartyID          string        `json:"partyId"`
	InsurerMSPID     string        `json:"insurerMspId"`
	CommitmentSHA256 string        `json:"commitmentSha256"`
	Registered       *record.Stamp `json:"registered"`
}

// PersonalData is what only the insurer knows.
type PersonalData struct {
	FullName    string `json:"fullName"`
	DateOfBirth string `json:"dateOfBirth"`
	Email       string `json:"email"`
	Phone       string `json:"phone"`
	Address     string `json:"address"`
}

// Seal is how the insurer's collection stores a person: the salt and then the data. So the hash that the ledger publishes of
// the stored value is the commitment, which every organization can look up, and with the salt inside it tells nothing.
func Seal(salt, personalData []byte) []byte {
	return append(append([]byte(nil), salt...), personalData...)
}

// Unseal is the data of a stored value; nil when the value is too short to hold any.
func Unseal(sealed []byte) []byte {
	if len(sealed) <= SaltSize {
		return nil
	}
	return sealed[SaltSize:]
}

// Collection is the insurer's own private data collection.
func Collection(insurerMSPID string) string { return "pii_" + insurerMSPID }

// Validate refuses data without a name and texts in a wrong form; its sentences never repeat the data.
func (d *PersonalData) Validate() error {
	if err := text.Label("fullName", d.FullName, 200); err != nil {
		return err
	}
	if d.DateOfBirth != "" {
		if _, err := time.Parse(time.DateOnly, d.DateOfBirth); err != nil {
			return fault.New(fault.InvalidText, "dateOfBirth", "a calendar date is YYYY-MM-DD")
		}
	}
	if err := text.Optional("email", d.Email, 254); err != nil {
		return err
	}
	if err := text.Optional("phone", d.Phone, 50); err != nil {
		return err
	}
	return text.Optional("address", d.Address, 500)
}
