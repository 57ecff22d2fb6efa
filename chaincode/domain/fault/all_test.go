package fault

import (
	"errors"
	"fmt"
	"reflect"
	"strings"
	"testing"
)

func TestAll_SeveralRefusals_AreOneThatNamesEach(t *testing.T) {
	inner := All(nil, New(Required, "start", "the start is required"), New(Required, "end", "the end is required"))
	err := All(New(InvalidID, "policyId", "an id is short"), At("cover", inner), nil, Index("losses", 2, New(TooMany, "", "too many")))
	want := &Error{InvalidID, "policyId", "an id is short", []Violation{
		{Required, "cover.start", "the start is required"}, {Required, "cover.end", "the end is required"}, {TooMany, "losses[2]", "too many"},
	}, 0}
	if got := From(err); !reflect.DeepEqual(got, want) {
		t.Fatalf("%+v", got)
	}
	if json := want.JSON(); !strings.Contains(json, `"further":[{"code":"REQUIRED","field":"cover.start","message":"the start is required"}`) {
		t.Fatal(json)
	}
}

func TestAll_Nothing_IsNil(t *testing.T) {
	if err := All(nil, nil); err != nil {
		t.Fatal(err)
	}
	if err := Index("list", 1, nil); err != nil {
		t.Fatal(err)
	}
	if json := From(All(New(Required, "a", "m"))).JSON(); json != `{"code":"REQUIRED","field":"a","message":"m"}` {
		t.Fatal(json)
	}
}

func TestAll_OneField_IsNamedOnce(t *testing.T) {
	refusal := From(All(New(Required, "a", "first"), New(InvalidID, "a", "second"), New(Required, "b", "third"), New(InvalidID, "b", "fourth")))
	if refusal.Message != "first" || len(refusal.Further) != 1 || refusal.Further[0].Message != "third" {
		t.Fatalf("%+v", refusal)
	}
}

func TestAll_MoreThanAreNamed_AreCounted(t *testing.T) {
	var wrong Refusals
	for n := range 100 {
		wrong.Add(New(InvalidText, fmt.Sprint("field", n), "%s", strings.Repeat("x", 100)))
	}
	refusal := From(All(New(Required, "before", "m"), wrong.Err()))
	if len(refusal.Further) != mostViolations-1 || refusal.Omitted != 81 || len(refusal.JSON()) > 6_000 {
		t.Fatal(len(refusal.Further), refusal.Omitted, len(refusal.JSON()))
	}
	again := From(All(At("x", refusal), At("y", refusal)))
	if len(refusal.Further) != mostViolations-1 || refusal.Further[0].Field != "field0" || again.Further[0].Field != "x.field0" {
		t.Fatal("a refusal was changed by what was made of it")
	}
}

func TestAll_LongTexts_AreCutAndTheRestCounted(t *testing.T) {
	long := strings.Repeat("€", 10_000)
	var wrong Refusals
	for n := range 50 {
		wrong.Add(New(InvalidText, fmt.Sprint(n, long), "%s", long))
	}
	refusal := From(wrong.Err())
	if named := len(refusal.Further); named < 5 || named+refusal.Omitted != 49 || len(refusal.JSON()) > 6_000 {
		t.Fatal(named, refusal.Omitted, len(refusal.JSON()))
	}
}

func TestAll_AnErrorThatIsNoRefusal_OutweighsThem(t *testing.T) {
	broken := errors.New("the disk is gone")
	if err := All(New(Required, "a", "m"), broken, New(Required, "b", "m")); err != broken {
		t.Fatal(err)
	}
}

func TestRefusals_Unbounded_FindsTooLongLists(t *testing.T) {
	var wrong Refusals
	if wrong.Add(New(Required, "a", "m")); wrong.Unbounded() {
		t.Fatal("nothing was too long")
	}
	if wrong.Add(New(TooMany, "list", "m")); !wrong.Unbounded() {
		t.Fatal("a list was too long")
	}
}
