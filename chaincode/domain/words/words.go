// Package words writes sentences with moments in them, as people read them.
package words

import (
	"fmt"
	"reflect"
)

// moment is a point in time with a form for people beside its exact one.
type moment interface {
	fmt.Stringer
	Words() string
}

// Say is fmt.Sprintf with every moment in words.
func Say(format string, args ...any) string {
	said := make([]any, len(args))
	for i, arg := range args {
		said[i] = arg
		if m := isMoment(arg); m != nil {
			said[i] = of(m, args)
		}
	}
	return fmt.Sprintf(format, said...)
}

// Apart are texts for moments that are compared with each other.
func Apart[M moment](moments ...M) []string {
	beside := make([]any, len(moments))
	for i := range moments {
		beside[i] = moments[i]
	}
	texts := make([]string, len(moments))
	for i := range moments {
		texts[i] = of(moments[i], beside)
	}
	return texts
}

// isMoment is an argument that is a moment; nil: it is none, or a pointer to none.
func isMoment(arg any) moment {
	m, is := arg.(moment)
	if v := reflect.ValueOf(arg); !is || v.Kind() == reflect.Pointer && v.IsNil() {
		return nil
	}
	return m
}

// of is a moment in words, or exact where another one in the same text differs and would read the same.
func of(m moment, beside []any) string {
	for _, arg := range beside {
		if other := isMoment(arg); other != nil && other.Words() == m.Words() && other.String() != m.String() {
			return m.String()
		}
	}
	return m.Words()
}
