// Package protojson reads and writes Go structs in the proto3 JSON form of their messages: strictly when reading,
// byte for byte the same when writing. A struct's fields carry their JSON names in the tag `json`; their Go types say
// the rest:
//
//	string, bool, []byte               as in proto3 JSON
//	int64, uint64                      decimal strings
//	uint32                             numbers
//	int32 types with EnumNames         enum names
//	*instant.Instant                   RFC 3339 times
//	*Struct, []Struct, []string        messages and repeated fields
//	map[string]string                  maps, written in the order of their keys
//	an embedded struct                 its fields, as if they were the outer one's
package protojson

import (
	"fmt"
	"reflect"
	"strings"
	"sync"

	"insurance/chaincode/domain/instant"
)

// Enum is an int32 type with a dense numbering from 0.
type Enum interface{ EnumNames() []string }

type kind uint8

const (
	kindString kind = iota
	kindBool
	kindBytes
	kindInt64
	kindUint64
	kindUint32
	kindEnum
	kindTime
	kindMessage
	kindRepeatedMessage
	kindRepeatedString
	kindStringMap
)

type field struct {
	name  string
	label []byte // "name":
	index []int
	kind  kind
	names []string // of an enum
	plan  *plan    // of a message, or of a repeated one's items
}

type plan struct {
	fields []field
	byName map[string]int // JSON and proto names
}

var plans sync.Map // reflect.Type → *plan

// planOf builds the plan of a struct type once. Messages do not contain themselves.
func planOf(t reflect.Type) *plan {
	if found, ok := plans.Load(t); ok {
		return found.(*plan)
	}
	p := &plan{byName: make(map[string]int, 2*t.NumField())}
	for _, member := range reflect.VisibleFields(t) {
		name := member.Tag.Get("json")
		if member.Anonymous {
			continue
		}
		f := field{name: name, label: []byte(`"` + name + `":`), index: member.Index}
		f.describe(t, member.Type)
		p.byName[name] = len(p.fields)
		p.byName[protoName(name)] = len(p.fields)
		p.fields = append(p.fields, f)
	}
	plans.Store(t, p)
	return p
}

var (
	timeType = reflect.TypeOf((*instant.Instant)(nil))
	enumType = reflect.TypeOf((*Enum)(nil)).Elem()
)

func (f *field) describe(owner, t reflect.Type) {
	switch {
	case t == timeType:
		f.kind = kindTime
	case t.Kind() == reflect.Int32 && t.Implements(enumType):
		f.kind, f.names = kindEnum, reflect.Zero(t).Interface().(Enum).EnumNames()
	case t.Kind() == reflect.String:
		f.kind = kindString
	case t.Kind() == reflect.Bool:
		f.kind = kindBool
	case t.Kind() == reflect.Int64:
		f.kind = kindInt64
	case t.Kind() == reflect.Uint64:
		f.kind = kindUint64
	case t.Kind() == reflect.Uint32:
		f.kind = kindUint32
	case t.Kind() == reflect.Pointer && t.Elem().Kind() == reflect.Struct:
		f.kind, f.plan = kindMessage, planOf(t.Elem())
	case t.Kind() == reflect.Slice && t.Elem().Kind() == reflect.Uint8:
		f.kind = kindBytes
	case t.Kind() == reflect.Slice && t.Elem().Kind() == reflect.Struct:
		f.kind, f.plan = kindRepeatedMessage, planOf(t.Elem())
	case t.Kind() == reflect.Slice && t.Elem().Kind() == reflect.String:
		f.kind = kindRepeatedString
	case t.Kind() == reflect.Map && t.Key().Kind() == reflect.String && t.Elem().Kind() == reflect.String:
		f.kind = kindStringMap
	default:
		panic(fmt.Sprintf("protojson: %s.%s has no proto3 JSON form", owner, f.name))
	}
}

// protoName undoes lowerCamelCase: policyId is policy_id.
func protoName(jsonName string) string {
	var b strings.Builder
	for _, r := range jsonName {
		if r >= 'A' && r <= 'Z' {
			b.WriteByte('_')
			r += 'a' - 'A'
		}
		b.WriteRune(r)
	}
	return b.String()
}
