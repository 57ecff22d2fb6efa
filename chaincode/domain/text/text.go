// Package text checks the identifiers and texts of requests.
package text

import (
	"unicode/utf8"

	"insurance/chaincode/domain/fault"
)

// MaxID is the longest identifier, in characters.
const MaxID = 64

// ID refuses what is not 1 to 64 of A-Z a-z 0-9 . _ -.
func ID(field, value string) error {
	if value == "" {
		return fault.New(fault.Required, field, "an id is required")
	}
	if len(value) > MaxID || !idCharacters(value) {
		return fault.New(fault.InvalidID, field, "an id is 1 to 64 of A-Z a-z 0-9 . _ -")
	}
	return nil
}

// OptionalID is ID for a field that may be empty.
func OptionalID(field, value string) error {
	if value == "" {
		return nil
	}
	return ID(field, value)
}

func idCharacters(value string) bool {
	for i := 0; i < len(value); i++ {
		switch c := value[i]; {
		case c >= 'a' && c <= 'z', c >= 'A' && c <= 'Z', c >= '0' && c <= '9', c == '.', c == '_', c == '-':
		default:
			return false
		}
	}
	return true
}

// Optional refuses a text of more than limit characters, or with control characters other than tab and line feed.
func Optional(field, value string, limit int) error {
	if len(value) > limit && utf8.RuneCountInString(value) > limit {
		return fault.New(fault.TextTooLong, field, "the text has more than %d characters", limit)
	}
	for _, r := range value {
		if r < ' ' && r != '\t' && r != '\n' || r >= 0x7f && r < 0xa0 {
			return fault.New(fault.InvalidText, field, "the text holds a control character")
		}
	}
	return nil
}

// MaxReason is the longest reason that somebody gives for what it does, in characters.
const MaxReason = 2_000

// Needed is Optional and refuses the empty text.
func Needed(field, value string, limit int) error {
	if value == "" {
		return fault.New(fault.Required, field, "a text is required")
	}
	return Optional(field, value, limit)
}

// Label is Needed for one line: no tab and no line feed.
func Label(field, value string, limit int) error {
	if err := Needed(field, value, limit); err != nil {
		return err
	}
	for i := 0; i < len(value); i++ {
		if value[i] < ' ' {
			return fault.New(fault.InvalidText, field, "the text must be one line")
		}
	}
	return nil
}

// SHA256 refuses what is not 64 lower-case hexadecimal digits.
func SHA256(field, value string) error {
	if value == "" {
		return fault.New(fault.Required, field, "a SHA-256 digest is required")
	}
	if len(value) != 64 {
		return fault.New(fault.InvalidText, field, "a SHA-256 digest is 64 lower-case hexadecimal digits")
	}
	for i := 0; i < len(value); i++ {
		if c := value[i]; (c < '0' || c > '9') && (c < 'a' || c > 'f') {
			return fault.New(fault.InvalidText, field, "a SHA-256 digest is 64 lower-case hexadecimal digits")
		}
	}
	return nil
}

// Count refuses a list of more than limit items.
func Count(field string, n, limit int) error {
	if n > limit {
		return fault.New(fault.TooMany, field, "%d items, at most %d are allowed", n, limit)
	}
	return nil
}

// Escape percent-encodes everything but A-Z a-z 0-9 . _ - ~, so that "/" can separate what it returns.
func Escape(value string) string {
	plain := 0
	for plain < len(value) && unreserved(value[plain]) {
		plain++
	}
	if plain == len(value) {
		return value
	}
	const digits = "0123456789ABCDEF"
	escaped := make([]byte, plain, len(value)*3)
	copy(escaped, value)
	for i := plain; i < len(value); i++ {
		if c := value[i]; unreserved(c) {
			escaped = append(escaped, c)
		} else {
			escaped = append(escaped, '%', digits[c>>4], digits[c&15])
		}
	}
	return string(escaped)
}

func unreserved(c byte) bool {
	return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || c == '.' || c == '_' || c == '-' || c == '~'
}
