package policies_test

import (
	"encoding/json"
	"strings"
	"testing"

	"insurance/chaincode/domain/fault"
	"insurance/chaincode/domain/instant"
	. "insurance/chaincode/transactions/transactionstest"
)

// due lists, page by page, the policies that wait, and counts what was looked at.
func due(w *World, caller Who, fields string) (ids string, looked int) {
	w.T.Helper()
	for token := ""; ; {
		var page struct {
			Policies []struct {
				PolicyID string `json:"policyId"`
				Since    string `json:"since"`
			} `json:"policies"`
			Looked        int    `json:"looked"`
			NextPageToken string `json:"nextPageToken"`
		}
		answer := w.Ok(caller, "ListDuePolicies", `{`+fields+`,"pageToken":"`+token+`"}`)
		if err := json.Unmarshal([]byte(answer), &page); err != nil {
			w.T.Fatal(err)
		}
		for _, p := range page.Policies {
			ids += p.PolicyID + "@" + p.Since[:10] + " "
		}
		looked += page.Looked
		if token = page.NextPageToken; token == "" {
			return strings.TrimSpace(ids), looked
		}
	}
}

func TestListDuePolicies_AsTimeGoesBy_AreThoseForWhichTheStepIsAllowed(t *testing.T) {
	w := NewWorld(t).Market()
	w.Home("paid-1")
	w.QuoteHome("quote-unpaid")
	w.Ok(North+"/underwriter", "BindPolicy", `{"requestId":"b-unpaid","policyId":"unpaid","quoteId":"quote-unpaid"}`)
	w.Home("paid-2")
	w.Home("paid-3")
	const lapse, expiry, reminder = `"due":"DUE_LAPSE","pageSize":1`, `"due":"DUE_EXPIRY","pageSize":2`, `"due":"DUE_RENEWAL_REMINDER","daysBefore":30`
	for _, fields := range []string{lapse, expiry, reminder} {
		if ids, looked := due(w, North+"/finance", fields); ids != "" || looked != 4 {
			t.Errorf("%s: %q of %d", fields, ids, looked)
		}
	}
	w.Now = at(t, "2026-12-15T00:00:00Z")
	ids, _ := due(w, North+"/finance", lapse)
	if !strings.HasPrefix(ids, "unpaid@2026-") || strings.Contains(ids, "paid-1") {
		t.Errorf("to lapse: %q", ids)
	}
	if ids, _ := due(w, North+"/underwriter", reminder); ids != "paid-1@2026-12-02 paid-2@2026-12-02 paid-3@2026-12-02" {
		t.Errorf("to be reminded: %q", ids)
	}
	w.Ok(North+"/finance", "LapsePolicy", `{"requestId":"job.l","actor":"automatic-job","policyId":"unpaid"}`)
	reminded := w.Ok(North+"/underwriter", "RemindOfRenewal", `{"requestId":"job.r","actor":"automatic-job","policyId":"paid-2"}`)
	if !strings.Contains(reminded, `"renewalReminded":{"transactionId":"tx-`) || !strings.Contains(reminded, `"actor":"automatic-job"`) {
		t.Error(reminded)
	}
	w.Refused(fault.AlreadyReminded, North+"/underwriter", "RemindOfRenewal", `{"requestId":"r2","policyId":"paid-2"}`)
	if ids, _ := due(w, North+"/finance", lapse); ids != "" {
		t.Errorf("lapsed and still to lapse: %q", ids)
	}
	if ids, _ := due(w, North+"/auditor", reminder); ids != "paid-1@2026-12-02 paid-3@2026-12-02" {
		t.Errorf("after one was reminded: %q", ids)
	}
	w.Now = at(t, "2027-01-01T00:00:00Z")
	if ids, _ := due(w, North+"/underwriter", expiry); ids != "paid-1@2027-01-01 paid-2@2027-01-01 paid-3@2027-01-01 unpaid@2027-01-01" {
		t.Errorf("to expire: %q", ids)
	}
	w.Ok(North+"/underwriter", "ExpirePolicy", `{"requestId":"job.e","actor":"automatic-job","policyId":"unpaid"}`)
	if ids, looked := due(w, South+"/underwriter", expiry); ids != "" || looked != 0 {
		t.Errorf("of another insurer: %q of %d", ids, looked)
	}
}

func TestListDuePolicies_BadRequests_AreRefused(t *testing.T) {
	w := NewWorld(t)
	for fields, code := range map[string]fault.Code{
		``:                                   fault.Required,
		`"due":"DUE_RENEWAL_REMINDER"`:       fault.InvalidArgument,
		`"due":"DUE_LAPSE","daysBefore":1`:   fault.InvalidArgument,
		`"due":"DUE_LAPSE","pageToken":"x!"`: fault.InvalidToken,
		`"due":"DUE_RENEWAL_REMINDER","daysBefore":367`: fault.InvalidArgument,
	} {
		w.Refused(code, North+"/finance", "ListDuePolicies", `{`+fields+`}`)
	}
	w.Refused(fault.ActorReserved, North+"/underwriter", "CancelPolicy", `{"requestId":"x","actor":"automatic-job","policyId":"p","by":"CANCELLED_BY_HOLDER","reason":"r"}`)
}

func at(t *testing.T, text string) instant.Instant {
	t.Helper()
	moment, err := instant.Parse(text)
	if err != nil {
		t.Fatal(err)
	}
	return moment
}
