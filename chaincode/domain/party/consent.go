package party

import (
	"insurance/chaincode/domain/fault"
	"insurance/chaincode/domain/instant"
	"insurance/chaincode/domain/record"
)

// MaxConsents bounds the consents of one person, which are read together.
const MaxConsents = 100

func (p Purpose) String() string {
	return [...]string{
		"no purpose", "the contract", "a claim", "a legal obligation", "a data-subject request", "marketing", "profiling", "sharing",
	}[p]
}

// NeedsConsent says whether the law's own grounds do not cover the purpose.
func (p Purpose) NeedsConsent() bool { return p >= ForMarketing }

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
