package readings_test

import (
	"fmt"
	"strings"
	"testing"

	"insurance/chaincode/domain/fault"
	"insurance/chaincode/transactions/readings"
	. "insurance/chaincode/transactions/transactionstest"
)

const flightPattern = `"subjects":{"pattern":"[A-Z]{2} [0-9]{1,4} 2026-0[1-9]-[0-3][0-9]"}`

// delays publishes a flight product whose trigger, or whose oracle's grant, says what flights are called.
func delays(t *testing.T, rule string) *World {
	t.Helper()
	w := NewWorld(t)
	w.Ok(North+"/underwriter", "PublishProduct", `{"requestId":"p2","product":`+Change(t, Flight, `"unit":"min",`, `"unit":"min",`+rule+`,`)+`}`)
	w.Register(North+"/underwriter", `{"requestId":"h1","partyId":"holder-1"}`)
	w.Oracle()
	return w
}

func flightQuote(id, subject string) string {
	return `{"requestId":"q-` + id + `","quoteId":"q-` + id + `","productId":"delay","holderId":"holder-1",
		"cover":{"start":"2026-02-01T00:00:00Z","end":"2026-05-01T00:00:00Z"},
		"coverages":[{"coverageId":"delay","sumInsured":{"minorUnits":"50000","currency":"USD"}}],"jurisdiction":"US-NY","parametricSubject":"` + subject + `"}`
}

func TestRequestQuote_SubjectWithASlip_IsRefusedByTheProductsRule(t *testing.T) {
	for _, test := range []struct{ name, rule, right, wrong string }{
		{"a pattern", flightPattern, "AA 1 2026-03-01", "AA1 2026-03-01"},
		{"a pattern is of the whole", flightPattern, "AA 1 2026-03-01", "AA 1 2026-03-01 late"},
		{"a list", `"subjects":{"names":["hill","dale"]}`, "dale", "Dale"},
	} {
		t.Run(test.name, func(t *testing.T) {
			w := delays(t, test.rule)
			w.Ok(North+"/underwriter", "RequestQuote", flightQuote("1", test.right))
			if refusal := w.Refused(fault.SubjectUnknown, North+"/underwriter", "RequestQuote", flightQuote("2", test.wrong)); refusal.Field != "parametricSubject" {
				t.Errorf("at %s", refusal.Field)
			}
			sale := strings.Replace(flightQuote("3", test.wrong), `"requestId":"q-3",`, `"policyId":"p-3",`, 1)
			refusal := w.Refused(fault.SubjectUnknown, North+"/underwriter", "SellPolicies", `{"requestId":"s","sales":[`+sale+`]}`)
			if refusal.Field != "sales[0].parametricSubject" {
				t.Errorf("at %s", refusal.Field)
			}
		})
	}
}

func TestPublishReading_SubjectWithASlip_IsRefusedByTheOraclesGrant(t *testing.T) {
	w := NewWorld(t).Market()
	s := NewSource(t, "tower-2", "flight-arrival-delay", "min", "AA 1 2026-03-01", false)
	w.Ok(Re+"/admin", "RegisterOracle", Change(t, s.Registration(-60, 1440, ""), `"maximum":"1440"`, `"maximum":"1440",`+flightPattern))
	w.Ok(Re+"/oracle", "PublishReading", w.Arrival(s, 10, 30, ""))
	s.Subject = "AA 1 2026-13-01"
	if refusal := w.Refused(fault.SubjectUnknown, Re+"/oracle", "PublishReading", w.Arrival(s, 10, 30, "")); refusal.Field != "reading.subject" {
		t.Errorf("at %s", refusal.Field)
	}
	batch := s.Signed(s.Batch(w.Now, w.Now.AddSeconds(-60), 30, 10))
	if refusal := w.Refused(fault.SubjectUnknown, Re+"/oracle", "PublishReadings", batch); refusal.Field != "batch.subject" {
		t.Errorf("at %s", refusal.Field)
	}
}

func TestDetermineIndex_SubjectWithASlip_IsRefusedByTheProductsRule(t *testing.T) {
	w := NewWorld(t).Market()
	w.Ok(North+"/underwriter", "PublishProduct", ProductOnReadings("rain", Change(t, RainTrigger, `"unit":"mm",`, `"unit":"mm","subjects":{"names":["hill"]},`), "")+"}}")
	w.Now = Moment(t, WindowsEnd)
	if refusal := w.Refused(fault.SubjectUnknown, North+"/claims-handler", "DetermineIndex", Change(t, DeterminationRequest("d", FirstWindow), `"hill"`, `"hil"`)); refusal.Field != "subject" {
		t.Errorf("at %s", refusal.Field)
	}
}

func TestPublishProduct_SubjectRuleThatCannotBeUsed_IsRefused(t *testing.T) {
	names := `"` + strings.Repeat(`x","`, 1_000) + `y"`
	for rule, field := range map[string]string{
		`{}`: "names", `{"names":["a"],"pattern":"a"}`: "names", `{"names":["a","a"]}`: "names[1]", `{"names":[""]}`: "names[0]",
		`{"pattern":"("}`: "pattern", `{"pattern":"a)(b"}`: "pattern", `{"pattern":"\\p{L}"}`: "pattern", `{"pattern":"(a{999}){999}"}`: "pattern",
		`{"pattern":"` + strings.Repeat("a", 201) + `"}`: "pattern", `{"names":[` + names + `]}`: "names",
	} {
		w := NewWorld(t)
		request := `{"requestId":"p","product":` + Change(t, Flight, `"unit":"min",`, `"unit":"min","subjects":`+rule+`,`) + `}`
		_, _, err := w.Call(North+"/underwriter", "PublishProduct", request)
		if refusal := fault.From(err); refusal == nil || refusal.Field != "product.parametricTrigger.subjects."+field {
			t.Errorf("%.60s: %v", rule, err)
		}
	}
}

func TestListSubjects_Unreported_AreThoseThatNobodyReportsOn(t *testing.T) {
	w := NewWorld(t).Market()
	w.Oracle()
	const lists = `{"index":"flight-arrival-delay","unit":"min"`
	w.Flights("AA 1", 2)
	// The same flight with a slip of the pen; one whose subject begins as another; one whose cover has not begun; one that has ended.
	for id, subject := range map[string]string{"slip": "AA  1", "longer": "AA 1/2", "later": "AA 9", "ended": "AA 8"} {
		request := flightQuote(id, subject)
		if id == "later" {
			request = strings.Replace(request, "2026-02-01", "2026-04-01", 1)
		}
		w.Ok(North+"/underwriter", "RequestQuote", request)
		w.Ok(North+"/underwriter", "BindPolicy", `{"requestId":"b-`+id+`","policyId":"p-`+id+`","quoteId":"q-`+id+`"}`)
	}
	w.Ok(North+"/underwriter", "CancelPolicy", `{"requestId":"x","policyId":"p-ended","by":"CANCELLED_BY_HOLDER","reason":"not flying"}`)
	w.Ok(Re+"/oracle", "PublishReading", w.Reading("AA 1", 200, 1, nil))

	got := Parse[readings.ListSubjectsResponse](t, w.Ok(North+"/claims-handler", "ListSubjects", lists+`}`))
	if s := fmt.Sprint(got.Subjects); s != "[{AA  1 p-slip []} {AA 1/2 p-longer []} {AA 1 f-000 [tower]} {AA 9 p-later []}]" || got.NextPageToken != "" {
		t.Errorf("%s %s", s, got.NextPageToken)
	}
	got = Parse[readings.ListSubjectsResponse](t, w.Ok(North+"/claims-handler", "ListSubjects", lists+`,"unreported":true}`))
	if s := fmt.Sprint(got.Subjects); s != "[{AA  1 p-slip []} {AA 1/2 p-longer []}]" || got.NextPageToken != "" {
		t.Errorf("unreported: %s %s", s, got.NextPageToken)
	}

	var all []string
	for token, pages := "", 0; ; pages++ {
		page := Parse[readings.ListSubjectsResponse](t, w.Ok(North+"/underwriter", "ListSubjects", lists+`,"pageSize":1,"pageToken":"`+token+`"}`))
		for _, s := range page.Subjects {
			all = append(all, s.Subject)
		}
		if token = page.NextPageToken; token == "" || pages > 9 {
			break
		}
	}
	if strings.Join(all, "|") != "AA  1|AA 1/2|AA 1|AA 9" {
		t.Errorf("in pages: %q", all)
	}
	if got := Parse[readings.ListSubjectsResponse](t, w.Ok(South+"/claims-handler", "ListSubjects", lists+`}`)); len(got.Subjects) != 0 {
		t.Errorf("another insurer sees %v", got.Subjects)
	}
	w.Refused(fault.InvalidToken, North+"/claims-handler", "ListSubjects", lists+`,"pageToken":"cG9saWN5Lw"}`)
	w.Refused(fault.InvalidArgument, North+"/claims-handler", "ListSubjects", lists+`,"pageSize":101}`)
	w.Refused(fault.Required, North+"/claims-handler", "ListSubjects", `{"unit":"min"}`)
}
