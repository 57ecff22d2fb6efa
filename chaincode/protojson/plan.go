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
//	an embedded struct                 its fields, as if they were the outer one's; one that the outer struct has too is
//	                                   the outer one's
//	Raw                                an object that is read and written as it stands
//
// Fields are written in the order of the struct. The order in which a message was first written stays, since digests of
// requests follow from it: where structs share fields by embedding, a field with the tag `after:"name"` is written after
// that field, and so are those that follow it in its own struct.
package protojson

import (
	"fmt"
	"reflect"
	"slices"
	"strings"
	"sync"

	"insurance/chaincode/domain/instant"
)

// Enum is an int32 type. Its names are listed by number, from 0 on; a number that is not used has the empty name.
type Enum interface{ EnumNames() []string }

// Raw is a JSON object, for a message whose type its reader does not know. Nil is none.
type Raw []byte

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
	kindRaw
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
	// before is the field that the next one of a struct follows, by the place of the struct in the message.
	before := map[string]string{}
	for _, member := range reflect.VisibleFields(t) {
		if member.Anonymous {
			continue
		}
		name := member.Tag.Get("json")
		f := field{name: name, label: []byte(`"` + name + `":`), index: member.Index}
		f.describe(t, member.Type)
		at, owner := len(p.fields), fmt.Sprint(member.Index[:len(member.Index)-1])
		if after := member.Tag.Get("after"); after != "" {
			before[owner] = after
		}
		if previous, moved := before[owner]; moved {
			at = 1 + slices.IndexFunc(p.fields, func(f field) bool { return f.name == previous })
			if at == 0 {
				panic(fmt.Sprintf("protojson: %s.%s comes after %s, which no field before it is", t, name, previous))
			}
			before[owner] = name
		}
		p.fields = slices.Insert(p.fields, at, f)
	}
	for i := range p.fields {
		p.byName[p.fields[i].name] = i
		p.byName[protoName(p.fields[i].name)] = i
	}
	plans.Store(t, p)
	return p
}

var (
	timeType = reflect.TypeOf((*instant.Instant)(nil))
	rawType  = reflect.TypeFor[Raw]()
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
	case t == rawType:
		f.kind = kindRaw
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
