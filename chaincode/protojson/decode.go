package protojson

import (
	"encoding/base64"
	"math"
	"reflect"
	"slices"
	"strings"
	"unicode/utf8"

	"insurance/chaincode/domain/fault"
	"insurance/chaincode/domain/instant"
)

// MaxInput is the largest request, in bytes.
const MaxInput = 256 << 10

// Unmarshal reads one message, and nothing after it, into the struct v points to. Its errors are refusals with the
// path of the field; they never repeat a value.
func Unmarshal(text []byte, v any) error {
	if len(text) > MaxInput {
		return fault.New(fault.InputTooLarge, "", "the request has %d bytes; at most %d are allowed", len(text), MaxInput)
	}
	return UnmarshalTrusted(text, v)
}

// UnmarshalTrusted is Unmarshal without the limit of size, for what the ledger stored.
func UnmarshalTrusted(text []byte, v any) error {
	if !utf8.Valid(text) {
		return fault.New(fault.MalformedJSON, "", "the request is not valid UTF-8")
	}
	s := &scanner{text: text, path: make([]step, 0, 8)}
	value := reflect.ValueOf(v).Elem()
	if err := s.message(planOf(value.Type()), value); err != nil {
		return err
	}
	if s.peek(); s.at != len(text) {
		return s.malformed("something follows the request")
	}
	return nil
}

func (s *scanner) message(p *plan, value reflect.Value) error {
	// Plans have at most 64 fields; planned types are checked by the test against the protos.
	var seen uint64
	return s.object(func(key string) error {
		i, known := p.byName[key]
		if !known {
			s.enter(printable(key), 0)
			return s.fail(fault.UnknownField, "the request has no such field")
		}
		f := &p.fields[i]
		s.enter(f.name, 0)
		if seen&(1<<i) != 0 {
			return s.fail(fault.DuplicateKey, "the key appears twice")
		}
		seen |= 1 << i
		if !s.takeNull() {
			if err := s.field(f, value.FieldByIndex(f.index)); err != nil {
				return err
			}
		}
		s.leave()
		return nil
	})
}

// printable keeps a key of the request fit for a message.
func printable(key string) string {
	if len(key) > 64 {
		key = strings.ToValidUTF8(key[:64], "") + "…"
	}
	return strings.Map(func(r rune) rune {
		if r < ' ' || r >= 0x7f && r < 0xa0 {
			return '?'
		}
		return r
	}, key)
}

func (s *scanner) field(f *field, v reflect.Value) error {
	switch f.kind {
	case kindString:
		text, err := s.str()
		v.SetString(text)
		return err
	case kindBool:
		return s.boolean(v)
	case kindBytes:
		return s.bytes(v)
	case kindRaw:
		return s.raw(v)
	case kindInt64:
		return s.int64(v)
	case kindUint64:
		return s.unsigned(v, math.MaxUint64)
	case kindUint32:
		return s.unsigned(v, math.MaxUint32)
	case kindEnum:
		return s.enum(f, v)
	case kindTime:
		return s.time(v)
	case kindMessage:
		v.Set(reflect.New(v.Type().Elem()))
		return s.message(f.plan, v.Elem())
	case kindRepeatedMessage:
		return s.array(func(i int) error {
			v.Set(reflect.Append(v, reflect.Zero(v.Type().Elem())))
			return s.message(f.plan, v.Index(i))
		})
	case kindRepeatedString:
		return s.array(func(int) error {
			text, err := s.str()
			v.Set(reflect.Append(v, reflect.ValueOf(text)))
			return err
		})
	}
	return s.stringMap(v)
}

func (s *scanner) stringMap(v reflect.Value) error {
	entries := make(map[string]string)
	v.Set(reflect.ValueOf(entries))
	return s.object(func(key string) error {
		s.enter(printable(key), 0)
		if _, repeated := entries[key]; repeated {
			return s.fail(fault.DuplicateKey, "the key appears twice")
		}
		text, err := s.str()
		if err != nil {
			return err
		}
		entries[key] = text
		s.leave()
		return nil
	})
}

// raw takes an object as it stands.
func (s *scanner) raw(v reflect.Value) error {
	s.peek()
	start := s.at
	if err := s.skipObject(1); err != nil {
		return err
	}
	v.SetBytes(s.text[start:s.at:s.at])
	return nil
}

func (s *scanner) boolean(v reflect.Value) error {
	switch s.peek(); {
	case s.word("true"):
		v.SetBool(true)
	case s.word("false"):
		v.SetBool(false)
	default:
		return s.malformed("expected true or false")
	}
	return nil
}

func (s *scanner) int64(v reflect.Value) error {
	negative, magnitude, err := s.integer()
	switch {
	case err != nil:
		return err
	case negative && magnitude <= 1<<63:
		v.SetInt(-int64(magnitude))
	case !negative && magnitude <= math.MaxInt64:
		v.SetInt(int64(magnitude))
	default:
		return s.fail(fault.AmountOverflow, "the number does not fit 64 bits")
	}
	return nil
}

func (s *scanner) unsigned(v reflect.Value, limit uint64) error {
	negative, magnitude, err := s.integer()
	if err != nil {
		return err
	}
	if negative && magnitude > 0 || magnitude > limit {
		return s.fail(fault.InvalidArgument, "the number is outside 0 to %d", limit)
	}
	v.SetUint(magnitude)
	return nil
}

func (s *scanner) enum(f *field, v reflect.Value) error {
	if s.peek() != '"' {
		negative, number, err := s.integer()
		if err != nil {
			return err
		}
		if negative && number > 0 || number >= uint64(len(f.names)) || f.names[number] == "" {
			return s.fail(fault.InvalidArgument, "the enum has no such number")
		}
		v.SetInt(int64(number))
		return nil
	}
	name, err := s.str()
	if err != nil {
		return err
	}
	number := slices.Index(f.names, name)
	if number < 0 || name == "" {
		used := slices.DeleteFunc(slices.Clone(f.names), func(name string) bool { return name == "" })
		return s.fail(fault.InvalidArgument, "the enum has no such name; it has %s", strings.Join(used, ", "))
	}
	v.SetInt(int64(number))
	return nil
}

func (s *scanner) time(v reflect.Value) error {
	text, err := s.str()
	if err != nil {
		return err
	}
	parsed, err := instant.Parse(text)
	if err != nil {
		return s.fail(fault.MalformedJSON, "expected an RFC 3339 time such as 2026-01-31T12:00:00Z: %s", err)
	}
	v.Set(reflect.ValueOf(&parsed))
	return nil
}

// bytes reads base64 in the standard or the URL alphabet, padded or not.
func (s *scanner) bytes(v reflect.Value) error {
	text, err := s.str()
	if err != nil {
		return err
	}
	unpadded := strings.TrimRight(text, "=")
	encoding := base64.RawStdEncoding
	if strings.ContainsAny(unpadded, "-_") {
		encoding = base64.RawURLEncoding
	}
	if padding := len(text) - len(unpadded); padding > 0 && (padding > 2 || len(text)%4 != 0) {
		return s.fail(fault.MalformedJSON, "expected base64")
	}
	// The decoder would skip line breaks.
	if strings.ContainsAny(unpadded, "\r\n") {
		return s.fail(fault.MalformedJSON, "expected base64")
	}
	decoded, err := encoding.Strict().DecodeString(unpadded)
	if err != nil {
		return s.fail(fault.MalformedJSON, "expected base64")
	}
	v.SetBytes(decoded)
	return nil
}
