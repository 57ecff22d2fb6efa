// Package party holds policyholders: a pseudonym and commitments for everybody, the person's sealed data for their insurer.
package party

import (
	"encoding/hex"

	"insurance/chaincode/domain/fault"
	"insurance/chaincode/domain/record"
)

// MaxVersions bounds how often one person's data are corrected.
const MaxVersions = 100

// Collection is the insurer's own private data collection.
func Collection(insurerMSPID string) string { return "pii_" + insurerMSPID }

// Present refuses a person whose data have been erased.
func (p *Party) Present(field string) error {
	if p.Erased != nil {
		return fault.New(fault.PartyErased, field, "the personal data of %s were erased at %s", p.PartyID, p.Erased.Erased.Time)
	}
	return nil
}

// Correct makes the next version the current one.
func (p *Party) Correct(commitment, sealed, reason string, now *record.Stamp) error {
	if err := p.Present("partyId"); err != nil {
		return err
	}
	if p.Version >= MaxVersions {
		return fault.New(fault.TooMany, "partyId", "the data of %s were corrected %d times, which is all that is allowed", p.PartyID, MaxVersions-1)
	}
	before := Version{
		Version: p.Version, CommitmentSHA256: p.CommitmentSHA256, SealedSHA256: p.SealedSHA256, Recorded: p.Corrected,
		Replaced: now, Reason: reason,
	}
	if before.Recorded == nil {
		before.Recorded = p.Registered
	}
	p.Earlier = append(p.Earlier, before)
	p.Version, p.CommitmentSHA256, p.SealedSHA256, p.Corrected = p.Version+1, commitment, sealed, now
	return nil
}

// Assign makes the person a broker's customer; empty: the insurer's own.
func (p *Party) Assign(brokerID string) error {
	if err := p.Present("partyId"); err != nil {
		return err
	}
	p.BrokerID = brokerID
	return nil
}

// Erase records that the person's data are to be destroyed, and are not to be read from then on.
func (p *Party) Erase(reason string, now *record.Stamp) error {
	if err := p.Present("partyId"); err != nil {
		return err
	}
	p.Erased = &Erasure{Reason: reason, Erased: now}
	return nil
}

// Matches refuses a stored value that is not the one a request was made with: another request has replaced it.
func Matches(stored []byte, sealedSHA256 string) error {
	if stored == nil {
		return fault.New(fault.PersonalDataMissing, "sealedSha256", "no sealed personal data has been stored for this version")
	}
	if hex.EncodeToString(stored) != sealedSHA256 {
		return fault.New(fault.PersonalDataMissing, "sealedSha256", "the sealed personal data that are stored are another request's; repeat this one")
	}
	return nil
}

// Owner is the insurer whose record it is, and the broker who serves it; none is empty.
func (p *Party) Owner() (insurerMSPID, brokerID string) { return p.InsurerMSPID, p.BrokerID }
