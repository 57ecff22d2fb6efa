// Package transactionstest is a consortium on a ledger in memory for the tests of all transactions: a World with a clock, its
// products and requests, and signed readings. Tests import it with a dot, since it is the language that they are written in.
package transactionstest

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/sha256"
	"crypto/x509"
	"encoding/base64"
	"encoding/hex"
	"encoding/pem"
	"fmt"
	"strings"
	"testing"

	"insurance/chaincode/domain/fault"
	"insurance/chaincode/domain/instant"
	"insurance/chaincode/domain/oracle"
	"insurance/chaincode/ledger"
	"insurance/chaincode/ledger/memledger"
	"insurance/chaincode/protojson"
	"insurance/chaincode/transactions"
)

// The members.
const (
	North     = "NorthMSP"
	South     = "SouthMSP"
	Re        = "ReMSP"
	Regulator = "RegMSP"
)

// SealedPerson looks like what a gateway seals; nobody here can open it. A gateway names its hash, and the commitment.
var (
	SealedPerson = append([]byte{1}, make([]byte, 99)...)
	SealedHash   = sha256.Sum256(SealedPerson)
	SealedNames  = `"commitmentSha256":"` + Terms + `","sealedSha256":"` + hex.EncodeToString(SealedHash[:]) + `"`
)

// World is a consortium on a ledger in memory, with a clock that the test moves.
type World struct {
	T      *testing.T
	Ledger *memledger.Ledger
	Now    instant.Instant
	Count  int
	Key    *ecdsa.PrivateKey
}

// Who is an organization and a role, such as "NorthMSP/finance"; a broker may add its id: "NorthMSP/broker/b-1".
type Who string

// Caller is who signs as such a one.
func (w Who) Caller() ledger.Caller {
	parts := strings.SplitN(string(w), "/", 3)
	c := ledger.Caller{MSPID: parts[0], Attributes: map[string]string{}}
	if len(parts) > 1 && parts[1] != "" {
		c.Roles = strings.Split(parts[1], ",")
	}
	if len(parts) > 2 {
		c.Attributes["broker"] = parts[2]
	}
	c.Subject = "CN=" + string(w)
	return c
}

// NewWorld is a consortium of two insurers, a reinsurer and a regulator.
func NewWorld(t *testing.T) *World {
	start, err := instant.Parse("2026-03-01T09:00:00Z")
	if err != nil {
		t.Fatal(err)
	}
	w := &World{T: t, Ledger: memledger.New(), Now: start}
	w.Ok(North+"/admin", "InitializeConsortium", `{"requestId":"init","organizations":[
		{"mspId":"NorthMSP","name":"North Insurance","kind":"ORGANIZATION_KIND_INSURER"},
		{"mspId":"SouthMSP","name":"South Insurance","kind":"ORGANIZATION_KIND_INSURER"},
		{"mspId":"ReMSP","name":"Re","kind":"ORGANIZATION_KIND_REINSURER"},
		{"mspId":"RegMSP","name":"Regulator","kind":"ORGANIZATION_KIND_REGULATOR"}]}`)
	return w
}

// Begin is a transaction that is not committed yet.
func (w *World) Begin(caller Who) *memledger.Tx {
	w.Count++
	return w.Ledger.Begin(memledger.Proposal{
		TransactionID: fmt.Sprintf("tx-%06d", w.Count), Time: w.Now, Caller: caller.Caller(),
		Transient: map[string][]byte{"sealed": SealedPerson},
	})
}

// Call runs a transaction; it commits when it succeeds.
func (w *World) Call(caller Who, function, request string) (string, *memledger.Tx, error) {
	w.T.Helper()
	tx := w.Begin(caller)
	payload, err := transactions.Invoke(tx, function, [][]byte{[]byte(request)})
	if err != nil {
		return "", tx, err
	}
	if err := tx.Commit(); err != nil {
		w.T.Fatalf("%s: %v", function, err)
	}
	if err := emits(function, tx.EventName); err != nil {
		w.T.Fatal(err)
	}
	return string(payload), tx, nil
}

// Ok runs a transaction that must succeed, and returns its answer.
func (w *World) Ok(caller Who, function, request string) string {
	w.T.Helper()
	payload, _, err := w.Call(caller, function, request)
	if err != nil {
		w.T.Fatalf("%s %s: %v", function, request, err)
	}
	return payload
}

// Register stores a person's data and makes the public record, as a gateway does.
func (w *World) Register(caller Who, request string) {
	w.T.Helper()
	w.Ok(caller, "StorePersonalData", With(request, `"version":1`))
	w.Ok(caller, "RegisterParty", With(request, SealedNames))
}

// Assign makes holder-1 a broker's customer.
func (w *World) Assign(broker string) {
	w.T.Helper()
	w.Ok(North+"/underwriter", "AssignParty", `{"requestId":"assign-`+broker+`","partyId":"holder-1","brokerId":"`+broker+`"}`)
}

// Refused checks the code of a refusal and that nothing changed, and returns the refusal.
func (w *World) Refused(code fault.Code, caller Who, function, request string) *fault.Error {
	w.T.Helper()
	before := w.Dump()
	_, _, err := w.Call(caller, function, request)
	refusal := fault.From(err)
	if refusal == nil || refusal.Code != code {
		w.T.Fatalf("%s %s: got %v, want %s", function, request, err, code)
	}
	if after := w.Dump(); after != before {
		w.T.Fatalf("%s: a refused call changed the ledger", function)
	}
	return refusal
}

// Dump is all public state.
func (w *World) Dump() string {
	var b strings.Builder
	for _, k := range w.Ledger.Keys() {
		fmt.Fprintf(&b, "%s=%s\n", k, w.Ledger.Value(k))
	}
	return b.String()
}

// Wait lets time go by.
func (w *World) Wait(seconds int64) { w.Now = w.Now.AddSeconds(seconds) }

// Market publishes both products and registers a holder.
func (w *World) Market() *World {
	w.T.Helper()
	w.Ok(North+"/underwriter", "PublishProduct", `{"requestId":"p1","product":`+Property+`}`)
	w.Ok(North+"/underwriter", "PublishProduct", `{"requestId":"p2","product":`+Flight+`}`)
	w.Register(North+"/underwriter", `{"requestId":"h1","partyId":"holder-1"}`)
	return w
}

// QuoteHome has a home quoted.
func (w *World) QuoteHome(id string) string {
	w.T.Helper()
	return w.Ok(North+"/underwriter", "RequestQuote", HomeQuote(id))
}

// Home sells and takes the premium of a property policy: 100,000 DKK, 2,500 ppm × 1.4 × 1.25 = 437.50 DKK.
func (w *World) Home(id string) {
	w.T.Helper()
	w.QuoteHome("quote-" + id)
	w.Ok(North+"/underwriter", "BindPolicy", `{"requestId":"b-`+id+`","policyId":"`+id+`","quoteId":"quote-`+id+`"}`)
	w.Premium(id, "43750", "DKK")
}

// Premium takes the oldest instalment of a policy.
func (w *World) Premium(id, amount, currency string) {
	w.T.Helper()
	w.Ok(North+"/finance", "RecordPremiumPayment", `{"requestId":"m-`+id+`","policyId":"`+id+`",
		"amount":{"minorUnits":"`+amount+`","currency":"`+currency+`"},"reference":"bank 1"}`)
}

// Flights sells n paid parametric policies of 500 USD on one subject.
func (w *World) Flights(subject string, n int) {
	w.T.Helper()
	for i := 0; i < n; i++ {
		id := fmt.Sprintf("f-%03d", i)
		w.Ok(North+"/underwriter", "RequestQuote", `{"requestId":"q-`+id+`","quoteId":"q-`+id+`","productId":"delay",
			"holderId":"holder-1","cover":{"start":"2026-02-01T00:00:00Z","end":"2026-05-01T00:00:00Z"},
			"coverages":[{"coverageId":"delay","sumInsured":{"minorUnits":"50000","currency":"USD"}}],"jurisdiction":"US-NY",
			"parametricSubject":"`+subject+`"}`)
		w.Ok(North+"/underwriter", "BindPolicy", `{"requestId":"b-`+id+`","policyId":"`+id+`","quoteId":"q-`+id+`"}`)
		w.Premium(id, "2500", "USD")
	}
}

// Oracle registers the tower, which reports delays.
func (w *World) Oracle() {
	w.T.Helper()
	var err error
	if w.Key, err = ecdsa.GenerateKey(elliptic.P256(), rand.Reader); err != nil {
		w.T.Fatal(err)
	}
	w.Ok(Re+"/admin", "RegisterOracle", `{"requestId":"o1","oracleId":"tower","publicKeyPem":"`+
		strings.ReplaceAll(PublicPEM(w.T, &w.Key.PublicKey), "\n", `\n`)+`","grants":[{"index":"flight-arrival-delay","unit":"min","minimum":"-1440","maximum":"2880"}]}`)
}

// PublicPEM is a public key as oracles register it.
func PublicPEM(t *testing.T, key any) string {
	t.Helper()
	der, err := x509.MarshalPKIXPublicKey(key)
	if err != nil {
		t.Fatal(err)
	}
	return string(pem.EncodeToMemory(&pem.Block{Type: "PUBLIC KEY", Bytes: der}))
}

// Reading is a request that publishes what the oracle signed, changed by alter before it is signed.
func (w *World) Reading(subject string, value int64, sequence uint64, alter func(*oracle.Reading)) string {
	w.T.Helper()
	observed, signed := w.Now.AddSeconds(-600), w.Now.AddSeconds(-60)
	r := &oracle.Reading{OracleID: "tower", Index: "flight-arrival-delay", Subject: subject, Value: value, Unit: "min",
		ObservedAt: &observed, SignedAt: &signed, Sequence: sequence}
	if alter != nil {
		alter(r)
	}
	digest := sha256.Sum256(r.SignedBytes())
	signature, err := ecdsa.SignASN1(rand.Reader, w.Key, digest[:])
	if err != nil {
		w.T.Fatal(err)
	}
	return fmt.Sprintf(`{"requestId":"r-%d-%d","reading":%s,"signature":"%s"}`, sequence, w.Count, protojson.Marshal(r),
		base64.StdEncoding.EncodeToString(signature))
}

// NewEmpty is a ledger without a consortium.
func NewEmpty() *memledger.Ledger { return memledger.New() }

// OtherCurve is a key of a curve that oracles may not use.
func OtherCurve(t *testing.T) any {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P384(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	return &key.PublicKey
}
