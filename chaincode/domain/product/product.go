// Package product describes what is covered, at what price, and by which conditions claims are paid.
package product

import (
	"insurance/chaincode/domain/money"
	"insurance/chaincode/domain/record"
)

// Status says whether a version is sold.
type Status int32

// The statuses of a version.
const (
	StatusUnspecified Status = iota
	Open
	Withdrawn
)

// EnumNames lists the names by number.
func (Status) EnumNames() []string {
	return []string{"PRODUCT_STATUS_UNSPECIFIED", "PRODUCT_STATUS_OPEN", "PRODUCT_STATUS_WITHDRAWN"}
}

// Comparison is how a reading is compared with a threshold.
type Comparison int32

// The comparisons.
const (
	ComparisonUnspecified Comparison = iota
	AtLeast
	Above
	AtMost
	Below
)

// EnumNames lists the names by number.
func (Comparison) EnumNames() []string {
	return []string{
		"COMPARISON_UNSPECIFIED", "COMPARISON_AT_LEAST", "COMPARISON_ABOVE", "COMPARISON_AT_MOST", "COMPARISON_BELOW",
	}
}

func (c Comparison) String() string {
	return [...]string{"unspecified", "at least", "above", "at most", "below"}[c]
}

// Holds says whether value stands in this comparison to threshold.
func (c Comparison) Holds(value, threshold int64) bool {
	switch c {
	case AtLeast:
		return value >= threshold
	case Above:
		return value > threshold
	case AtMost:
		return value <= threshold
	case Below:
		return value < threshold
	}
	return false
}

// rising says whether a higher value is the more severe one.
func (c Comparison) rising() bool { return c == AtLeast || c == Above }

// Product is one version; it never changes but for its withdrawal.
type Product struct {
	ProductID         string             `json:"productId"`
	Version           uint32             `json:"version"`
	InsurerMSPID      string             `json:"insurerMspId"`
	Name              string             `json:"name"`
	LineOfBusiness    string             `json:"lineOfBusiness"`
	Currency          string             `json:"currency"`
	TermsSHA256       string             `json:"termsSha256"`
	Tariff            *Tariff            `json:"tariff"`
	ClaimConditions   *ClaimConditions   `json:"claimConditions"`
	ParametricTrigger *ParametricTrigger `json:"parametricTrigger"`
	Limits            *Limits            `json:"limits"`
	Status            Status             `json:"status"`
	Published         *record.Stamp      `json:"published"`
	Withdrawn         *record.Stamp      `json:"withdrawn"`
}

// Limits bound what is sold.
type Limits struct {
	MinimumSumInsured     *money.Money `json:"minimumSumInsured"`
	MaximumSumInsured     *money.Money `json:"maximumSumInsured"`
	QuoteValiditySeconds  uint32       `json:"quoteValiditySeconds"`
	MaximumBackdatingDays uint32       `json:"maximumBackdatingDays"`
}

// Tariff prices a risk.
type Tariff struct {
	RatePPM        int64         `json:"ratePpm"`
	MinimumPremium *money.Money  `json:"minimumPremium"`
	Factors        []FactorTable `json:"factors"`
}

// FactorTable finds a factor by one attribute of the risk, in exact rows or in bands.
type FactorTable struct {
	Attribute string        `json:"attribute"`
	Exact     []ExactFactor `json:"exact"`
	Bands     []BandFactor  `json:"bands"`
}

// ExactFactor applies to one value.
type ExactFactor struct {
	Value     string `json:"value"`
	FactorPPM int64  `json:"factorPpm"`
}

// BandFactor applies to whole numbers from From up to, not including, To.
type BandFactor struct {
	From      int64 `json:"from"`
	To        int64 `json:"to"`
	FactorPPM int64 `json:"factorPpm"`
}

// ClaimConditions decide claims submitted by hand.
type ClaimConditions struct {
	CoveredCauses        []string     `json:"coveredCauses"`
	RequiredEvidence     []string     `json:"requiredEvidence"`
	StraightThroughLimit *money.Money `json:"straightThroughLimit"`
	Deductible           *money.Money `json:"deductible"`
	NotificationDays     uint32       `json:"notificationDays"`
	WaitingDays          uint32       `json:"waitingDays"`
}

// ParametricTrigger pays by readings of an index.
type ParametricTrigger struct {
	Index                    string       `json:"index"`
	Unit                     string       `json:"unit"`
	Comparison               Comparison   `json:"comparison"`
	Steps                    []PayoutStep `json:"steps"`
	MaximumReadingAgeSeconds uint32       `json:"maximumReadingAgeSeconds"`
}

// PayoutStep pays a share of the sum insured once its threshold is reached.
type PayoutStep struct {
	Threshold int64 `json:"threshold"`
	PayoutPPM int64 `json:"payoutPpm"`
}

// Reached is the most severe step that value reaches; nil when it reaches none.
func (t *ParametricTrigger) Reached(value int64) *PayoutStep {
	for i := len(t.Steps) - 1; i >= 0; i-- {
		if t.Comparison.Holds(value, t.Steps[i].Threshold) {
			return &t.Steps[i]
		}
	}
	return nil
}
