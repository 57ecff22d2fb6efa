package fault

import (
	"strings"
	"testing"
	"unicode/utf8"
)

func TestRefusal_WithLongTexts_IsShort(t *testing.T) {
	for _, filling := range []string{"x", "é", "€", "😀"} {
		long := strings.Repeat(filling, 100_000)
		var err error = New(InvalidID, long, "the value %q is none", long)
		for range 50 {
			err = Index(long, 7, At(long, err))
		}
		refusal := From(err)
		if len(refusal.Field) > longestField || len(refusal.Message) > longestMessage {
			t.Fatalf("%d bytes of field and %d of message", len(refusal.Field), len(refusal.Message))
		}
		if !utf8.ValidString(refusal.JSON()) || !utf8.ValidString(refusal.Error()) {
			t.Fatal("a character was cut in two")
		}
	}
}

func TestRefusal_Short_StaysAsItIs(t *testing.T) {
	refusal := New(InvalidID, "policyId", "the value %q is none", "ä")
	if refusal.Field != "policyId" || refusal.Message != `the value "ä" is none` {
		t.Fatal(refusal)
	}
	exact := strings.Repeat("x", longestMessage)
	if New(InvalidID, "", "%s", exact).Message != exact {
		t.Fatal("a message that fits was cut")
	}
}
