package contract

import (
	"fmt"

	"insurance/chaincode/domain/claim"
	"insurance/chaincode/domain/fraud"
	"insurance/chaincode/domain/instant"
	"insurance/chaincode/domain/policy"
	"insurance/chaincode/domain/product"
)

// maxSightings bounds what is read and told of one fingerprint.
const maxSightings = 5

// The register has one key for each claim that left a fingerprint, so that unrelated claims never meet; two claims of the
// same thing at the same time do, and the second is then run again and sees the first.
func fingerprintPrefix(f fraud.Fingerprint) string {
	return key("fingerprint", f.Kind.String(), f.Value, "")
}

// claimedPrefix is the list of a holder's claims by time.
func claimedPrefix(holderID string) string { return key("claimed", holderID, "") }

// timeText sorts as the times do.
func timeText(i instant.Instant) string { return fmt.Sprintf("%012d", i.Seconds+62_135_596_800) }

// signals looks for signs of fraud in a new claim.
func (t *tx) signals(c *claim.Claim, contract *policy.Policy, sold *product.Product, fingerprints []fraud.Fingerprint) error {
	for _, f := range fingerprints {
		prefix := fingerprintPrefix(f)
		page, err := t.Scan(prefix, prefixEnd(prefix), maxSightings)
		if err != nil {
			return err
		}
		for i := range page.Entries {
			before, err := decoded[fraud.Entry](page.Entries[i].Value)
			if err != nil {
				return err
			}
			if signal := fraud.Seen(f, *before, c.InsurerMSPID); signal != nil {
				c.Signals = append(c.Signals, *signal)
			}
		}
	}
	rules := sold.ClaimConditions.Fraud
	if signal := fraud.Young(rules, *contract.InsuredSince, *c.OccurredAt); signal != nil {
		c.Signals = append(c.Signals, *signal)
	}
	if rules == nil || rules.MaximumClaims == 0 {
		return nil
	}
	prefix := claimedPrefix(c.HolderID)
	since := c.Submitted.Time.AddDays(-int64(rules.WithinDays))
	page, err := t.Scan(prefix+timeText(since), prefixEnd(prefix), int(rules.MaximumClaims))
	if err != nil {
		return err
	}
	if signal := fraud.Frequent(rules, len(page.Entries)); signal != nil {
		c.Signals = append(c.Signals, *signal)
	}
	return nil
}

// leave writes the fingerprints and the time of a new claim for those that come later.
func (t *tx) leave(c *claim.Claim, fingerprints []fraud.Fingerprint) error {
	for _, f := range fingerprints {
		entry := &fraud.Entry{InsurerMSPID: c.InsurerMSPID, ClaimID: c.ClaimID, Recorded: c.Submitted.Time}
		if err := t.put(fingerprintPrefix(f)+key(c.InsurerMSPID, c.ClaimID), entry); err != nil {
			return err
		}
	}
	return t.mark(claimedPrefix(c.HolderID) + key(timeText(*c.Submitted.Time), c.ClaimID))
}
