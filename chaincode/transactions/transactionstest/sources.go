package transactionstest

import (
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"fmt"
	"strings"
	"testing"

	"insurance/chaincode/domain/instant"
	"insurance/chaincode/domain/oracle"
	"insurance/chaincode/protojson"
)

// Source signs readings as an oracle or a device does.
type Source struct {
	T                        *testing.T
	ID, Index, Unit, Subject string
	Public                   any
	Sign                     func([]byte) []byte
	Sequence                 uint64
}

// NewSource has a fresh key: Ed25519, or P-256 where asked.
func NewSource(t *testing.T, id, index, unit, object string, p256 bool) *Source {
	t.Helper()
	s := &Source{T: t, ID: id, Index: index, Unit: unit, Subject: object}
	if !p256 {
		public, private, err := ed25519.GenerateKey(rand.Reader)
		if err != nil {
			t.Fatal(err)
		}
		s.Public, s.Sign = public, func(b []byte) []byte { return ed25519.Sign(private, b) }
		return s
	}
	private, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	s.Public = &private.PublicKey
	s.Sign = func(b []byte) []byte {
		digest := sha256.Sum256(b)
		signature, err := ecdsa.SignASN1(rand.Reader, private, digest[:])
		if err != nil {
			t.Fatal(err)
		}
		return signature
	}
	return s
}

// Registration is a RegisterOracle request; more is further members, such as a device's policy.
func (s *Source) Registration(minimum, maximum int64, more string) string {
	return fmt.Sprintf(`{"requestId":"register-%s","oracleId":"%s","publicKeyPem":"%s","grants":[{"index":"%s","unit":"%s","minimum":"%d","maximum":"%d"}]%s}`,
		s.ID, s.ID, strings.ReplaceAll(PublicPEM(s.T, s.Public), "\n", `\n`), s.Index, s.Unit, minimum, maximum, more)
}

// Batch is what was seen from a moment on, one value every step of seconds, signed now.
func (s *Source) Batch(now, from instant.Instant, step int64, values ...int64) *oracle.ReadingBatch {
	s.Sequence++
	until := from.AddSeconds(step * int64(len(values)))
	b := &oracle.ReadingBatch{OracleID: s.ID, Index: s.Index, Subject: s.Subject, Unit: s.Unit, SignedAt: &now, Sequence: s.Sequence, From: &from, Until: &until}
	for i, value := range values {
		at := from.AddSeconds(step * int64(i))
		b.Samples = append(b.Samples, oracle.Sample{Value: value, ObservedAt: &at})
	}
	return b
}

// Signed is a request that publishes a batch.
func (s *Source) Signed(b *oracle.ReadingBatch) string {
	return fmt.Sprintf(`{"requestId":"batch-%s-%d","batch":%s,"signature":"%s"}`, b.OracleID, b.Sequence, protojson.Marshal(b),
		base64.StdEncoding.EncodeToString(s.Sign(b.SignedBytes())))
}

// Reading is a request that publishes a reading.
func (s *Source) Reading(r *oracle.Reading) string {
	s.Sequence++
	r.OracleID, r.Index, r.Subject, r.Unit, r.Sequence = s.ID, s.Index, s.Subject, s.Unit, s.Sequence
	return fmt.Sprintf(`{"requestId":"reading-%s-%s-%d","reading":%s,"signature":"%s"}`, s.ID, SHA256(r.Subject)[:8], s.Sequence, protojson.Marshal(r),
		base64.StdEncoding.EncodeToString(s.Sign(r.SignedBytes())))
}

// SHA256 is the digest of a text, in hexadecimal.
func SHA256(text string) string {
	digest := sha256.Sum256([]byte(text))
	return fmt.Sprintf("%x", digest)
}

// Moment is a time.
func Moment(t *testing.T, text string) instant.Instant {
	t.Helper()
	i, err := instant.Parse(text)
	if err != nil {
		t.Fatal(err)
	}
	return i
}

// Day is how many seconds a day has.
const Day = instant.Day

// Sell sells a paid policy of 1,000 USD under a product on readings.
func (w *World) Sell(product, policy, subject, start, end string) {
	w.T.Helper()
	w.Ok(North+"/underwriter", "RequestQuote", `{"requestId":"q-`+policy+`","quoteId":"q-`+policy+`","productId":"`+product+`",
		"holderId":"holder-1","cover":{"start":"`+start+`","end":"`+end+`"},"jurisdiction":"US-WA","parametricSubject":"`+subject+`",
		"coverages":[{"coverageId":"cover","sumInsured":{"minorUnits":"100000","currency":"USD"}}]}`)
	w.Ok(North+"/underwriter", "BindPolicy", `{"requestId":"b-`+policy+`","policyId":"`+policy+`","quoteId":"q-`+policy+`"}`)
	w.Premium(policy, "5000", "USD")
}
