package contract

import (
	"encoding/hex"
	"fmt"
	"math/rand"
	"strings"
	"testing"

	"insurance/chaincode/domain/fault"
	"insurance/chaincode/domain/party"
)

// Whatever sequence of calls a gateway sends, in whatever order and however often, a person who is not erased can be read
// as last corrected, one who is erased cannot, purged versions stay purged, and every commitment ever made stays.
func TestParty_NoSequenceOfCalls_BreaksWhatAReaderReliesOn(t *testing.T) {
	for seed := range int64(60) {
		random := rand.New(rand.NewSource(seed))
		w := newWorld(t)
		w.register(north+"/underwriter", `{"requestId":"h","partyId":"holder-1"}`)
		version, erased, commitments, accesses := 1, false, []string{terms}, 0
		for step := range 60 {
			id := fmt.Sprintf("s%d", step)
			switch random.Intn(7) {
			case 0:
				_, _, _ = w.call(north+"/underwriter", "StorePersonalData", fmt.Sprintf(`{"requestId":"%s","partyId":"holder-1","version":%d}`, id, version+random.Intn(3)))
			case 1, 2:
				commitment := fmt.Sprintf("%064x", random.Int63())
				request := with(`{"requestId":"`+id+`","partyId":"holder-1","reason":"r"}`, strings.Replace(sealedNames, terms, commitment, 1))
				if _, _, err := w.call(north+"/underwriter", "CorrectParty", request); err == nil {
					version++
					commitments = append(commitments, commitment)
				}
			case 3, 4:
				_, _, _ = w.call(north+"/underwriter", "PurgePersonalData", `{"requestId":"`+id+`","partyId":"holder-1"}`)
			case 5:
				if _, _, err := w.call(north+"/claims-handler", "RecordAccess", `{"requestId":"`+id+`","partyId":"holder-1","purpose":"PURPOSE_CLAIM"}`); err == nil {
					accesses++
				}
			case 6:
				if random.Intn(4) == 0 {
					_, _, err := w.call(north+"/admin", "EraseParty", `{"requestId":"`+id+`","partyId":"holder-1","reason":"r"}`)
					erased = erased || err == nil
				}
			}
			payload, _, err := w.call(north+"/underwriter", "GetPersonalData", `{"partyId":"holder-1","purpose":"PURPOSE_CLAIM"}`)
			switch {
			case erased && faultOf(err) != fault.PartyErased:
				t.Fatalf("seed %d, step %d: an erased person is read: %v", seed, step, err)
			case !erased && (err != nil || parsed[SealedPersonalData](t, payload).Version != uint32(version)):
				t.Fatalf("seed %d, step %d: %v %s", seed, step, err, payload)
			}
			w.wait(1)
		}
		got := parsed[party.Party](t, w.ok(north+"/auditor", "GetParty", `{"partyId":"holder-1"}`))
		kept := make([]string, 0, len(commitments))
		for _, earlier := range got.Earlier {
			kept = append(kept, earlier.CommitmentSHA256)
		}
		if kept = append(kept, got.CommitmentSHA256); strings.Join(kept, " ") != strings.Join(commitments, " ") {
			t.Fatalf("seed %d: commitments %v, made %v", seed, kept, commitments)
		}
		if log := parsed[ListAccessesResponse](t, w.ok(north+"/auditor", "ListAccesses", `{"partyId":"holder-1"}`)); len(log.Accesses) != accesses {
			t.Fatalf("seed %d: %d accesses logged of %d", seed, len(log.Accesses), accesses)
		}
		if version > 1 || erased {
			w.ok(north+"/admin", "PurgePersonalData", `{"requestId":"last","partyId":"holder-1"}`)
		}
		for v := 1; v <= version+1; v++ {
			hash, err := w.begin(north+"/admin").GetPrivateHash(collection, fmt.Sprintf("holder-1/%d", v))
			if err != nil || hash != nil && (erased || v < version) {
				t.Fatalf("seed %d: version %d of %d is still there (%s): %v", seed, v, version, hex.EncodeToString(hash), err)
			}
		}
	}
}
