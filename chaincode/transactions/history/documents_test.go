package history_test

import (
	"testing"

	"insurance/chaincode/domain/fault"
	"insurance/chaincode/domain/record"
	"insurance/chaincode/engine"
	"insurance/chaincode/transactions/history"
	"insurance/chaincode/transactions/policies"
	. "insurance/chaincode/transactions/transactionstest"
)

func documentOf(kind, id, digest string) string {
	return `{"recordType":"RECORD_TYPE_` + kind + `","recordId":"` + id + `","sha256":"` + digest + `"}`
}

func TestVerifyDocument_TermsOfProductAndPolicy_AreDistinguishedFromOthers(t *testing.T) {
	w := NewWorld(t).Market()
	w.Home("p")
	for _, named := range [][2]string{{"PRODUCT", "home/1"}, {"POLICY", "p"}} {
		got := Parse[history.VerifyDocumentResponse](t, w.Ok(Regulator+"/auditor", "VerifyDocument", OfNorth(documentOf(named[0], named[1], Terms))))
		if !got.Recorded || got.Documents != 1 || len(got.Uses) != 1 || got.Uses[0].Use != "terms" || got.Uses[0].Recorded == nil {
			t.Errorf("%v: %+v", named, got)
		}
		got = Parse[history.VerifyDocumentResponse](t, w.Ok(Regulator+"/auditor", "VerifyDocument", OfNorth(documentOf(named[0], named[1], OtherDigest))))
		if got.Recorded || got.Documents != 1 || len(got.Uses) != 0 {
			t.Errorf("%v: %+v", named, got)
		}
	}
}

func TestVerifyDocument_EvidenceAddedLater_NamesTheTransactionThatAddedIt(t *testing.T) {
	w := NewWorld(t).Market()
	w.Home("p")
	w.Ok(North+"/claims-handler", "SubmitClaim", HomeClaim("c", "p", "l", "5000000"))
	first := Parse[history.VerifyDocumentResponse](t, w.Ok(Regulator+"/auditor", "VerifyDocument", OfNorth(documentOf("CLAIM", "c", OtherDigest))))
	if first.Recorded || first.Documents == 0 {
		t.Fatalf("%+v", first)
	}
	w.Wait(3600)
	w.Ok(North+"/claims-handler", "AddEvidence", `{"requestId":"e","claimId":"c","evidence":[{"kind":"bill","sha256":"`+OtherDigest+`"}]}`)
	got := Parse[history.VerifyDocumentResponse](t, w.Ok(South+"/auditor", "VerifyDocument", OfNorth(documentOf("CLAIM", "c", OtherDigest))))
	if !got.Recorded || got.Uses[0].Use != "bill" || got.Uses[0].Recorded.Time.String() != w.Now.String() || got.Uses[0].Recorded.MSPID != North {
		t.Fatalf("%+v", got.Uses)
	}
}

func TestVerifyDocument_Evidence_NamesWhoRecordedIt(t *testing.T) {
	w := NewWorld(t).Market()
	w.Home("p")
	by := func(actor, request string) string { return `{"actor":"` + actor + `",` + request[1:] }
	w.Ok(North+"/claims-handler", "SubmitClaim", by("ann", Change(t, HomeClaim("c", "p", "l", "5000000"), `"photo"`, `"letter"`)))
	w.Ok(North+"/claims-handler", "AddEvidence", by("bo", `{"requestId":"e","claimId":"c","evidence":[{"kind":"photo","sha256":"`+OtherDigest+`"}]}`))
	for digest, actor := range map[string]string{Terms: "ann", OtherDigest: "bo"} {
		got := Parse[history.VerifyDocumentResponse](t, w.Ok(North+"/auditor", "VerifyDocument", documentOf("CLAIM", "c", digest)))
		if len(got.Uses) != 1 || got.Uses[0].Recorded.Actor != actor {
			t.Errorf("%s: %+v", actor, got.Uses[0].Recorded)
		}
	}
	if got := Parse[history.VerifyDocumentResponse](t, w.Ok(North+"/auditor", "VerifyDocument", documentOf("POLICY", "p", Terms))); got.Uses[0].Recorded.TransactionID == "" {
		t.Errorf("%+v", got.Uses[0].Recorded)
	}
}

func TestVerifyDocument_BadRequest_IsRefusedWithACode(t *testing.T) {
	w := NewWorld(t).Market()
	for request, code := range map[string]fault.Code{
		documentOf("UNSPECIFIED", "x", Terms):   fault.Required,
		documentOf("ORACLE", "x", Terms):        fault.InvalidArgument,
		documentOf("CLAIM", "a/b", Terms):       fault.InvalidID,
		documentOf("PRODUCT", "home", Terms):    fault.InvalidID,
		documentOf("CLAIM", "none", Terms):      fault.ClaimNotFound,
		documentOf("POLICY", "none", Terms):     fault.PolicyNotFound,
		documentOf("PRODUCT", "none/1", Terms):  fault.ProductNotFound,
		documentOf("CLAIM", "none", ""):         fault.Required,
		documentOf("CLAIM", "none", Terms[:63]): fault.InvalidText,
	} {
		w.Refused(code, North+"/auditor", "VerifyDocument", request)
	}
}

func TestHistory_DeletedAndChangedVersions_ShowBeforeAndAfter(t *testing.T) {
	w := NewWorld(t).Market()
	w.Home("p")
	h := Parse[history.GetHistoryResponse](t, w.Ok(Regulator+"/auditor", "GetHistory", OfNorth(`{"recordType":"RECORD_TYPE_POLICY","recordId":"p"}`)))
	if len(h.Entries) < 2 || h.Entries[0].BeforeJSON != "" {
		t.Fatalf("%+v", h.Entries)
	}
	for i := 1; i < len(h.Entries); i++ {
		if h.Entries[i].BeforeJSON != h.Entries[i-1].RecordJSON {
			t.Errorf("version %d does not show what was before it", i)
		}
	}
	tx := w.Begin(North + "/admin")
	if err := tx.Delete(policies.Key(engine.Book(North), "p")); err != nil {
		t.Fatal(err)
	}
	if err := tx.Commit(); err != nil {
		t.Fatal(err)
	}
	h = Parse[history.GetHistoryResponse](t, w.Ok(Regulator+"/auditor", "GetHistory", OfNorth(`{"recordType":"RECORD_TYPE_POLICY","recordId":"p"}`)))
	last := h.Entries[len(h.Entries)-1]
	if !last.Deleted || last.RecordJSON != "" || last.BeforeJSON == "" {
		t.Fatalf("%+v", last)
	}
}

func TestHistory_EveryTypeOfRecord_IsKept(t *testing.T) {
	for number := range record.TypeUnspecified.EnumNames() {
		if kept := history.Keeps(record.Type(number)); kept == (number == 0) {
			t.Errorf("%s: kept %v", record.TypeUnspecified.EnumNames()[number], kept)
		}
	}
	w := NewWorld(t)
	w.Ok(Regulator+"/auditor", "GetHistory", `{"recordType":"RECORD_TYPE_CONSORTIUM","recordId":"consortium"}`)
	w.Refused(fault.InvalidID, Regulator+"/auditor", "GetHistory", `{"recordType":"RECORD_TYPE_CONSORTIUM","recordId":"other"}`)
}

func TestHistory_Consent_IsForThoseWhoMayListConsents(t *testing.T) {
	w := NewWorld(t).Market()
	w.Ok(North+"/underwriter", "RecordConsent", `{"requestId":"k","partyId":"holder-1","consentId":"news","purpose":"PURPOSE_MARKETING",
		"expiresAt":"2027-01-01T00:00:00Z","evidenceSha256":"`+Terms+`"}`)
	const request = `{"recordType":"RECORD_TYPE_CONSENT","recordId":"holder-1/news"}`
	if h := Parse[history.GetHistoryResponse](t, w.Ok(Regulator+"/auditor", "GetHistory", OfNorth(request))); len(h.Entries) != 1 {
		t.Fatalf("%+v", h)
	}
	w.Refused(fault.RoleNotAllowed, North+"/broker/b-1", "GetHistory", request)
	w.Refused(fault.RoleNotAllowed, North+"/finance", "GetHistory", request)
	w.Refused(fault.InvalidID, Regulator+"/auditor", "GetHistory", `{"recordType":"RECORD_TYPE_CONSENT","recordId":"holder-1"}`)
}
