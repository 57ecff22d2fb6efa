package parties_test

import (
	"encoding/hex"
	"fmt"
	"strings"
	"testing"

	"insurance/chaincode/domain/fault"
	"insurance/chaincode/domain/party"
	"insurance/chaincode/ledger/memledger"
	"insurance/chaincode/transactions"
	"insurance/chaincode/transactions/parties"
	. "insurance/chaincode/transactions/transactionstest"
)

func TestStorePersonalData_Writes_TheInsurersCollectionAlone(t *testing.T) {
	w := NewWorld(t)
	_, tx, err := w.Call(North+"/broker", "StorePersonalData", `{"requestId":"a","partyId":"p","version":1}`)
	if err != nil || tx.EventName != "" {
		t.Fatalf("%v, event %q", err, tx.EventName)
	}
	// One public write, and another organization would have to endorse and to see the sealed data.
	if len(tx.Writes) != 1 || tx.Writes[0].Collection != Collection || tx.Writes[0].Key != "p/1" || tx.Writes[0].Policy {
		t.Fatalf("writes %+v", tx.Writes)
	}
}

func TestRegisterParty_AtAPeerThatHoldsNothing_ChecksTheHashOfWhatIsStored(t *testing.T) {
	w := NewWorld(t)
	w.Ok(North+"/broker", "StorePersonalData", `{"requestId":"a","partyId":"p","version":1}`)
	tx := w.Ledger.Begin(memledger.Proposal{TransactionID: "t", Time: w.Now, Caller: Who(North + "/broker/b-1").Caller(), PeerMSP: South})
	payload, err := transactions.Invoke(tx, "RegisterParty", [][]byte{[]byte(`{"requestId":"a","partyId":"p",` + SealedNames + `}`)})
	if err != nil {
		t.Fatal(err)
	}
	got := Parse[party.Party](t, string(payload))
	if got.CommitmentSHA256 != Terms || got.SealedSHA256 != hex.EncodeToString(SealedHash[:]) || got.Version != 1 {
		t.Errorf("%+v", got)
	}
	// From then on another organization alone changes nothing of it.
	if policies := len(tx.Writes); !tx.Writes[1].Policy || tx.Writes[1].Key != "party/NorthMSP/p" {
		t.Errorf("%d writes, no policy of the record's own: %+v", policies, tx.Writes)
	}
}

func TestStorePersonalData_Repeated_IsHarmlessUntilRegistered(t *testing.T) {
	w := NewWorld(t)
	const store = `{"requestId":"a","partyId":"p","version":1}`
	w.Ok(North+"/broker", "StorePersonalData", store)
	w.Register(North+"/broker/b-1", `{"requestId":"a","partyId":"p"}`)
	w.Refused(fault.AlreadyExists, North+"/broker", "StorePersonalData", store)
	// A gateway that repeats a registration has drawn another salt.
	again := strings.Replace(SealedNames, Terms, strings.Repeat("0", 64), 1)
	if got := w.Ok(North+"/broker/b-1", "RegisterParty", With(`{"requestId":"a","partyId":"p"}`, again)); !strings.Contains(got, Terms) {
		t.Fatal(got)
	}
	w.Refused(fault.RequestReused, North+"/broker/b-1", "RegisterParty", With(`{"requestId":"a","partyId":"q"}`, again))
	// Another insurer's persons have ids of their own.
	w.Register(South+"/underwriter", `{"requestId":"a","partyId":"p"}`)
}

func TestRegisterParty_BadRequests_AreRefused(t *testing.T) {
	w := NewWorld(t).Market()
	const register = `{"requestId":"z","partyId":"p"}`
	w.Refused(fault.PersonalDataInArguments, North+"/broker/b-1", "RegisterParty", With(register, `"personalData":{"fullName":"Ada"}`))
	w.Refused(fault.PersonalDataInArguments, North+"/underwriter", "CorrectParty", With(register, `"personalData":{"fullName":"Ada"}`))
	w.Refused(fault.UnknownField, North+"/broker", "StorePersonalData", With(register, `"personalData":{"fullName":"Ada"}`))
	w.Refused(fault.AlreadyExists, North+"/broker/b-1", "RegisterParty", With(`{"requestId":"z","partyId":"holder-1"}`, SealedNames))
	w.Refused(fault.PersonalDataMissing, North+"/broker/b-1", "RegisterParty", register)
	w.Refused(fault.PersonalDataMissing, North+"/broker/b-1", "RegisterParty", With(register, SealedNames))
	w.Refused(fault.InvalidText, North+"/broker/b-1", "RegisterParty", With(register, `"commitmentSha256":"A"`))
	w.Refused(fault.Required, North+"/broker/b-1", "RegisterParty", With(register, `"commitmentSha256":"`+Terms+`"`))
	w.Ok(North+"/broker", "StorePersonalData", With(register, `"version":1`))
	w.Refused(fault.PersonalDataMissing, North+"/broker/b-1", "RegisterParty",
		With(register, `"commitmentSha256":"`+Terms+`","sealedSha256":"`+Terms+`"`))
	w.Refused(fault.InvalidArgument, North+"/broker", "StorePersonalData", register)
	w.Refused(fault.InvalidArgument, North+"/broker", "StorePersonalData", With(register, `"version":101`))
	w.Refused(fault.PartyNotFound, North+"/broker", "StorePersonalData", With(register, `"version":2`))
	w.Refused(fault.RoleNotAllowed, North+"/broker", "StorePersonalData", `{"requestId":"z","partyId":"holder-1","version":2}`)
	w.Refused(fault.VersionGap, North+"/underwriter", "StorePersonalData", `{"requestId":"z","partyId":"holder-1","version":3}`)
}

func TestStorePersonalData_BadSealedValues_AreRefused(t *testing.T) {
	w := NewWorld(t)
	for _, sealed := range [][]byte{nil, {}, {1}, append([]byte{0}, make([]byte, 99)...), append([]byte{2}, make([]byte, 99)...),
		append([]byte{1}, make([]byte, 61)...), append([]byte{1}, make([]byte, 16*1024)...)} {
		tx := w.Ledger.Begin(memledger.Proposal{TransactionID: "t", Time: w.Now, Caller: Who(North + "/broker").Caller(),
			Transient: map[string][]byte{"sealed": sealed}})
		_, err := transactions.Invoke(tx, "StorePersonalData", [][]byte{[]byte(`{"requestId":"z","partyId":"p","version":1}`)})
		if fault.CodeOf(err) != fault.PersonalDataMissing || len(tx.Writes) > 0 {
			t.Errorf("%d bytes: %v, %d writes", len(sealed), err, len(tx.Writes))
		}
	}
}

func TestCorrectParty_KeepsEveryCommitment_AndPurgesTheDataBefore(t *testing.T) {
	w := NewWorld(t).Market()
	w.Refused(fault.RecordNotFound, North+"/underwriter", "PurgePersonalData", `{"requestId":"u","partyId":"holder-1"}`)
	w.Correct(2)
	got := Parse[party.Party](t, w.Correct(3))
	if got.Version != 3 || len(got.Earlier) != 2 || got.Earlier[0].CommitmentSHA256 != Terms || got.Earlier[1].Reason != "moved" ||
		got.CommitmentSHA256 != fmt.Sprintf("%064d", 3) || got.Earlier[0].Recorded.TransactionID != got.Registered.TransactionID ||
		got.Earlier[1].Recorded.TransactionID != got.Earlier[0].Replaced.TransactionID || got.Corrected == nil {
		t.Fatalf("%+v", got)
	}
	for range 2 {
		_, tx, err := w.Call(North+"/underwriter", "PurgePersonalData", `{"requestId":"u","partyId":"holder-1"}`)
		if err != nil || tx.EventName != "" {
			t.Fatal(err, tx.EventName)
		}
		var purged []string
		for _, write := range tx.Writes {
			if write.Collection != Collection || !write.Deleted {
				t.Fatalf("%+v", write)
			}
			purged = append(purged, write.Key)
		}
		if strings.Join(purged, " ") != "holder-1/1 holder-1/2" {
			t.Fatal(purged)
		}
	}
	read := Parse[parties.SealedPersonalData](t, w.Ok(North+"/underwriter", "GetPersonalData", `{"partyId":"holder-1","purpose":"PURPOSE_CLAIM"}`))
	if read.Version != 3 || read.CommitmentSHA256 != got.CommitmentSHA256 {
		t.Fatalf("%+v", read)
	}
	w.Refused(fault.PersonalDataMissing, North+"/underwriter", "CorrectParty", With(`{"requestId":"k4","partyId":"holder-1","reason":"r"}`, SealedNames))
}

func TestCorrectParty_TooOften_IsRefused(t *testing.T) {
	w := NewWorld(t).Market()
	for version := 2; version <= party.MaxVersions; version++ {
		w.Correct(version)
	}
	w.Refused(fault.TooMany, North+"/underwriter", "CorrectParty", With(`{"requestId":"z","partyId":"holder-1","reason":"r"}`, SealedNames))
}

func TestConsents_AllowOnePurposeUntilTheyEnd(t *testing.T) {
	w := NewWorld(t).Market()
	access := func(id, purpose string) string {
		return `{"requestId":"` + id + `","partyId":"holder-1","purpose":"` + purpose + `"}`
	}
	for i, purpose := range []string{"CONTRACT", "CLAIM", "LEGAL_OBLIGATION", "DATA_SUBJECT_REQUEST"} {
		w.Ok(North+"/underwriter", "RecordAccess", access(fmt.Sprint("free-", i), "PURPOSE_"+purpose))
	}
	w.Refused(fault.ConsentMissing, North+"/underwriter", "RecordAccess", access("z", "PURPOSE_MARKETING"))
	w.Refused(fault.ConsentMissing, North+"/underwriter", "GetPersonalData", `{"partyId":"holder-1","purpose":"PURPOSE_SHARING"}`)
	w.Refused(fault.Required, North+"/underwriter", "RecordAccess", `{"requestId":"z","partyId":"holder-1"}`)
	w.Refused(fault.InvalidArgument, North+"/underwriter", "RecordConsent", ConsentRequest("c", "PURPOSE_CLAIM", "2030-01-01T00:00:00Z"))
	w.Refused(fault.InvalidPeriod, North+"/underwriter", "RecordConsent", ConsentRequest("c", "PURPOSE_MARKETING", "2026-03-01T09:00:00Z"))
	w.Refused(fault.ConsentNotFound, North+"/underwriter", "WithdrawConsent", `{"requestId":"z","partyId":"holder-1","consentId":"c"}`)

	w.Ok(North+"/underwriter", "RecordConsent", ConsentRequest("short", "PURPOSE_MARKETING", "2026-03-01T09:00:10Z"))
	w.Refused(fault.AlreadyExists, North+"/underwriter", "RecordConsent", strings.Replace(ConsentRequest("short", "PURPOSE_MARKETING", "2027-03-01T00:00:00Z"), "r-short", "again", 1))
	w.Ok(North+"/underwriter", "RecordAccess", access("m1", "PURPOSE_MARKETING"))
	w.Refused(fault.ConsentMissing, North+"/underwriter", "RecordAccess", access("z", "PURPOSE_PROFILING"))
	w.Wait(10)
	w.Refused(fault.ConsentMissing, North+"/underwriter", "RecordAccess", access("z", "PURPOSE_MARKETING"))

	w.Ok(North+"/underwriter", "RecordConsent", ConsentRequest("long", "PURPOSE_MARKETING", "2030-01-01T00:00:00Z"))
	w.Ok(North+"/underwriter", "RecordAccess", access("m2", "PURPOSE_MARKETING"))
	w.Ok(North+"/claims-handler", "WithdrawConsent", `{"requestId":"w","partyId":"holder-1","consentId":"long"}`)
	w.Refused(fault.ConsentWithdrawn, North+"/claims-handler", "WithdrawConsent", `{"requestId":"w2","partyId":"holder-1","consentId":"long"}`)
	w.Refused(fault.ConsentMissing, North+"/underwriter", "RecordAccess", access("z", "PURPOSE_MARKETING"))

	listed := Parse[parties.ListConsentsResponse](t, w.Ok(Regulator+"/auditor", "ListConsents", OfNorth(`{"partyId":"holder-1"}`))).Consents
	if len(listed) != 2 || listed[0].ConsentID != "long" || listed[0].Withdrawn == nil || listed[1].Withdrawn != nil {
		t.Fatalf("%+v", listed)
	}
	w.Refused(fault.PartyNotFound, North+"/auditor", "ListConsents", `{"partyId":"nobody"}`)
	w.Refused(fault.RoleNotAllowed, North+"/broker/b", "ListConsents", `{"partyId":"holder-1"}`)
}

func TestRecordConsent_MoreThanOneReads_IsRefused(t *testing.T) {
	w := NewWorld(t).Market()
	for i := range party.MaxConsents {
		w.Ok(North+"/underwriter", "RecordConsent", ConsentRequest(fmt.Sprint("c", i), "PURPOSE_SHARING", "2030-01-01T00:00:00Z"))
	}
	w.Refused(fault.TooMany, North+"/underwriter", "RecordConsent", ConsentRequest("more", "PURPOSE_SHARING", "2030-01-01T00:00:00Z"))
}

func TestAccessLog_ListsEveryReading_ByPages(t *testing.T) {
	w := NewWorld(t).Market()
	for i := range 5 {
		w.Ok(North+"/claims-handler", "RecordAccess", fmt.Sprintf(`{"requestId":"a%d","actor":"kim","partyId":"holder-1","purpose":"PURPOSE_CLAIM"}`, i))
		w.Wait(1)
	}
	var read []party.Access
	token := ""
	for {
		page := Parse[parties.ListAccessesResponse](t, w.Ok(South+"/auditor", "ListAccesses", OfNorth(`{"partyId":"holder-1","pageSize":2,"pageToken":"`+token+`"}`)))
		read = append(read, page.Accesses...)
		if token = page.NextPageToken; token == "" {
			break
		}
	}
	if len(read) != 5 || read[0].Accessed.Actor != "kim" || read[0].Version != 1 || read[4].Accessed.Time.Seconds != read[0].Accessed.Time.Seconds+4 {
		t.Fatalf("%+v", read)
	}
	w.Refused(fault.InvalidToken, South+"/auditor", "ListAccesses", OfNorth(`{"partyId":"holder-1","pageToken":"eA"}`))
	w.Refused(fault.RoleNotAllowed, North+"/finance", "ListAccesses", `{"partyId":"holder-1"}`)
}

func TestAccessLog_WithinOneSecond_IsInTheOrderOfTime(t *testing.T) {
	w := NewWorld(t).Market()
	// Transaction ids rise here, so a later one at an earlier moment shows what the order is by.
	for i, nanos := range []int32{900_000_000, 5, 400} {
		w.Now.Nanos = nanos
		w.Ok(North+"/claims-handler", "RecordAccess", fmt.Sprintf(`{"requestId":"a%d","actor":"kim-%d","partyId":"holder-1","purpose":"PURPOSE_CLAIM"}`, i, i))
	}
	read := Parse[parties.ListAccessesResponse](t, w.Ok(South+"/auditor", "ListAccesses", OfNorth(`{"partyId":"holder-1"}`))).Accesses
	if len(read) != 3 || read[0].Accessed.Actor != "kim-1" || read[1].Accessed.Actor != "kim-2" || read[2].Accessed.Actor != "kim-0" {
		t.Fatalf("%+v", read)
	}
}

func TestPurgePersonalData_NeverRegistered_IsPurgedByItsHashAlone(t *testing.T) {
	w := NewWorld(t)
	const purge = `{"requestId":"u","partyId":"p","unregisteredVersion":1}`
	held := func() string { return w.Ok(North+"/finance", "HoldsPersonalData", `{}`) }
	if got := held(); strings.Contains(got, "true") {
		t.Fatal(got)
	}
	// Of nobody: it says that nothing is there, and proves when it is committed that there is no record.
	if got := Parse[party.Party](t, w.Ok(North+"/underwriter", "PurgePersonalData", purge)); got.SealedSHA256 != "" {
		t.Fatalf("%+v", got)
	}
	w.Ok(North+"/broker", "StorePersonalData", `{"requestId":"a","partyId":"p","version":1}`)
	if got := held(); !strings.Contains(got, "true") {
		t.Fatal(got)
	}
	w.Refused(fault.RecordNotFound, North+"/underwriter", "PurgePersonalData", With(purge, `"sealedSha256":"`+Terms+`"`))
	w.Refused(fault.InvalidText, North+"/underwriter", "PurgePersonalData", With(purge, `"sealedSha256":"A"`))
	w.Refused(fault.InvalidArgument, North+"/underwriter", "PurgePersonalData", `{"requestId":"u","partyId":"p","unregisteredVersion":101}`)
	w.Refused(fault.PartyNotFound, North+"/underwriter", "PurgePersonalData", `{"requestId":"u","partyId":"p"}`)
	// Another insurer has a person of the same id meanwhile: its own collection is not touched.
	w.Register(South+"/underwriter", `{"requestId":"s","partyId":"p"}`)
	w.Refused(fault.AlreadyExists, South+"/underwriter", "PurgePersonalData", purge)
	_, tx, err := w.Call(North+"/underwriter", "PurgePersonalData", With(purge, `"sealedSha256":"`+hex.EncodeToString(SealedHash[:])+`"`))
	if err != nil || tx.EventName != "" || len(tx.Writes) != 1 || tx.Writes[0].Collection != Collection || tx.Writes[0].Key != "p/1" || !tx.Writes[0].Deleted {
		t.Fatalf("%v %+v", err, tx.Writes)
	}
	if got := held(); strings.Contains(got, "true") {
		t.Fatal(got)
	}
}

func TestPurgePersonalData_OfACorrectionNeverRecorded_LeavesTheCurrentVersion(t *testing.T) {
	w := NewWorld(t).Market()
	w.Ok(North+"/underwriter", "StorePersonalData", `{"requestId":"s","partyId":"holder-1","version":2}`)
	w.Refused(fault.AlreadyExists, North+"/underwriter", "PurgePersonalData", `{"requestId":"u","partyId":"holder-1","unregisteredVersion":1}`)
	w.Ok(North+"/underwriter", "PurgePersonalData", `{"requestId":"u","partyId":"holder-1","unregisteredVersion":2}`)
	w.Refused(fault.PersonalDataMissing, North+"/underwriter", "CorrectParty", With(`{"requestId":"k","partyId":"holder-1","reason":"r"}`, SealedNames))
	w.Ok(North+"/underwriter", "GetPersonalData", `{"partyId":"holder-1","purpose":"PURPOSE_CLAIM"}`)
}
