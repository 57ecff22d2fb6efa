package contract

import (
	"insurance/chaincode/domain/claim"
	"insurance/chaincode/domain/fraud"
	"insurance/chaincode/domain/policy"
	"insurance/chaincode/domain/product"
)

// maxSightings bounds what is read and told of one fingerprint.
const maxSightings = 5

// The register has one key for each claim that left a fingerprint, so that unrelated claims never meet; two claims of the
// same thing at the same time do, and the second is then run again and sees the first.
func fingerprintPrefix(kind fraud.Kind, value string) string {
	return key("fingerprint", kind.String(), value, "")
}

// claimedPrefix is the list of a holder's claims by time.
func claimedPrefix(holderID string) string { return key("claimed", holderID, "") }

// sightings looks in the register for other claims that left one of the fingerprints, under whatever key.
func (t *tx) sightings(c *claim.Claim, fingerprints []fraud.Fingerprint) error {
	for i := range fingerprints {
		f := &fingerprints[i]
		for _, value := range f.Values() {
			prefix := fingerprintPrefix(f.Kind, value)
			// One more than is told, since one may be the claim's own.
			page, err := t.Scan(prefix, prefixEnd(prefix), maxSightings+1)
			if err != nil {
				return err
			}
			told := 0
			for k := range page.Entries {
				before, err := decoded[fraud.Entry](page.Entries[k].Value)
				if err != nil {
					return err
				}
				if before.ClaimID == c.ClaimID || told == maxSightings {
					continue
				}
				told++
				c.Suspect(fraud.Seen(f, before, c.InsurerMSPID))
			}
		}
	}
	return nil
}

// habits looks at how old the policy is, and how often its holder claims.
func (t *tx) habits(c *claim.Claim, contract *policy.Policy, sold *product.Product) error {
	rules := sold.ClaimConditions.Fraud
	c.Suspect(fraud.Young(rules, *contract.InsuredSince, *c.OccurredAt))
	if rules == nil || rules.MaximumClaims == 0 {
		return nil
	}
	prefix := claimedPrefix(c.HolderID)
	since := c.Submitted.Time.AddDays(-int64(rules.WithinDays))
	page, err := t.Scan(prefix+since.Sortable(), prefixEnd(prefix), int(rules.MaximumClaims))
	if err != nil {
		return err
	}
	c.Suspect(fraud.Frequent(rules, len(page.Entries)))
	return nil
}

// leave writes the fingerprints of a claim for those that come later, under the key that is in use now.
func (t *tx) leave(c *claim.Claim, fingerprints []fraud.Fingerprint) error {
	if len(fingerprints) == 0 {
		return nil
	}
	lines := make([]string, len(fingerprints))
	for i := range fingerprints {
		lines[i] = fingerprintPrefix(fingerprints[i].Kind, fingerprints[i].Value) + key(c.InsurerMSPID, c.ClaimID)
	}
	if err := t.load(lines...); err != nil {
		return err
	}
	now := t.Timestamp()
	for _, line := range lines {
		// A document that the claim has left before keeps its time.
		before, err := t.get(line)
		if err != nil {
			return err
		}
		if before != nil {
			continue
		}
		if err := t.put(line, &fraud.Entry{InsurerMSPID: c.InsurerMSPID, ClaimID: c.ClaimID, Recorded: &now}); err != nil {
			return err
		}
	}
	return nil
}
