package engine_test

import (
	"fmt"
	"strings"
	"testing"

	"insurance/chaincode/domain/fault"
	"insurance/chaincode/domain/instant"
	"insurance/chaincode/domain/text"
	"insurance/chaincode/engine"
	"insurance/chaincode/ledger"
	"insurance/chaincode/ledger/memledger"
	"insurance/chaincode/protojson"
)

// A chaincode of notes: each organization has its own, and a note may be for a friend, to whom its request id belongs.

type note struct {
	NoteID string `json:"noteId"`
	Text   string `json:"text"`
}

type addNoteRequest struct {
	engine.Header
	NoteID string `json:"noteId"`
	Text   string `json:"text"`
	Friend string `json:"friend"`
	// Sealed is made anew for each repetition; MarkOf stays.
	Sealed string `json:"sealed"`
	MarkOf string `json:"markOf"`
}

func (q *addNoteRequest) Validate() error { return text.ID("noteId", q.NoteID) }

func (q *addNoteRequest) Keys(b engine.Book) []string { return []string{b.Key("note", q.NoteID)} }

func (q *addNoteRequest) Requester(*engine.Tx) string { return q.Friend }

func (q *addNoteRequest) Derived() any {
	kept := *q
	kept.Sealed, kept.MarkOf = "", ""
	return &kept
}

type mark struct {
	MarkOf string `json:"markOf"`
}

func (q *addNoteRequest) Concealed() engine.Concealed { return &mark{q.MarkOf} }

func (m *mark) Same(stored []byte) (bool, error) {
	before, err := engine.Decoded[mark](stored)
	return err == nil && *before == *m, err
}

func addNote(t *engine.Tx, q *addNoteRequest) (*note, error) {
	k := t.Book.Key("note", q.NoteID)
	if err := t.Absent(k, "noteId", q.NoteID); err != nil {
		return nil, err
	}
	t.Event = "NoteAdded"
	n := &note{q.NoteID, q.Text}
	return n, t.PutNew(k, t.Caller.MSPID, n)
}

type dropNoteRequest struct {
	engine.Header
	NoteID string `json:"noteId"`
}

func (q *dropNoteRequest) Validate() error { return nil }

func (q *dropNoteRequest) Keys(engine.Book) []string { return nil }

func dropNote(t *engine.Tx, q *dropNoteRequest) (*note, error) {
	return &note{NoteID: q.NoteID}, t.PurgePrivate("drawer", q.NoteID)
}

type listNotesRequest struct {
	Of        string `json:"of"`
	PageSize  uint32 `json:"pageSize"`
	PageToken string `json:"pageToken"`
}

type listNotesResponse struct {
	Notes         []note `json:"notes"`
	NextPageToken string `json:"nextPageToken"`
}

func (q *listNotesRequest) Validate() error { return engine.CheckPage(q.PageSize, engine.MaxPage) }

func (q *listNotesRequest) Keys(engine.Book) []string { return nil }

func (q *listNotesRequest) BookOf() string { return q.Of }

func (q *listNotesRequest) CheckBook(t *engine.Tx) error {
	if t.Members.KindName(string(t.Book)) != "writer" {
		return fault.New(fault.InvalidArgument, "of", "there are no notes of %s", t.Book)
	}
	return nil
}

func listNotes(t *engine.Tx, q *listNotesRequest) (*listNotesResponse, error) {
	entries, next, err := t.ScanPage(t.Book.Key("note", ""), q.PageToken, engine.PageLimit(q.PageSize, engine.MaxPage))
	if err != nil {
		return nil, err
	}
	notes, err := engine.DecodedAll[note](engine.Values(entries))
	return &listNotesResponse{notes, next}, err
}

type members struct{}

func (members) KindName(mspID string) string {
	return map[string]string{"A": "writer", "B": "writer", "R": "reader"}[mspID]
}

func (members) OtherEndorsers(mspID string) []string {
	return []string{map[string]string{"A": "B", "B": "A"}[mspID]}
}

var notes = engine.New(engine.Chaincode{
	Table: []*engine.Transaction{
		engine.Submits("AddNote", []string{"writer"}, []string{"clerk", "friend"}, addNote),
		engine.Confidential(engine.Submits("DropNote", []string{"writer"}, []string{"clerk"}, dropNote)),
		engine.Reads("ListNotes", []string{"writer", "reader"}, []string{"clerk"}, listNotes),
	},
	MembersKey: "members",
	ReadMembers: func(*engine.Tx, engine.Request, []byte) (engine.Members, error) {
		return members{}, nil
	},
	Unreserved: func(_ *engine.Transaction, header *engine.Header) error {
		if header.Actor == "nobody" {
			return fault.New(fault.ActorReserved, "actor", "nobody writes notes")
		}
		return nil
	},
})

type desk struct {
	t      *testing.T
	ledger *memledger.Ledger
	count  int
}

func newDesk(t *testing.T) *desk { return &desk{t: t, ledger: memledger.New()} }

// call runs a transaction by an organization and a role, such as "A/clerk"; it commits when it succeeds.
func (d *desk) call(caller, function, request string) (string, *memledger.Tx, fault.Code) {
	d.t.Helper()
	d.count++
	mspID, role, _ := strings.Cut(caller, "/")
	tx := d.ledger.Begin(memledger.Proposal{
		TransactionID: fmt.Sprintf("tx-%d", d.count), Time: instant.Instant{Seconds: int64(d.count)},
		Caller: ledger.Caller{MSPID: mspID, Subject: "CN=" + caller, Roles: []string{role}},
	})
	payload, err := notes.Invoke(tx, function, [][]byte{[]byte(request)})
	if refusal := fault.From(err); refusal != nil {
		return "", tx, refusal.Code
	} else if err != nil {
		d.t.Fatal(err)
	}
	if err := tx.Commit(); err != nil {
		d.t.Fatal(err)
	}
	return string(payload), tx, ""
}

func TestInvoke_WhatTheTableDoesNotAllow_IsRefusedAndWritesNothing(t *testing.T) {
	for _, test := range []struct {
		caller, function, request string
		want                      fault.Code
	}{
		{"A/clerk", "AddNotes", `{}`, fault.UnknownTransaction},
		{"A/visitor", "AddNote", `{"requestId":"r","noteId":"n"}`, fault.RoleNotAllowed},
		{"R/clerk", "AddNote", `{"requestId":"r","noteId":"n"}`, fault.KindNotAllowed},
		{"X/clerk", "AddNote", `{"requestId":"r","noteId":"n"}`, fault.UnknownOrganization},
		{"A/clerk", "AddNote", `{"noteId":"n"}`, fault.Required},
		{"A/clerk", "AddNote", `{"requestId":"r","noteId":"a b"}`, fault.InvalidID},
		{"A/clerk", "AddNote", `{"requestId":"r","noteId":"n","actor":"nobody"}`, fault.ActorReserved},
		{"A/clerk", "AddNote", `{"requestId":"r","noteId":"n","more":"m"}`, fault.UnknownField},
		{"A/clerk", "ListNotes", `{"of":"R"}`, fault.InvalidArgument},
		{"A/clerk", "ListNotes", `{"pageSize":1001}`, fault.InvalidArgument},
	} {
		_, tx, code := newDesk(t).call(test.caller, test.function, test.request)
		if code != test.want || len(tx.Writes) > 0 {
			t.Errorf("%s by %s with %s: %s and %d writes, want %s", test.function, test.caller, test.request, code, len(tx.Writes), test.want)
		}
	}
	tx := newDesk(t).ledger.Begin(memledger.Proposal{Caller: ledger.Caller{MSPID: "A", Roles: []string{"clerk"}}})
	if _, err := notes.Invoke(tx, "ListNotes", nil); fault.CodeOf(err) != fault.WrongArguments {
		t.Error(err)
	}
}

func TestInvoke_Submit_EmitsItsResultAndNeedsTheOwnerAndAnother(t *testing.T) {
	payload, tx, code := newDesk(t).call("A/clerk", "AddNote", `{"requestId":"r","noteId":"n","text":"t"}`)
	if code != "" || payload != `{"noteId":"n","text":"t"}` || tx.EventName != "NoteAdded" || string(tx.EventPayload) != payload {
		t.Fatalf("%s %s, event %s %s", code, payload, tx.EventName, tx.EventPayload)
	}
	if len(tx.Writes) != 3 || tx.Writes[0].Key != "note/A/n" || !tx.Writes[1].Policy || tx.Writes[1].Key != "note/A/n" || !strings.HasPrefix(tx.Writes[2].Key, "request/A/subject/") {
		t.Fatalf("%+v", tx.Writes)
	}
}

func TestInvoke_Confidential_HasNoEventAndNoOutcome(t *testing.T) {
	_, tx, code := newDesk(t).call("A/clerk", "DropNote", `{"requestId":"r","noteId":"n"}`)
	if code != "" || tx.EventName != "" || len(tx.Writes) != 1 || tx.Writes[0].Collection != "drawer" {
		t.Fatalf("%s, event %q, %+v", code, tx.EventName, tx.Writes)
	}
}

func TestInvoke_Repeated_AnswersAsBeforeOrRefusesAnotherRequest(t *testing.T) {
	d := newDesk(t)
	const request = `{"requestId":"r","noteId":"n","text":"t","sealed":"1","markOf":"m","actor":"ann"}`
	first, _, _ := d.call("A/clerk", "AddNote", request)
	for _, same := range []string{request, strings.Replace(request, `"sealed":"1"`, `"sealed":"2"`, 1)} {
		if again, tx, code := d.call("A/clerk", "AddNote", same); again != first || code != "" || len(tx.Writes) > 0 || tx.EventName != "" {
			t.Errorf("%s: %s %s, %d writes", same, again, code, len(tx.Writes))
		}
	}
	for _, other := range []string{`"text":"t"`, `"noteId":"n"`, `"markOf":"m"`} {
		changed := strings.Replace(request, other, other[:len(other)-1]+`x"`, 1)
		if _, _, code := d.call("A/clerk", "AddNote", changed); code != fault.RequestReused {
			t.Errorf("%s: %s", changed, code)
		}
	}
	// Another organization, another actor and another friend have ids of their own.
	for _, test := range []struct{ caller, old, replacement string }{
		{"B/clerk", "", ""}, {"A/clerk", "ann", "ben"}, {"A/clerk", `"actor"`, `"friend":"eve","actor"`},
	} {
		if _, _, code := d.call(test.caller, "AddNote", strings.Replace(request, test.old, test.replacement, 1)); code != "" && code != fault.AlreadyExists {
			t.Errorf("%+v: %s", test, code)
		}
	}
}

// A friend's request id is the friend's, whoever sends the request.
func TestInvoke_RequestForSomebody_BelongsToWhomItIsFor(t *testing.T) {
	d := newDesk(t)
	const request = `{"requestId":"r","noteId":"n","friend":"eve","actor":"ann"}`
	first, _, _ := d.call("A/clerk", "AddNote", request)
	if again, _, code := d.call("A/friend", "AddNote", strings.Replace(request, "ann", "ben", 1)); code != "" || again != first {
		t.Errorf("%s %s", code, again)
	}
}

func TestScanPage_OfAnyList_CoversEveryRecordOnce(t *testing.T) {
	d := newDesk(t)
	for i := range 7 {
		d.call("A/clerk", "AddNote", fmt.Sprintf(`{"requestId":"r%d","noteId":"n%d"}`, i, i))
	}
	d.call("B/clerk", "AddNote", `{"requestId":"r","noteId":"n9"}`)
	var ids []string
	for token, pages := "", 0; ; pages++ {
		payload, _, code := d.call("R/clerk", "ListNotes", `{"of":"A","pageSize":3,"pageToken":"`+token+`"}`)
		var page listNotesResponse
		if err := protojson.Unmarshal([]byte(payload), &page); err != nil || code != "" || pages > 3 {
			t.Fatalf("%v %s after %d pages", err, code, pages)
		}
		for _, n := range page.Notes {
			ids = append(ids, n.NoteID)
		}
		if token = page.NextPageToken; token == "" {
			break
		}
	}
	if got := strings.Join(ids, " "); got != "n0 n1 n2 n3 n4 n5 n6" {
		t.Error(got)
	}
	for _, token := range []string{"x", engine.PageToken("note/B/n9"), engine.PageToken("note/A/ n1"), "%"} {
		if _, _, code := d.call("A/clerk", "ListNotes", `{"pageToken":"`+token+`"}`); code != fault.InvalidToken {
			t.Errorf("%q: %s", token, code)
		}
	}
}

func TestNew_TwoTransactionsOfOneName_AreAMistakeInTheProgram(t *testing.T) {
	defer func() {
		if recover() == nil {
			t.Error("accepted")
		}
	}()
	row := engine.Reads("ListNotes", nil, nil, listNotes)
	engine.New(engine.Chaincode{Table: []*engine.Transaction{row, row}})
}
