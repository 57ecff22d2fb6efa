package contract

import (
	"testing"

	"insurance/chaincode/domain/fault"
	"insurance/chaincode/domain/record"
)

const other = "0000000000000000000000000000000000000000000000000000000000000abc"

func documentOf(kind, id, digest string) string {
	return `{"recordType":"RECORD_TYPE_` + kind + `","recordId":"` + id + `","sha256":"` + digest + `"}`
}

func TestVerifyDocument_TermsOfProductAndPolicy_AreToldApartFromOthers(t *testing.T) {
	w := newWorld(t).market()
	w.home("p")
	for _, named := range [][2]string{{"PRODUCT", "home/1"}, {"POLICY", "p"}} {
		got := parse[VerifyDocumentResponse](t, w.ok(reg+"/auditor", "VerifyDocument", documentOf(named[0], named[1], terms)))
		if !got.Recorded || got.Documents != 1 || len(got.Uses) != 1 || got.Uses[0].Use != "terms" || got.Uses[0].Recorded == nil {
			t.Errorf("%v: %+v", named, got)
		}
		got = parse[VerifyDocumentResponse](t, w.ok(reg+"/auditor", "VerifyDocument", documentOf(named[0], named[1], other)))
		if got.Recorded || got.Documents != 1 || len(got.Uses) != 0 {
			t.Errorf("%v: %+v", named, got)
		}
	}
}

func TestVerifyDocument_EvidenceAddedLater_NamesTheTransactionThatAddedIt(t *testing.T) {
	w := newWorld(t).market()
	w.home("p")
	w.ok(north+"/claims-handler", "SubmitClaim", homeClaim("c", "p", "l", "5000000"))
	first := parse[VerifyDocumentResponse](t, w.ok(reg+"/auditor", "VerifyDocument", documentOf("CLAIM", "c", other)))
	if first.Recorded || first.Documents == 0 {
		t.Fatalf("%+v", first)
	}
	w.wait(3600)
	w.ok(north+"/claims-handler", "AddEvidence", `{"requestId":"e","claimId":"c","evidence":[{"kind":"bill","sha256":"`+other+`"}]}`)
	got := parse[VerifyDocumentResponse](t, w.ok(south+"/auditor", "VerifyDocument", documentOf("CLAIM", "c", other)))
	if !got.Recorded || got.Uses[0].Use != "bill" || got.Uses[0].Recorded.Time.String() != w.now.String() || got.Uses[0].Recorded.MSPID != north {
		t.Fatalf("%+v", got.Uses)
	}
}

func TestVerifyDocument_BadRequest_IsRefusedWithACode(t *testing.T) {
	w := newWorld(t).market()
	for request, code := range map[string]fault.Code{
		documentOf("UNSPECIFIED", "x", terms):   fault.Required,
		documentOf("ORACLE", "x", terms):        fault.InvalidArgument,
		documentOf("CLAIM", "a/b", terms):       fault.InvalidID,
		documentOf("PRODUCT", "home", terms):    fault.InvalidID,
		documentOf("CLAIM", "none", terms):      fault.ClaimNotFound,
		documentOf("POLICY", "none", terms):     fault.PolicyNotFound,
		documentOf("PRODUCT", "none/1", terms):  fault.ProductNotFound,
		documentOf("CLAIM", "none", ""):         fault.Required,
		documentOf("CLAIM", "none", terms[:63]): fault.InvalidText,
	} {
		w.refused(code, north+"/auditor", "VerifyDocument", request)
	}
}

func TestHistory_DeletedAndChangedVersions_ShowBeforeAndAfter(t *testing.T) {
	w := newWorld(t).market()
	w.home("p")
	h := parse[GetHistoryResponse](t, w.ok(reg+"/auditor", "GetHistory", `{"recordType":"RECORD_TYPE_POLICY","recordId":"p"}`))
	if len(h.Entries) < 2 || h.Entries[0].BeforeJSON != "" {
		t.Fatalf("%+v", h.Entries)
	}
	for i := 1; i < len(h.Entries); i++ {
		if h.Entries[i].BeforeJSON != h.Entries[i-1].RecordJSON {
			t.Errorf("version %d does not show what was before it", i)
		}
	}
	tx := w.begin(north + "/admin")
	if err := tx.Delete(policyKey("p")); err != nil {
		t.Fatal(err)
	}
	if err := tx.Commit(); err != nil {
		t.Fatal(err)
	}
	h = parse[GetHistoryResponse](t, w.ok(reg+"/auditor", "GetHistory", `{"recordType":"RECORD_TYPE_POLICY","recordId":"p"}`))
	last := h.Entries[len(h.Entries)-1]
	if !last.Deleted || last.RecordJSON != "" || last.BeforeJSON == "" {
		t.Fatalf("%+v", last)
	}
}

func TestHistory_EveryTypeOfRecord_IsKept(t *testing.T) {
	for number := range record.TypeUnspecified.EnumNames() {
		if _, kept := keptRecords[record.Type(number)]; kept == (number == 0) {
			t.Errorf("%s: kept %v", record.TypeUnspecified.EnumNames()[number], kept)
		}
	}
	w := newWorld(t)
	w.ok(reg+"/auditor", "GetHistory", `{"recordType":"RECORD_TYPE_CONSORTIUM","recordId":"consortium"}`)
	w.refused(fault.InvalidID, reg+"/auditor", "GetHistory", `{"recordType":"RECORD_TYPE_CONSORTIUM","recordId":"other"}`)
}

func TestHistory_Consent_IsForThoseWhoMayListConsents(t *testing.T) {
	w := newWorld(t).market()
	w.ok(north+"/underwriter", "RecordConsent", `{"requestId":"k","partyId":"holder-1","consentId":"news","purpose":"PURPOSE_MARKETING",
		"expiresAt":"2027-01-01T00:00:00Z","evidenceSha256":"`+terms+`"}`)
	const request = `{"recordType":"RECORD_TYPE_CONSENT","recordId":"holder-1/news"}`
	if h := parse[GetHistoryResponse](t, w.ok(reg+"/auditor", "GetHistory", request)); len(h.Entries) != 1 {
		t.Fatalf("%+v", h)
	}
	w.refused(fault.RoleNotAllowed, north+"/broker/b-1", "GetHistory", request)
	w.refused(fault.RoleNotAllowed, north+"/finance", "GetHistory", request)
	w.refused(fault.InvalidID, reg+"/auditor", "GetHistory", `{"recordType":"RECORD_TYPE_CONSENT","recordId":"holder-1"}`)
}
