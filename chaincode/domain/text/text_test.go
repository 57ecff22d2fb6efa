package text

import (
	"net/url"
	"strings"
	"testing"

	"insurance/chaincode/domain/fault"
)

func TestID_TakesOnlyItsCharacters(t *testing.T) {
	for id, want := range map[string]fault.Code{
		"a": "", "A.b_c-9": "", strings.Repeat("x", 64): "", "": fault.Required, strings.Repeat("x", 65): fault.InvalidID,
		"a/b": fault.InvalidID, "a b": fault.InvalidID, "é": fault.InvalidID, "a\x00": fault.InvalidID, "%41": fault.InvalidID,
	} {
		if got := fault.CodeOf(ID("f", id)); got != want {
			t.Errorf("%q: %q, want %q", id, got, want)
		}
	}
	if OptionalID("f", "") != nil || fault.CodeOf(OptionalID("f", "/")) != fault.InvalidID {
		t.Error("an optional id may be empty, not wrong")
	}
}

func TestText_CountsCharactersAndRefusesControls(t *testing.T) {
	for value, want := range map[string]fault.Code{
		"": "", "ééé": "", "éééé": fault.TextTooLong, "a\nb": "", "a\tb": "", "a\rb": fault.InvalidText,
		"\x7f": fault.InvalidText, "\u0085": fault.InvalidText, "a\x00": fault.InvalidText,
	} {
		if got := fault.CodeOf(Optional("f", value, 3)); got != want {
			t.Errorf("%q: %q, want %q", value, got, want)
		}
	}
	if fault.CodeOf(Needed("f", "", 3)) != fault.Required || fault.CodeOf(Label("f", "a\nb", 9)) != fault.InvalidText || Label("f", "a b", 9) != nil {
		t.Error("a label is one line and not empty")
	}
}

func TestSHA256_Is64LowerCaseDigits(t *testing.T) {
	for value, want := range map[string]fault.Code{
		strings.Repeat("0f", 32): "", "": fault.Required, strings.Repeat("0F", 32): fault.InvalidText,
		strings.Repeat("0", 63): fault.InvalidText, strings.Repeat("0g", 32): fault.InvalidText,
	} {
		if got := fault.CodeOf(SHA256("f", value)); got != want {
			t.Errorf("%q: %q, want %q", value, got, want)
		}
	}
}

// What Escape returns decodes to what it was given, so two texts never share a key; and it holds no separator.
func FuzzEscape(f *testing.F) {
	for _, seed := range []string{"", "plain", "AA 1/2026", "%2F", "é", "\xff", "a~b!c"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, value string) {
		escaped := Escape(value)
		if strings.ContainsAny(escaped, "/!\x00 ") {
			t.Fatalf("%q", escaped)
		}
		if back, err := url.PathUnescape(escaped); err != nil || back != value {
			t.Fatalf("%q → %q → %q, %v", value, escaped, back, err)
		}
	})
}
