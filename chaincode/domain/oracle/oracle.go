// Package oracle checks signed readings of an index.
package oracle

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/sha256"
	"crypto/x509"
	"encoding/pem"
	"strconv"
	"strings"

	"insurance/chaincode/domain/fault"
	"insurance/chaincode/domain/instant"
	"insurance/chaincode/domain/record"
	"insurance/chaincode/domain/text"
)

const (
	// maxAge is how long ago a reading may have been signed when it is published, in seconds; products may ask for less.
	maxAge = 30 * instant.Day
	// maxAhead allows for clocks that differ.
	maxAhead   = 5 * 60
	maxIndices = 100
	maxSubject = 200
	maxPEM     = 4_096
)

// Oracle is a party whose readings count.
type Oracle struct {
	OracleID     string        `json:"oracleId"`
	PublicKeyPEM string        `json:"publicKeyPem"`
	Indices      []string      `json:"indices"`
	Registered   *record.Stamp `json:"registered"`
}

// Reading is one observation.
type Reading struct {
	OracleID   string           `json:"oracleId"`
	Index      string           `json:"index"`
	Subject    string           `json:"subject"`
	Value      int64            `json:"value"`
	Unit       string           `json:"unit"`
	ObservedAt *instant.Instant `json:"observedAt"`
	SignedAt   *instant.Instant `json:"signedAt"`
	Sequence   uint64           `json:"sequence"`
}

// PublishedReading is a reading whose signature was verified.
type PublishedReading struct {
	ReadingID string        `json:"readingId"`
	Reading   *Reading      `json:"reading"`
	Signature []byte        `json:"signature"`
	Published *record.Stamp `json:"published"`
}

// Validate refuses an oracle without a usable key or without indices.
func (o *Oracle) Validate() error {
	if err := text.ID("oracleId", o.OracleID); err != nil {
		return err
	}
	if _, err := parseKey(o.PublicKeyPEM); err != nil {
		return err
	}
	if len(o.Indices) == 0 {
		return fault.New(fault.Required, "indices", "at least one index is required")
	}
	if err := text.Count("indices", len(o.Indices), maxIndices); err != nil {
		return err
	}
	for i, index := range o.Indices {
		if err := text.ID("", index); err != nil {
			return fault.Index("indices", i, err)
		}
	}
	return nil
}

func parseKey(text string) (*ecdsa.PublicKey, error) {
	refusal := fault.New(fault.InvalidKey, "publicKeyPem", "the key is not a P-256 SubjectPublicKeyInfo in PEM")
	if len(text) > maxPEM {
		return nil, refusal
	}
	block, rest := pem.Decode([]byte(text))
	if block == nil || block.Type != "PUBLIC KEY" || strings.TrimSpace(string(rest)) != "" {
		return nil, refusal
	}
	parsed, err := x509.ParsePKIXPublicKey(block.Bytes)
	if err != nil {
		return nil, refusal
	}
	key, ok := parsed.(*ecdsa.PublicKey)
	if !ok || key.Curve != elliptic.P256() {
		return nil, refusal
	}
	return key, nil
}

// ID names a reading: oracle_id/index/subject/sequence, each percent-encoded.
func (r *Reading) ID() string {
	return r.Stream() + "/" + strconv.FormatUint(r.Sequence, 10)
}

// Stream names what the sequence numbers of a reading count: oracle_id/index/subject, each percent-encoded.
func (r *Reading) Stream() string {
	return text.Escape(r.OracleID) + "/" + text.Escape(r.Index) + "/" + text.Escape(r.Subject)
}

// SignedBytes is what the oracle signs.
func (r *Reading) SignedBytes() []byte {
	b := make([]byte, 0, 160)
	line := func(s string) { b = append(append(b, s...), '\n') }
	line("insurance.v1.Reading")
	line(r.OracleID)
	line(r.Index)
	line(r.Subject)
	line(strconv.FormatInt(r.Value, 10))
	line(r.Unit)
	line(strconv.FormatInt(r.ObservedAt.Seconds, 10))
	line(strconv.FormatInt(r.SignedAt.Seconds, 10))
	line(strconv.FormatUint(r.Sequence, 10))
	return b
}

// Timely refuses a reading from the future, or too old to publish now.
func (r *Reading) Timely(now instant.Instant) error {
	switch {
	case r.SignedAt.Before(*r.ObservedAt):
		return fault.New(fault.ReadingInFuture, "observedAt", "observed at %s, after it was signed at %s", r.ObservedAt, r.SignedAt)
	case now.AddSeconds(maxAhead).Before(*r.SignedAt):
		return fault.New(fault.ReadingInFuture, "signedAt", "signed at %s, after the transaction's %s", r.SignedAt, now)
	case r.SignedAt.Before(now.AddSeconds(-maxAge)):
		return fault.New(fault.StaleReading, "signedAt", "signed at %s, more than 30 days before %s", r.SignedAt, now)
	}
	return nil
}

// Form refuses a reading that is incomplete.
func (r *Reading) Form() error {
	if err := text.ID("oracleId", r.OracleID); err != nil {
		return err
	}
	if err := text.ID("index", r.Index); err != nil {
		return err
	}
	if err := text.Label("subject", r.Subject, maxSubject); err != nil {
		return err
	}
	if err := text.Label("unit", r.Unit, 32); err != nil {
		return err
	}
	if err := wholeSeconds("observedAt", r.ObservedAt); err != nil {
		return err
	}
	if err := wholeSeconds("signedAt", r.SignedAt); err != nil {
		return err
	}
	if r.Sequence == 0 {
		return fault.New(fault.Required, "sequence", "the sequence is required; the first one is 1")
	}
	return nil
}

func wholeSeconds(field string, t *instant.Instant) error {
	if t == nil {
		return fault.New(fault.Required, field, "a time is required")
	}
	if t.Nanos != 0 {
		return fault.New(fault.InvalidArgument, field, "the time must be in whole seconds")
	}
	return nil
}

// Check refuses a reading that the oracle may not report or did not sign.
func (o *Oracle) Check(r *Reading, signature []byte) error {
	allowed := false
	for _, index := range o.Indices {
		allowed = allowed || index == r.Index
	}
	if !allowed {
		return fault.New(fault.IndexNotAllowed, "reading.index", "oracle %s is not registered for index %s", o.OracleID, r.Index)
	}
	key, err := parseKey(o.PublicKeyPEM)
	if err != nil {
		return err
	}
	digest := sha256.Sum256(r.SignedBytes())
	if len(signature) > 128 || !ecdsa.VerifyASN1(key, digest[:], signature) {
		return fault.New(fault.InvalidSignature, "signature", "the signature does not verify with the key of oracle %s", o.OracleID)
	}
	return nil
}
