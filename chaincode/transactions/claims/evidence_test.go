package claims_test

import (
	"strings"
	"testing"

	"insurance/chaincode/domain/claim"
	"insurance/chaincode/domain/fault"
	. "insurance/chaincode/transactions/transactionstest"
)

func TestSubmitClaim_EvidenceMustBeSeen_IsReferredUntilAHandlerConfirms(t *testing.T) {
	w := HomeWithEvidenceSeen(t)
	c := Parse[claim.Claim](t, w.Ok(North+"/claims-handler", "SubmitClaim", HomeClaim("c", "p", "l", "100000")))
	if c.Status != claim.Referred || Last(c).ReasonCode != "EVIDENCE_SEEN" || Unmet(Last(c)) != "EVIDENCE_SEEN" {
		t.Fatalf("%s %s", c.Status, Unmet(Last(c)))
	}
	w.Refused(fault.WrongClaimStatus, North+"/finance", "PayClaim", `{"requestId":"pay","claimId":"c","reference":"r"}`)

	// More digits are not more proof.
	c = Parse[claim.Claim](t, w.Ok(North+"/claims-handler", "AddEvidence", `{"requestId":"e","claimId":"c","evidence":[{"kind":"photo","sha256":"`+OtherDigest+`"}]}`))
	if c.Status != claim.Referred {
		t.Fatal(c.Status)
	}

	w.Refused(fault.RoleNotAllowed, North+"/broker/b-1", "ConfirmEvidence", ConfirmEvidenceRequest("s", `"`+Terms+`"`))
	w.Refused(fault.ClaimNotFound, South+"/claims-handler", "ConfirmEvidence", ConfirmEvidenceRequest("s", `"`+Terms+`"`))
	payload, tx, err := w.Call(North+"/claims-handler", "ConfirmEvidence", ConfirmEvidenceRequest("s", `"`+Terms+`"`))
	if err != nil {
		t.Fatal(err)
	}
	c = Parse[claim.Claim](t, payload)
	if c.Status != claim.Approved || !Last(c).Automatic || tx.EventName != "ClaimApproved" || Last(c).ApprovedAmount.String() != "500.00 DKK" {
		t.Fatalf("%s %s", c.Status, tx.EventName)
	}
	if len(c.Seen) != 1 || c.Seen[0].Seen.MSPID != North || c.Seen[0].SHA256 != Terms || c.Seen[0].Kind != "photo" {
		t.Errorf("%+v", c.Seen)
	}
}

func TestConfirmEvidence_SameDocumentAsAnotherKind_IsNotSeenAsThat(t *testing.T) {
	w := HomeWithEvidenceSeen(t)
	w.Ok(North+"/claims-handler", "SubmitClaim", Change(t, HomeClaim("c", "p", "l", "100000"), `"photo"`, `"letter"`))
	w.Ok(North+"/claims-handler", "ConfirmEvidence", ConfirmEvidenceRequest("s", `"`+Terms+`"`))
	c := Parse[claim.Claim](t, w.Ok(North+"/claims-handler", "AddEvidence", `{"requestId":"e","claimId":"c","evidence":[{"kind":"photo","sha256":"`+Terms+`"}]}`))
	if c.Status != claim.Referred || Unmet(Last(c)) != "EVIDENCE_SEEN" {
		t.Fatalf("%s %s", c.Status, Unmet(Last(c)))
	}
	w.Ok(North+"/claims-handler", "ConfirmEvidence", ConfirmEvidenceRequest("s2", `"`+Terms+`"`))
}

func TestConfirmEvidence_BadRequest_IsRefusedWithACode(t *testing.T) {
	w := HomeWithEvidenceSeen(t)
	w.Ok(North+"/claims-handler", "SubmitClaim", HomeClaim("c", "p", "l", "100000"))
	for request, want := range map[string]struct {
		code  fault.Code
		field string
	}{
		ConfirmEvidenceRequest("s", ""):                                           {fault.Required, "sha256"},
		ConfirmEvidenceRequest("s", `"`+Terms[:63]+`"`):                           {fault.InvalidText, "sha256[0]"},
		ConfirmEvidenceRequest("s", `"`+Terms+`","`+OtherDigest+`"`):              {fault.EvidenceNotFound, "sha256[1]"},
		ConfirmEvidenceRequest("s", strings.Repeat(`"`+Terms+`",`, 60)[:60*67-1]): {fault.TooMany, "sha256"},
		`{"requestId":"s","claimId":"none","sha256":["` + Terms + `"]}`:           {fault.ClaimNotFound, "claimId"},
	} {
		if refusal := w.Refused(want.code, North+"/claims-handler", "ConfirmEvidence", request); refusal.Field != want.field {
			t.Errorf("%.80s: at %s", request, refusal.Field)
		}
	}
	w.Ok(North+"/claims-handler", "ConfirmEvidence", ConfirmEvidenceRequest("s", `"`+Terms+`"`))
	w.Refused(fault.WrongClaimStatus, North+"/claims-handler", "ConfirmEvidence", ConfirmEvidenceRequest("t", `"`+Terms+`"`))
}
