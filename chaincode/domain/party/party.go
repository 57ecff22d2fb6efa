// Package party holds policyholders: a pseudonym and a commitment for everybody, the person's data for their insurer.
package party

import (
	"crypto/sha256"
	"encoding/hex"
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

// Sealed is how the insurer's collection stores it. With the salt inside, the hash that the ledger publishes of the
// stored value tells nothing about the person.
type Sealed struct {
	Salt         []byte `json:"salt"`
	PersonalData []byte `json:"personalData"`
}

// Collection is the insurer's own private data collection.
func Collection(insurerMSPID string) string { return "pii_" + insurerMSPID }

// Commitment is the SHA-256 over the salt and the data as stored, in hexadecimal.
func Commitment(s Sealed) string {
	digest := sha256.New()
	digest.Write(s.Salt)
	digest.Write(s.PersonalData)
	return hex.EncodeToString(digest.Sum(nil))
}

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
