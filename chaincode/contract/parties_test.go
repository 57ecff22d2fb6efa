package contract

import (
	"crypto/sha256"
	"encoding/hex"
	"strings"
	"testing"

	"insurance/chaincode/domain/fault"
	"insurance/chaincode/domain/party"
	"insurance/chaincode/ledger/memledger"
	"insurance/chaincode/protojson"
)

func TestStorePersonalData_Writes_TheInsurersCollectionAlone(t *testing.T) {
	w := newWorld(t)
	payload, tx, err := w.call(north+"/broker", "StorePersonalData", `{"requestId":"a","partyId":"p"}`)
	if err != nil || strings.Contains(payload, "Byron") || tx.EventName != "" {
		t.Fatalf("%v, %s, event %q", err, payload, tx.EventName)
	}
	// One public write, and another organization would have to endorse and to see the person.
	if len(tx.Writes) != 1 || tx.Writes[0].Collection != "pii_NorthMSP" || tx.Writes[0].Policy {
		t.Fatalf("writes %+v", tx.Writes)
	}
}

func TestRegisterParty_AtAPeerThatHoldsNothing_CommitsToTheStoredData(t *testing.T) {
	w := newWorld(t)
	w.ok(north+"/broker", "StorePersonalData", `{"requestId":"a","partyId":"p"}`)
	tx := w.ledger.Begin(memledger.Proposal{TransactionID: "t", Time: w.now, Caller: who(north + "/broker").caller(), PeerMSP: "SouthMSP"})
	payload, err := Invoke(tx, "RegisterParty", [][]byte{[]byte(`{"requestId":"a","partyId":"p"}`)})
	if err != nil {
		t.Fatal(err)
	}
	var got party.Party
	if err := protojson.Unmarshal(payload, &got); err != nil {
		t.Fatal(err)
	}
	want := sha256.Sum256(append(make([]byte, 32), `{"fullName":"Ada Byron","dateOfBirth":"1990-12-10"}`...))
	if got.CommitmentSHA256 != hex.EncodeToString(want[:]) {
		t.Errorf("commitment %s", got.CommitmentSHA256)
	}
}

func TestStorePersonalData_Repeated_IsHarmlessUntilRegistered(t *testing.T) {
	w := newWorld(t)
	const request = `{"requestId":"a","partyId":"p"}`
	w.ok(north+"/broker", "StorePersonalData", request)
	w.register(north+"/broker", request)
	w.refused(fault.AlreadyExists, north+"/broker", "StorePersonalData", request)
	w.ok(north+"/broker", "RegisterParty", request)
	// Another insurer's store of the same id neither helps nor harms.
	w.refused(fault.AlreadyExists, south+"/underwriter", "StorePersonalData", request)
}
