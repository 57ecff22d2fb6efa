package record

import (
	"slices"
	"testing"

	"insurance/chaincode/domain/instant"
)

func TestTimes_Record_AreThoseOfItsStamps(t *testing.T) {
	first, second := "2026-03-01T09:00:00Z", "2026-03-02T09:00:00.5Z"
	for stored, want := range map[string][]string{
		"":   nil,
		`{}`: nil,
		`{"a":{"transactionId":"t1","time":"` + first + `","mspId":"A","actor":"x"},"b":[{"recorded":{"transactionId":"t2","time":"` + second + `"}}]}`: {first, second},
		`{"text":"\"transactionId\":\"t1\",\"time\":\"` + first + `\""}`:                                                                                nil,
		`{"transactionId":"t1","result":"x","time":"` + first + `"}`:                                                                                    nil,
		`{"transactionId":"t1","time":"never"}`:                                                                                                         nil,
		`{"transactionId":"t1`:                                                                                                                          nil,
	} {
		var expected []instant.Instant
		for _, text := range want {
			moment, err := instant.Parse(text)
			if err != nil {
				t.Fatal(err)
			}
			expected = append(expected, moment)
		}
		if got := Times([]byte(stored)); !slices.Equal(got, expected) {
			t.Errorf("%s: %v", stored, got)
		}
	}
}
