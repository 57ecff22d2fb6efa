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
	var wrong fault.Refusals
	wrong.Add(labels("requiredEvidence", c.RequiredEvidence, maxEvidenceKinds))
	if c.EvidenceSeen && len(c.RequiredEvidence) == 0 {
		wrong.Add(invalid("evidenceSeen", "there is no evidence to be seen: the product requires none"))
	}
	wrong.Add(optional("straightThroughLimit", c.StraightThroughLimit, currency, money.ValidateNotNegative))
	wrong.Add(optional("fourEyesLimit", c.FourEyesLimit, currency, money.ValidateNotNegative))
	wrong.Add(c.fields())
	if !wrong.Unbounded() {
		wrong.Add(c.comparisons())
	}
	wrong.Add(fault.At("fraud", c.Fraud.validate()))
	return wrong.Err()
}

func (c *ClaimConditions) fields() error {
	var wrong fault.Refusals
	wrong.Add(text.Count("fields", len(c.Fields), maxFields))
	seen := make(map[string]bool, len(c.Fields))
	for i, field := range c.Fields {
		wrong.Add(fault.Index("fields", i, text.ID("name", field.Name)))
		if seen[field.Name] {
			wrong.Add(fault.Index("fields", i, invalid("name", "the field is declared twice")))
		}
		seen[field.Name] = true
		if field.Type == FieldTypeUnspecified {
			wrong.Add(fault.Index("fields", i, fault.New(fault.Required, "type", "the type is required")))
		}
	}
	return wrong.Err()
}

func (c *ClaimConditions) comparisons() error {
	var wrong fault.Refusals
	wrong.Add(text.Count("comparisons", len(c.Comparisons), maxComparisons))
	seen := make(map[string]bool, len(c.Comparisons)+len(ReservedCodes))
	for _, code := range ReservedCodes {
		seen[code] = true
	}
	for i := range c.Comparisons {
		wrong.Add(fault.Index("comparisons", i, c.Comparisons[i].validate(c.Field(c.Comparisons[i].Field))))
		if code := c.Comparisons[i].Code; seen[code] {
			wrong.Add(fault.Index("comparisons", i, invalid("code", "the code is taken by an earlier comparison, or belongs to the conditions of every product")))
		}
		seen[c.Comparisons[i].Code] = true
	}
	return wrong.Err()
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
	var wrong fault.Refusals
	wrong.Add(text.ID("code", f.Code))
	if f.Consequence != Refer && f.Consequence != Decline {
		wrong.Add(outside("consequence", "an unmet condition refers or declines"))
	}
	wrong.Add(text.Label("requirement", f.Requirement, 200))
	switch {
	case declared == nil:
		wrong.Add(invalid("field", "the field is not declared"))
	case declared.Type == Number:
		if f.Comparison == ComparisonUnspecified || len(f.OneOf) > 0 {
			wrong.Add(invalid("comparison", "a number is compared with a threshold"))
		}
	default:
		if f.Comparison != ComparisonUnspecified || len(f.OneOf) == 0 {
			wrong.Add(invalid("oneOf", "a text or a flag is one of some values"))
		}
		wrong.Add(labels("oneOf", f.OneOf, maxFactorRows))
	}
	return wrong.Err()
}

func (f *FraudRules) validate() error {
	if f == nil {
		return nil
	}
	var wrong fault.Refusals
	if f.MinimumPolicyAgeDays > maxShortDays {
		wrong.Add(outside("minimumPolicyAgeDays", "at most 366 days"))
	}
	if (f.MaximumClaims == 0) != (f.WithinDays == 0) || f.MaximumClaims > 1_000 || f.WithinDays > 3_660 {
		wrong.Add(outside("withinDays", "a number of claims, 1 to 1,000, and days, 1 to 3,660, or neither"))
	}
	return wrong.Err()
}
