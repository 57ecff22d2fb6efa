package protojson

import (
	"strings"
	"testing"

	"insurance/chaincode/domain/fault"
)

// gapped is an enum of which a number was given up.
type gapped int32

func (gapped) EnumNames() []string { return []string{"NONE", "", "RED"} }

type kindsOf struct {
	Color gapped `json:"color"`
	Raw   Raw    `json:"raw"`
}

func TestEnum_NumberWithoutAName_IsNoValue(t *testing.T) {
	for _, text := range []string{`{"color":"RED"}`, `{"color":2}`} {
		var v kindsOf
		if err := Unmarshal([]byte(text), &v); err != nil || v.Color != 2 || string(Marshal(&v)) != `{"color":"RED"}` {
			t.Errorf("%s: %v %v", text, v, err)
		}
	}
	for _, text := range []string{`{"color":1}`, `{"color":""}`, `{"color":3}`, `{"color":"BLUE"}`} {
		refusal := fault.From(Unmarshal([]byte(text), &kindsOf{}))
		if refusal == nil || refusal.Code != fault.InvalidArgument || strings.Contains(refusal.Message, ", ,") {
			t.Errorf("%s: %v", text, refusal)
		}
	}
}

func TestRaw_Object_IsKeptAsItStands(t *testing.T) {
	for _, text := range []string{
		`{"raw":{}}`, `{"raw":{"a":["1",{"b":[]}],"c":{"d":"}"},"e":-1.5e3,"f":null,"g":true,"h":false}}`,
	} {
		var v kindsOf
		if err := Unmarshal([]byte(text), &v); err != nil || string(Marshal(&v)) != text {
			t.Errorf("%s: %s %v", text, Marshal(&v), err)
		}
	}
	var v kindsOf
	if err := Unmarshal([]byte(`{"raw": {"a" : "1" } }`), &v); err != nil || string(v.Raw) != `{"a" : "1" }` {
		t.Errorf("%q %v", v.Raw, err)
	}
	if err := Unmarshal([]byte(`{"raw":null}`), &v); err != nil {
		t.Error(err)
	}
}

func TestRaw_MalformedOrNoObject_IsRefused(t *testing.T) {
	deep := strings.Repeat(`{"a":`, 40) + `{}` + strings.Repeat("}", 40)
	for _, text := range []string{
		`{"raw":"x"}`, `{"raw":[]}`, `{"raw":1}`, `{"raw":{"a"}}`, `{"raw":{"a":}}`, `{"raw":{"a":01}}`, `{"raw":{"a":tru}}`, `{"raw":{"a":"1"}`,
		`{"raw":` + deep + `}`,
	} {
		if refusal := fault.From(Unmarshal([]byte(text), &kindsOf{})); refusal == nil || refusal.Code != fault.MalformedJSON {
			t.Errorf("%s: %v", text, refusal)
		}
	}
}

type shared struct {
	First string `json:"first"`
	Third string `json:"third"`
	Sixth string `json:"sixth"`
}

type asked struct {
	shared
	Second int64 `json:"second" after:"first"`
}

type offered struct {
	ID string `json:"id"`
	shared
	Second  string `json:"second" after:"first"`
	Fourth  string `json:"fourth" after:"third"`
	Fifth   string `json:"fifth"`
	Seventh string `json:"seventh" after:"sixth"`
}

type nested struct {
	asked
	Last string `json:"last"`
}

// What structs share by embedding keeps the order in which each was written when its fields were its own.
func TestEmbedded_WithFieldsInBetween_KeepsTheOrder(t *testing.T) {
	for _, test := range []struct {
		message any
		want    string
	}{
		{&asked{shared{"1", "3", "6"}, 2}, `{"first":"1","second":"2","third":"3","sixth":"6"}`},
		{&offered{"0", shared{"1", "3", "6"}, "2", "4", "5", "7"},
			`{"id":"0","first":"1","second":"2","third":"3","fourth":"4","fifth":"5","sixth":"6","seventh":"7"}`},
		{&nested{asked{shared{"1", "3", "6"}, 2}, "7"}, `{"first":"1","second":"2","third":"3","sixth":"6","last":"7"}`},
	} {
		if got := string(Marshal(test.message)); got != test.want {
			t.Errorf("got %s, want %s", got, test.want)
		}
	}
	var back offered
	if err := Unmarshal([]byte(`{"seventh":"7","second":"2","sixth":"6","first":"1"}`), &back); err != nil || back.Second != "2" || back.First != "1" || back.Sixth != "6" || back.Seventh != "7" {
		t.Errorf("%+v %v", back, err)
	}
}

// A field of the outer struct takes the place of an embedded one of its name.
func TestEmbedded_FieldOfTheOuterStructToo_IsTheOuterOnes(t *testing.T) {
	type outer struct {
		shared
		Third int64 `json:"third" after:"first"`
	}
	o := outer{shared{First: "1", Third: "hidden"}, 3}
	if got := string(Marshal(&o)); got != `{"first":"1","third":"3"}` {
		t.Error(got)
	}
}

func TestEmbedded_AfterAFieldThatIsNotThere_IsAMistakeInTheProgram(t *testing.T) {
	defer func() {
		if recover() == nil {
			t.Error("accepted")
		}
	}()
	Marshal(&struct {
		Name string `json:"name" after:"nothing"`
	}{})
}
