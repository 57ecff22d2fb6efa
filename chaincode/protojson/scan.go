package protojson

import (
	"fmt"
	"strconv"
	"strings"
	"unicode/utf16"
	"unicode/utf8"

	"insurance/chaincode/domain/fault"
)

// scanner reads JSON strictly by RFC 8259. The text is known to be valid UTF-8.
type scanner struct {
	text []byte
	at   int
	path []step
}

// step is one part of the path of the value being read: a field, or a position when name is empty.
type step struct {
	name     string
	position int
}

func (s *scanner) fail(code fault.Code, format string, args ...any) error {
	return fault.New(code, s.where(), format, args...)
}

func (s *scanner) malformed(what string) error {
	return s.fail(fault.MalformedJSON, "%s at byte %d", what, s.at)
}

func (s *scanner) where() string {
	var b []byte
	for _, p := range s.path {
		if p.name == "" {
			b = fmt.Appendf(b, "[%d]", p.position)
			continue
		}
		if len(b) > 0 {
			b = append(b, '.')
		}
		b = append(b, p.name...)
	}
	return string(b)
}

// enter goes into a field or an item. Messages do not contain themselves, so the path cannot grow long.
func (s *scanner) enter(name string, position int) { s.path = append(s.path, step{name, position}) }

func (s *scanner) leave() { s.path = s.path[:len(s.path)-1] }

// peek skips white space and returns the next byte, 0 at the end.
func (s *scanner) peek() byte {
	for s.at < len(s.text) {
		switch c := s.text[s.at]; c {
		case ' ', '\t', '\n', '\r':
			s.at++
		default:
			return c
		}
	}
	return 0
}

func (s *scanner) take(c byte) bool {
	if s.peek() != c || s.at >= len(s.text) {
		return false
	}
	s.at++
	return true
}

// takeNull reads null when it is next.
func (s *scanner) takeNull() bool {
	if s.peek() == 'n' && s.word("null") {
		return true
	}
	return false
}

func (s *scanner) word(w string) bool {
	end := s.at + len(w)
	if end > len(s.text) || string(s.text[s.at:end]) != w {
		return false
	}
	s.at = end
	return true
}

// object reads an object and hands over each key, which must not repeat; each reads the value.
func (s *scanner) object(each func(key string) error) error {
	if !s.take('{') {
		return s.malformed("expected an object")
	}
	if s.take('}') {
		return nil
	}
	for {
		if s.peek() != '"' {
			return s.malformed("expected a key")
		}
		key, err := s.str()
		if err != nil {
			return err
		}
		if !s.take(':') {
			return s.malformed("expected a colon")
		}
		if err := each(key); err != nil {
			return err
		}
		if s.take('}') {
			return nil
		}
		if !s.take(',') {
			return s.malformed("expected a comma or the end of the object")
		}
	}
}

// array reads an array; each reads the item at the position.
func (s *scanner) array(each func(position int) error) error {
	if !s.take('[') {
		return s.malformed("expected an array")
	}
	if s.take(']') {
		return nil
	}
	for i := 0; ; i++ {
		s.enter("", i)
		if err := each(i); err != nil {
			return err
		}
		s.leave()
		if s.take(']') {
			return nil
		}
		if !s.take(',') {
			return s.malformed("expected a comma or the end of the array")
		}
	}
}

// maxDepth bounds how deep an object may be that is taken as it stands.
const maxDepth = 32

// skipObject reads an object and forgets it.
func (s *scanner) skipObject(depth int) error {
	return s.object(func(string) error { return s.skip(depth) })
}

// skip reads a value inside an object that is so deep.
func (s *scanner) skip(depth int) error {
	if depth >= maxDepth {
		return s.malformed("objects inside one another, deeper than any message")
	}
	switch c := s.peek(); {
	case c == '{':
		return s.skipObject(depth + 1)
	case c == '[':
		return s.array(func(int) error { return s.skip(depth + 1) })
	case c == '"':
		_, err := s.str()
		return err
	case s.word("true"), s.word("false"), s.word("null"):
		return nil
	}
	_, err := s.number()
	return err
}

// str reads a string.
func (s *scanner) str() (string, error) {
	if s.peek() != '"' {
		return "", s.malformed("expected a string")
	}
	s.at++
	start := s.at
	for s.at < len(s.text) {
		switch c := s.text[s.at]; {
		case c == '"':
			s.at++
			return string(s.text[start : s.at-1]), nil
		case c == '\\':
			return s.escaped(start)
		case c < ' ':
			return "", s.malformed("a control character inside a string")
		}
		s.at++
	}
	return "", s.malformed("a string without an end")
}

// escaped reads on from the first backslash of a string that began at start.
func (s *scanner) escaped(start int) (string, error) {
	b := append(make([]byte, 0, 64), s.text[start:s.at]...)
	for s.at < len(s.text) {
		c := s.text[s.at]
		s.at++
		switch {
		case c == '"':
			return string(b), nil
		case c < ' ':
			s.at--
			return "", s.malformed("a control character inside a string")
		case c != '\\':
			b = append(b, c)
			continue
		}
		if s.at >= len(s.text) {
			break
		}
		c = s.text[s.at]
		s.at++
		switch c {
		case '"', '\\', '/':
			b = append(b, c)
		case 'b':
			b = append(b, '\b')
		case 'f':
			b = append(b, '\f')
		case 'n':
			b = append(b, '\n')
		case 'r':
			b = append(b, '\r')
		case 't':
			b = append(b, '\t')
		case 'u':
			r, err := s.unicode()
			if err != nil {
				return "", err
			}
			b = utf8.AppendRune(b, r)
		default:
			s.at--
			return "", s.malformed("an unknown escape")
		}
	}
	return "", s.malformed("a string without an end")
}

// unicode reads the digits after \u, and the second half of a surrogate pair.
func (s *scanner) unicode() (rune, error) {
	first, ok := s.hex4()
	if !ok {
		return 0, s.malformed("expected four hexadecimal digits")
	}
	if !utf16.IsSurrogate(first) {
		return first, nil
	}
	if s.word(`\u`) {
		if second, ok := s.hex4(); ok {
			if r := utf16.DecodeRune(first, second); r != utf8.RuneError {
				return r, nil
			}
		}
	}
	return 0, s.malformed("half of a surrogate pair")
}

func (s *scanner) hex4() (rune, bool) {
	if s.at+4 > len(s.text) {
		return 0, false
	}
	var r rune
	for _, c := range s.text[s.at : s.at+4] {
		switch {
		case c >= '0' && c <= '9':
			r = r<<4 | rune(c-'0')
		case c >= 'a' && c <= 'f':
			r = r<<4 | rune(c-'a'+10)
		case c >= 'A' && c <= 'F':
			r = r<<4 | rune(c-'A'+10)
		default:
			return 0, false
		}
	}
	s.at += 4
	return r, true
}

// number reads the text of a number.
func (s *scanner) number() (string, error) {
	s.peek()
	start := s.at
	if s.at < len(s.text) && s.text[s.at] == '-' {
		s.at++
	}
	whole := s.digits()
	if whole == 0 || whole > 1 && s.text[s.at-whole] == '0' {
		return "", s.malformed("expected a number")
	}
	if s.at < len(s.text) && s.text[s.at] == '.' {
		s.at++
		if s.digits() == 0 {
			return "", s.malformed("expected digits after the point")
		}
	}
	if s.at < len(s.text) && (s.text[s.at] == 'e' || s.text[s.at] == 'E') {
		s.at++
		if s.at < len(s.text) && (s.text[s.at] == '+' || s.text[s.at] == '-') {
			s.at++
		}
		if s.digits() == 0 {
			return "", s.malformed("expected digits in the exponent")
		}
	}
	return string(s.text[start:s.at]), nil
}

func (s *scanner) digits() int {
	start := s.at
	for s.at < len(s.text) && s.text[s.at] >= '0' && s.text[s.at] <= '9' {
		s.at++
	}
	return s.at - start
}

// integer reads a whole number, as a number or in a string, without loss.
func (s *scanner) integer() (negative bool, magnitude uint64, err error) {
	var literal string
	if s.peek() == '"' {
		if literal, err = s.str(); err != nil {
			return false, 0, err
		}
		inner := scanner{text: []byte(literal)}
		if text, err := inner.number(); err != nil || text != literal {
			return false, 0, s.fail(fault.MalformedJSON, "expected a whole number")
		}
	} else if literal, err = s.number(); err != nil {
		return false, 0, err
	}
	negative, magnitude, form := wholeNumber(literal)
	switch form {
	case fractional:
		return false, 0, s.fail(fault.InvalidArgument, "the number is not whole")
	case tooLarge:
		return false, 0, s.fail(fault.AmountOverflow, "the number does not fit 64 bits")
	}
	return negative, magnitude, nil
}

const (
	whole = iota
	fractional
	tooLarge
)

// wholeNumber evaluates a JSON number exactly, and says when it has a fraction or exceeds 64 bits.
func wholeNumber(literal string) (negative bool, magnitude uint64, form int) {
	if literal[0] == '-' {
		negative, literal = true, literal[1:]
	}
	if magnitude, err := strconv.ParseUint(literal, 10, 64); err == nil {
		return negative, magnitude, whole
	}
	mantissa, power, hasPower := cutExponent(literal)
	integral, fraction, _ := strings.Cut(mantissa, ".")
	digits := strings.TrimLeft(integral+fraction, "0")
	if digits == "" {
		return negative, 0, whole
	}
	exponent := 0
	if hasPower {
		var err error
		// Nothing whole and nonzero inside 64 bits needs a larger exponent than the text is long plus 20.
		if exponent, err = strconv.Atoi(power); err != nil || exponent > len(literal)+20 || exponent < -len(literal)-20 {
			if strings.HasPrefix(power, "-") {
				return negative, 0, fractional
			}
			return negative, 0, tooLarge
		}
	}
	exponent -= len(fraction)
	significant := strings.TrimRight(digits, "0")
	exponent += len(digits) - len(significant)
	if exponent < 0 {
		return negative, 0, fractional
	}
	if len(significant)+exponent > 20 {
		return negative, 0, tooLarge
	}
	magnitude, err := strconv.ParseUint(significant+strings.Repeat("0", exponent), 10, 64)
	if err != nil {
		return negative, 0, tooLarge
	}
	return negative, magnitude, whole
}

func cutExponent(literal string) (mantissa, power string, found bool) {
	if i := strings.IndexAny(literal, "eE"); i >= 0 {
		return literal[:i], literal[i+1:], true
	}
	return literal, "", false
}
