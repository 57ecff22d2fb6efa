package party

import (
	"insurance/chaincode/domain/fault"
	"insurance/chaincode/domain/instant"
	"insurance/chaincode/domain/record"
)

// MaxConsents bounds the consents of one person, which are read together.
const MaxConsents = 100

// Purpose says what personal data are read for.
type Purpose int32

// The purposes.
const (
	PurposeUnspecified Purpose = iota
	ForContract
	ForClaim
	ForLegalObligation
	ForDataSubject
	ForMarketing
	ForProfiling
	ForSharing
)

// EnumNames lists the names by number.
func (Purpose) EnumNames() []string {
	return []string{
		"PURPOSE_UNSPECIFIED", "PURPOSE_CONTRACT", "PURPOSE_CLAIM", "PURPOSE_LEGAL_OBLIGATION", "PURPOSE_DATA_SUBJECT_REQUEST",
		"PURPOSE_MARKETING", "PURPOSE_PROFILING", "PURPOSE_SHARING",
	}
}

func (p Purpose) String() string {
	return [...]string{
		"no purpose", "the contract", "a claim", "a legal obligation", "a data-subject request", "marketing", "profiling", "sharing",
	}[p]
}

// NeedsConsent says whether the law's own grounds do not cover the purpose.
func (p Purpose) NeedsConsent() bool { return p >= ForMarketing }

// Consent is a person's agreement to one purpose until a moment.
type Consent struct {
	PartyID        string           `json:"partyId"`
	ConsentID      string           `json:"consentId"`
	InsurerMSPID   string           `json:"insurerMspId"`
	Purpose        Purpose          `json:"purpose"`
	ExpiresAt      *instant.Instant `json:"expiresAt"`
	EvidenceSHA256 string           `json:"evidenceSha256"`
	Recorded       *record.Stamp    `json:"recorded"`
	Withdrawn      *record.Stamp    `json:"withdrawn"`
}

// Holds says whether the consent allows a purpose at a moment.
func (c *Consent) Holds(purpose Purpose, now instant.Instant) bool {
	return c.Purpose == purpose && c.Withdrawn == nil && now.Before(*c.ExpiresAt)
}

// Withdraw ends a consent; it says nothing about what was done before.
func (c *Consent) Withdraw(now *record.Stamp) error {
	if c.Withdrawn != nil {
		return fault.New(fault.ConsentWithdrawn, "consentId", "the consent was withdrawn at %s", c.Withdrawn.Time)
	}
	c.Withdrawn = now
	return nil
}

// Allow refuses a purpose that needs a consent and has none.
func Allow(purpose Purpose, consents []Consent, now instant.Instant) error {
	if !purpose.NeedsConsent() {
		return nil
	}
	for i := range consents {
		if consents[i].Holds(purpose, now) {
			return nil
		}
	}
	return fault.New(fault.ConsentMissing, "purpose", "%s needs the person's consent, and none is recorded that still holds", purpose)
}

// Access is one reading of a person's data.
type Access struct {
	PartyID  string        `json:"partyId"`
	Purpose  Purpose       `json:"purpose"`
	Version  uint32        `json:"version"`
	Accessed *record.Stamp `json:"accessed"`
}
