package protojson

import (
	"encoding/base64"
	"reflect"
	"slices"
	"strconv"

	"insurance/chaincode/domain/instant"
)

// Marshal writes the message that v points to. Fields at their default are left out; the order is the
// struct's, but for the tag `after`.
func Marshal(v any) []byte {
	value := reflect.ValueOf(v).Elem()
	return appendMessage(make([]byte, 0, 1024), planOf(value.Type()), value)
}

func appendMessage(b []byte, p *plan, value reflect.Value) []byte {
	b = append(b, '{')
	start := len(b)
	for i := range p.fields {
		f := &p.fields[i]
		v := value.FieldByIndex(f.index)
		if absent(f, v) {
			continue
		}
		if len(b) > start {
			b = append(b, ',')
		}
		b = append(b, f.label...)
		b = appendField(b, f, v)
	}
	return append(b, '}')
}

func absent(f *field, v reflect.Value) bool {
	switch f.kind {
	case kindBytes, kindRepeatedMessage, kindRepeatedString, kindStringMap, kindString, kindRaw:
		return v.Len() == 0
	}
	return v.IsZero()
}

func appendField(b []byte, f *field, v reflect.Value) []byte {
	switch f.kind {
	case kindString:
		return appendString(b, v.String())
	case kindBool:
		return append(b, "true"...)
	case kindBytes:
		b = append(b, '"')
		b = base64.StdEncoding.AppendEncode(b, v.Bytes())
		return append(b, '"')
	case kindRaw:
		return append(b, v.Bytes()...)
	case kindInt64:
		b = append(b, '"')
		b = strconv.AppendInt(b, v.Int(), 10)
		return append(b, '"')
	case kindUint64:
		b = append(b, '"')
		b = strconv.AppendUint(b, v.Uint(), 10)
		return append(b, '"')
	case kindUint32:
		return strconv.AppendUint(b, v.Uint(), 10)
	case kindEnum:
		b = append(b, '"')
		b = append(b, f.names[v.Int()]...)
		return append(b, '"')
	case kindTime:
		b = append(b, '"')
		b = v.Interface().(*instant.Instant).Append(b)
		return append(b, '"')
	case kindMessage:
		return appendMessage(b, f.plan, v.Elem())
	case kindRepeatedMessage:
		b = append(b, '[')
		for i := 0; i < v.Len(); i++ {
			if i > 0 {
				b = append(b, ',')
			}
			b = appendMessage(b, f.plan, v.Index(i))
		}
		return append(b, ']')
	case kindRepeatedString:
		b = append(b, '[')
		for i := 0; i < v.Len(); i++ {
			if i > 0 {
				b = append(b, ',')
			}
			b = appendString(b, v.Index(i).String())
		}
		return append(b, ']')
	}
	return appendMap(b, v)
}

func appendMap(b []byte, v reflect.Value) []byte {
	entries := v.Interface().(map[string]string)
	keys := make([]string, 0, len(entries))
	for key := range entries {
		keys = append(keys, key)
	}
	slices.Sort(keys)
	b = append(b, '{')
	for i, key := range keys {
		if i > 0 {
			b = append(b, ',')
		}
		b = appendString(b, key)
		b = append(b, ':')
		b = appendString(b, entries[key])
	}
	return append(b, '}')
}

const hexDigits = "0123456789abcdef"

func appendString(b []byte, s string) []byte {
	b = append(b, '"')
	plain := 0
	for i := 0; i < len(s); i++ {
		c := s[i]
		if c >= ' ' && c != '"' && c != '\\' {
			continue
		}
		b = append(b, s[plain:i]...)
		plain = i + 1
		switch c {
		case '"', '\\':
			b = append(b, '\\', c)
		case '\n':
			b = append(b, '\\', 'n')
		case '\r':
			b = append(b, '\\', 'r')
		case '\t':
			b = append(b, '\\', 't')
		default:
			b = append(b, '\\', 'u', '0', '0', hexDigits[c>>4], hexDigits[c&15])
		}
	}
	b = append(b, s[plain:]...)
	return append(b, '"')
}
