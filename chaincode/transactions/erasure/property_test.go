package erasure_test

import (
	"encoding/hex"
	"fmt"
	"math/rand"
	"strings"
	"testing"

	"insurance/chaincode/domain/fault"
	"insurance/chaincode/domain/party"
	"insurance/chaincode/transactions/parties"
	. "insurance/chaincode/transactions/transactionstest"
)

// Whatever sequence of calls a gateway sends, in whatever order and however often, a person who is not erased can be read
// as last corrected, one who is erased cannot, purged versions stay purged, and every commitment ever made stays.
func TestParty_NoSequenceOfCalls_BreaksWhatAReaderReliesOn(t *testing.T) {
	for seed := range int64(60) {
		random := rand.New(rand.NewSource(seed))
		w := NewWorld(t)
		w.Register(North+"/underwriter", `{"requestId":"h","partyId":"holder-1"}`)
		version, erased, commitments, accesses := 1, false, []string{Terms}, 0
		for step := range 60 {
			id := fmt.Sprintf("s%d", step)
			switch random.Intn(7) {
			case 0:
				_, _, _ = w.Call(North+"/underwriter", "StorePersonalData", fmt.Sprintf(`{"requestId":"%s","partyId":"holder-1","version":%d}`, id, version+random.Intn(3)))
			case 1, 2:
				commitment := fmt.Sprintf("%064x", random.Int63())
				request := With(`{"requestId":"`+id+`","partyId":"holder-1","reason":"r"}`, strings.Replace(SealedNames, Terms, commitment, 1))
				if _, _, err := w.Call(North+"/underwriter", "CorrectParty", request); err == nil {
					version++
					commitments = append(commitments, commitment)
				}
			case 3, 4:
				_, _, _ = w.Call(North+"/underwriter", "PurgePersonalData", `{"requestId":"`+id+`","partyId":"holder-1"}`)
			case 5:
				if _, _, err := w.Call(North+"/claims-handler", "RecordAccess", `{"requestId":"`+id+`","partyId":"holder-1","purpose":"PURPOSE_CLAIM"}`); err == nil {
					accesses++
				}
			case 6:
				if random.Intn(4) == 0 {
					_, _, err := w.Call(North+"/admin", "EraseParty", `{"requestId":"`+id+`","partyId":"holder-1","reason":"r"}`)
					erased = erased || err == nil
				}
			}
			payload, _, err := w.Call(North+"/underwriter", "GetPersonalData", `{"partyId":"holder-1","purpose":"PURPOSE_CLAIM"}`)
			switch {
			case erased && fault.CodeOf(err) != fault.PartyErased:
				t.Fatalf("seed %d, step %d: an erased person is read: %v", seed, step, err)
			case !erased && (err != nil || Parse[parties.SealedPersonalData](t, payload).Version != uint32(version)):
				t.Fatalf("seed %d, step %d: %v %s", seed, step, err, payload)
			}
			w.Wait(1)
		}
		got := Parse[party.Party](t, w.Ok(North+"/auditor", "GetParty", `{"partyId":"holder-1"}`))
		kept := make([]string, 0, len(commitments))
		for _, earlier := range got.Earlier {
			kept = append(kept, earlier.CommitmentSHA256)
		}
		if kept = append(kept, got.CommitmentSHA256); strings.Join(kept, " ") != strings.Join(commitments, " ") {
			t.Fatalf("seed %d: commitments %v, made %v", seed, kept, commitments)
		}
		if log := Parse[parties.ListAccessesResponse](t, w.Ok(North+"/auditor", "ListAccesses", `{"partyId":"holder-1"}`)); len(log.Accesses) != accesses {
			t.Fatalf("seed %d: %d accesses logged of %d", seed, len(log.Accesses), accesses)
		}
		if version > 1 || erased {
			w.Ok(North+"/admin", "PurgePersonalData", `{"requestId":"last","partyId":"holder-1"}`)
		}
		for v := 1; v <= version+1; v++ {
			hash, err := w.Begin(North+"/admin").GetPrivateHash(Collection, fmt.Sprintf("holder-1/%d", v))
			if err != nil || hash != nil && (erased || v < version) {
				t.Fatalf("seed %d: version %d of %d is still there (%s): %v", seed, v, version, hex.EncodeToString(hash), err)
			}
		}
	}
}
