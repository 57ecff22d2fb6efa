package contract

import (
	"bytes"
	"errors"
	"fmt"
	"math/rand"
	"strings"
	"testing"

	"insurance/chaincode/domain/claim"
	"insurance/chaincode/domain/fault"
	"insurance/chaincode/domain/instant"
	"insurance/chaincode/domain/money"
	"insurance/chaincode/domain/oracle"
	"insurance/chaincode/domain/policy"
	"insurance/chaincode/domain/product"
	"insurance/chaincode/ledger/memledger"
	"insurance/chaincode/protojson"
)

func last(c *claim.Claim) claim.Decision { return c.Decisions[len(c.Decisions)-1] }

// unmet lists the codes of the conditions that were not met.
func unmet(d claim.Decision) string {
	var codes []string
	for _, c := range d.Conditions {
		if !c.Met {
			codes = append(codes, c.Code)
		}
	}
	return strings.Join(codes, " ")
}

func TestSubmitClaim_Conditions_DecideAndExplain(t *testing.T) {
	for _, test := range []struct {
		name, old, replacement string
		status                 claim.Status
		unmet, amount          string
	}{
		{"all met", `"x"`, `"x"`, claim.Approved, "", "500.00 DKK"},
		{"another cause", `"fire"`, `"flood"`, claim.Declined, "CAUSE_COVERED", ""},
		{"in the waiting period", `"2026-02-20T10:00:00Z"`, `"2026-01-05T23:59:59Z"`, claim.Declined, "WAITING_PERIOD NOTIFICATION_TIME", ""},
		{"just after the waiting period", `"2026-02-20T10:00:00Z"`, `"2026-01-06T00:00:00Z"`, claim.Referred, "NOTIFICATION_TIME", ""},
		{"on the last moment of notification", `"2026-02-20T10:00:00Z"`, `"2026-01-30T09:00:00Z"`, claim.Approved, "", "500.00 DKK"},
		{"a moment late", `"2026-02-20T10:00:00Z"`, `"2026-01-30T08:59:59.999Z"`, claim.Referred, "NOTIFICATION_TIME", ""},
		{"other evidence", `"photo"`, `"letter"`, claim.Referred, "EVIDENCE_COMPLETE", ""},
		{"at the deductible", `"100000"`, `"50000"`, claim.Declined, "SOMETHING_PAYABLE", ""},
		{"a unit above the deductible", `"100000"`, `"50001"`, claim.Approved, "", "0.01 DKK"},
		{"at the straight-through limit", `"100000"`, `"1050000"`, claim.Approved, "", "10,000.00 DKK"},
		{"a unit above the limit", `"100000"`, `"1050001"`, claim.Referred, "STRAIGHT_THROUGH_LIMIT", ""},
		{"everything wrong", `"fire","occurredAt":"2026-02-20T10:00:00Z","losses":[{"coverageId":"building","amount":{"minorUnits":"100000"`,
			`"war","occurredAt":"2026-01-02T00:00:00Z","losses":[{"coverageId":"building","amount":{"minorUnits":"90000000000"`,
			claim.Declined, "CAUSE_COVERED WAITING_PERIOD NOTIFICATION_TIME STRAIGHT_THROUGH_LIMIT", ""},
	} {
		t.Run(test.name, func(t *testing.T) {
			w := newWorld(t).market()
			w.home("p")
			request := strings.NewReplacer("\n", "", "\t", "").Replace(homeClaim("x", "p", "l", "100000"))
			payload, tx, err := w.call(north+"/claims-handler", "SubmitClaim", change(t, request, test.old, test.replacement))
			if err != nil {
				t.Fatal(err)
			}
			c := parse[claim.Claim](t, payload)
			d := last(c)
			if c.Status != test.status || unmet(d) != test.unmet || len(d.Conditions) != 10 || !d.Automatic {
				t.Errorf("%s, unmet %q of %d", c.Status, unmet(d), len(d.Conditions))
			}
			amount := ""
			if d.ApprovedAmount != nil {
				amount = d.ApprovedAmount.String()
			}
			if amount != test.amount {
				t.Errorf("approved %q, want %q", amount, test.amount)
			}
			for _, condition := range d.Conditions {
				if condition.Requirement == "" || condition.Observed == "" || condition.Met != (condition.Consequence == product.OutcomeUnspecified) {
					t.Errorf("not explained: %+v", condition)
				}
			}
			want := map[claim.Status]string{claim.Approved: "ClaimApproved", claim.Referred: "ClaimReferred", claim.Declined: "ClaimDeclined"}
			if tx.EventName != want[c.Status] || string(tx.EventPayload) != payload {
				t.Errorf("event %s", tx.EventName)
			}
		})
	}
}

func TestClaim_Lifecycle_OnlyTheNextStepIsAllowed(t *testing.T) {
	w := newWorld(t).market()
	w.home("p")
	const handling = who(north + "/claims-handler")
	const paying = who(north + "/finance")
	next := 0
	id := func() string { next++; return fmt.Sprintf(`"requestId":"step-%d"`, next) }
	pay := func() string { return `{` + id() + `,"claimId":"c","reference":"r"}` }
	refer := func() string { return `{` + id() + `,"claimId":"c","reason":"fraud check"}` }
	decide := func(amount string) string {
		return `{` + id() + `,"claimId":"c","outcome":"OUTCOME_APPROVE","approved":[{"coverageId":"building",
			"amount":{"minorUnits":"` + amount + `","currency":"DKK"}}],"reason":"seen"}`
	}
	evidence := func() string {
		return `{` + id() + `,"claimId":"c","evidence":[{"kind":"photo","sha256":"` + terms + `"}]}`
	}
	approved := func() string {
		return parse[policy.Policy](t, w.ok(north+"/auditor", "GetPolicy", `{"policyId":"p"}`)).Limits[0].Approved.String()
	}
	// Without its evidence the claim is referred; with it, approved.
	w.ok(handling, "SubmitClaim", change(t, homeClaim("c", "p", "l", "550000"), `"photo"`, `"letter"`))
	w.refused(fault.WrongClaimStatus, paying, "PayClaim", pay())
	w.refused(fault.WrongClaimStatus, handling, "ReferClaim", refer())
	if got := approved(); got != "0.00 DKK" {
		t.Fatal(got)
	}
	c := parse[claim.Claim](t, w.ok(handling, "AddEvidence", evidence()))
	if c.Status != claim.Approved || len(c.Decisions) != 2 || len(c.Evidence) != 2 || approved() != "5,000.00 DKK" {
		t.Fatalf("%s %d %s", c.Status, len(c.Decisions), approved())
	}
	w.refused(fault.WrongClaimStatus, handling, "AddEvidence", evidence())
	w.refused(fault.WrongClaimStatus, handling, "DecideClaim", decide("1"))
	// A referral releases what was reserved.
	w.ok(handling, "ReferClaim", refer())
	if got := approved(); got != "0.00 DKK" {
		t.Fatal(got)
	}
	// New evidence does not take the decision from the person.
	c = parse[claim.Claim](t, w.ok(handling, "AddEvidence", evidence()))
	if c.Status != claim.Referred || unmet(last(c)) != "NOT_REFERRED_BY_HANDLER" {
		t.Fatalf("%s %s", c.Status, unmet(last(c)))
	}
	w.refused(fault.LimitExceeded, handling, "DecideClaim", decide("500001"))
	w.refused(fault.CurrencyMismatch, handling, "DecideClaim", strings.Replace(decide("1"), "DKK", "EUR", 1))
	w.refused(fault.AmountNotPositive, handling, "DecideClaim", decide("0"))
	w.refused(fault.InvalidArgument, handling, "DecideClaim", strings.Replace(decide("1"), "OUTCOME_APPROVE", "OUTCOME_DECLINE", 1))
	w.refused(fault.InvalidArgument, handling, "DecideClaim", strings.Replace(decide("1"), "OUTCOME_APPROVE", "OUTCOME_REFER", 1))
	w.ok(handling, "DecideClaim", decide("400000"))
	if got := approved(); got != "4,000.00 DKK" {
		t.Fatal(got)
	}
	w.ok(paying, "PayClaim", pay())
	w.refused(fault.WrongClaimStatus, paying, "PayClaim", pay())
	w.refused(fault.WrongClaimStatus, handling, "ReferClaim", refer())
	// Every version is in the history, oldest first.
	h := parse[GetHistoryResponse](t, w.ok(reg+"/auditor", "GetHistory", `{"recordType":"RECORD_TYPE_CLAIM","recordId":"c"}`))
	var statuses []string
	for _, e := range h.Entries {
		statuses = append(statuses, parse[claim.Claim](t, e.RecordJSON).Status.String())
	}
	if got := strings.Join(statuses, " "); got != "referred approved referred referred approved paid" {
		t.Fatal(got)
	}
}

func (w *world) publish(subject string, value int64, sequence uint64, alter func(*oracle.Reading)) string {
	w.t.Helper()
	return parse[oracle.PublishedReading](w.t, w.ok(re+"/oracle", "PublishReading", w.reading(subject, value, sequence, alter))).ReadingID
}

func (w *world) settle(request, reading string) *SettleEventResponse {
	w.t.Helper()
	return parse[SettleEventResponse](w.t, w.ok(north+"/claims-handler", "SettleEvent",
		`{"requestId":"`+request+`","readingId":"`+reading+`"}`))
}

func skips(r *SettleEventResponse) string {
	var codes []string
	for _, s := range r.Skipped {
		codes = append(codes, string(s.Code))
	}
	return strings.Join(codes, " ")
}

func TestSettleEvent_EachPolicy_IsPaidByTheGravestStepOrSkippedWithACode(t *testing.T) {
	for _, test := range []struct {
		name  string
		value int64
		alter func(*oracle.Reading)
		want  string
		skip  string
	}{
		{"below every step", 59, nil, "", "TRIGGER_NOT_REACHED"},
		{"first step", 60, nil, "125.00 USD", ""},
		{"still first step", 179, nil, "125.00 USD", ""},
		{"last step", 180, nil, "500.00 USD", ""},
		{"negative", -5, nil, "", "TRIGGER_NOT_REACHED"},
		{"before cover", 200, func(r *oracle.Reading) {
			r.ObservedAt = &instant.Instant{Seconds: r.ObservedAt.Seconds - 40*instant.Day}
		}, "", "LOSS_OUTSIDE_COVER"},
		{"signed too long ago", 200, func(r *oracle.Reading) {
			old := instant.Instant{Seconds: r.SignedAt.Seconds - 2*instant.Day}
			r.ObservedAt, r.SignedAt = &old, &old
		}, "", "STALE_READING"},
	} {
		t.Run(test.name, func(t *testing.T) {
			w := newWorld(t).market()
			w.flights("AA 1", 1)
			w.oracle()
			r := w.settle("s", w.publish("AA 1", test.value, 1, test.alter))
			got := ""
			if len(r.Claims) > 0 {
				got = r.Claims[0].Amount.String()
			}
			if got != test.want || skips(r) != test.skip {
				t.Errorf("paid %q skipped %q", got, skips(r))
			}
		})
	}
}

func TestSettleEvent_ASubject_IsSettledOnceWhateverIsPublishedLater(t *testing.T) {
	w := newWorld(t).market()
	w.flights("AA 1", 2)
	w.oracle()
	first := w.publish("AA 1", 70, 1, nil)
	settled := w.ok(north+"/claims-handler", "SettleEvent", `{"requestId":"s1","readingId":"`+first+`"}`)
	if r := parse[SettleEventResponse](t, settled); len(r.Claims) != 2 || r.Policies != 2 {
		t.Fatalf("%+v", r)
	}
	if r := w.settle("s2", first); len(r.Claims) != 0 || skips(r) != "ALREADY_SETTLED ALREADY_SETTLED" {
		t.Fatalf("%+v", r)
	}
	if r := w.settle("s3", w.publish("AA 1", 500, 2, nil)); len(r.Claims) != 0 {
		t.Fatalf("%+v", r)
	}
	// An insurer settles only its own policies.
	south := parse[SettleEventResponse](t, w.ok(south+"/claims-handler", "SettleEvent", `{"requestId":"s4","readingId":"`+first+`"}`))
	if south.Policies != 0 {
		t.Fatalf("%+v", south)
	}
	// A repeat of a page answers the same bytes, and writes nothing.
	page := `{"requestId":"s5","readingId":"` + w.publish("AA 2", 70, 1, nil) + `"}`
	empty := w.ok(north+"/claims-handler", "SettleEvent", page)
	again, tx, err := w.call(north+"/claims-handler", "SettleEvent", page)
	if err != nil || again != empty || len(parse[SettleEventResponse](t, again).Claims) != 0 || len(tx.Writes) != 0 {
		t.Fatal(again, err)
	}
	repeated, tx, err := w.call(north+"/claims-handler", "SettleEvent", `{"requestId":"s1","readingId":"`+first+`"}`)
	if err != nil || len(tx.Writes) != 0 || tx.EventName != "" || repeated != settled {
		t.Fatalf("%v\n%s\n%s", err, repeated, settled)
	}
	named := w.settle("s1", first).Claims[0]
	c := parse[claim.Claim](t, w.ok(north+"/auditor", "GetClaim", `{"claimId":"`+named.ClaimID+`"}`))
	if c.ReadingID != first || c.PolicyID != named.PolicyID || *c.Payments[0].Amount != *named.Amount ||
		len(last(c).Conditions) != 4 || unmet(last(c)) != "" {
		t.Fatalf("%+v", c)
	}
}

func TestSubmit_RepeatedRequestID_ReturnsTheStoredOutcomeAndWritesNothing(t *testing.T) {
	w := newWorld(t).market()
	w.home("p")
	request := homeClaim("c", "p", "l", "100000")
	first := w.ok(north+"/claims-handler", "SubmitClaim", request)
	w.wait(60)
	before := w.dump()
	for _, same := range []string{
		request,
		change(t, request, `"minorUnits":"100000"`, `"minor_units":1e5`),
	} {
		again, tx, err := w.call(north+"/claims-handler", "SubmitClaim", same)
		if err != nil || again != first || len(tx.Writes) != 0 || tx.EventName != "" {
			t.Fatalf("%v, %d writes, event %q\n%s\n%s", err, len(tx.Writes), tx.EventName, first, again)
		}
	}
	if w.dump() != before {
		t.Fatal("a repeat changed the ledger")
	}
	w.refused(fault.RequestReused, north+"/claims-handler", "SubmitClaim", change(t, request, `"100000"`, `"100001"`))
	w.refused(fault.RequestReused, north+"/claims-handler", "ReferClaim", `{"requestId":"c-c","claimId":"c","reason":"r"}`)
	// Another organization's ids are its own.
	w.register(south+"/underwriter", `{"requestId":"c-c","partyId":"south-holder"}`)
	// A refused request leaves its id free.
	w.refused(fault.PolicyNotFound, north+"/claims-handler", "SubmitClaim", homeClaim("d", "none", "l", "100000"))
	w.ok(north+"/claims-handler", "SubmitClaim", homeClaim("d", "p", "l2", "100000"))
}

func TestSubmit_UnrelatedBusiness_NeverConflicts(t *testing.T) {
	w := newWorld(t).market()
	const n = 64
	for i := range n {
		w.quoteHome(fmt.Sprintf("q-%d", i))
	}
	commitAll := func(name, function string, caller who, request func(i int) string) {
		t.Helper()
		open := make([]*memledger.Tx, n)
		for i := range open {
			open[i] = w.begin(caller)
			if _, err := Invoke(open[i], function, [][]byte{[]byte(request(i))}); err != nil {
				t.Fatal(err)
			}
		}
		for i, tx := range open {
			if err := tx.Commit(); err != nil {
				t.Fatalf("%s %d: %v", name, i, err)
			}
		}
	}
	commitAll("quotes", "RequestQuote", north+"/underwriter", func(i int) string { return homeQuote(fmt.Sprintf("more-%d", i)) })
	commitAll("binds", "BindPolicy", north+"/underwriter", func(i int) string {
		return fmt.Sprintf(`{"requestId":"b-%d","policyId":"p-%d","quoteId":"q-%d"}`, i, i, i)
	})
	commitAll("premiums", "RecordPremiumPayment", north+"/finance", func(i int) string {
		return fmt.Sprintf(`{"requestId":"m-%d","policyId":"p-%d","amount":{"minorUnits":"43750","currency":"DKK"},"reference":"r"}`, i, i)
	})
	commitAll("claims", "SubmitClaim", north+"/claims-handler", func(i int) string {
		return homeClaim(fmt.Sprintf("c-%d", i), fmt.Sprintf("p-%d", i), "loss", "100000")
	})
	commitAll("payments", "PayClaim", north+"/finance", func(i int) string {
		return fmt.Sprintf(`{"requestId":"pay-%d","claimId":"c-%d","reference":"r"}`, i, i)
	})
}

func TestSubmitClaim_TwoAtOnceOnOnePolicy_CannotOverrunItsLimit(t *testing.T) {
	w := newWorld(t).market()
	w.home("p")
	var open [2]*memledger.Tx
	for i := range open {
		open[i] = w.begin(north + "/claims-handler")
		request := homeClaim(fmt.Sprintf("c-%d", i), "p", fmt.Sprintf("l-%d", i), "100000")
		if _, err := Invoke(open[i], "SubmitClaim", [][]byte{[]byte(request)}); err != nil {
			t.Fatal(err)
		}
	}
	if err := open[0].Commit(); err != nil {
		t.Fatal(err)
	}
	if err := open[1].Commit(); !errors.Is(err, memledger.ErrConflict) {
		t.Fatalf("the second claim read a limit that has changed: %v", err)
	}
}

// Whatever is claimed, decided, referred and paid in whatever order, what is approved never exceeds the sum insured.
func TestClaims_AnyCourse_StaysWithinTheSumInsured(t *testing.T) {
	for seed := range int64(20) {
		random := rand.New(rand.NewSource(seed))
		w := newWorld(t).market()
		w.home("p")
		for step := range 60 {
			id := fmt.Sprintf("c-%d", random.Intn(12))
			switch random.Intn(5) {
			case 0, 1:
				_, _, _ = w.call(north+"/claims-handler", "SubmitClaim", homeClaim(id, "p", "loss-"+id, fmt.Sprint(1+random.Int63n(8_000_000))))
			case 2:
				_, _, _ = w.call(north+"/claims-handler", "DecideClaim", fmt.Sprintf(`{"requestId":"d%d","claimId":"%s","outcome":"OUTCOME_APPROVE",
					"approved":[{"coverageId":"building","amount":{"minorUnits":"%d","currency":"DKK"}}],"reason":"r"}`, step, id, 1+random.Int63n(9_000_000)))
			case 3:
				_, _, _ = w.call(north+"/claims-handler", "ReferClaim", fmt.Sprintf(`{"requestId":"r%d","claimId":"%s","reason":"r"}`, step, id))
			case 4:
				_, _, _ = w.call(north+"/finance", "PayClaim", fmt.Sprintf(`{"requestId":"p%d","claimId":"%s","reference":"r"}`, step, id))
			}
			w.withinLimit("p")
		}
	}
}

func (w *world) withinLimit(policyID string) {
	w.t.Helper()
	p := parse[policy.Policy](w.t, w.ok(north+"/auditor", "GetPolicy", `{"policyId":"`+policyID+`"}`))
	list := parse[ListClaimsResponse](w.t, w.ok(north+"/auditor", "ListClaims", `{"policyId":"`+policyID+`"}`))
	sum := money.Of(0, "DKK")
	for i := range list.Claims {
		if c := &list.Claims[i]; c.Status == claim.Approved || c.Status == claim.Paid {
			sum, _ = sum.Add(*c.ApprovedAmount())
		}
	}
	insured, limit := p.Coverages[0].SumInsured, p.Limits[0]
	if sum != *limit.Approved || sum.MinorUnits > insured.MinorUnits || limit.Remaining.MinorUnits < 0 {
		w.t.Fatalf("approved %s, by the policy %s, insured %s", sum, limit.Approved, insured)
	}
}

func TestInvoke_SameInput_GivesTheSameWritesByteForByte(t *testing.T) {
	w := newWorld(t).market()
	w.home("p")
	w.flights("AA 1", 3)
	w.oracle()
	reading := w.publish("AA 1", 100, 1, nil)
	for _, test := range []struct{ caller, function, request string }{
		{"underwriter", "RequestQuote", strings.Replace(homeQuote("q"), `"risk":{`, `"risk":{"z":"1","b":"2","a":"3","m":"4",`, 1)},
		{"claims-handler", "SubmitClaim", homeClaim("c", "p", "l", "100000")},
		{"claims-handler", "SettleEvent", `{"requestId":"s","readingId":"` + reading + `"}`},
		{"underwriter", "PublishProduct", `{"requestId":"z","product":` + strings.Replace(property, `"version":1`, `"version":2`, 1) + `}`},
	} {
		var first []byte
		for range 20 {
			w.count = 1_000
			tx := w.begin(who(north + "/" + test.caller))
			payload, err := Invoke(tx, test.function, [][]byte{[]byte(test.request)})
			if err != nil {
				t.Fatal(err)
			}
			effects := fmt.Appendf(payload, "%v %q %q", tx.Writes, tx.EventName, tx.EventPayload)
			if first == nil {
				first = effects
			} else if !bytes.Equal(first, effects) {
				t.Fatalf("%s:\n%s\n%s", test.function, first, effects)
			}
		}
	}
}

func TestLists_Pages_CoverEverythingOnce(t *testing.T) {
	w := newWorld(t).market()
	w.flights("AA 1", 7)
	w.home("p")
	for i := range 5 {
		w.ok(north+"/claims-handler", "SubmitClaim", homeClaim(fmt.Sprintf("c-%d", i), "p", fmt.Sprintf("loss %d/x", i), "100000"))
	}
	for _, test := range []struct {
		function, request string
		count             int
	}{
		{"ListPolicies", `{"insurerMspId":"NorthMSP"`, 8}, {"ListPolicies", `{"insurerMspId":"SouthMSP"`, 0},
		{"ListClaims", `{"policyId":"p"`, 5}, {"ListClaims", `{"insurerMspId":"NorthMSP"`, 5},
		{"ListProducts", `{"insurerMspId":"NorthMSP"`, 2}, {"ListProducts", `{"insurerMspId":""`, 2},
	} {
		for size := 1; size <= 9; size++ {
			token, seen := "", map[string]bool{}
			for {
				payload := w.ok(reg+"/auditor", test.function, fmt.Sprintf(`%s,"pageSize":%d,"pageToken":"%s"}`, test.request, size, token))
				items, next := itemsOf(t, test.function, payload)
				for _, item := range items {
					if seen[item] {
						t.Fatalf("%s: %s twice", test.function, item)
					}
					seen[item] = true
				}
				if token = next; token == "" {
					break
				}
			}
			if len(seen) != test.count {
				t.Fatalf("%s in pages of %d: %d, want %d", test.function, size, len(seen), test.count)
			}
		}
	}
	w.refused(fault.InvalidToken, north+"/auditor", "ListPolicies", `{"insurerMspId":"NorthMSP","pageToken":"%%"}`)
	w.refused(fault.InvalidToken, north+"/auditor", "ListPolicies", `{"insurerMspId":"NorthMSP","pageToken":"Y29uc29ydGl1bQ"}`)
	w.refused(fault.InvalidArgument, north+"/auditor", "ListPolicies", `{"insurerMspId":"NorthMSP","pageSize":1001}`)
	w.refused(fault.InvalidArgument, north+"/auditor", "ListClaims", `{}`)
	w.refused(fault.InvalidArgument, north+"/auditor", "ListClaims", `{"policyId":"p","insurerMspId":"NorthMSP"}`)
}

func itemsOf(t *testing.T, function, payload string) (ids []string, next string) {
	t.Helper()
	switch function {
	case "ListPolicies":
		r := parse[ListPoliciesResponse](t, payload)
		for i := range r.Policies {
			ids = append(ids, r.Policies[i].PolicyID)
		}
		return ids, r.NextPageToken
	case "ListClaims":
		r := parse[ListClaimsResponse](t, payload)
		for i := range r.Claims {
			ids = append(ids, r.Claims[i].ClaimID)
		}
		return ids, r.NextPageToken
	}
	r := parse[ListProductsResponse](t, payload)
	for i := range r.Products {
		ids = append(ids, r.Products[i].ProductID)
	}
	return ids, r.NextPageToken
}

func TestSubmit_EveryTransaction_EmitsItsResultAsOneEvent(t *testing.T) {
	w := newWorld(t).market()
	w.oracle()
	w.ok(north+"/broker", "StorePersonalData", `{"requestId":"a3","partyId":"p2","version":1}`)
	for _, test := range []struct {
		caller            who
		function, request string
		event             string
	}{
		{north + "/underwriter", "PublishProduct", `{"requestId":"a1","product":` + strings.Replace(property, `"version":1`, `"version":2`, 1) + `}`, "ProductPublished"},
		{north + "/underwriter", "WithdrawProduct", `{"requestId":"a2","productId":"home","version":2}`, "ProductWithdrawn"},
		{north + "/broker/b-1", "RegisterParty", `{"requestId":"a3","partyId":"p2",` + sealedNames + `}`, "PartyRegistered"},
		{north + "/underwriter", "RecordAccess", `{"requestId":"b1","partyId":"p2","purpose":"PURPOSE_CONTRACT"}`, "PersonalDataAccessed"},
		{north + "/underwriter", "RecordConsent", `{"requestId":"b2","partyId":"p2","consentId":"c","purpose":"PURPOSE_SHARING","expiresAt":"2027-01-01T00:00:00Z","evidenceSha256":"` + terms + `"}`, "ConsentRecorded"},
		{north + "/claims-handler", "WithdrawConsent", `{"requestId":"b3","partyId":"p2","consentId":"c"}`, "ConsentWithdrawn"},
		{north + "/admin", "EraseParty", `{"requestId":"b4","partyId":"p2","reason":"asked"}`, "PartyErased"},
		{north + "/underwriter", "RequestQuote", homeQuote("q"), "QuoteIssued"},
		{north + "/underwriter", "BindPolicy", `{"requestId":"a4","policyId":"p","quoteId":"q"}`, "PolicyBound"},
		{north + "/finance", "RecordPremiumPayment", `{"requestId":"a5","policyId":"p","amount":{"minorUnits":"43750","currency":"DKK"},"reference":"r"}`, "PremiumPaid"},
		{north + "/claims-handler", "SubmitClaim", homeClaim("c", "p", "l", "100000"), "ClaimApproved"},
		{north + "/claims-handler", "ReferClaim", `{"requestId":"a6","claimId":"c","reason":"r"}`, "ClaimReferred"},
		{north + "/claims-handler", "DecideClaim", `{"requestId":"a7","claimId":"c","outcome":"OUTCOME_DECLINE","reasonCode":"LOSS_NOT_PROVEN","reason":"r"}`, "ClaimDeclined"},
		{north + "/claims-handler", "SubmitClaim", homeClaim("d", "p", "m", "100000"), "ClaimApproved"},
		{north + "/finance", "PayClaim", `{"requestId":"a8","claimId":"d","reference":"r"}`, "ClaimPaid"},
		{re + "/oracle", "PublishReading", w.reading("AA 1", 1, 1, nil), "ReadingPublished"},
		{north + "/claims-handler", "SettleEvent", `{"requestId":"a9","readingId":"tower/flight-arrival-delay/AA%201/1"}`, "EventSettled"},
	} {
		payload, tx, err := w.call(test.caller, test.function, test.request)
		if err != nil || tx.EventName != test.event || string(tx.EventPayload) != payload {
			t.Errorf("%s: %v, event %q", test.function, err, tx.EventName)
		}
	}
	if w.ledger.Value("policy/p") == nil {
		t.Fatal("no policy")
	}
	var stored policy.Policy
	if err := protojson.UnmarshalTrusted(w.ledger.Value("policy/p"), &stored); err != nil || stored.Limits != nil {
		t.Errorf("what readers see beside the record is stored with it: %v", err)
	}
}

func TestBindPolicy_RecordsOfAnInsurer_NeedItsEndorsementAndAnother(t *testing.T) {
	w := newWorld(t).market()
	w.home("p")
	w.ok(north+"/claims-handler", "SubmitClaim", homeClaim("c", "p", "l", "100000"))
	for _, k := range []string{"policy/p", "claim/c"} {
		parameter, err := w.begin(north + "/auditor").ValidationParameter(k)
		if err != nil || !bytes.Contains(parameter, []byte(north)) || !bytes.Contains(parameter, []byte(south)) ||
			!bytes.Contains(parameter, []byte(re)) || bytes.Contains(parameter, []byte(reg)) {
			t.Errorf("%s: %q, %v", k, parameter, err)
		}
	}
}

func TestRequests_RoundTrips_AreFew(t *testing.T) {
	w := newWorld(t).market()
	w.home("p")
	w.quoteHome("q")
	for _, test := range []struct {
		caller, function, request string
		most                      int
	}{
		{"underwriter", "RequestQuote", strings.Replace(homeQuote("q9"), `"home"`, `"home","productVersion":1`, 1), 1},
		{"underwriter", "BindPolicy", `{"requestId":"z","policyId":"z","quoteId":"q"}`, 2},
		{"claims-handler", "SubmitClaim", homeClaim("c", "p", "l", "100000"), 3},
		{"finance", "PayClaim", `{"requestId":"y","claimId":"c","reference":"r"}`, 1},
	} {
		_, tx, err := w.call(who(north+"/"+test.caller), test.function, test.request)
		if err != nil || tx.RoundTrips > test.most {
			t.Errorf("%s: %v, %d round trips", test.function, err, tx.RoundTrips)
		}
	}
}
