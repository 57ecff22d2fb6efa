package product

import (
	"insurance/chaincode/domain/fault"
	"insurance/chaincode/domain/money"
	"insurance/chaincode/domain/text"
)

func (c *ClaimConditions) validate(currency string) error {
	if c == nil {
		return fault.New(fault.Required, "", "a product without a parametric trigger has claim conditions")
	}
	if err := labels("requiredEvidence", c.RequiredEvidence, maxEvidenceKinds); err != nil {
		return err
	}
	if c.EvidenceSeen && len(c.RequiredEvidence) == 0 {
		return invalid("evidenceSeen", "there is no evidence to be seen: the product requires none")
	}
	if err := optional("straightThroughLimit", c.StraightThroughLimit, currency, money.ValidateNotNegative); err != nil {
		return err
	}
	if err := optional("fourEyesLimit", c.FourEyesLimit, currency, money.ValidateNotNegative); err != nil {
		return err
	}
	if err := c.fields(); err != nil {
		return err
	}
	if err := c.comparisons(); err != nil {
		return err
	}
	return fault.At("fraud", c.Fraud.validate())
}

func (c *ClaimConditions) fields() error {
	if err := text.Count("fields", len(c.Fields), maxFields); err != nil {
		return err
	}
	seen := make(map[string]bool, len(c.Fields))
	for i, field := range c.Fields {
		if err := text.ID("name", field.Name); err != nil {
			return fault.Index("fields", i, err)
		}
		if seen[field.Name] {
			return fault.Index("fields", i, invalid("name", "the field is declared twice"))
		}
		seen[field.Name] = true
		if field.Type == FieldTypeUnspecified {
			return fault.Index("fields", i, fault.New(fault.Required, "type", "the type is required"))
		}
	}
	return nil
}

func (c *ClaimConditions) comparisons() error {
	if err := text.Count("comparisons", len(c.Comparisons), maxComparisons); err != nil {
		return err
	}
	seen := make(map[string]bool, len(c.Comparisons)+len(ReservedCodes))
	for _, code := range ReservedCodes {
		seen[code] = true
	}
	for i := range c.Comparisons {
		if err := c.Comparisons[i].validate(c.Field(c.Comparisons[i].Field)); err != nil {
			return fault.Index("comparisons", i, err)
		}
		if code := c.Comparisons[i].Code; seen[code] {
			return fault.Index("comparisons", i, invalid("code", "the code is taken by an earlier comparison, or belongs to the conditions of every product"))
		}
		seen[c.Comparisons[i].Code] = true
	}
	return nil
}

// Field finds a declared field; nil when it is not declared.
func (c *ClaimConditions) Field(name string) *DeclaredField {
	for i := range c.Fields {
		if c.Fields[i].Name == name {
			return &c.Fields[i]
		}
	}
	return nil
}

func (f *FieldComparison) validate(declared *DeclaredField) error {
	if err := text.ID("code", f.Code); err != nil {
		return err
	}
	if declared == nil {
		return invalid("field", "the field is not declared")
	}
	if f.Consequence != Refer && f.Consequence != Decline {
		return outside("consequence", "an unmet condition refers or declines")
	}
	if err := text.Label("requirement", f.Requirement, 200); err != nil {
		return err
	}
	if declared.Type == Number {
		if f.Comparison == ComparisonUnspecified || len(f.OneOf) > 0 {
			return invalid("comparison", "a number is compared with a threshold")
		}
		return nil
	}
	if f.Comparison != ComparisonUnspecified || len(f.OneOf) == 0 {
		return invalid("oneOf", "a text or a flag is one of some values")
	}
	return labels("oneOf", f.OneOf, maxFactorRows)
}

func (f *FraudRules) validate() error {
	if f == nil {
		return nil
	}
	if f.MinimumPolicyAgeDays > maxShortDays {
		return outside("minimumPolicyAgeDays", "at most 366 days")
	}
	if (f.MaximumClaims == 0) != (f.WithinDays == 0) || f.MaximumClaims > 1_000 || f.WithinDays > 3_660 {
		return outside("withinDays", "a number of claims, 1 to 1,000, and days, 1 to 3,660, or neither")
	}
	return nil
}
