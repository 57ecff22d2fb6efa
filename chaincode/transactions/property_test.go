package transactions_test

import (
	"bytes"
	"fmt"
	"math/rand"
	"testing"

	"insurance/chaincode/domain/claim"
	"insurance/chaincode/domain/fault"
	"insurance/chaincode/domain/policy"
	"insurance/chaincode/transactions"
	"insurance/chaincode/transactions/claims"
	. "insurance/chaincode/transactions/transactionstest"
)

// course is one random history of one policy and its claims.
type course struct {
	*World
	random   *rand.Rand
	policy   policy.Status
	claims   map[string]claim.Status
	calls    int
	accepted map[string]int
	refusals map[fault.Code]int
}

func (c *course) sell() {
	c.T.Helper()
	c.Ok(North+"/underwriter", "PublishProduct", `{"requestId":"p","product":`+House+`}`)
	c.Register(North+"/underwriter", `{"requestId":"h","partyId":"holder-1"}`)
	plan := []string{``, `"instalmentPlanId":"quarterly",`}[c.random.Intn(2)]
	c.Ok(North+"/underwriter", "RequestQuote", `{"requestId":"q","quoteId":"q","productId":"house","holderId":"holder-1","jurisdiction":"DK",`+plan+`
		"cover":{"start":"2026-02-01T00:00:00Z","end":"2027-02-01T00:00:00Z"},"coverages":[
		{"coverageId":"building","sumInsured":{"minorUnits":"10000000","currency":"DKK"}},
		{"coverageId":"contents","sumInsured":{"minorUnits":"2000000","currency":"DKK"}}]}`)
	c.Ok(North+"/underwriter", "BindPolicy", `{"requestId":"b","policyId":"p","quoteId":"q"}`)
	c.policy = policy.Bound
	if c.random.Intn(8) > 0 {
		c.Ok(North+"/finance", "RecordPremiumPayment", c.premiumDue())
	}
}

func (c *course) stored() *policy.Policy {
	return Parse[policy.Policy](c.T, string(c.Ledger.Value("policy/NorthMSP/p")))
}

func (c *course) premiumDue() string {
	amount := int64(1)
	for _, part := range c.stored().Instalments {
		if part.Payment == nil {
			amount = part.Amount.MinorUnits
			break
		}
	}
	c.calls++
	return fmt.Sprintf(`{"requestId":"m-%d","policyId":"p","amount":{"minorUnits":"%d","currency":"DKK"},"reference":"r"}`, c.calls, amount)
}

func (c *course) amount(most int64) string {
	return fmt.Sprintf(`{"minorUnits":"%d","currency":"DKK"}`, 1+c.random.Int63n(most))
}

func (c *course) losses() string {
	both := `{"coverageId":"building","amount":` + c.amount([]int64{500_000, 2_000_000, 9_000_000}[c.random.Intn(3)]) + `}`
	switch c.random.Intn(3) {
	case 0:
		return `[` + both + `]`
	case 1:
		return `[` + both + `,{"coverageId":"contents","amount":` + c.amount(3_000_000) + `}]`
	}
	return `[{"coverageId":"contents","amount":` + c.amount(3_000_000) + `}]`
}

func (c *course) pick(values ...string) string { return values[c.random.Intn(len(values))] }

// next is any call that could come next.
func (c *course) next() (role, function, request string) {
	c.calls++
	id := fmt.Sprintf("c-%d", c.random.Intn(min(8, len(c.claims)+1)))
	head := fmt.Sprintf(`{"requestId":"n-%d","actor":"%s",`, c.calls, c.pick("ann", "ben", "cas", "dan"))
	onClaim, onPolicy := head+`"claimId":"`+id+`"`, head+`"policyId":"p"`
	later := func() string { return c.Now.AddSeconds(c.random.Int63n(60 * 86_400)).String() }
	switch c.random.Intn(24) {
	case 0, 1:
		occurred := c.Now.AddSeconds(-c.random.Int63n(20 * 86_400)).String()
		return "claims-handler", "SubmitClaim", onClaim + `,"policyId":"p","lossId":"l-` + id + `","cause":"` + c.pick("fire", "water") + `","occurredAt":"` + occurred +
			`","losses":` + c.losses() + `,"evidence":[{"kind":"` + c.pick("photo", "letter") + `","sha256":"` + Terms + `"}]}`
	case 4:
		return "claims-handler", "AddEvidence", onClaim + `,"evidence":[{"kind":"photo","sha256":"` + Terms + `"}]}`
	case 5:
		return "claims-handler", "ReferClaim", onClaim + `,"reason":"r"}`
	case 2, 6, 7, 8, 9:
		if c.random.Intn(5) == 0 {
			return "claims-handler", "DecideClaim", onClaim + `,"outcome":"OUTCOME_DECLINE","reasonCode":"LOSS_NOT_PROVEN","reason":"r"}`
		}
		return "claims-handler", "DecideClaim", onClaim + `,"outcome":"OUTCOME_APPROVE","approved":` + c.losses() + `,"reason":"r"}`
	case 3, 10, 11:
		return "claims-handler", "ConfirmClaim", onClaim + `,"confirm":` + c.pick("true", "true", "false") + `,"reason":"r"}`
	case 12:
		return "claims-handler", "AppealClaim", onClaim + `,"reason":"r"}`
	case 13:
		return "claims-handler", "DecideAppeal", onClaim + `,"uphold":` + c.pick("true", "false") + `,"reason":"r"}`
	case 14:
		return "claims-handler", "ReopenClaim", onClaim + `,"reason":"r"` + c.pick(``, `,"losses":`+c.losses()) + `}`
	case 15:
		return "claims-handler", c.pick("CloseClaim"), onClaim + `}`
	case 16, 17, 18:
		return "finance", "PayClaim", onClaim + `,"reference":"r"` + c.pick(``, `,"amount":`+c.amount(500_000)) + `}`
	case 19:
		return "finance", "RecordRecovery", onClaim + `,"kind":"RECOVERY_KIND_SUBROGATION","amount":` + c.amount(500_000) + `,"reference":"r"}`
	case 20:
		return "finance", "RecordPremiumPayment", c.premiumDue()
	case 21, 22:
		if c.random.Intn(2) == 0 {
			return "underwriter", "ReinstatePolicy", onPolicy + `}`
		}
		return "underwriter", "ChangePolicy", onPolicy + `,"effectiveAt":"` + later() + `","reason":"r","coverages":[{"coverageId":"building","sumInsured":` +
			c.amount(20_000_000) + `}` + c.pick(``, `,{"coverageId":"contents","sumInsured":`+c.amount(4_000_000)+`}`) + `]}`
	}
	switch c.random.Intn(6) {
	case 0, 1:
		return "finance", "LapsePolicy", onPolicy + `}`
	case 2:
		return "underwriter", "ExpirePolicy", onPolicy + `}`
	case 3:
		return "finance", "RecordRefundPayment", onPolicy + `,"reference":"r"}`
	case 4:
		if c.random.Intn(3) > 0 {
			return "auditor", "GetPolicy", `{"policyId":"p"}`
		}
		return "underwriter", "CancelPolicy", onPolicy + `,"by":"` + c.pick("CANCELLED_BY_HOLDER", "CANCELLED_BY_INSURER") + `","effectiveAt":"` + later() + `","reason":"r"}`
	}
	if c.random.Intn(4) > 0 {
		return "auditor", "GetPolicy", `{"policyId":"p"}`
	}
	return "underwriter", "CancelPolicy", onPolicy + `,"by":"CANCELLED_BY_HOLDER","reason":"r"}`
}

// step runs a call on two endorsers, which must write the same bytes, and commits it where it is accepted.
func (c *course) step() bool {
	c.T.Helper()
	role, function, request := c.next()
	var first []byte
	for range 2 {
		tx := c.Begin(Who(North + "/" + role))
		c.Count--
		payload, err := transactions.Invoke(tx, function, [][]byte{[]byte(request)})
		effects := fmt.Appendf(payload, "%v %v %q %q", err, tx.Writes, tx.EventName, tx.EventPayload)
		if first != nil && !bytes.Equal(first, effects) {
			c.T.Fatalf("%s %s: two endorsers write %d and %d bytes", function, request, len(first), len(effects))
		}
		first = effects
	}
	before := len(c.Ledger.Keys())
	_, _, err := c.Call(Who(North+"/"+role), function, request)
	if err == nil {
		c.accepted[function]++
		return true
	}
	refusal := fault.From(err)
	if refusal == nil || refusal.Code == fault.Internal {
		c.T.Fatalf("%s %s: %v", function, request, err)
	}
	c.refusals[refusal.Code]++
	if len(c.Ledger.Keys()) != before {
		c.T.Fatalf("%s: a refused call wrote", function)
	}
	return false
}

// check holds the ledger against everything that must be true of it.
func (c *course) check() {
	c.T.Helper()
	p := c.stored()
	c.steps(p)
	owed, received, refunded := int64(0), int64(0), int64(0)
	for _, part := range p.Instalments {
		owed += part.Amount.MinorUnits
		if part.Payment != nil {
			received += part.Payment.Amount.MinorUnits
		}
	}
	for _, refund := range p.Refunds {
		refunded += refund.Amount.MinorUnits
	}
	balance := p.Premium.Gross.MinorUnits
	if p.Cancellation != nil {
		balance = p.Cancellation.Earned.MinorUnits
	}
	if refunded > received || owed-refunded != balance {
		c.T.Fatalf("owed %d, received %d, refunded %d, premium or earned %d", owed, received, refunded, balance)
	}
	c.limits(p)
}

// limits sums what was paid, by claim, sub-limit and coverage.
func (c *course) limits(p *policy.Policy) {
	c.T.Helper()
	list := Parse[claims.ListClaimsResponse](c.T, c.Ok(North+"/auditor", "ListClaims", `{"policyId":"p"}`))
	sums, insured := map[string]int64{}, int64(0)
	for _, change := range p.Changes {
		insured = max(insured, change.CoveragesBefore[0].SumInsured.MinorUnits)
	}
	insured = max(insured, p.Coverages[0].SumInsured.MinorUnits)
	for i := range list.Claims {
		one := &list.Claims[i]
		total, _ := one.Total()
		recovered, byCoverage := int64(0), int64(0)
		for _, r := range one.Recoveries {
			recovered += r.Amount.MinorUnits
		}
		if total.MinorUnits > one.AmountClaimed.MinorUnits || recovered > total.MinorUnits {
			c.T.Fatalf("paid %s of %s, recovered %d", total, one.AmountClaimed, recovered)
		}
		for _, paid := range paidUnder(one) {
			units := paid.Amount.MinorUnits
			byCoverage += units
			sums[paid.CoverageID] += units
			if paid.CoverageID == "building" && (units > 6_000_000 || one.Cause == "water" && units > 900_000) {
				c.T.Fatalf("%s is above the limit per loss", paid.Amount)
			}
			if paid.SubLimitID == "wet" {
				sums["wet"] += units
			} else if one.Cause == "water" && paid.CoverageID == "building" {
				c.T.Fatal("water damage is outside its sub-limit")
			}
		}
		if byCoverage < total.MinorUnits {
			c.T.Fatalf("paid %s, by coverage %d", total, byCoverage)
		}
	}
	if sums["building"] > insured || sums["contents"] > 2_500_000 || sums["wet"] > 1_500_000 {
		c.T.Fatalf("above the limits: %v of %d", sums, insured)
	}
}

// paidUnder is what a claim was paid by coverage; of one paid in part, what its approval allows.
func paidUnder(one *claim.Claim) []claim.CoverageAmount {
	if len(one.Payments) == 0 {
		return nil
	}
	if paid := one.PaidByCoverage(); paid != nil {
		return paid
	}
	return Last(one).Approved
}

// steps refuses a status that no line of the tables leads to.
func (c *course) steps(p *policy.Policy) {
	c.T.Helper()
	if p.Status != c.policy {
		found := false
		for _, line := range policy.Transitions {
			found = found || line.From == c.policy && line.To == p.Status
		}
		if !found {
			c.T.Fatalf("the policy went from %s to %s", c.policy, p.Status)
		}
		c.policy = p.Status
	}
	for i := range 8 {
		id := fmt.Sprintf("c-%d", i)
		value := c.Ledger.Value("claim/NorthMSP/" + id)
		if value == nil {
			continue
		}
		now := Parse[claim.Claim](c.T, string(value)).Status
		if now == c.claims[id] {
			continue
		}
		found := false
		for _, line := range claim.Transitions {
			found = found || line.From == c.claims[id] && line.To == now
		}
		if !found {
			c.T.Fatalf("claim %s went from %s to %s", id, c.claims[id], now)
		}
		c.claims[id] = now
	}
}

// Whatever is called in whatever order: payments stay within every limit, refunds within the receipts, every minor unit
// is accounted for, statuses keep to their tables, and two endorsers write the same bytes.
func TestBusiness_AnyCourse_KeepsMoneyAndStatusesInOrder(t *testing.T) {
	courses, length := 60, 250
	if testing.Short() {
		courses = 10
	}
	accepted, refusals := map[string]int{}, map[fault.Code]int{}
	for seed := range int64(courses) {
		c := &course{World: NewWorld(t), random: rand.New(rand.NewSource(seed)), claims: map[string]claim.Status{}, accepted: accepted, refusals: refusals}
		c.sell()
		for range length {
			if c.step() {
				c.check()
			}
			c.Wait(c.random.Int63n(3 * 86_400))
		}
	}
	for _, row := range []string{"SubmitClaim", "AddEvidence", "ReferClaim", "DecideClaim", "ConfirmClaim", "AppealClaim", "DecideAppeal", "ReopenClaim",
		"CloseClaim", "PayClaim", "RecordRecovery", "RecordPremiumPayment", "ChangePolicy", "LapsePolicy", "ReinstatePolicy", "ExpirePolicy",
		"CancelPolicy", "RecordRefundPayment"} {
		if accepted[row] == 0 {
			t.Errorf("no course has an accepted %s", row)
		}
	}
	t.Logf("accepted %v, refused %v", accepted, refusals)
}
