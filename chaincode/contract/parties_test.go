package contract

import (
	"encoding/hex"
	"fmt"
	"strings"
	"testing"

	"insurance/chaincode/domain/fault"
	"insurance/chaincode/domain/party"
	"insurance/chaincode/ledger/memledger"
	"insurance/chaincode/protojson"
)

const collection = "pii_NorthMSP"

func consent(id, purpose, expires string) string {
	return `{"requestId":"r-` + id + `","partyId":"holder-1","consentId":"` + id + `","purpose":"` + purpose + `","expiresAt":"` +
		expires + `","evidenceSha256":"` + terms + `"}`
}

func parsed[R any](t *testing.T, payload string) *R {
	t.Helper()
	r := new(R)
	if err := protojson.Unmarshal([]byte(payload), r); err != nil {
		t.Fatal(err)
	}
	return r
}

func TestStorePersonalData_Writes_TheInsurersCollectionAlone(t *testing.T) {
	w := newWorld(t)
	_, tx, err := w.call(north+"/broker", "StorePersonalData", `{"requestId":"a","partyId":"p","version":1}`)
	if err != nil || tx.EventName != "" {
		t.Fatalf("%v, event %q", err, tx.EventName)
	}
	// One public write, and another organization would have to endorse and to see the sealed data.
	if len(tx.Writes) != 1 || tx.Writes[0].Collection != collection || tx.Writes[0].Key != "p/1" || tx.Writes[0].Policy {
		t.Fatalf("writes %+v", tx.Writes)
	}
}

func TestRegisterParty_AtAPeerThatHoldsNothing_ChecksTheHashOfWhatIsStored(t *testing.T) {
	w := newWorld(t)
	w.ok(north+"/broker", "StorePersonalData", `{"requestId":"a","partyId":"p","version":1}`)
	tx := w.ledger.Begin(memledger.Proposal{TransactionID: "t", Time: w.now, Caller: who(north + "/broker/b-1").caller(), PeerMSP: south})
	payload, err := Invoke(tx, "RegisterParty", [][]byte{[]byte(`{"requestId":"a","partyId":"p",` + sealedNames + `}`)})
	if err != nil {
		t.Fatal(err)
	}
	got := parsed[party.Party](t, string(payload))
	if got.CommitmentSHA256 != terms || got.SealedSHA256 != hex.EncodeToString(sealedHash[:]) || got.Version != 1 {
		t.Errorf("%+v", got)
	}
	// From then on another organization alone changes nothing of it.
	if policies := len(tx.Writes); !tx.Writes[1].Policy || tx.Writes[1].Key != "party/p" {
		t.Errorf("%d writes, no policy of the record's own: %+v", policies, tx.Writes)
	}
}

func TestStorePersonalData_Repeated_IsHarmlessUntilRegistered(t *testing.T) {
	w := newWorld(t)
	const store = `{"requestId":"a","partyId":"p","version":1}`
	w.ok(north+"/broker", "StorePersonalData", store)
	w.register(north+"/broker/b-1", `{"requestId":"a","partyId":"p"}`)
	w.refused(fault.AlreadyExists, north+"/broker", "StorePersonalData", store)
	// A gateway that repeats a registration has drawn another salt.
	again := strings.Replace(sealedNames, terms, strings.Repeat("0", 64), 1)
	if got := w.ok(north+"/broker/b-1", "RegisterParty", with(`{"requestId":"a","partyId":"p"}`, again)); !strings.Contains(got, terms) {
		t.Fatal(got)
	}
	w.refused(fault.RequestReused, north+"/broker/b-1", "RegisterParty", with(`{"requestId":"a","partyId":"q"}`, again))
	// The id is taken, and whose it is is not said.
	w.refused(fault.AlreadyExists, south+"/underwriter", "StorePersonalData", store)
}

func TestRegisterParty_BadRequests_AreRefused(t *testing.T) {
	w := newWorld(t).market()
	const register = `{"requestId":"z","partyId":"p"}`
	w.refused(fault.PersonalDataInArguments, north+"/broker/b-1", "RegisterParty", with(register, `"personalData":{"fullName":"Ada"}`))
	w.refused(fault.PersonalDataInArguments, north+"/underwriter", "CorrectParty", with(register, `"personalData":{"fullName":"Ada"}`))
	w.refused(fault.UnknownField, north+"/broker", "StorePersonalData", with(register, `"personalData":{"fullName":"Ada"}`))
	w.refused(fault.AlreadyExists, north+"/broker/b-1", "RegisterParty", with(`{"requestId":"z","partyId":"holder-1"}`, sealedNames))
	w.refused(fault.PersonalDataMissing, north+"/broker/b-1", "RegisterParty", register)
	w.refused(fault.PersonalDataMissing, north+"/broker/b-1", "RegisterParty", with(register, sealedNames))
	w.refused(fault.InvalidText, north+"/broker/b-1", "RegisterParty", with(register, `"commitmentSha256":"A"`))
	w.refused(fault.Required, north+"/broker/b-1", "RegisterParty", with(register, `"commitmentSha256":"`+terms+`"`))
	w.ok(north+"/broker", "StorePersonalData", with(register, `"version":1`))
	w.refused(fault.PersonalDataMissing, north+"/broker/b-1", "RegisterParty",
		with(register, `"commitmentSha256":"`+terms+`","sealedSha256":"`+terms+`"`))
	w.refused(fault.InvalidArgument, north+"/broker", "StorePersonalData", register)
	w.refused(fault.InvalidArgument, north+"/broker", "StorePersonalData", with(register, `"version":101`))
	w.refused(fault.PartyNotFound, north+"/broker", "StorePersonalData", with(register, `"version":2`))
	w.refused(fault.RoleNotAllowed, north+"/broker", "StorePersonalData", `{"requestId":"z","partyId":"holder-1","version":2}`)
	w.refused(fault.VersionGap, north+"/underwriter", "StorePersonalData", `{"requestId":"z","partyId":"holder-1","version":3}`)
}

func TestStorePersonalData_BadSealedValues_AreRefused(t *testing.T) {
	w := newWorld(t)
	for _, sealed := range [][]byte{nil, {}, {1}, append([]byte{0}, make([]byte, 99)...), append([]byte{2}, make([]byte, 99)...),
		append([]byte{1}, make([]byte, 61)...), append([]byte{1}, make([]byte, 16*1024)...)} {
		tx := w.ledger.Begin(memledger.Proposal{TransactionID: "t", Time: w.now, Caller: who(north + "/broker").caller(),
			Transient: map[string][]byte{"sealed": sealed}})
		_, err := Invoke(tx, "StorePersonalData", [][]byte{[]byte(`{"requestId":"z","partyId":"p","version":1}`)})
		if faultOf(err) != fault.PersonalDataMissing || len(tx.Writes) > 0 {
			t.Errorf("%d bytes: %v, %d writes", len(sealed), err, len(tx.Writes))
		}
	}
}

// correct stores and registers the next version, as a gateway does.
func (w *world) correct(version int) string {
	w.t.Helper()
	w.ok(north+"/underwriter", "StorePersonalData", fmt.Sprintf(`{"requestId":"s%d","partyId":"holder-1","version":%d}`, version, version))
	commitment := strings.Replace(sealedNames, terms, fmt.Sprintf("%064d", version), 1)
	return w.ok(north+"/claims-handler", "CorrectParty", with(fmt.Sprintf(`{"requestId":"k%d","partyId":"holder-1","reason":"moved"}`, version), commitment))
}

func TestCorrectParty_KeepsEveryCommitment_AndPurgesTheDataBefore(t *testing.T) {
	w := newWorld(t).market()
	w.refused(fault.RecordNotFound, north+"/underwriter", "PurgePersonalData", `{"requestId":"u","partyId":"holder-1"}`)
	w.correct(2)
	got := parsed[party.Party](t, w.correct(3))
	if got.Version != 3 || len(got.Earlier) != 2 || got.Earlier[0].CommitmentSHA256 != terms || got.Earlier[1].Reason != "moved" ||
		got.CommitmentSHA256 != fmt.Sprintf("%064d", 3) || got.Earlier[0].Recorded.TransactionID != got.Registered.TransactionID ||
		got.Earlier[1].Recorded.TransactionID != got.Earlier[0].Replaced.TransactionID || got.Corrected == nil {
		t.Fatalf("%+v", got)
	}
	for range 2 {
		_, tx, err := w.call(north+"/underwriter", "PurgePersonalData", `{"requestId":"u","partyId":"holder-1"}`)
		if err != nil || tx.EventName != "" {
			t.Fatal(err, tx.EventName)
		}
		var purged []string
		for _, write := range tx.Writes {
			if write.Collection != collection || !write.Deleted {
				t.Fatalf("%+v", write)
			}
			purged = append(purged, write.Key)
		}
		if strings.Join(purged, " ") != "holder-1/1 holder-1/2" {
			t.Fatal(purged)
		}
	}
	read := parsed[SealedPersonalData](t, w.ok(north+"/underwriter", "GetPersonalData", `{"partyId":"holder-1","purpose":"PURPOSE_CLAIM"}`))
	if read.Version != 3 || read.CommitmentSHA256 != got.CommitmentSHA256 {
		t.Fatalf("%+v", read)
	}
	w.refused(fault.PersonalDataMissing, north+"/underwriter", "CorrectParty", with(`{"requestId":"k4","partyId":"holder-1","reason":"r"}`, sealedNames))
}

func TestCorrectParty_TooOften_IsRefused(t *testing.T) {
	w := newWorld(t).market()
	for version := 2; version <= party.MaxVersions; version++ {
		w.correct(version)
	}
	w.refused(fault.TooMany, north+"/underwriter", "CorrectParty", with(`{"requestId":"z","partyId":"holder-1","reason":"r"}`, sealedNames))
}

const erase = `{"requestId":"erase","partyId":"holder-1","reason":"asked for"}`

func TestEraseParty_PurgesEveryVersion_AndKeepsCommitmentsAndMoney(t *testing.T) {
	w := newWorld(t).market()
	w.correct(2)
	w.home("pol")
	w.ok(north+"/claims-handler", "SubmitClaim", homeClaim("c", "pol", "l", "100000"))
	w.refused(fault.ErasureNotAllowed, north+"/admin", "EraseParty", erase)
	w.ok(north+"/underwriter", "CancelPolicy", `{"requestId":"x","policyId":"pol","by":"CANCELLED_BY_HOLDER","reason":"r"}`)
	w.refused(fault.ErasureNotAllowed, north+"/admin", "EraseParty", erase)
	w.ok(north+"/finance", "PayClaim", `{"requestId":"y","claimId":"c","reference":"r"}`)
	w.refused(fault.ErasureNotAllowed, north+"/admin", "EraseParty", erase)
	w.ok(north+"/finance", "RecordRefundPayment", `{"requestId":"rf","policyId":"pol","reference":"r"}`)
	w.quoteHome("late")
	// An unfinished correction.
	w.ok(north+"/underwriter", "StorePersonalData", `{"requestId":"s","partyId":"holder-1","version":3}`)
	before, claimBefore := w.ok(north+"/auditor", "GetPolicy", `{"policyId":"pol"}`), w.ok(north+"/auditor", "GetClaim", `{"claimId":"c"}`)

	got := parsed[party.Party](t, w.ok(north+"/admin", "EraseParty", erase))
	if got.Erased.Reason != "asked for" || got.CommitmentSHA256 != fmt.Sprintf("%064d", 2) || got.Earlier[0].CommitmentSHA256 != terms {
		t.Fatalf("%+v", got)
	}
	w.refused(fault.PartyErased, north+"/underwriter", "GetPersonalData", `{"partyId":"holder-1","purpose":"PURPOSE_LEGAL_OBLIGATION"}`)
	_, tx, err := w.call(north+"/admin", "PurgePersonalData", `{"requestId":"u","partyId":"holder-1"}`)
	if err != nil || len(tx.Writes) != 3 || tx.Writes[2].Key != "holder-1/3" {
		t.Fatal(err, tx.Writes)
	}
	for version := 1; version <= 3; version++ {
		if hash, err := w.begin(north+"/admin").GetPrivateHash(collection, fmt.Sprintf("holder-1/%d", version)); err != nil || hash != nil {
			t.Errorf("version %d: %x %v", version, hash, err)
		}
	}
	if after := w.ok(north+"/auditor", "GetPolicy", `{"policyId":"pol"}`); after != before {
		t.Errorf("the policy changed:\n%s\n%s", before, after)
	}
	if after := w.ok(north+"/auditor", "GetClaim", `{"claimId":"c"}`); after != claimBefore {
		t.Errorf("the claim changed:\n%s\n%s", claimBefore, after)
	}

	w.ok(north+"/admin", "EraseParty", erase)
	for _, test := range []struct{ role, function, request string }{
		{"admin", "EraseParty", strings.Replace(erase, `"erase"`, `"other"`, 1)},
		{"underwriter", "RequestQuote", homeQuote("new")},
		{"underwriter", "BindPolicy", `{"requestId":"b","policyId":"new","quoteId":"late"}`},
		{"claims-handler", "SubmitClaim", homeClaim("late", "pol", "l2", "100000")},
		{"claims-handler", "AppealClaim", `{"requestId":"z","claimId":"c","reason":"r"}`},
		{"claims-handler", "ReopenClaim", `{"requestId":"z","claimId":"c","reason":"r"}`},
		{"underwriter", "StorePersonalData", `{"requestId":"z","partyId":"holder-1","version":3}`},
		{"underwriter", "CorrectParty", with(`{"requestId":"z","partyId":"holder-1","reason":"r"}`, sealedNames)},
		{"underwriter", "RecordAccess", `{"requestId":"z","partyId":"holder-1","purpose":"PURPOSE_CLAIM"}`},
		{"underwriter", "RecordConsent", consent("c", "PURPOSE_MARKETING", "2030-01-01T00:00:00Z")},
	} {
		w.refused(fault.PartyErased, who(north+"/"+test.role), test.function, test.request)
	}
	w.refused(fault.AlreadyExists, north+"/underwriter", "RegisterParty", with(`{"requestId":"z","partyId":"holder-1"}`, sealedNames))
}

func TestEraseParty_BeforeTheRetentionIsOver_IsRefusedWithTheDate(t *testing.T) {
	w := newWorld(t)
	keeping := strings.Replace(property, `"graceDays":21`, `"graceDays":21,"retentionDays":1825`, 1)
	w.ok(north+"/underwriter", "PublishProduct", `{"requestId":"p1","product":`+keeping+`}`)
	w.register(north+"/underwriter", `{"requestId":"h1","partyId":"holder-1"}`)
	w.home("short")
	w.home("long")
	w.ok(north+"/underwriter", "CancelPolicy", `{"requestId":"x","policyId":"short","by":"CANCELLED_BY_HOLDER","reason":"r"}`)
	w.ok(north+"/finance", "RecordRefundPayment", `{"requestId":"rf","policyId":"short","reference":"r"}`)
	w.wait(400 * 86400)
	w.ok(north+"/underwriter", "ExpirePolicy", `{"requestId":"e","policyId":"long"}`)
	// 2027-01-01 and 1,825 days, of which 2028 has one more.
	refusal := w.refused(fault.RetentionNotOver, north+"/admin", "EraseParty", erase)
	if !strings.Contains(refusal.Message, "2031-12-31T00:00:00Z") || !strings.Contains(refusal.Message, "policy long") {
		t.Fatal(refusal.Message)
	}
	w.now.Seconds = 1956441599 // 2031-12-30T23:59:59Z
	w.refused(fault.RetentionNotOver, north+"/admin", "EraseParty", erase)
	w.wait(1)
	w.ok(north+"/admin", "EraseParty", erase)
}

func TestEraseParty_MorePoliciesThanCanBeRead_IsRefused(t *testing.T) {
	w := newWorld(t).market()
	tx := w.begin(north + "/admin")
	for i := 0; i <= party.MaxContracts; i++ {
		if err := tx.Put(fmt.Sprintf("policies-of-holder/holder-1/p-%05d", i), []byte("1")); err != nil {
			t.Fatal(err)
		}
	}
	if err := tx.Commit(); err != nil {
		t.Fatal(err)
	}
	w.refused(fault.TooMany, north+"/admin", "EraseParty", erase)
}

// Whoever binds and erases at the same time: one of them is run again, and then refused.
func TestEraseParty_WhileAPolicyIsBound_Conflicts(t *testing.T) {
	w := newWorld(t).market()
	w.quoteHome("q")
	binding, erasing := w.begin(north+"/underwriter"), w.begin(north+"/admin")
	if _, err := Invoke(binding, "BindPolicy", [][]byte{[]byte(`{"requestId":"b","policyId":"p","quoteId":"q"}`)}); err != nil {
		t.Fatal(err)
	}
	if _, err := Invoke(erasing, "EraseParty", [][]byte{[]byte(erase)}); err != nil {
		t.Fatal(err)
	}
	if err := binding.Commit(); err != nil {
		t.Fatal(err)
	}
	if err := erasing.Commit(); err != memledger.ErrConflict {
		t.Fatal(err)
	}
	w.refused(fault.ErasureNotAllowed, north+"/admin", "EraseParty", erase)
}

func TestConsents_AllowOnePurposeUntilTheyEnd(t *testing.T) {
	w := newWorld(t).market()
	access := func(id, purpose string) string {
		return `{"requestId":"` + id + `","partyId":"holder-1","purpose":"` + purpose + `"}`
	}
	for i, purpose := range []string{"CONTRACT", "CLAIM", "LEGAL_OBLIGATION", "DATA_SUBJECT_REQUEST"} {
		w.ok(north+"/underwriter", "RecordAccess", access(fmt.Sprint("free-", i), "PURPOSE_"+purpose))
	}
	w.refused(fault.ConsentMissing, north+"/underwriter", "RecordAccess", access("z", "PURPOSE_MARKETING"))
	w.refused(fault.ConsentMissing, north+"/underwriter", "GetPersonalData", `{"partyId":"holder-1","purpose":"PURPOSE_SHARING"}`)
	w.refused(fault.Required, north+"/underwriter", "RecordAccess", `{"requestId":"z","partyId":"holder-1"}`)
	w.refused(fault.InvalidArgument, north+"/underwriter", "RecordConsent", consent("c", "PURPOSE_CLAIM", "2030-01-01T00:00:00Z"))
	w.refused(fault.InvalidPeriod, north+"/underwriter", "RecordConsent", consent("c", "PURPOSE_MARKETING", "2026-03-01T09:00:00Z"))
	w.refused(fault.ConsentNotFound, north+"/underwriter", "WithdrawConsent", `{"requestId":"z","partyId":"holder-1","consentId":"c"}`)

	w.ok(north+"/underwriter", "RecordConsent", consent("short", "PURPOSE_MARKETING", "2026-03-01T09:00:10Z"))
	w.refused(fault.AlreadyExists, north+"/underwriter", "RecordConsent", strings.Replace(consent("short", "PURPOSE_MARKETING", "2027-03-01T00:00:00Z"), "r-short", "again", 1))
	w.ok(north+"/underwriter", "RecordAccess", access("m1", "PURPOSE_MARKETING"))
	w.refused(fault.ConsentMissing, north+"/underwriter", "RecordAccess", access("z", "PURPOSE_PROFILING"))
	w.wait(10)
	w.refused(fault.ConsentMissing, north+"/underwriter", "RecordAccess", access("z", "PURPOSE_MARKETING"))

	w.ok(north+"/underwriter", "RecordConsent", consent("long", "PURPOSE_MARKETING", "2030-01-01T00:00:00Z"))
	w.ok(north+"/underwriter", "RecordAccess", access("m2", "PURPOSE_MARKETING"))
	w.ok(north+"/claims-handler", "WithdrawConsent", `{"requestId":"w","partyId":"holder-1","consentId":"long"}`)
	w.refused(fault.ConsentWithdrawn, north+"/claims-handler", "WithdrawConsent", `{"requestId":"w2","partyId":"holder-1","consentId":"long"}`)
	w.refused(fault.ConsentMissing, north+"/underwriter", "RecordAccess", access("z", "PURPOSE_MARKETING"))

	listed := parsed[ListConsentsResponse](t, w.ok(reg+"/auditor", "ListConsents", `{"partyId":"holder-1"}`)).Consents
	if len(listed) != 2 || listed[0].ConsentID != "long" || listed[0].Withdrawn == nil || listed[1].Withdrawn != nil {
		t.Fatalf("%+v", listed)
	}
	w.refused(fault.PartyNotFound, north+"/auditor", "ListConsents", `{"partyId":"nobody"}`)
	w.refused(fault.RoleNotAllowed, north+"/broker/b", "ListConsents", `{"partyId":"holder-1"}`)
}

func TestRecordConsent_MoreThanOneReads_IsRefused(t *testing.T) {
	w := newWorld(t).market()
	for i := range party.MaxConsents {
		w.ok(north+"/underwriter", "RecordConsent", consent(fmt.Sprint("c", i), "PURPOSE_SHARING", "2030-01-01T00:00:00Z"))
	}
	w.refused(fault.TooMany, north+"/underwriter", "RecordConsent", consent("more", "PURPOSE_SHARING", "2030-01-01T00:00:00Z"))
}

func TestAccessLog_ListsEveryReading_ByPages(t *testing.T) {
	w := newWorld(t).market()
	for i := range 5 {
		w.ok(north+"/claims-handler", "RecordAccess", fmt.Sprintf(`{"requestId":"a%d","actor":"kim","partyId":"holder-1","purpose":"PURPOSE_CLAIM"}`, i))
		w.wait(1)
	}
	var read []party.Access
	token := ""
	for {
		page := parsed[ListAccessesResponse](t, w.ok(south+"/auditor", "ListAccesses", `{"partyId":"holder-1","pageSize":2,"pageToken":"`+token+`"}`))
		read = append(read, page.Accesses...)
		if token = page.NextPageToken; token == "" {
			break
		}
	}
	if len(read) != 5 || read[0].Accessed.Actor != "kim" || read[0].Version != 1 || read[4].Accessed.Time.Seconds != read[0].Accessed.Time.Seconds+4 {
		t.Fatalf("%+v", read)
	}
	w.refused(fault.InvalidToken, south+"/auditor", "ListAccesses", `{"partyId":"holder-1","pageToken":"eA"}`)
	w.refused(fault.RoleNotAllowed, north+"/finance", "ListAccesses", `{"partyId":"holder-1"}`)
}

func TestAccessLog_WithinOneSecond_IsInTheOrderOfTime(t *testing.T) {
	w := newWorld(t).market()
	// Transaction ids rise here, so a later one at an earlier moment shows what the order is by.
	for i, nanos := range []int32{900_000_000, 5, 400} {
		w.now.Nanos = nanos
		w.ok(north+"/claims-handler", "RecordAccess", fmt.Sprintf(`{"requestId":"a%d","actor":"kim-%d","partyId":"holder-1","purpose":"PURPOSE_CLAIM"}`, i, i))
	}
	read := parsed[ListAccessesResponse](t, w.ok(south+"/auditor", "ListAccesses", `{"partyId":"holder-1"}`)).Accesses
	if len(read) != 3 || read[0].Accessed.Actor != "kim-1" || read[1].Accessed.Actor != "kim-2" || read[2].Accessed.Actor != "kim-0" {
		t.Fatalf("%+v", read)
	}
}

func TestPurgePersonalData_NeverRegistered_IsPurgedByItsHashAlone(t *testing.T) {
	w := newWorld(t)
	const purge = `{"requestId":"u","partyId":"p","unregisteredVersion":1}`
	held := func() string { return w.ok(north+"/finance", "HoldsPersonalData", `{}`) }
	if got := held(); strings.Contains(got, "true") {
		t.Fatal(got)
	}
	// Of nobody: it says that nothing is there, and proves when it is committed that there is no record.
	if got := parsed[party.Party](t, w.ok(north+"/underwriter", "PurgePersonalData", purge)); got.SealedSHA256 != "" {
		t.Fatalf("%+v", got)
	}
	w.ok(north+"/broker", "StorePersonalData", `{"requestId":"a","partyId":"p","version":1}`)
	if got := held(); !strings.Contains(got, "true") {
		t.Fatal(got)
	}
	w.refused(fault.RecordNotFound, north+"/underwriter", "PurgePersonalData", with(purge, `"sealedSha256":"`+terms+`"`))
	w.refused(fault.InvalidText, north+"/underwriter", "PurgePersonalData", with(purge, `"sealedSha256":"A"`))
	w.refused(fault.InvalidArgument, north+"/underwriter", "PurgePersonalData", `{"requestId":"u","partyId":"p","unregisteredVersion":101}`)
	w.refused(fault.PartyNotFound, north+"/underwriter", "PurgePersonalData", `{"requestId":"u","partyId":"p"}`)
	// Another insurer has a person of the same id meanwhile: its own collection is not touched.
	w.register(south+"/underwriter", `{"requestId":"s","partyId":"p"}`)
	w.refused(fault.AlreadyExists, south+"/underwriter", "PurgePersonalData", purge)
	_, tx, err := w.call(north+"/underwriter", "PurgePersonalData", with(purge, `"sealedSha256":"`+hex.EncodeToString(sealedHash[:])+`"`))
	if err != nil || tx.EventName != "" || len(tx.Writes) != 1 || tx.Writes[0].Collection != collection || tx.Writes[0].Key != "p/1" || !tx.Writes[0].Deleted {
		t.Fatalf("%v %+v", err, tx.Writes)
	}
	if got := held(); strings.Contains(got, "true") {
		t.Fatal(got)
	}
}

func TestPurgePersonalData_OfACorrectionNeverRecorded_LeavesTheCurrentVersion(t *testing.T) {
	w := newWorld(t).market()
	w.ok(north+"/underwriter", "StorePersonalData", `{"requestId":"s","partyId":"holder-1","version":2}`)
	w.refused(fault.AlreadyExists, north+"/underwriter", "PurgePersonalData", `{"requestId":"u","partyId":"holder-1","unregisteredVersion":1}`)
	w.ok(north+"/underwriter", "PurgePersonalData", `{"requestId":"u","partyId":"holder-1","unregisteredVersion":2}`)
	w.refused(fault.PersonalDataMissing, north+"/underwriter", "CorrectParty", with(`{"requestId":"k","partyId":"holder-1","reason":"r"}`, sealedNames))
	w.ok(north+"/underwriter", "GetPersonalData", `{"partyId":"holder-1","purpose":"PURPOSE_CLAIM"}`)
}
