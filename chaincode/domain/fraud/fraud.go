// Package fraud finds signs that a claim should be looked at by a person. A signal never declines a claim.
package fraud

import (
	"fmt"

	"insurance/chaincode/domain/claim"
	"insurance/chaincode/domain/fault"
	"insurance/chaincode/domain/instant"
	"insurance/chaincode/domain/product"
	"insurance/chaincode/domain/text"
)

// Kind says what a fingerprint is of.
type Kind int32

// The kinds of fingerprint.
const (
	KindUnspecified Kind = iota
	// LossKind is of what happened: object, day and cause.
	LossKind
	// ObjectKind is of the thing insured, for example a vehicle's identification number.
	ObjectKind
	// EvidenceKind is of a document.
	EvidenceKind
)

// EnumNames lists the names by number.
func (Kind) EnumNames() []string {
	return []string{
		"FINGERPRINT_KIND_UNSPECIFIED", "FINGERPRINT_KIND_LOSS", "FINGERPRINT_KIND_OBJECT", "FINGERPRINT_KIND_EVIDENCE",
	}
}

func (k Kind) String() string { return [...]string{"unspecified", "loss", "object", "evidence"}[k] }

// Fingerprint is an HMAC-SHA-256 under the insurers' common key: equal for equal things, and nothing can be read from it
// without the key.
type Fingerprint struct {
	Kind  Kind   `json:"kind"`
	Value string `json:"value"`
}

// Entry is a line of the register: who saw a fingerprint, and in which claim.
type Entry struct {
	InsurerMSPID string           `json:"insurerMspId"`
	ClaimID      string           `json:"claimId"`
	Recorded     *instant.Instant `json:"recorded"`
}

const maxFingerprints = 60

// Validate refuses fingerprints without a kind or in another form than 64 lower-case hexadecimal digits, and repetitions.
func Validate(fingerprints []Fingerprint) error {
	if err := text.Count("fingerprints", len(fingerprints), maxFingerprints); err != nil {
		return err
	}
	seen := make(map[Fingerprint]bool, len(fingerprints))
	for i, f := range fingerprints {
		if f.Kind == KindUnspecified {
			return fault.Index("fingerprints", i, fault.New(fault.Required, "kind", "the kind is required"))
		}
		if err := text.SHA256("value", f.Value); err != nil {
			return fault.Index("fingerprints", i, err)
		}
		if seen[f] {
			return fault.Index("fingerprints", i, fault.New(fault.InvalidArgument, "value", "the fingerprint is listed twice"))
		}
		seen[f] = true
	}
	return nil
}

// Seen is the signal of a fingerprint that another claim has left. An object may well have two losses: it alone signals
// only between insurers, since the same thing is then insured twice.
func Seen(f Fingerprint, before Entry, insurerMSPID string) *claim.Signal {
	elsewhere := before.InsurerMSPID != insurerMSPID
	if f.Kind == ObjectKind && !elsewhere {
		return nil
	}
	code := [...]string{"", "SAME_LOSS", "SAME_OBJECT", "SAME_EVIDENCE"}[f.Kind]
	if elsewhere {
		code += "_OTHER_INSURER"
	}
	return &claim.Signal{
		Code: code,
		Explanation: fmt.Sprintf("the same %s was part of claim %s with %s, recorded at %s",
			f.Kind, before.ClaimID, before.InsurerMSPID, before.Recorded),
	}
}

// Young is the signal of a loss soon after the policy began; nil when it is old enough.
func Young(rules *product.FraudRules, insuredSince, occurred instant.Instant) *claim.Signal {
	if rules == nil || rules.MinimumPolicyAgeDays == 0 {
		return nil
	}
	from := insuredSince.AddDays(int64(rules.MinimumPolicyAgeDays))
	if !occurred.Before(from) {
		return nil
	}
	return &claim.Signal{
		Code: "YOUNG_POLICY",
		Explanation: fmt.Sprintf("the loss of %s is within %d days of the beginning of cover at %s",
			occurred, rules.MinimumPolicyAgeDays, insuredSince),
	}
}

// Frequent is the signal of more claims of a holder than usual; nil when there are not. Earlier are those within the
// days of the rules, this one not counted.
func Frequent(rules *product.FraudRules, earlier int) *claim.Signal {
	if rules == nil || rules.MaximumClaims == 0 || earlier < int(rules.MaximumClaims) {
		return nil
	}
	return &claim.Signal{
		Code: "FREQUENT_CLAIMS",
		Explanation: fmt.Sprintf("the holder has had %d claims or more within %d days; the product allows %d",
			earlier+1, rules.WithinDays, rules.MaximumClaims),
	}
}
