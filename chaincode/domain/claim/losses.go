package claim

import (
	"strconv"

	"insurance/chaincode/domain/fault"
	"insurance/chaincode/domain/money"
	"insurance/chaincode/domain/product"
	"insurance/chaincode/domain/text"
)

const maxLosses = 50

// ValidateLosses refuses no loss, too many, two under one coverage, and amounts not above zero.
func ValidateLosses(losses []Loss, currency string) error {
	var wrong fault.Refusals
	if len(losses) == 0 {
		wrong.Add(fault.New(fault.Required, "losses", "an amount under at least one coverage is required"))
	}
	wrong.Add(text.Count("losses", len(losses), maxLosses))
	seen := make(map[string]bool, len(losses))
	for i := range losses {
		wrong.Add(fault.Index("losses", i, text.ID("coverageId", losses[i].CoverageID)))
		if seen[losses[i].CoverageID] {
			wrong.Add(fault.Index("losses", i, fault.New(fault.InvalidArgument, "coverageId", "the coverage is named twice")))
		}
		seen[losses[i].CoverageID] = true
		wrong.Add(fault.Index("losses", i, fault.At("amount", money.ValidatePositive(losses[i].Amount, currency))))
	}
	return wrong.Err()
}

// Claimed is the sum of the losses.
func Claimed(losses []Loss) (money.Money, error) {
	sum := *losses[0].Amount
	for i := 1; i < len(losses); i++ {
		var err error
		if sum, err = sum.Add(*losses[i].Amount); err != nil {
			return sum, err
		}
	}
	return sum, nil
}

// lossUnder is the amount under a coverage; nil when there is none.
func lossUnder(losses []Loss, coverageID string) *money.Money {
	for i := range losses {
		if losses[i].CoverageID == coverageID {
			return losses[i].Amount
		}
	}
	return nil
}

// ValidateFields refuses fields that the product does not declare, and values that are not of the declared type.
func ValidateFields(conditions *product.ClaimConditions, fields map[string]string) error {
	known := 0
	for _, field := range conditions.Fields {
		value, stated := fields[field.Name]
		if !stated {
			continue
		}
		known++
		if value == "" {
			continue
		}
		if field.Type == product.Number {
			if _, err := strconv.ParseInt(value, 10, 64); err != nil {
				return fault.New(fault.InvalidArgument, "fields."+field.Name, "the field is a whole number")
			}
		}
		if field.Type == product.Flag && value != "true" && value != "false" {
			return fault.New(fault.InvalidArgument, "fields."+field.Name, "the field is true or false")
		}
	}
	if known != len(fields) {
		return fault.New(fault.InvalidArgument, "fields", "the product declares only some of the fields that are stated")
	}
	return nil
}

// Within refuses amounts above the most that is payable under each coverage.
func Within(wanted []Loss, most []CoverageAmount) ([]CoverageAmount, error) {
	approved := make([]CoverageAmount, len(wanted))
	for i := range wanted {
		limit := money.Of(0, wanted[i].Amount.Currency)
		for k := range most {
			if most[k].CoverageID == wanted[i].CoverageID {
				limit, approved[i].SubLimitID = *most[k].Amount, most[k].SubLimitID
			}
		}
		if wanted[i].Amount.MinorUnits > limit.MinorUnits {
			return nil, fault.At("approved", fault.Index("", i, fault.New(fault.LimitExceeded, "amount",
				"%s is more than the %s that the conditions pay at most", wanted[i].Amount, limit)))
		}
		approved[i].CoverageID, approved[i].Amount = wanted[i].CoverageID, wanted[i].Amount
	}
	return approved, nil
}

// AboveThePaid refuses amounts that take back what was paid under a coverage, or add nothing to it.
func (c *Claim) AboveThePaid(wanted []Loss, total money.Money) error {
	for _, paid := range c.PaidByCoverage() {
		if now := lossUnder(wanted, paid.CoverageID); now == nil || now.MinorUnits < paid.Amount.MinorUnits {
			return fault.New(fault.WrongAmount, "approved", "%s is paid under %s already: no less can be approved", paid.Amount, paid.CoverageID)
		}
	}
	paid, err := c.Total()
	if err != nil || len(c.Payments) == 0 {
		return err
	}
	if total.MinorUnits <= paid.MinorUnits {
		return fault.New(fault.WrongAmount, "approved", "%s is paid already: more is approved, or the rest is declined", paid)
	}
	return nil
}

// PaidByCoverage is what a claim that was paid takes of each coverage; nil when nothing was paid. A claim is taken back
// or reopened only unpaid or wholly paid, so what was paid is what the last approval said.
func (c *Claim) PaidByCoverage() []CoverageAmount {
	if len(c.Payments) == 0 {
		return nil
	}
	for i := len(c.Decisions) - 1; i >= 0; i-- {
		if d := &c.Decisions[i]; d.Outcome == product.Approve {
			paid, err := c.Total()
			if err == nil && d.ApprovedAmount != nil && *d.ApprovedAmount == paid {
				return d.Approved
			}
		}
	}
	return nil
}

// DeclineCodes are the reasons a handler can decline for.
var DeclineCodes = []string{
	"CAUSE_NOT_COVERED", "EXCLUSION_APPLIES", "LOSS_NOT_PROVEN", "AMOUNT_NOT_PROVEN", "DUTY_BREACHED", "MISREPRESENTATION",
	"FRAUD_ESTABLISHED", "OUTSIDE_TERMS", "WITHDRAWN_BY_HOLDER",
}

// KnownDecline says whether a code is one of DeclineCodes.
func KnownDecline(code string) bool { return contains(DeclineCodes, code) }
