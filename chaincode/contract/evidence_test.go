package contract

import (
	"strings"
	"testing"

	"insurance/chaincode/domain/claim"
	"insurance/chaincode/domain/fault"
)

// seenHome sells a home whose claims need a photo, which a claims handler must have seen.
func seenHome(t *testing.T) *world {
	t.Helper()
	w := newWorld(t)
	w.ok(north+"/underwriter", "PublishProduct", `{"requestId":"p1","product":`+change(t, property, `"notificationDays":30`, `"notificationDays":30,"evidenceSeen":true`)+`}`)
	w.register(north+"/underwriter", `{"requestId":"h1","partyId":"holder-1"}`)
	w.home("p")
	return w
}

func confirm(request, digests string) string {
	return `{"requestId":"` + request + `","claimId":"c","sha256":[` + digests + `]}`
}

func TestSubmitClaim_EvidenceMustBeSeen_IsReferredUntilAHandlerConfirms(t *testing.T) {
	w := seenHome(t)
	c := parse[claim.Claim](t, w.ok(north+"/claims-handler", "SubmitClaim", homeClaim("c", "p", "l", "100000")))
	if c.Status != claim.Referred || last(c).ReasonCode != "EVIDENCE_SEEN" || unmet(last(c)) != "EVIDENCE_SEEN" {
		t.Fatalf("%s %s", c.Status, unmet(last(c)))
	}
	w.refused(fault.WrongClaimStatus, north+"/finance", "PayClaim", `{"requestId":"pay","claimId":"c","reference":"r"}`)

	// More digits are not more proof.
	c = parse[claim.Claim](t, w.ok(north+"/claims-handler", "AddEvidence", `{"requestId":"e","claimId":"c","evidence":[{"kind":"photo","sha256":"`+other+`"}]}`))
	if c.Status != claim.Referred {
		t.Fatal(c.Status)
	}

	w.refused(fault.RoleNotAllowed, north+"/broker/b-1", "ConfirmEvidence", confirm("s", `"`+terms+`"`))
	w.refused(fault.NotYourRecord, south+"/claims-handler", "ConfirmEvidence", confirm("s", `"`+terms+`"`))
	payload, tx, err := w.call(north+"/claims-handler", "ConfirmEvidence", confirm("s", `"`+terms+`"`))
	if err != nil {
		t.Fatal(err)
	}
	c = parse[claim.Claim](t, payload)
	if c.Status != claim.Approved || !last(c).Automatic || tx.EventName != "ClaimApproved" || last(c).ApprovedAmount.String() != "500.00 DKK" {
		t.Fatalf("%s %s", c.Status, tx.EventName)
	}
	if len(c.Seen) != 1 || c.Seen[0].Seen.MSPID != north || c.Seen[0].SHA256 != terms || c.Seen[0].Kind != "photo" {
		t.Errorf("%+v", c.Seen)
	}
}

func TestConfirmEvidence_AnotherKind_LeavesTheClaimReferred(t *testing.T) {
	w := seenHome(t)
	w.ok(north+"/claims-handler", "SubmitClaim", change(t, homeClaim("c", "p", "l", "100000"), `"evidence":[`, `"evidence":[{"kind":"letter","sha256":"`+other+`"},`))
	c := parse[claim.Claim](t, w.ok(north+"/claims-handler", "ConfirmEvidence", confirm("s", `"`+other+`"`)))
	if c.Status != claim.Referred || unmet(last(c)) != "EVIDENCE_SEEN" {
		t.Fatalf("%s %s", c.Status, unmet(last(c)))
	}
}

func TestConfirmEvidence_SameDocumentAsAnotherKind_IsNotSeenAsThat(t *testing.T) {
	w := seenHome(t)
	w.ok(north+"/claims-handler", "SubmitClaim", change(t, homeClaim("c", "p", "l", "100000"), `"photo"`, `"letter"`))
	w.ok(north+"/claims-handler", "ConfirmEvidence", confirm("s", `"`+terms+`"`))
	c := parse[claim.Claim](t, w.ok(north+"/claims-handler", "AddEvidence", `{"requestId":"e","claimId":"c","evidence":[{"kind":"photo","sha256":"`+terms+`"}]}`))
	if c.Status != claim.Referred || unmet(last(c)) != "EVIDENCE_SEEN" {
		t.Fatalf("%s %s", c.Status, unmet(last(c)))
	}
	w.ok(north+"/claims-handler", "ConfirmEvidence", confirm("s2", `"`+terms+`"`))
}

func TestConfirmEvidence_BadRequest_IsRefusedWithACode(t *testing.T) {
	w := seenHome(t)
	w.ok(north+"/claims-handler", "SubmitClaim", homeClaim("c", "p", "l", "100000"))
	for request, want := range map[string]struct {
		code  fault.Code
		field string
	}{
		confirm("s", ""):                                                {fault.Required, "sha256"},
		confirm("s", `"`+terms[:63]+`"`):                                {fault.InvalidText, "sha256[0]"},
		confirm("s", `"`+terms+`","`+other+`"`):                         {fault.EvidenceNotFound, "sha256[1]"},
		confirm("s", strings.Repeat(`"`+terms+`",`, 60)[:60*67-1]):      {fault.TooMany, "sha256"},
		`{"requestId":"s","claimId":"none","sha256":["` + terms + `"]}`: {fault.ClaimNotFound, "claimId"},
	} {
		if refusal := w.refused(want.code, north+"/claims-handler", "ConfirmEvidence", request); refusal.Field != want.field {
			t.Errorf("%.80s: at %s", request, refusal.Field)
		}
	}
	w.ok(north+"/claims-handler", "ConfirmEvidence", confirm("s", `"`+terms+`"`))
	w.refused(fault.WrongClaimStatus, north+"/claims-handler", "ConfirmEvidence", confirm("t", `"`+terms+`"`))
}

func TestPublishProduct_EvidenceSeenWithoutEvidence_IsRefused(t *testing.T) {
	w := newWorld(t)
	request := `{"requestId":"p1","product":` + change(t, property, `"requiredEvidence":["photo"],`, `"evidenceSeen":true,`) + `}`
	if refusal := w.refused(fault.ProductInvalid, north+"/underwriter", "PublishProduct", request); refusal.Field != "product.claimConditions.evidenceSeen" {
		t.Errorf("at %s", refusal.Field)
	}
}
