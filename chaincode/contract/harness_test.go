package contract

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
)

const (
	north = "NorthMSP"
	south = "SouthMSP"
	re    = "ReMSP"
	reg   = "RegMSP"
)

// sealedPerson looks like what a gateway seals; nobody here can open it. A gateway names its hash, and the commitment.
var (
	sealedPerson = append([]byte{1}, make([]byte, 99)...)
	sealedHash   = sha256.Sum256(sealedPerson)
	sealedNames  = `"commitmentSha256":"` + terms + `","sealedSha256":"` + hex.EncodeToString(sealedHash[:]) + `"`
)

// world is a consortium on a ledger in memory, with a clock that the test moves.
type world struct {
	t      *testing.T
	ledger *memledger.Ledger
	now    instant.Instant
	count  int
	key    *ecdsa.PrivateKey
}

// who is an organization and a role, such as "NorthMSP/finance"; a broker may add its id: "NorthMSP/broker/b-1".
type who string

func (w who) caller() ledger.Caller {
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

func newWorld(t *testing.T) *world {
	start, err := instant.Parse("2026-03-01T09:00:00Z")
	if err != nil {
		t.Fatal(err)
	}
	w := &world{t: t, ledger: memledger.New(), now: start}
	w.ok(north+"/admin", "InitializeConsortium", `{"requestId":"init","organizations":[
		{"mspId":"NorthMSP","name":"North Insurance","kind":"ORGANIZATION_KIND_INSURER"},
		{"mspId":"SouthMSP","name":"South Insurance","kind":"ORGANIZATION_KIND_INSURER"},
		{"mspId":"ReMSP","name":"Re","kind":"ORGANIZATION_KIND_REINSURER"},
		{"mspId":"RegMSP","name":"Regulator","kind":"ORGANIZATION_KIND_REGULATOR"}]}`)
	return w
}

func (w *world) begin(caller who) *memledger.Tx {
	w.count++
	return w.ledger.Begin(memledger.Proposal{
		TransactionID: fmt.Sprintf("tx-%06d", w.count), Time: w.now, Caller: caller.caller(),
		Transient: map[string][]byte{"sealed": sealedPerson},
	})
}

// call runs a transaction; it commits when it succeeds.
func (w *world) call(caller who, function, request string) (string, *memledger.Tx, error) {
	w.t.Helper()
	tx := w.begin(caller)
	payload, err := Invoke(tx, function, [][]byte{[]byte(request)})
	if err != nil {
		return "", tx, err
	}
	if err := tx.Commit(); err != nil {
		w.t.Fatalf("%s: %v", function, err)
	}
	return string(payload), tx, nil
}

func (w *world) ok(caller who, function, request string) string {
	w.t.Helper()
	payload, _, err := w.call(caller, function, request)
	if err != nil {
		w.t.Fatalf("%s %s: %v", function, request, err)
	}
	return payload
}

// register stores a person's data and makes the public record, as a gateway does.
func (w *world) register(caller who, request string) {
	w.t.Helper()
	w.ok(caller, "StorePersonalData", with(request, `"version":1`))
	w.ok(caller, "RegisterParty", with(request, sealedNames))
}

// assign makes holder-1 a broker's customer.
func (w *world) assign(broker string) {
	w.t.Helper()
	w.ok(north+"/underwriter", "AssignParty", `{"requestId":"assign-`+broker+`","partyId":"holder-1","brokerId":"`+broker+`"}`)
}

// with is a request with further fields.
func with(request, fields string) string {
	return strings.TrimSuffix(request, "}") + "," + fields + "}"
}

// refused checks the code of a refusal and that nothing changed, and returns the refusal.
func (w *world) refused(code fault.Code, caller who, function, request string) *fault.Error {
	w.t.Helper()
	before := w.dump()
	_, _, err := w.call(caller, function, request)
	refusal := fault.From(err)
	if refusal == nil || refusal.Code != code {
		w.t.Fatalf("%s %s: got %v, want %s", function, request, err, code)
	}
	if after := w.dump(); after != before {
		w.t.Fatalf("%s: a refused call changed the ledger", function)
	}
	return refusal
}

func (w *world) dump() string {
	var b strings.Builder
	for _, k := range w.ledger.Keys() {
		fmt.Fprintf(&b, "%s=%s\n", k, w.ledger.Value(k))
	}
	return b.String()
}

func (w *world) wait(seconds int64) { w.now = w.now.AddSeconds(seconds) }

const terms = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0bb822cd15d6c15b0f00a0"

const property = `{"productId":"home","version":1,"name":"Home","lineOfBusiness":"property","currency":"DKK",
	"termsSha256":"` + terms + `","tariff":{"rateBasis":"RATE_BASIS_FOR_COVER","minimumPremium":{"minorUnits":"5000","currency":"DKK"},
	"factors":[{"attribute":"construction","exact":[{"value":"stone","factorPpm":"900000"},{"value":"wood","factorPpm":"1400000"}]},
	{"attribute":"year","bands":[{"from":"1800","to":"1950","factorPpm":"1250000"},{"from":"1950","to":"2100","factorPpm":"1000000"}]}]},
	"coverages":[{"coverageId":"building","name":"Building","ratePpm":"2500","minimumSumInsured":{"minorUnits":"100000","currency":"DKK"},
	"maximumSumInsured":{"minorUnits":"1000000000","currency":"DKK"},"coveredCauses":["fire","storm"],
	"deductible":{"kind":"DEDUCTIBLE_KIND_FIXED","amount":{"minorUnits":"50000","currency":"DKK"}},"waitingDays":5}],
	"jurisdictions":[{"jurisdiction":"DK","coolingOffDays":14,"cancellationNoticeDays":30,"graceDays":21}],
	"claimConditions":{"requiredEvidence":["photo"],"straightThroughLimit":{"minorUnits":"1000000","currency":"DKK"},"notificationDays":30},
	"limits":{"quoteValiditySeconds":86400,"maximumBackdatingDays":400}}`

const flight = `{"productId":"delay","version":1,"name":"Flight delay","lineOfBusiness":"flight-delay","currency":"USD",
	"termsSha256":"` + terms + `","tariff":{"rateBasis":"RATE_BASIS_FOR_COVER"},
	"coverages":[{"coverageId":"delay","name":"Delay","ratePpm":"50000","maximumSumInsured":{"minorUnits":"100000","currency":"USD"}}],
	"jurisdictions":[{"jurisdiction":"US-NY"}],
	"parametricTrigger":{"index":"flight-arrival-delay","unit":"min","comparison":"COMPARISON_AT_LEAST",
	"steps":[{"threshold":"60","payoutPpm":"250000"},{"threshold":"180","payoutPpm":"1000000"}],"maximumReadingAgeSeconds":86400},
	"limits":{"quoteValiditySeconds":86400,"maximumBackdatingDays":400}}`

// market publishes both products and registers a holder.
func (w *world) market() *world {
	w.t.Helper()
	w.ok(north+"/underwriter", "PublishProduct", `{"requestId":"p1","product":`+property+`}`)
	w.ok(north+"/underwriter", "PublishProduct", `{"requestId":"p2","product":`+flight+`}`)
	w.register(north+"/underwriter", `{"requestId":"h1","partyId":"holder-1"}`)
	return w
}

func (w *world) quoteHome(id string) string {
	w.t.Helper()
	return w.ok(north+"/underwriter", "RequestQuote", homeQuote(id))
}

func homeQuote(id string) string {
	return `{"requestId":"q-` + id + `","quoteId":"` + id + `","productId":"home","holderId":"holder-1",
		"cover":{"start":"2026-01-01T00:00:00Z","end":"2027-01-01T00:00:00Z"},
		"coverages":[{"coverageId":"building","sumInsured":{"minorUnits":"10000000","currency":"DKK"}}],"jurisdiction":"DK",
		"risk":{"construction":"wood","year":"1920"}}`
}

// home sells and takes the premium of a property policy: 100,000 DKK, 2,500 ppm × 1.4 × 1.25 = 437.50 DKK.
func (w *world) home(id string) {
	w.t.Helper()
	w.quoteHome("quote-" + id)
	w.ok(north+"/underwriter", "BindPolicy", `{"requestId":"b-`+id+`","policyId":"`+id+`","quoteId":"quote-`+id+`"}`)
	w.premium(id, "43750", "DKK")
}

func (w *world) premium(id, amount, currency string) {
	w.t.Helper()
	w.ok(north+"/finance", "RecordPremiumPayment", `{"requestId":"m-`+id+`","policyId":"`+id+`",
		"amount":{"minorUnits":"`+amount+`","currency":"`+currency+`"},"reference":"bank 1"}`)
}

func homeClaim(id, policy, loss, amount string) string {
	return `{"requestId":"c-` + id + `","claimId":"` + id + `","policyId":"` + policy + `","lossId":"` + loss + `","cause":"fire",
		"occurredAt":"2026-02-20T10:00:00Z","losses":[{"coverageId":"building","amount":{"minorUnits":"` + amount + `","currency":"DKK"}}],
		"evidence":[{"kind":"photo","sha256":"` + terms + `"}]}`
}

// changeOf is a policy endorsement of a home to another sum insured, from a moment on.
func changeOf(request, policy, effective, sum string) string {
	return `{"requestId":"` + request + `","policyId":"` + policy + `","effectiveAt":"` + effective + `","reason":"r",
		"coverages":[{"coverageId":"building","sumInsured":{"minorUnits":"` + sum + `","currency":"DKK"}}],
		"risk":{"construction":"wood","year":"1920"}}`
}

// flights sells n paid parametric policies of 500 USD on one subject.
func (w *world) flights(subject string, n int) {
	w.t.Helper()
	for i := 0; i < n; i++ {
		id := fmt.Sprintf("f-%03d", i)
		w.ok(north+"/underwriter", "RequestQuote", `{"requestId":"q-`+id+`","quoteId":"q-`+id+`","productId":"delay",
			"holderId":"holder-1","cover":{"start":"2026-02-01T00:00:00Z","end":"2026-05-01T00:00:00Z"},
			"coverages":[{"coverageId":"delay","sumInsured":{"minorUnits":"50000","currency":"USD"}}],"jurisdiction":"US-NY",
			"parametricSubject":"`+subject+`"}`)
		w.ok(north+"/underwriter", "BindPolicy", `{"requestId":"b-`+id+`","policyId":"`+id+`","quoteId":"q-`+id+`"}`)
		w.premium(id, "2500", "USD")
	}
}

func (w *world) oracle() {
	w.t.Helper()
	var err error
	if w.key, err = ecdsa.GenerateKey(elliptic.P256(), rand.Reader); err != nil {
		w.t.Fatal(err)
	}
	w.ok(re+"/admin", "RegisterOracle", `{"requestId":"o1","oracleId":"tower","publicKeyPem":"`+
		strings.ReplaceAll(publicPEM(w.t, &w.key.PublicKey), "\n", `\n`)+`","grants":[{"index":"flight-arrival-delay","unit":"min","minimum":"-1440","maximum":"2880"}]}`)
}

func publicPEM(t *testing.T, key any) string {
	t.Helper()
	der, err := x509.MarshalPKIXPublicKey(key)
	if err != nil {
		t.Fatal(err)
	}
	return string(pem.EncodeToMemory(&pem.Block{Type: "PUBLIC KEY", Bytes: der}))
}

// reading is a request that publishes what the oracle signed, changed by alter before it is signed.
func (w *world) reading(subject string, value int64, sequence uint64, alter func(*oracle.Reading)) string {
	w.t.Helper()
	observed, signed := w.now.AddSeconds(-600), w.now.AddSeconds(-60)
	r := &oracle.Reading{OracleID: "tower", Index: "flight-arrival-delay", Subject: subject, Value: value, Unit: "min",
		ObservedAt: &observed, SignedAt: &signed, Sequence: sequence}
	if alter != nil {
		alter(r)
	}
	digest := sha256.Sum256(r.SignedBytes())
	signature, err := ecdsa.SignASN1(rand.Reader, w.key, digest[:])
	if err != nil {
		w.t.Fatal(err)
	}
	return fmt.Sprintf(`{"requestId":"r-%d-%d","reading":%s,"signature":"%s"}`, sequence, w.count, protojson.Marshal(r),
		base64.StdEncoding.EncodeToString(signature))
}

func newEmpty() *memledger.Ledger { return memledger.New() }

func otherCurve(t *testing.T) any {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P384(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	return &key.PublicKey
}

func faultOf(err error) fault.Code {
	if refusal := fault.From(err); refusal != nil {
		return refusal.Code
	}
	return ""
}
