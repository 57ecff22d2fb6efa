package erasure_test

import (
	"fmt"
	"strings"
	"testing"

	"insurance/chaincode/domain/fault"
	"insurance/chaincode/domain/party"
	"insurance/chaincode/ledger/memledger"
	"insurance/chaincode/transactions"
	. "insurance/chaincode/transactions/transactionstest"
)

const erase = `{"requestId":"erase","partyId":"holder-1","reason":"asked for"}`

func TestEraseParty_PurgesEveryVersion_AndKeepsCommitmentsAndMoney(t *testing.T) {
	w := NewWorld(t).Market()
	w.Correct(2)
	w.Home("pol")
	w.Ok(North+"/claims-handler", "SubmitClaim", HomeClaim("c", "pol", "l", "100000"))
	w.Refused(fault.ErasureNotAllowed, North+"/admin", "EraseParty", erase)
	w.Ok(North+"/underwriter", "CancelPolicy", `{"requestId":"x","policyId":"pol","by":"CANCELLED_BY_HOLDER","reason":"r"}`)
	w.Refused(fault.ErasureNotAllowed, North+"/admin", "EraseParty", erase)
	w.Ok(North+"/finance", "PayClaim", `{"requestId":"y","claimId":"c","reference":"r"}`)
	w.Refused(fault.ErasureNotAllowed, North+"/admin", "EraseParty", erase)
	w.Ok(North+"/finance", "RecordRefundPayment", `{"requestId":"rf","policyId":"pol","reference":"r"}`)
	w.QuoteHome("late")
	// An unfinished correction.
	w.Ok(North+"/underwriter", "StorePersonalData", `{"requestId":"s","partyId":"holder-1","version":3}`)
	before, claimBefore := w.Ok(North+"/auditor", "GetPolicy", `{"policyId":"pol"}`), w.Ok(North+"/auditor", "GetClaim", `{"claimId":"c"}`)

	got := Parse[party.Party](t, w.Ok(North+"/admin", "EraseParty", erase))
	if got.Erased.Reason != "asked for" || got.CommitmentSHA256 != fmt.Sprintf("%064d", 2) || got.Earlier[0].CommitmentSHA256 != Terms {
		t.Fatalf("%+v", got)
	}
	w.Refused(fault.PartyErased, North+"/underwriter", "GetPersonalData", `{"partyId":"holder-1","purpose":"PURPOSE_LEGAL_OBLIGATION"}`)
	_, tx, err := w.Call(North+"/admin", "PurgePersonalData", `{"requestId":"u","partyId":"holder-1"}`)
	if err != nil || len(tx.Writes) != 3 || tx.Writes[2].Key != "holder-1/3" {
		t.Fatal(err, tx.Writes)
	}
	for version := 1; version <= 3; version++ {
		if hash, err := w.Begin(North+"/admin").GetPrivateHash(Collection, fmt.Sprintf("holder-1/%d", version)); err != nil || hash != nil {
			t.Errorf("version %d: %x %v", version, hash, err)
		}
	}
	if after := w.Ok(North+"/auditor", "GetPolicy", `{"policyId":"pol"}`); after != before {
		t.Errorf("the policy changed:\n%s\n%s", before, after)
	}
	if after := w.Ok(North+"/auditor", "GetClaim", `{"claimId":"c"}`); after != claimBefore {
		t.Errorf("the claim changed:\n%s\n%s", claimBefore, after)
	}

	w.Ok(North+"/admin", "EraseParty", erase)
	for _, test := range []struct{ role, function, request string }{
		{"admin", "EraseParty", strings.Replace(erase, `"erase"`, `"other"`, 1)},
		{"underwriter", "RequestQuote", HomeQuote("new")},
		{"underwriter", "BindPolicy", `{"requestId":"b","policyId":"new","quoteId":"late"}`},
		{"claims-handler", "SubmitClaim", HomeClaim("late", "pol", "l2", "100000")},
		{"claims-handler", "AppealClaim", `{"requestId":"z","claimId":"c","reason":"r"}`},
		{"claims-handler", "ReopenClaim", `{"requestId":"z","claimId":"c","reason":"r"}`},
		{"underwriter", "StorePersonalData", `{"requestId":"z","partyId":"holder-1","version":3}`},
		{"underwriter", "CorrectParty", With(`{"requestId":"z","partyId":"holder-1","reason":"r"}`, SealedNames)},
		{"underwriter", "RecordAccess", `{"requestId":"z","partyId":"holder-1","purpose":"PURPOSE_CLAIM"}`},
		{"underwriter", "RecordConsent", ConsentRequest("c", "PURPOSE_MARKETING", "2030-01-01T00:00:00Z")},
	} {
		w.Refused(fault.PartyErased, Who(North+"/"+test.role), test.function, test.request)
	}
	w.Refused(fault.AlreadyExists, North+"/underwriter", "RegisterParty", With(`{"requestId":"z","partyId":"holder-1"}`, SealedNames))
}

func TestEraseParty_BeforeTheRetentionIsOver_IsRefusedWithTheDate(t *testing.T) {
	w := NewWorld(t)
	keeping := strings.Replace(Property, `"graceDays":21`, `"graceDays":21,"retentionDays":1825`, 1)
	w.Ok(North+"/underwriter", "PublishProduct", `{"requestId":"p1","product":`+keeping+`}`)
	w.Register(North+"/underwriter", `{"requestId":"h1","partyId":"holder-1"}`)
	w.Home("short")
	w.Home("long")
	w.Ok(North+"/underwriter", "CancelPolicy", `{"requestId":"x","policyId":"short","by":"CANCELLED_BY_HOLDER","reason":"r"}`)
	w.Ok(North+"/finance", "RecordRefundPayment", `{"requestId":"rf","policyId":"short","reference":"r"}`)
	w.Wait(400 * 86400)
	w.Ok(North+"/underwriter", "ExpirePolicy", `{"requestId":"e","policyId":"long"}`)
	// 2027-01-01 and 1,825 days, of which 2028 has one more.
	refusal := w.Refused(fault.RetentionNotOver, North+"/admin", "EraseParty", erase)
	if !strings.Contains(refusal.Message, "2031-12-31 00:00 UTC") || !strings.Contains(refusal.Message, "policy long") {
		t.Fatal(refusal.Message)
	}
	w.Now.Seconds = 1956441599 // 2031-12-30T23:59:59Z
	w.Refused(fault.RetentionNotOver, North+"/admin", "EraseParty", erase)
	w.Wait(1)
	w.Ok(North+"/admin", "EraseParty", erase)
}

func TestEraseParty_MorePoliciesThanCanBeRead_IsRefused(t *testing.T) {
	w := NewWorld(t).Market()
	tx := w.Begin(North + "/admin")
	for i := 0; i <= party.MaxContracts; i++ {
		if err := tx.Put(fmt.Sprintf("policies-of-holder/NorthMSP/holder-1/p-%05d", i), []byte("1")); err != nil {
			t.Fatal(err)
		}
	}
	if err := tx.Commit(); err != nil {
		t.Fatal(err)
	}
	w.Refused(fault.TooMany, North+"/admin", "EraseParty", erase)
}

// Whoever binds and erases at the same time: one of them is run again, and then refused.
func TestEraseParty_WhileAPolicyIsBound_Conflicts(t *testing.T) {
	w := NewWorld(t).Market()
	w.QuoteHome("q")
	binding, erasing := w.Begin(North+"/underwriter"), w.Begin(North+"/admin")
	if _, err := transactions.Invoke(binding, "BindPolicy", [][]byte{[]byte(`{"requestId":"b","policyId":"p","quoteId":"q"}`)}); err != nil {
		t.Fatal(err)
	}
	if _, err := transactions.Invoke(erasing, "EraseParty", [][]byte{[]byte(erase)}); err != nil {
		t.Fatal(err)
	}
	if err := binding.Commit(); err != nil {
		t.Fatal(err)
	}
	if err := erasing.Commit(); err != memledger.ErrConflict {
		t.Fatal(err)
	}
	w.Refused(fault.ErasureNotAllowed, North+"/admin", "EraseParty", erase)
}
