package transactions_test

import (
	"bytes"
	"errors"
	"fmt"
	"strings"
	"testing"

	"insurance/chaincode/domain/fault"
	"insurance/chaincode/ledger/memledger"
	"insurance/chaincode/transactions"
	. "insurance/chaincode/transactions/transactionstest"
)

func TestInvoke_MalformedRequests_AreRefusedWithTheFieldAtFault(t *testing.T) {
	w := NewWorld(t).Market()
	for _, test := range []struct {
		name, request string
		code          fault.Code
		field         string
	}{
		{"empty", ``, fault.MalformedJSON, ""},
		{"null", `null`, fault.MalformedJSON, ""},
		{"array", `[]`, fault.MalformedJSON, ""},
		{"cut", `{"requestId":"x`, fault.MalformedJSON, "requestId"},
		{"trailing", `{"requestId":"x"} {}`, fault.MalformedJSON, ""},
		{"unknown", `{"requestId":"x","colour":"red"}`, fault.UnknownField, "colour"},
		{"unknown nested", `{"requestId":"x","cover":{"begin":"x"}}`, fault.UnknownField, "cover.begin"},
		{"duplicate", `{"requestId":"x","requestId":"x"}`, fault.DuplicateKey, "requestId"},
		{"duplicate by proto name", `{"requestId":"x","request_id":"x"}`, fault.DuplicateKey, "requestId"},
		{"duplicate nested", `{"coverages":[{"sumInsured":{"currency":"DKK","currency":"DKK"}}]}`, fault.DuplicateKey, "coverages[0].sumInsured.currency"},
		{"duplicate in a map", `{"risk":{"a":"1","a":"1"}}`, fault.DuplicateKey, "risk.a"},
		{"invalid UTF-8", "{\"requestId\":\"\xff\"}", fault.MalformedJSON, ""},
		{"half a surrogate", `{"requestId":"\ud800"}`, fault.MalformedJSON, "requestId"},
		{"too large", `{"requestId":"` + strings.Repeat("x", 256<<10) + `"}`, fault.InputTooLarge, ""},
		{"too deep", strings.Repeat(`{"cover":`, 40), fault.UnknownField, "cover.cover"},
		{"wrong type", `{"requestId":1}`, fault.MalformedJSON, "requestId"},
		{"no request id", `{}`, fault.Required, "requestId"},
		{"request id with a slash", `{"requestId":"a/b"}`, fault.InvalidID, "requestId"},
		{"long request id", `{"requestId":"` + strings.Repeat("x", 65) + `"}`, fault.InvalidID, "requestId"},
		{"long actor", `{"requestId":"x","actor":"` + strings.Repeat("é", 201) + `"}`, fault.TextTooLong, "actor"},
		{"control character", `{"requestId":"x","actor":"a\u0000b"}`, fault.InvalidText, "actor"},
		{"fraction", `{"coverages":[{"sumInsured":{"minorUnits":1.5}}]}`, fault.InvalidArgument, "coverages[0].sumInsured.minorUnits"},
		{"beyond 64 bits", `{"coverages":[{"sumInsured":{"minorUnits":"9223372036854775808"}}]}`, fault.AmountOverflow, "coverages[0].sumInsured.minorUnits"},
		{"far beyond 64 bits", `{"coverages":[{"sumInsured":{"minorUnits":1e400}}]}`, fault.AmountOverflow, "coverages[0].sumInsured.minorUnits"},
		{"no time", `{"cover":{"start":"yesterday"}}`, fault.MalformedJSON, "cover.start"},
		{"no such day", `{"cover":{"start":"2026-02-30T00:00:00Z"}}`, fault.MalformedJSON, "cover.start"},
	} {
		t.Run(test.name, func(t *testing.T) {
			if got := w.Refused(test.code, North+"/underwriter", "RequestQuote", test.request); got.Field != test.field {
				t.Errorf("field %q, want %q", got.Field, test.field)
			}
		})
	}
}

func TestInvoke_WrongCalls_AreRefused(t *testing.T) {
	w := NewWorld(t)
	w.Refused(fault.UnknownTransaction, North+"/admin", "DropAll", `{}`)
	w.Refused(fault.UnknownTransaction, North+"/admin", "", `{}`)
	for _, arguments := range [][][]byte{nil, {[]byte(`{}`), []byte(`{}`)}} {
		_, err := transactions.Invoke(w.Begin(North+"/admin"), "GetRegistry", arguments)
		if fault.CodeOf(err) != fault.WrongArguments {
			t.Errorf("%d arguments: %v", len(arguments), err)
		}
	}
	tx := w.Ledger.Begin(memledger.Proposal{TransactionID: "t", Time: w.Now, CallerError: errors.New("no certificate")})
	_, err := transactions.Invoke(tx, "GetRegistry", [][]byte{[]byte(`{}`)})
	if fault.CodeOf(err) != fault.InvalidIdentity {
		t.Error(err)
	}
}

func TestInvoke_SameInput_GivesTheSameWritesByteForByte(t *testing.T) {
	w := NewWorld(t).Market()
	w.Home("p")
	w.Flights("AA 1", 3)
	w.Oracle()
	reading := w.Publish("AA 1", 100, 1, nil)
	for _, test := range []struct{ caller, function, request string }{
		{"underwriter", "RequestQuote", strings.Replace(HomeQuote("q"), `"risk":{`, `"risk":{"z":"1","b":"2","a":"3","m":"4",`, 1)},
		{"claims-handler", "SubmitClaim", HomeClaim("c", "p", "l", "100000")},
		{"claims-handler", "SettleEvent", `{"requestId":"s","readingId":"` + reading + `"}`},
		{"underwriter", "PublishProduct", `{"requestId":"z","product":` + strings.Replace(Property, `"version":1`, `"version":2`, 1) + `}`},
	} {
		var first []byte
		for range 20 {
			w.Count = 1_000
			tx := w.Begin(Who(North + "/" + test.caller))
			payload, err := transactions.Invoke(tx, test.function, [][]byte{[]byte(test.request)})
			if err != nil {
				t.Fatal(err)
			}
			effects := fmt.Appendf(payload, "%v %q %q", tx.Writes, tx.EventName, tx.EventPayload)
			if first == nil {
				first = effects
			} else if !bytes.Equal(first, effects) {
				t.Fatalf("%s:\n%s\n%s", test.function, first, effects)
			}
		}
	}
}
