package product

// ReservedCodes are those of the conditions that every claim is held against, and of the decisions that people take: no
// comparison of a product may have one, since whoever reads a decision could not know which it was.
var ReservedCodes = []string{
	"LOSS_INSIDE_COVER", "CAUSE_COVERED", "WAITING_PERIOD", "NOTIFICATION_TIME", "EVIDENCE_COMPLETE", "EVIDENCE_SEEN", "FIELDS_COMPLETE",
	"SOMETHING_PAYABLE", "STRAIGHT_THROUGH_LIMIT", "NOT_REFERRED_BY_HANDLER", "NO_FRAUD_SIGNAL", "PREMIUM_PAID", "READING_FRESH",
	"TRIGGER_REACHED", "QUORUM_REACHED", "RUN_LONG_ENOUGH", "SEEN_BY_A_PERSON", "REFERRED_BY_HANDLER", "REOPENED", "APPEAL_UPHELD", "APPEAL_REJECTED", "CAUSE_NOT_COVERED",
	"EXCLUSION_APPLIES", "LOSS_NOT_PROVEN", "AMOUNT_NOT_PROVEN", "DUTY_BREACHED", "MISREPRESENTATION", "FRAUD_ESTABLISHED",
	"OUTSIDE_TERMS", "WITHDRAWN_BY_HOLDER",
}
