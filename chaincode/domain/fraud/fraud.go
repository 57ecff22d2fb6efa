// Package fraud finds signs that a claim should be looked at by a person. A signal never declines a claim.
package fraud

import (
	"fmt"
	"slices"

	"insurance/chaincode/domain/claim"
	"insurance/chaincode/domain/fault"
	"insurance/chaincode/domain/instant"
	"insurance/chaincode/domain/product"
	"insurance/chaincode/domain/text"
	"insurance/chaincode/domain/words"
)

// Values are all that the register is searched for, the one that is left first.
func (f *Fingerprint) Values() []string { return append([]string{f.Value}, f.Alternatives...) }

// Same says whether two fingerprints are of the same thing: they have a value under a common key.
func (f *Fingerprint) Same(other *Fingerprint) bool {
	if f.Kind != other.Kind {
		return false
	}
	for _, value := range f.Values() {
		if slices.Contains(other.Values(), value) {
			return true
		}
	}
	return false
}

// Entry is a line of the register: who saw a fingerprint, and in which claim.
type Entry struct {
	InsurerMSPID string           `json:"insurerMspId"`
	ClaimID      string           `json:"claimId"`
	Recorded     *instant.Instant `json:"recorded"`
}

const (
	maxFingerprints = 60
	maxAlternatives = 3
)

// Validate refuses fingerprints without a kind or in another form than 64 lower-case hexadecimal digits, repetitions, and
// anything in clear.
func Validate(fingerprints []Fingerprint, clear *References) error {
	var wrong fault.Refusals
	if clear != nil {
		wrong.Add(fault.New(fault.ReferencesInArguments, "fraudReferences", "a gateway makes fingerprints of them, and keeps them to itself"))
	}
	wrong.Add(text.Count("fingerprints", len(fingerprints), maxFingerprints))
	seen := make(map[string]bool, len(fingerprints))
	for i := range fingerprints {
		wrong.Add(fault.Index("fingerprints", i, fingerprints[i].validate(seen)))
	}
	return wrong.Err()
}

func (f *Fingerprint) validate(seen map[string]bool) error {
	var wrong fault.Refusals
	if f.Kind == KindUnspecified {
		wrong.Add(fault.New(fault.Required, "kind", "the kind is required"))
	}
	wrong.Add(text.Count("alternatives", len(f.Alternatives), maxAlternatives))
	for i, value := range f.Values() {
		field := "value"
		if i > 0 {
			field = fmt.Sprintf("alternatives[%d]", i-1)
		}
		wrong.Add(text.SHA256(field, value))
		known := f.Kind.String() + value
		if seen[known] {
			wrong.Add(fault.New(fault.InvalidArgument, field, "the fingerprint is listed twice"))
		}
		seen[known] = true
	}
	return wrong.Err()
}

// Seen is the signal of a fingerprint that another claim has left. An object may well have two losses: it alone signals
// only between insurers, since the same thing is then insured twice.
func Seen(f *Fingerprint, before *Entry, insurerMSPID string) *claim.Signal {
	elsewhere := before.InsurerMSPID != insurerMSPID
	if f.Kind == KindObject && !elsewhere {
		return nil
	}
	code := [...]string{"", "SAME_LOSS", "SAME_OBJECT", "SAME_EVIDENCE"}[f.Kind]
	if elsewhere {
		code += "_OTHER_INSURER"
	}
	return &claim.Signal{
		Code: code,
		Explanation: words.Say("the same %s was part of claim %s with %s, recorded at %s",
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
		Explanation: words.Say("the loss of %s is within %d days of the beginning of cover at %s",
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
