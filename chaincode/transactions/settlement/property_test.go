package settlement_test

import (
	"bytes"
	"fmt"
	"math/rand"
	"testing"

	"insurance/chaincode/domain/claim"
	"insurance/chaincode/domain/fault"
	"insurance/chaincode/domain/oracle"
	"insurance/chaincode/transactions"
	"insurance/chaincode/transactions/readings"
	"insurance/chaincode/transactions/settlement"
	. "insurance/chaincode/transactions/transactionstest"
)

// season is one random history of two policies on rain and one that a device watches.
type season struct {
	*World
	random   *rand.Rand
	gauges   []*Source
	device   *Source
	calls    int
	claims   []string
	made     []string
	begun    map[string]int64
	token    string
	accepted map[string]int
	refusals map[fault.Code]int
}

func newSeason(t *testing.T, seed int64) *season {
	w, gauges := Rainy(t)
	w.Sell("rain", "p2", "hill", "2026-03-04T00:00:00Z", "2026-03-12T00:00:00Z")
	w.Ok(North+"/underwriter", "PublishProduct", ProductOnReadings("cold", ColdTrigger, "")+"}}")
	w.Sell("cold", "p3", "box", "2026-03-03T00:00:00Z", "2026-03-13T00:00:00Z")
	device := NewSource(t, "thermometer", "cold", "C", "box", false)
	w.Ok(North+"/admin", "RegisterOracle", device.Registration(-50, 60, `,"kind":"ORACLE_KIND_DEVICE","policyId":"p3"`))
	return &season{World: w, random: rand.New(rand.NewSource(seed)), gauges: gauges, device: device, begun: map[string]int64{}}
}

func (s *season) pick(values ...string) string { return values[s.random.Intn(len(values))] }

func (s *season) next() (caller Who, function, request string) {
	s.calls++
	head := fmt.Sprintf(`{"requestId":"n-%d","actor":"%s"`, s.calls, s.pick("ann", "ben", "cas"))
	handler := Who(North + "/claims-handler")
	days := int64(s.random.Intn(10))
	switch n := s.random.Intn(20); {
	case n < 6:
		g := s.gauges[s.random.Intn(len(s.gauges))]
		values := make([]int64, 1+s.random.Intn(4))
		for i := range values {
			values[i] = s.random.Int63n(150)
		}
		b := g.Batch(s.Now, Moment(s.T, FirstWindow).AddDays(days-1), Day, values...)
		b.Correction = s.random.Intn(2) == 0
		return Re + "/oracle", "PublishReadings", g.Signed(b)
	case n < 9:
		from := Moment(s.T, FirstWindow).AddDays(days)
		return handler, "DetermineIndex", head + `,"productId":"rain","productVersion":1,"subject":"hill","from":"` + from.String() + `"}`
	case n < 13 && len(s.made) > 0:
		token := ""
		if s.token != "" && s.random.Intn(3) > 0 {
			token = s.token
		}
		return handler, "SettleEvent", fmt.Sprintf(`%s,"determinationId":"%s","pageSize":%d,"pageToken":"%s"}`, head,
			s.made[s.random.Intn(len(s.made))], 1+s.random.Intn(2), token)
	case n < 15:
		values := make([]int64, 1+s.random.Intn(12))
		for i := range values {
			values[i] = 6 + s.random.Int63n(6)
		}
		b := s.device.Batch(s.Now, s.Now.AddSeconds(-30*int64(len(values))), 30, values...)
		return North + "/oracle", "PublishReadings", s.device.Signed(b)
	}
	if s.random.Intn(60) == 0 {
		return Re + "/admin", "RevokeOracle", head + `,"oracleId":"` + s.pick("gauge-1", "gauge-2", "gauge-3") + `","reason":"r"}`
	}
	if len(s.claims) == 0 {
		return "RegMSP/auditor", "GetDetermination", `{"determinationId":"none"}`
	}
	id := s.claims[s.random.Intn(len(s.claims))]
	onClaim := head + `,"claimId":"` + id + `"`
	amount := fmt.Sprintf(`[{"coverageId":"cover","amount":{"minorUnits":"%d","currency":"USD"}}]`, 40_000+s.random.Int63n(80_000))
	switch s.random.Intn(5) {
	case 0:
		return handler, "ReopenClaim", onClaim + `,"reason":"r","losses":` + amount + `}`
	case 1, 2:
		return handler, "DecideClaim", onClaim + `,"outcome":"OUTCOME_APPROVE","reason":"r","approved":` + amount + `}`
	case 3:
		return handler, "ConfirmClaim", onClaim + `,"confirm":true,"reason":"r"}`
	}
	return North + "/finance", "PayClaim", onClaim + `,"reference":"r"}`
}

// step runs a call on two endorsers, which must write the same bytes, and commits it where it is accepted.
func (s *season) step() {
	s.T.Helper()
	caller, function, request := s.next()
	var first []byte
	for range 2 {
		tx := s.Begin(caller)
		s.Count--
		payload, err := transactions.Invoke(tx, function, [][]byte{[]byte(request)})
		effects := fmt.Appendf(payload, "%v %v %q", err, tx.Writes, tx.EventPayload)
		if first != nil && !bytes.Equal(first, effects) {
			s.T.Fatalf("%s %s: two endorsers differ", function, request)
		}
		first = effects
	}
	before := len(s.Ledger.Keys())
	payload, _, err := s.Call(caller, function, request)
	if err != nil {
		refusal := fault.From(err)
		if refusal == nil || refusal.Code == fault.Internal || len(s.Ledger.Keys()) != before {
			s.T.Fatalf("%s %s: %v", function, request, err)
		}
		s.refusals[refusal.Code]++
		return
	}
	s.accepted[function]++
	s.learn(function, request, payload)
	s.check()
}

func (s *season) learn(function, request, payload string) {
	s.T.Helper()
	switch function {
	case "DetermineIndex":
		s.made = append(s.made, Parse[oracle.Determination](s.T, payload).DeterminationID)
	case "SettleEvent":
		r := Parse[settlement.SettleEventResponse](s.T, payload)
		for i := range r.Claims {
			s.claims = append(s.claims, r.Claims[i].ClaimID)
		}
		s.token = r.NextPageToken
		d := Parse[oracle.Determination](s.T, string(s.Ledger.Value("determination/"+r.DeterminationID)))
		if before, known := s.begun[r.DeterminationID]; known && before != d.Value || d.Stale != nil {
			s.T.Fatalf("settled by %d and then by %d", before, d.Value)
		}
		s.begun[r.DeterminationID] = d.Value
	case "PublishReadings":
		r := Parse[readings.PublishReadingsResponse](s.T, payload)
		for i := range r.Claims {
			s.claims = append(s.claims, r.Claims[i].ClaimID)
		}
	}
}

// check holds every claim against the sum insured, and each window and run against all others of the policy.
func (s *season) check() {
	s.T.Helper()
	paid, losses := map[string]int64{}, map[string]string{}
	for _, id := range s.claims {
		c := Parse[claim.Claim](s.T, string(s.Ledger.Value("claim/NorthMSP/"+id)))
		total, err := c.Total()
		if err != nil {
			s.T.Fatal(err)
		}
		paid[c.PolicyID] += total.MinorUnits
		if other := losses[c.PolicyID+c.LossID]; other != "" && other != id {
			s.T.Fatalf("%s of %s was settled twice", c.LossID, c.PolicyID)
		}
		losses[c.PolicyID+c.LossID] = id
	}
	for policyID, sum := range paid {
		if sum > 100_000 {
			s.T.Fatalf("%s was paid %d of 100000", policyID, sum)
		}
	}
	for id, value := range s.begun {
		if d := Parse[oracle.Determination](s.T, string(s.Ledger.Value("determination/"+id))); d.Value != value || d.Stale != nil {
			s.T.Fatalf("%s was %d when it settled and is %d, stale: %v", id, value, d.Value, d.Stale)
		}
	}
}

// Whatever is published, corrected, determined, settled, revoked and handled, in whatever order: a policy is paid at most its
// sum insured, each window and each run once, and what settled somebody never changes.
func TestReadings_AnyCourse_PayEachWindowOnceAndAtMostTheSumInsured(t *testing.T) {
	courses, length := 24, 150
	if testing.Short() {
		courses = 8
	}
	accepted, refusals := map[string]int{}, map[fault.Code]int{}
	for seed := range int64(courses) {
		s := newSeason(t, seed)
		s.accepted, s.refusals = accepted, refusals
		for range length {
			s.step()
			s.Wait(s.random.Int63n(Day / 6))
		}
	}
	for _, function := range []string{"PublishReadings", "DetermineIndex", "SettleEvent", "RevokeOracle", "ReopenClaim", "DecideClaim", "ConfirmClaim", "PayClaim"} {
		if accepted[function] == 0 {
			t.Errorf("no course has an accepted %s", function)
		}
	}
	for _, code := range []fault.Code{fault.SettlementBegun, fault.DeterminationStale, fault.QuorumNotReached, fault.ReadingsOverlap, fault.WindowNotComplete, fault.LimitExceeded} {
		if refusals[code] == 0 {
			t.Errorf("no course was refused %s", code)
		}
	}
	t.Logf("accepted %v, refused %v", accepted, refusals)
}
