package claim

import (
	"insurance/chaincode/domain/fault"
)

// Allow fills in what a handler approves of a claim. It refuses amounts above what the conditions would pay at most, and lists
// the steps to them.
func (c *Claim) Allow(f Facts, wanted []Loss, d *Decision) error {
	if err := ValidateLosses(wanted, f.Product.Currency); err != nil {
		return fault.At("approved", err)
	}
	if err := f.Policy.Covers(*c.OccurredAt); err != nil {
		return err
	}
	steps, most, _, err := Payable(f.Product, f.Policy.CoveragesAt(*c.OccurredAt), c.Cause, c.Losses, f.Used)
	if err != nil {
		return err
	}
	if d.Approved, err = Within(wanted, most); err != nil {
		return err
	}
	total, err := Claimed(wanted)
	if err != nil {
		return err
	}
	if err := c.AboveThePaid(wanted, total); err != nil {
		return err
	}
	d.ApprovedAmount, d.AmountSteps = &total, append(steps, AmountStep{Step: "decided", Amount: &total})
	return nil
}
