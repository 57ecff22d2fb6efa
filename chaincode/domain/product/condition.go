package product

import "insurance/chaincode/domain/money"

// Outcome is what a decision or an unmet condition leads to.
type Outcome int32

// The outcomes, the later the graver.
const (
	OutcomeUnspecified Outcome = iota
	Approve
	Refer
	Decline
)

// EnumNames lists the names by number.
func (Outcome) EnumNames() []string {
	return []string{"OUTCOME_UNSPECIFIED", "OUTCOME_APPROVE", "OUTCOME_REFER", "OUTCOME_DECLINE"}
}

// ClaimConditions decide claims submitted by hand.
type ClaimConditions struct {
	RequiredEvidence     []string          `json:"requiredEvidence"`
	StraightThroughLimit *money.Money      `json:"straightThroughLimit"`
	FourEyesLimit        *money.Money      `json:"fourEyesLimit"`
	NotificationDays     uint32            `json:"notificationDays"`
	Fields               []DeclaredField   `json:"fields"`
	Comparisons          []FieldComparison `json:"comparisons"`
	Fraud                *FraudRules       `json:"fraud"`
	// EvidenceSeen: of each kind that is required, a claims handler must have seen a document.
	EvidenceSeen bool `json:"evidenceSeen"`
}

// FieldType is what a declared field holds.
type FieldType int32

// The types of declared fields.
const (
	FieldTypeUnspecified FieldType = iota
	Number
	Text
	Flag
)

// EnumNames lists the names by number.
func (FieldType) EnumNames() []string {
	return []string{"FIELD_TYPE_UNSPECIFIED", "FIELD_TYPE_NUMBER", "FIELD_TYPE_TEXT", "FIELD_TYPE_FLAG"}
}

// DeclaredField is a fact that claims under the product state.
type DeclaredField struct {
	Name     string    `json:"name"`
	Type     FieldType `json:"type"`
	Required bool      `json:"required"`
}

// FieldComparison is a condition over one declared field: of a number, or that a text or flag is one of some.
type FieldComparison struct {
	Code        string     `json:"code"`
	Field       string     `json:"field"`
	Comparison  Comparison `json:"comparison"`
	Threshold   int64      `json:"threshold"`
	OneOf       []string   `json:"oneOf"`
	Consequence Outcome    `json:"consequence"`
	Requirement string     `json:"requirement"`
}

// FraudRules refer a claim, and never decline it.
type FraudRules struct {
	// MinimumPolicyAgeDays refers a loss in the first so many days of the policy's life.
	MinimumPolicyAgeDays uint32 `json:"minimumPolicyAgeDays"`
	// MaximumClaims and WithinDays refer a claim when the holder has had more than so many in so many days.
	MaximumClaims uint32 `json:"maximumClaims"`
	WithinDays    uint32 `json:"withinDays"`
}

// ReservedCodes are those of the conditions that every claim is held against, and of the decisions that people take: no
// comparison of a product may have one, since whoever reads a decision could not know which it was.
var ReservedCodes = []string{
	"LOSS_INSIDE_COVER", "CAUSE_COVERED", "WAITING_PERIOD", "NOTIFICATION_TIME", "EVIDENCE_COMPLETE", "EVIDENCE_SEEN", "FIELDS_COMPLETE",
	"SOMETHING_PAYABLE", "STRAIGHT_THROUGH_LIMIT", "NOT_REFERRED_BY_HANDLER", "NO_FRAUD_SIGNAL", "PREMIUM_PAID", "READING_FRESH",
	"TRIGGER_REACHED", "QUORUM_REACHED", "RUN_LONG_ENOUGH", "SEEN_BY_A_PERSON", "REFERRED_BY_HANDLER", "REOPENED", "APPEAL_UPHELD", "APPEAL_REJECTED", "CAUSE_NOT_COVERED",
	"EXCLUSION_APPLIES", "LOSS_NOT_PROVEN", "AMOUNT_NOT_PROVEN", "DUTY_BREACHED", "MISREPRESENTATION", "FRAUD_ESTABLISHED",
	"OUTSIDE_TERMS", "WITHDRAWN_BY_HOLDER",
}
