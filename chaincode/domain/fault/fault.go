// Package fault holds the coded errors of the chaincode: a stable code, the path of the field at fault where there is
// one, and a sentence for a person.
package fault

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"insurance/chaincode/domain/words"
)

// Code names one kind of refusal; it never changes once released.
type Code string

// Error is a refusal. A refused transaction writes nothing.
type Error struct {
	Code    Code   `json:"code"`
	Field   string `json:"field,omitempty"`
	Message string `json:"message"`
	// Further is what else is wrong with the same request, in the order it was found; All makes it.
	Further []Violation `json:"further,omitempty"`
	// Omitted counts what else was found and is not in Further.
	Omitted int `json:"omitted,omitempty"`
}

// Violation is one more thing that is wrong with a request.
type Violation struct {
	Code    Code   `json:"code"`
	Field   string `json:"field,omitempty"`
	Message string `json:"message"`
}

func (e *Error) Error() string {
	if e.Field == "" {
		return fmt.Sprintf("%s: %s", e.Code, e.Message)
	}
	return fmt.Sprintf("%s at %s: %s", e.Code, e.Field, e.Message)
}

// What a refusal repeats of a request is cut: the response of a peer and every log that keeps it would grow with it.
const (
	longestField   = 200
	longestMessage = 500
)

// New makes a refusal, with moments as people read them; field may be empty.
func New(code Code, field, format string, args ...any) *Error {
	return &Error{Code: code, Field: cut(field, longestField), Message: cut(words.Say(format, args...), longestMessage)}
}

// cut returns the text, or as much of its beginning as fits into so many bytes, with an ellipsis and in whole characters.
func cut(s string, bytes int) string {
	const mark = "…"
	if len(s) <= bytes {
		return s
	}
	end := bytes - len(mark)
	for end > 0 && !utf8.RuneStart(s[end]) {
		end--
	}
	return s[:end] + mark
}

// From returns the refusal inside err, or nil.
func From(err error) *Error {
	var refusal *Error
	if errors.As(err, &refusal) {
		return refusal
	}
	return nil
}

// CodeOf is the code of a refusal; empty for any other error, and for none.
func CodeOf(err error) Code {
	if refusal := From(err); refusal != nil {
		return refusal.Code
	}
	return ""
}

// Text is what a caller receives of an error: of a refusal its JSON.
func Text(err error) string {
	if refusal := From(err); refusal != nil {
		return refusal.JSON()
	}
	return err.Error()
}

// At puts the path of a containing field before the refusal's own; other errors pass unchanged.
func At(parent string, err error) error {
	refusal := From(err)
	if refusal == nil || parent == "" {
		return err
	}
	moved := *refusal
	moved.Field = under(parent, moved.Field)
	moved.Further = slices.Clone(moved.Further)
	for i := range moved.Further {
		moved.Further[i].Field = under(parent, moved.Further[i].Field)
	}
	return &moved
}

func under(parent, field string) string {
	switch {
	case field == "":
		return cut(parent, longestField)
	case field[0] == '[':
		return cut(parent+field, longestField)
	}
	return cut(parent+"."+field, longestField)
}

// Index puts a position in a list before the refusal's own path.
func Index(parent string, position int, err error) error {
	if err == nil {
		return nil
	}
	return At(fmt.Sprintf("%s[%d]", parent, position), err)
}

// JSON is the refusal as it crosses the wire: {"code":…,"field":…,"message":…}, without an empty field.
func (e *Error) JSON() string {
	var b bytes.Buffer
	encoder := json.NewEncoder(&b)
	encoder.SetEscapeHTML(false)
	// Strings always encode.
	_ = encoder.Encode(e)
	return strings.TrimSuffix(b.String(), "\n")
}
