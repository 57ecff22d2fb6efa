package fault

// The codes, each with a row in Codes.
const (
	MalformedJSON   Code = "MALFORMED_JSON"
	UnknownField    Code = "UNKNOWN_FIELD"
	DuplicateKey    Code = "DUPLICATE_KEY"
	InputTooLarge   Code = "INPUT_TOO_LARGE"
	InvalidArgument Code = "INVALID_ARGUMENT"
	WrongArguments  Code = "WRONG_ARGUMENTS"
	Required        Code = "REQUIRED"
	InvalidID       Code = "INVALID_ID"
	TextTooLong     Code = "TEXT_TOO_LONG"
	InvalidText     Code = "INVALID_TEXT"
	TooMany         Code = "TOO_MANY"
	InvalidPeriod   Code = "INVALID_PERIOD"
	InvalidToken    Code = "INVALID_PAGE_TOKEN"

	UnknownTransaction  Code = "UNKNOWN_TRANSACTION"
	UnknownOrganization Code = "UNKNOWN_ORGANIZATION"
	KindNotAllowed      Code = "ORGANIZATION_KIND_NOT_ALLOWED"
	RoleNotAllowed      Code = "ROLE_NOT_ALLOWED"
	InvalidIdentity     Code = "INVALID_IDENTITY"
	NotYourRecord       Code = "NOT_YOUR_RECORD"
	BrokerMismatch      Code = "BROKER_MISMATCH"
	NotHolder           Code = "PERSONAL_DATA_NOT_HELD"

	NotInitialized     Code = "NOT_INITIALIZED"
	AlreadyInitialized Code = "ALREADY_INITIALIZED"
	EarlierRecords     Code = "EARLIER_RECORDS"
	AlreadyExists      Code = "ALREADY_EXISTS"
	RequestReused      Code = "REQUEST_ID_REUSED"
	RequestReserved    Code = "REQUEST_ID_RESERVED"
	ActorReserved      Code = "ACTOR_RESERVED"
	ProductNotFound    Code = "PRODUCT_NOT_FOUND"
	PartyNotFound      Code = "PARTY_NOT_FOUND"
	QuoteNotFound      Code = "QUOTE_NOT_FOUND"
	PolicyNotFound     Code = "POLICY_NOT_FOUND"
	ClaimNotFound      Code = "CLAIM_NOT_FOUND"
	EvidenceNotFound   Code = "EVIDENCE_NOT_FOUND"
	OracleNotFound     Code = "ORACLE_NOT_FOUND"
	ReadingNotFound    Code = "READING_NOT_FOUND"
	RecordNotFound     Code = "RECORD_NOT_FOUND"
	ConsentNotFound    Code = "CONSENT_NOT_FOUND"

	CurrencyUnknown   Code = "CURRENCY_UNKNOWN"
	CurrencyMismatch  Code = "CURRENCY_MISMATCH"
	AmountNotPositive Code = "AMOUNT_NOT_POSITIVE"
	AmountNegative    Code = "AMOUNT_NEGATIVE"
	AmountOverflow    Code = "AMOUNT_OVERFLOW"
	WrongAmount       Code = "WRONG_AMOUNT"

	ProductInvalid        Code = "PRODUCT_INVALID"
	VersionGap            Code = "VERSION_NOT_NEXT"
	ProductWithdrawn      Code = "PRODUCT_WITHDRAWN"
	ProductNotPublished   Code = "PRODUCT_NOT_PUBLISHED"
	WrongProductStatus    Code = "WRONG_PRODUCT_STATUS"
	RiskNotAccepted       Code = "RISK_NOT_ACCEPTED"
	SumNotAccepted        Code = "SUM_INSURED_NOT_ACCEPTED"
	BackdatingRefused     Code = "BACKDATING_NOT_ALLOWED"
	QuoteExpired          Code = "QUOTE_EXPIRED"
	CoverageNotFound      Code = "COVERAGE_NOT_FOUND"
	CoverageNeeded        Code = "COVERAGE_REQUIRED"
	JurisdictionNotServed Code = "JURISDICTION_NOT_SERVED"
	AuthorityExceeded     Code = "AUTHORITY_EXCEEDED"
	QuoteBound            Code = "QUOTE_ALREADY_BOUND"
	PremiumPaid           Code = "PREMIUM_ALREADY_PAID"

	WrongPolicyStatus    Code = "WRONG_POLICY_STATUS"
	PolicyLapsed         Code = "POLICY_LAPSED"
	NotOverdue           Code = "NOT_OVERDUE"
	CoverEnded           Code = "COVER_ENDED"
	NotExpired           Code = "NOT_EXPIRED"
	NoticeTooShort       Code = "NOTICE_TOO_SHORT"
	AlreadyRenewed       Code = "ALREADY_RENEWED"
	AlreadyReminded      Code = "ALREADY_REMINDED"
	RefundExceedsPremium Code = "REFUND_EXCEEDS_PREMIUM"
	NothingToRefund      Code = "NOTHING_TO_REFUND"

	PremiumUnpaid      Code = "PREMIUM_UNPAID"
	LossOutsideCover   Code = "LOSS_OUTSIDE_COVER"
	LossInFuture       Code = "LOSS_IN_FUTURE"
	LimitExceeded      Code = "LIMIT_EXCEEDED"
	DuplicateLoss      Code = "DUPLICATE_LOSS"
	ParametricProduct  Code = "PARAMETRIC_PRODUCT"
	WrongClaimStatus   Code = "WRONG_CLAIM_STATUS"
	SecondPersonNeeded Code = "SECOND_PERSON_REQUIRED"

	ReferencesInArguments Code = "REFERENCES_IN_ARGUMENTS"

	InvalidKey       Code = "INVALID_PUBLIC_KEY"
	IndexNotAllowed  Code = "INDEX_NOT_ALLOWED"
	SubjectUnknown   Code = "SUBJECT_UNKNOWN"
	InvalidSignature Code = "INVALID_SIGNATURE"
	StaleReading     Code = "STALE_READING"
	ReadingInFuture  Code = "READING_IN_FUTURE"
	NotReached       Code = "TRIGGER_NOT_REACHED"
	AlreadySettled   Code = "ALREADY_SETTLED"

	OracleRevoked         Code = "ORACLE_REVOKED"
	OracleNotAccepted     Code = "ORACLE_NOT_ACCEPTED"
	NotMonitored          Code = "POLICY_NOT_MONITORED"
	ReadingImplausible    Code = "READING_IMPLAUSIBLE"
	ReadingsOverlap       Code = "READINGS_OVERLAP"
	ReadingSuperseded     Code = "READING_SUPERSEDED"
	SettlementBegun       Code = "SETTLEMENT_BEGUN"
	DeterminationNotFound Code = "DETERMINATION_NOT_FOUND"
	DeterminationNeeded   Code = "DETERMINATION_NEEDED"
	DeterminationStale    Code = "DETERMINATION_STALE"
	QuorumNotReached      Code = "QUORUM_NOT_REACHED"
	WindowNotComplete     Code = "WINDOW_NOT_COMPLETE"
	WindowNotOfPolicy     Code = "WINDOW_NOT_OF_POLICY"
	RuleNotOfPolicy       Code = "RULE_NOT_OF_POLICY"

	PersonalDataInArguments Code = "PERSONAL_DATA_IN_ARGUMENTS"
	PersonalDataMissing     Code = "PERSONAL_DATA_MISSING"
	PartyErased             Code = "PARTY_ERASED"
	ErasureNotAllowed       Code = "ERASURE_NOT_ALLOWED"
	RetentionNotOver        Code = "RETENTION_NOT_OVER"
	ConsentMissing          Code = "CONSENT_MISSING"
	ConsentWithdrawn        Code = "CONSENT_WITHDRAWN"

	TimeOutOfBounds Code = "TIME_OUT_OF_BOUNDS"

	LedgerRefused Code = "LEDGER_REFUSED"
	Internal      Code = "INTERNAL"
)

// Row describes one code: the gRPC status a gateway answers with, and what it means.
type Row struct {
	Code       Code   `json:"code"`
	GRPCStatus string `json:"grpcStatus"`
	Meaning    string `json:"meaning"`
}

const (
	invalidArgument    = "INVALID_ARGUMENT"
	permissionDenied   = "PERMISSION_DENIED"
	notFound           = "NOT_FOUND"
	alreadyExists      = "ALREADY_EXISTS"
	failedPrecondition = "FAILED_PRECONDITION"
	outOfRange         = "OUT_OF_RANGE"
	unauthenticated    = "UNAUTHENTICATED"
	unimplemented      = "UNIMPLEMENTED"
	internalStatus     = "INTERNAL"
)

// Codes is every code there is; protos/insurance/v1/error-codes.json is its copy for other languages.
var Codes = []Row{
	{MalformedJSON, invalidArgument, "The request is not valid JSON, or a value has the wrong JSON type or form."},
	{UnknownField, invalidArgument, "The request has a field that its message does not."},
	{DuplicateKey, invalidArgument, "An object of the request has the same key twice."},
	{InputTooLarge, invalidArgument, "The request is larger than 256 KiB."},
	{InvalidArgument, invalidArgument, "A value is outside what its field allows."},
	{WrongArguments, invalidArgument, "The transaction was not called with exactly one argument, its request."},
	{Required, invalidArgument, "A field that must be present is absent or empty."},
	{InvalidID, invalidArgument, "An identifier is not 1 to 64 of A-Z a-z 0-9 . _ -."},
	{TextTooLong, invalidArgument, "A text is longer than its field allows."},
	{InvalidText, invalidArgument, "A text holds control characters or is not in the form its field asks for."},
	{TooMany, invalidArgument, "A list has more items than its field allows."},
	{InvalidPeriod, invalidArgument, "A period does not end after its start."},
	{InvalidToken, invalidArgument, "A page token was not made by the list it was given to."},

	{UnknownTransaction, unimplemented, "There is no transaction of this name."},
	{UnknownOrganization, permissionDenied, "The caller's organization is not in the registry."},
	{KindNotAllowed, permissionDenied, "The caller's kind of organization may not call this transaction."},
	{RoleNotAllowed, permissionDenied, "The caller's certificate has none of the roles that may call this transaction."},
	{InvalidIdentity, unauthenticated, "The caller's certificate cannot be read."},
	{NotYourRecord, permissionDenied, "The record belongs to another insurer."},
	{BrokerMismatch, permissionDenied, "The record does not carry the calling broker's id."},
	{NotHolder, permissionDenied, "Personal data can be read only by the holder's insurer, on its own peer."},

	{NotInitialized, failedPrecondition, "The consortium's registry has not been written yet."},
	{AlreadyInitialized, failedPrecondition, "The consortium's registry has been written already."},
	{EarlierRecords, failedPrecondition, "The ledger's records were written by an earlier version of the chaincode, and this one would not find them."},
	{AlreadyExists, alreadyExists, "A record with this id exists already."},
	{RequestReused, alreadyExists, "This requestId was used before by the same caller with another request."},
	{RequestReserved, invalidArgument, "The requestId is kept for what gateways do by themselves, and this is not that."},
	{ActorReserved, permissionDenied, "The actor is the name of what gateways do by themselves."},
	{ProductNotFound, notFound, "There is no such product version."},
	{PartyNotFound, notFound, "There is no such party."},
	{QuoteNotFound, notFound, "There is no such quote."},
	{PolicyNotFound, notFound, "There is no such policy."},
	{ClaimNotFound, notFound, "There is no such claim."},
	{EvidenceNotFound, notFound, "The claim has no document with this digest."},
	{OracleNotFound, notFound, "There is no such oracle."},
	{ReadingNotFound, notFound, "There is no such reading."},
	{RecordNotFound, notFound, "There is no such record."},
	{ConsentNotFound, notFound, "There is no such consent."},

	{CurrencyUnknown, invalidArgument, "The currency is not an active ISO 4217 code."},
	{CurrencyMismatch, invalidArgument, "The amount is not in the currency of the product."},
	{AmountNotPositive, invalidArgument, "The amount must be above zero."},
	{AmountNegative, invalidArgument, "The amount must not be below zero."},
	{AmountOverflow, outOfRange, "An amount, one computed from it, or another number does not fit 64 bits."},
	{WrongAmount, invalidArgument, "The amount is not the one owed, or is less than what was claimed or paid before."},

	{ProductInvalid, invalidArgument, "The product contradicts itself or leaves out what it needs."},
	{VersionGap, failedPrecondition, "The version is not the one after the product's newest."},
	{ProductWithdrawn, failedPrecondition, "The product version is closed to new business."},
	{ProductNotPublished, failedPrecondition, "The product version is a draft, and was never open to business."},
	{WrongProductStatus, failedPrecondition, "The product version is not in the status this transaction needs."},
	{RiskNotAccepted, failedPrecondition, "An attribute of the risk is missing or in no row of the tariff."},
	{SumNotAccepted, failedPrecondition, "The sum insured is outside the product's limits."},
	{BackdatingRefused, failedPrecondition, "A period of cover, a policy endorsement or a cancellation would begin further in the past than is allowed."},
	{CoverageNotFound, invalidArgument, "The product, or the policy, has no coverage of this id."},
	{CoverageNeeded, failedPrecondition, "A coverage that is not optional was left out."},
	{JurisdictionNotServed, failedPrecondition, "The product is not sold in this jurisdiction."},
	{AuthorityExceeded, permissionDenied, "A broker may not bind a sum insured this high; an underwriter of the insurer may."},
	{QuoteExpired, failedPrecondition, "The quote may no longer be bound."},
	{QuoteBound, failedPrecondition, "The quote has been bound already."},
	{PremiumPaid, failedPrecondition, "The premium has been paid already."},

	{WrongPolicyStatus, failedPrecondition, "The policy is not in a status that allows this step."},
	{PolicyLapsed, failedPrecondition, "The loss happened while the policy had lapsed for an unpaid premium."},
	{NotOverdue, failedPrecondition, "No instalment is unpaid after its days of grace."},
	{CoverEnded, failedPrecondition, "The moment is outside the policy's period of cover."},
	{NotExpired, failedPrecondition, "The policy's period of cover has not ended."},
	{NoticeTooShort, failedPrecondition, "An insurer's cancellation must leave the jurisdiction's days of notice."},
	{AlreadyRenewed, alreadyExists, "The policy has been renewed already."},
	{AlreadyReminded, alreadyExists, "The holder has been reminded of the renewal already."},
	{RefundExceedsPremium, failedPrecondition, "A refund would exceed what was received and not yet refunded."},
	{NothingToRefund, failedPrecondition, "No refund of the policy is open."},

	{PremiumUnpaid, failedPrecondition, "The policy's premium has not been paid."},
	{LossOutsideCover, failedPrecondition, "The loss did not happen inside the period of cover."},
	{LossInFuture, invalidArgument, "The loss is dated after the transaction."},
	{LimitExceeded, failedPrecondition, "The amount is more than the conditions pay, than is left of what was approved, or than was paid."},
	{DuplicateLoss, alreadyExists, "This loss has been claimed under this policy already."},
	{ParametricProduct, failedPrecondition, "Readings alone open claims under a parametric product, and its policies are not changed."},
	{SecondPersonNeeded, permissionDenied, "Another person must take this step than the one who took the last."},
	{WrongClaimStatus, failedPrecondition, "The claim is not in the status this transaction needs."},
	{ReferencesInArguments, invalidArgument, "References for fingerprints were sent in clear, where every member would see them."},

	{InvalidKey, invalidArgument, "The public key is not a P-256 or Ed25519 SubjectPublicKeyInfo in PEM."},
	{IndexNotAllowed, permissionDenied, "The oracle is not registered for this index in this unit, or a device for another policy's subject."},
	{SubjectUnknown, failedPrecondition, "The product, or the oracle's grant, says what its subjects are called, and this is none of them."},
	{InvalidSignature, unauthenticated, "The reading's signature does not verify with the oracle's key."},
	{StaleReading, failedPrecondition, "The reading is too old, or its sequence is not above the last one's."},
	{ReadingInFuture, invalidArgument, "The reading is dated after the transaction, or observed after it was signed."},
	{NotReached, failedPrecondition, "The reading reaches no step of the trigger."},
	{AlreadySettled, alreadyExists, "The policy has been settled for this subject, or this window of it, already."},

	{OracleRevoked, failedPrecondition, "The oracle has been revoked: it reports nothing more, and nothing more is settled by it."},
	{OracleNotAccepted, failedPrecondition, "The trigger names the oracles whose readings count, and this is none of them."},
	{NotMonitored, failedPrecondition, "The policy's product is not monitored by devices, or by another index."},
	{ReadingImplausible, invalidArgument, "The value is outside what is plausible for the index, as the oracle's grant says."},
	{ReadingsOverlap, alreadyExists, "The oracle has reported on a part of this time already: only a correction takes its place."},
	{ReadingSuperseded, failedPrecondition, "The reading has been corrected: the later one counts."},
	{SettlementBegun, failedPrecondition, "Policies have been settled by it already: it is not corrected or determined anew any more."},
	{DeterminationNotFound, notFound, "There is no such determination."},
	{DeterminationNeeded, failedPrecondition, "The trigger looks at a window or asks several oracles: its index is determined first."},
	{DeterminationStale, failedPrecondition, "Readings have been corrected since the determination: determine the index anew."},
	{QuorumNotReached, failedPrecondition, "Fewer oracles have reported than the trigger needs."},
	{WindowNotComplete, failedPrecondition, "The window has not ended."},
	{WindowNotOfPolicy, failedPrecondition, "The window is not one of the policy's: they follow one another from the start of its cover."},
	{RuleNotOfPolicy, failedPrecondition, "The determination was made by another rule than that of the policy's trigger."},

	{PersonalDataInArguments, invalidArgument, "Personal data was sent in the arguments, where every member would see it."},
	{PersonalDataMissing, invalidArgument, "The sealed personal data are missing, malformed, or not those that the request was made with."},
	{PartyErased, failedPrecondition, "The person's data have been erased: they are not read, and nothing new is sold to, or claimed by, the pseudonym."},
	{ErasureNotAllowed, failedPrecondition, "A policy of the person runs, or a claim or refund is open."},
	{RetentionNotOver, failedPrecondition, "The law of a policy's jurisdiction asks to keep the person's data longer; the sentence says until when."},
	{ConsentMissing, permissionDenied, "The purpose needs the person's consent, and none is recorded that still holds."},
	{ConsentWithdrawn, failedPrecondition, "The consent has been withdrawn already."},

	{TimeOutOfBounds, failedPrecondition, "The transaction is dated more than two minutes from the endorser's clock, or before the last change of its record."},

	{LedgerRefused, failedPrecondition, "The ledger refused to read or write, for example private data it does not hold."},
	{Internal, internalStatus, "The chaincode failed; nothing was written."},
}
