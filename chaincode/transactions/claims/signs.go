package claims

import (
	"insurance/chaincode/domain/claim"
	"insurance/chaincode/domain/fraud"
	"insurance/chaincode/engine"
)

// maxSightings bounds what is read and reported of one fingerprint.
const maxSightings = 5

// The register has one key for each claim that left a fingerprint, so that unrelated claims never meet; two claims of the
// same thing at the same time do, and the second is then run again and sees the first.
func fingerprintPrefix(kind fraud.Kind, value string) string {
	return engine.Key("fingerprint", kind.String(), value, "")
}

// lookForSigns adds to a claim what makes it suspect. It writes nothing.
func lookForSigns(t *engine.Tx, c *claim.Claim, fingerprints []fraud.Fingerprint, on basis) error {
	if err := signsInRegister(t, c, fingerprints); err != nil {
		return err
	}
	return signsInHistory(t, c, on)
}

// signsInRegister looks in the register for other claims that left one of the fingerprints, under whatever key.
func signsInRegister(t *engine.Tx, c *claim.Claim, fingerprints []fraud.Fingerprint) error {
	for i := range fingerprints {
		f := &fingerprints[i]
		for _, value := range f.Values() {
			prefix := fingerprintPrefix(f.Kind, value)
			// One more than is reported, since one may be the claim's own.
			page, err := t.Scan(prefix, engine.PrefixEnd(prefix), maxSightings+1)
			if err != nil {
				return err
			}
			reported := 0
			for k := range page.Entries {
				before, err := engine.Decoded[fraud.Entry](page.Entries[k].Value)
				if err != nil {
					return err
				}
				if before.InsurerMSPID == c.InsurerMSPID && before.ClaimID == c.ClaimID || reported == maxSightings {
					continue
				}
				reported++
				c.Suspect(fraud.Seen(f, before, c.InsurerMSPID))
			}
		}
	}
	return nil
}

// signsInHistory looks at how old the policy is, and how often its holder claims.
func signsInHistory(t *engine.Tx, c *claim.Claim, on basis) error {
	rules := on.product.ClaimConditions.Fraud
	c.Suspect(fraud.Young(rules, *on.policy.InsuredSince, *c.OccurredAt))
	if rules == nil || rules.MaximumClaims == 0 {
		return nil
	}
	prefix := claimedPrefix(t.Book, c.HolderID)
	since := c.Submitted.Time.AddDays(-int64(rules.WithinDays))
	page, err := t.Scan(prefix+since.Sortable(), engine.PrefixEnd(prefix), int(rules.MaximumClaims))
	if err != nil {
		return err
	}
	c.Suspect(fraud.Frequent(rules, len(page.Entries)))
	return nil
}

// leaveFingerprints writes the fingerprints of a claim for those that come later, under the key that is in use now.
func leaveFingerprints(t *engine.Tx, c *claim.Claim, fingerprints []fraud.Fingerprint) error {
	if len(fingerprints) == 0 {
		return nil
	}
	lines := make([]string, len(fingerprints))
	for i := range fingerprints {
		lines[i] = fingerprintPrefix(fingerprints[i].Kind, fingerprints[i].Value) + engine.Key(c.InsurerMSPID, c.ClaimID)
	}
	if err := t.Load(lines...); err != nil {
		return err
	}
	now := t.Timestamp()
	for _, line := range lines {
		// A document that the claim has left before keeps its time.
		before, err := t.Get(line)
		if err != nil {
			return err
		}
		if before != nil {
			continue
		}
		if err := t.PutRecord(line, &fraud.Entry{InsurerMSPID: c.InsurerMSPID, ClaimID: c.ClaimID, Recorded: &now}); err != nil {
			return err
		}
	}
	return nil
}

// concealed are the fingerprints of the object that a claim is about and of its documents. They are others under another key
// of the insurers', though the request is the same.
type concealed struct {
	Fingerprints []fraud.Fingerprint `json:"fingerprints"`
}

// Same says whether the fingerprints are, one by one, those of the request that was answered.
func (c *concealed) Same(stored []byte) (bool, error) {
	before, err := engine.Decoded[concealed](stored)
	if err != nil || len(before.Fingerprints) != len(c.Fingerprints) {
		return false, err
	}
	for i := range c.Fingerprints {
		if !before.Fingerprints[i].Same(&c.Fingerprints[i]) {
			return false, nil
		}
	}
	return true, nil
}
