package contract

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

// source signs readings as an oracle or a device does.
type source struct {
	t                       *testing.T
	id, index, unit, object string
	public                  any
	sign                    func([]byte) []byte
	sequence                uint64
}

// newSource has a fresh key: Ed25519, or P-256 where asked.
func newSource(t *testing.T, id, index, unit, object string, p256 bool) *source {
	t.Helper()
	s := &source{t: t, id: id, index: index, unit: unit, object: object}
	if !p256 {
		public, private, err := ed25519.GenerateKey(rand.Reader)
		if err != nil {
			t.Fatal(err)
		}
		s.public, s.sign = public, func(b []byte) []byte { return ed25519.Sign(private, b) }
		return s
	}
	private, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	s.public = &private.PublicKey
	s.sign = func(b []byte) []byte {
		digest := sha256.Sum256(b)
		signature, err := ecdsa.SignASN1(rand.Reader, private, digest[:])
		if err != nil {
			t.Fatal(err)
		}
		return signature
	}
	return s
}

// registration is a RegisterOracle request; more is further members, such as a device's policy.
func (s *source) registration(minimum, maximum int64, more string) string {
	return fmt.Sprintf(`{"requestId":"register-%s","oracleId":"%s","publicKeyPem":"%s","grants":[{"index":"%s","unit":"%s","minimum":"%d","maximum":"%d"}]%s}`,
		s.id, s.id, strings.ReplaceAll(publicPEM(s.t, s.public), "\n", `\n`), s.index, s.unit, minimum, maximum, more)
}

// batch is what was seen from a moment on, one value every step of seconds, signed now.
func (s *source) batch(now, from instant.Instant, step int64, values ...int64) *oracle.ReadingBatch {
	s.sequence++
	until := from.AddSeconds(step * int64(len(values)))
	b := &oracle.ReadingBatch{OracleID: s.id, Index: s.index, Subject: s.object, Unit: s.unit, SignedAt: &now, Sequence: s.sequence, From: &from, Until: &until}
	for i, value := range values {
		at := from.AddSeconds(step * int64(i))
		b.Samples = append(b.Samples, oracle.Sample{Value: value, ObservedAt: &at})
	}
	return b
}

func (s *source) signed(b *oracle.ReadingBatch) string {
	return fmt.Sprintf(`{"requestId":"batch-%s-%d","batch":%s,"signature":"%s"}`, b.OracleID, b.Sequence, protojson.Marshal(b),
		base64.StdEncoding.EncodeToString(s.sign(b.SignedBytes())))
}

func (s *source) reading(r *oracle.Reading) string {
	s.sequence++
	r.OracleID, r.Index, r.Subject, r.Unit, r.Sequence = s.id, s.index, s.object, s.unit, s.sequence
	return fmt.Sprintf(`{"requestId":"reading-%s-%s-%d","reading":%s,"signature":"%s"}`, s.id, sha(r.Subject)[:8], s.sequence, protojson.Marshal(r),
		base64.StdEncoding.EncodeToString(s.sign(r.SignedBytes())))
}

func sha(text string) string {
	digest := sha256.Sum256([]byte(text))
	return fmt.Sprintf("%x", digest)
}

func moment(t *testing.T, text string) instant.Instant {
	t.Helper()
	i, err := instant.Parse(text)
	if err != nil {
		t.Fatal(err)
	}
	return i
}

const day = instant.Day

// trigger is a product on readings: one coverage, its rate, and a trigger.
func triggered(id, trigger, more string) string {
	return `{"requestId":"publish-` + id + `","product":{"productId":"` + id + `","version":1,"name":"` + id + `","lineOfBusiness":"weather","currency":"USD",
	"termsSha256":"` + terms + `","tariff":{"rateBasis":"RATE_BASIS_FOR_COVER"},"jurisdictions":[{"jurisdiction":"US-WA"}],
	"coverages":[{"coverageId":"cover","name":"Cover","ratePpm":"50000","maximumSumInsured":{"minorUnits":"10000000","currency":"USD"}` + more + `}],
	"parametricTrigger":` + trigger + `,"limits":{"quoteValiditySeconds":86400,"maximumBackdatingDays":9000}`
}

// sell sells a paid policy of 1,000 USD under a product on readings.
func (w *world) sell(product, policy, subject, start, end string) {
	w.t.Helper()
	w.ok(north+"/underwriter", "RequestQuote", `{"requestId":"q-`+policy+`","quoteId":"q-`+policy+`","productId":"`+product+`",
		"holderId":"holder-1","cover":{"start":"`+start+`","end":"`+end+`"},"jurisdiction":"US-WA","parametricSubject":"`+subject+`",
		"coverages":[{"coverageId":"cover","sumInsured":{"minorUnits":"100000","currency":"USD"}}]}`)
	w.ok(north+"/underwriter", "BindPolicy", `{"requestId":"b-`+policy+`","policyId":"`+policy+`","quoteId":"q-`+policy+`"}`)
	w.premium(policy, "5000", "USD")
}
