package protojson

import (
	"math"
	"strings"
	"testing"

	"insurance/chaincode/domain/fault"
	"insurance/chaincode/domain/instant"
)

type color int32

func (color) EnumNames() []string { return []string{"NONE", "RED", "BLUE"} }

type base struct {
	RequestID string `json:"requestId"`
}

type inner struct {
	Amount int64 `json:"amount"`
}

type sample struct {
	base
	Text    string            `json:"text"`
	Flag    bool              `json:"flag"`
	Raw     []byte            `json:"raw"`
	Signed  int64             `json:"signed"`
	Big     uint64            `json:"big"`
	Small   uint32            `json:"small"`
	Color   color             `json:"color"`
	At      *instant.Instant  `json:"at"`
	One     *inner            `json:"one"`
	Many    []inner           `json:"many"`
	Texts   []string          `json:"texts"`
	Entries map[string]string `json:"entries"`
}

func TestMarshal_WritesProto3JSON(t *testing.T) {
	at := instant.Instant{Seconds: 0, Nanos: 120_000_000}
	full := &sample{
		base: base{"r"}, Text: "é\"\\\n\x01", Flag: true, Raw: []byte{0xfb, 0xff}, Signed: math.MinInt64, Big: math.MaxUint64,
		Small: math.MaxUint32, Color: 2, At: &at, One: &inner{}, Many: []inner{{1}, {0}}, Texts: []string{"", "b"},
		Entries: map[string]string{"b": "2", "a": "", "c": "3"},
	}
	const want = `{"requestId":"r","text":"é\"\\\n\u0001","flag":true,"raw":"+/8=","signed":"-9223372036854775808",` +
		`"big":"18446744073709551615","small":4294967295,"color":"BLUE","at":"1970-01-01T00:00:00.120Z","one":{},` +
		`"many":[{"amount":"1"},{}],"texts":["","b"],"entries":{"a":"","b":"2","c":"3"}}`
	for range 20 {
		if got := string(Marshal(full)); got != want {
			t.Fatalf("\n got  %s\n want %s", got, want)
		}
	}
	var back sample
	if err := Unmarshal([]byte(want), &back); err != nil {
		t.Fatal(err)
	}
	if got := string(Marshal(&back)); got != want {
		t.Fatalf("after a round trip: %s", got)
	}
	if got := string(Marshal(&sample{})); got != "{}" {
		t.Fatal(got)
	}
}

func TestUnmarshal_AcceptsWhatProto3JSONAllows(t *testing.T) {
	for text, want := range map[string]string{
		` { "requestId" : "a" } `:               `{"requestId":"a"}`,
		`{"request_id":"a"}`:                    `{"requestId":"a"}`,
		`{"signed":12}`:                         `{"signed":"12"}`,
		`{"signed":-1.20e1}`:                    `{"signed":"-12"}`,
		`{"signed":"-1.20e1"}`:                  `{"signed":"-12"}`,
		`{"signed":9223372036854775807}`:        `{"signed":"9223372036854775807"}`,
		`{"signed":-9223372036854775808.0}`:     `{"signed":"-9223372036854775808"}`,
		`{"signed":0e999999999999}`:             `{}`,
		`{"signed":-0}`:                         `{}`,
		`{"small":"7"}`:                         `{"small":7}`,
		`{"color":1}`:                           `{"color":"RED"}`,
		`{"text":null,"one":null,"at":null}`:    `{}`,
		`{"text":"\u00e9\ud83d\ude00\/"}`:       `{"text":"é😀/"}`,
		`{"raw":"-_8"}`:                         `{"raw":"+/8="}`,
		`{"at":"2026-01-01T01:00:00+01:00"}`:    `{"at":"2026-01-01T00:00:00Z"}`,
		`{"at":"9999-12-31T23:59:59.1234567Z"}`: `{"at":"9999-12-31T23:59:59.123456700Z"}`,
		`{"many":[]}`:                           `{}`,
	} {
		var s sample
		if err := Unmarshal([]byte(text), &s); err != nil {
			t.Errorf("%s: %v", text, err)
		} else if got := string(Marshal(&s)); got != want {
			t.Errorf("%s: %s, want %s", text, got, want)
		}
	}
}

func TestUnmarshal_RefusesEverythingElse(t *testing.T) {
	for text, want := range map[string]fault.Error{
		`{"one":{"amount":1,"amount":1}}`:          {Code: fault.DuplicateKey, Field: "one.amount"},
		`{"many":[{},{"x":1}]}`:                    {Code: fault.UnknownField, Field: "many[1].x"},
		`{"many":[null]}`:                          {Code: fault.MalformedJSON, Field: "many[0]"},
		`{"texts":["a",null]}`:                     {Code: fault.MalformedJSON, Field: "texts[1]"},
		`{"entries":{"a":null}}`:                   {Code: fault.MalformedJSON, Field: "entries.a"},
		`{"entries":{"a":"1","\u0061":"1"}}`:       {Code: fault.DuplicateKey, Field: "entries.a"},
		`{"entries":[]}`:                           {Code: fault.MalformedJSON, Field: "entries"},
		`{"flag":"true"}`:                          {Code: fault.MalformedJSON, Field: "flag"},
		`{"flag":1}`:                               {Code: fault.MalformedJSON, Field: "flag"},
		`{"small":-1}`:                             {Code: fault.InvalidArgument, Field: "small"},
		`{"small":4294967296}`:                     {Code: fault.InvalidArgument, Field: "small"},
		`{"big":-1}`:                               {Code: fault.InvalidArgument, Field: "big"},
		`{"big":18446744073709551616}`:             {Code: fault.AmountOverflow, Field: "big"},
		`{"signed":1e-1}`:                          {Code: fault.InvalidArgument, Field: "signed"},
		`{"signed":1e-99999999999}`:                {Code: fault.InvalidArgument, Field: "signed"},
		`{"signed":1e99999999999}`:                 {Code: fault.AmountOverflow, Field: "signed"},
		`{"signed":9223372036854775808}`:           {Code: fault.AmountOverflow, Field: "signed"},
		`{"signed":" 1"}`:                          {Code: fault.MalformedJSON, Field: "signed"},
		"{\"signed\":\"\\t1\"}":                    {Code: fault.MalformedJSON, Field: "signed"},
		`{"signed":""}`:                            {Code: fault.MalformedJSON, Field: "signed"},
		`{"signed":"0x1"}`:                         {Code: fault.MalformedJSON, Field: "signed"},
		`{"signed":01}`:                            {Code: fault.MalformedJSON, Field: "signed"},
		`{"signed":+1}`:                            {Code: fault.MalformedJSON, Field: "signed"},
		`{"signed":.5}`:                            {Code: fault.MalformedJSON, Field: "signed"},
		`{"signed":1.}`:                            {Code: fault.MalformedJSON, Field: "signed"},
		`{"signed":NaN}`:                           {Code: fault.MalformedJSON, Field: "signed"},
		`{"color":"GREEN"}`:                        {Code: fault.InvalidArgument, Field: "color"},
		`{"color":3}`:                              {Code: fault.InvalidArgument, Field: "color"},
		`{"raw":"a"}`:                              {Code: fault.MalformedJSON, Field: "raw"},
		`{"raw":"ab="}`:                            {Code: fault.MalformedJSON, Field: "raw"},
		`{"raw":"YW\nI="}`:                         {Code: fault.MalformedJSON, Field: "raw"},
		`{"raw":"+_8="}`:                           {Code: fault.MalformedJSON, Field: "raw"},
		`{"at":"2026-01-01 00:00:00Z"}`:            {Code: fault.MalformedJSON, Field: "at"},
		`{"at":"2026-01-01T00:00:00"}`:             {Code: fault.MalformedJSON, Field: "at"},
		`{"at":"2026-01-01T00:00:00,5Z"}`:          {Code: fault.MalformedJSON, Field: "at"},
		`{"at":"0000-01-01T00:00:00Z"}`:            {Code: fault.MalformedJSON, Field: "at"},
		`{"at":1}`:                                 {Code: fault.MalformedJSON, Field: "at"},
		`{"text":"a` + "\n" + `"}`:                 {Code: fault.MalformedJSON, Field: "text"},
		`{"text":"\x"}`:                            {Code: fault.MalformedJSON, Field: "text"},
		`{"text":"\u12"}`:                          {Code: fault.MalformedJSON, Field: "text"},
		`{"text":"\ude00\ud83d"}`:                  {Code: fault.MalformedJSON, Field: "text"},
		`{"text":"\ud83dx"}`:                       {Code: fault.MalformedJSON, Field: "text"},
		`{"text":"a",}`:                            {Code: fault.MalformedJSON},
		`{"text":"a" "flag":true}`:                 {Code: fault.MalformedJSON},
		`{'text':'a'}`:                             {Code: fault.MalformedJSON},
		`{text:"a"}`:                               {Code: fault.MalformedJSON},
		`{"text":nul}`:                             {Code: fault.MalformedJSON, Field: "text"},
		`{} x`:                                     {Code: fault.MalformedJSON},
		"\ufeff{}":                                 {Code: fault.MalformedJSON},
		`{"` + strings.Repeat("k", 100) + `":"1"}`: {Code: fault.UnknownField, Field: strings.Repeat("k", 64) + "…"},
	} {
		got := fault.From(Unmarshal([]byte(text), new(sample)))
		if got == nil || got.Code != want.Code || got.Field != want.Field {
			t.Errorf("%s: %v, want %s at %q", text, got, want.Code, want.Field)
		}
	}
}

// What is accepted is written back in a form that reads and writes the same.
func FuzzUnmarshal(f *testing.F) {
	for _, seed := range []string{
		`{}`, `{"requestId":"a","text":"\ud83d\ude00","many":[{"amount":"-5"}],"entries":{"k":"v"}}`, `{"signed":1e18,"big":"1.0"}`,
		`{"at":"2026-01-01T00:00:00.5Z","raw":"AAA=","color":2}`, `[{`, `{"a":`, "{\"text\":\"\x00\"}", `{"signed":1e999999}`,
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		var s, again sample
		if err := Unmarshal(text, &s); err != nil {
			if fault.From(err) == nil {
				t.Fatalf("an error without a code: %v", err)
			}
			return
		}
		written := Marshal(&s)
		if err := UnmarshalTrusted(written, &again); err != nil {
			t.Fatalf("%s does not read back: %v", written, err)
		}
		if got := Marshal(&again); string(got) != string(written) {
			t.Fatalf("%s, then %s", written, got)
		}
	})
}
