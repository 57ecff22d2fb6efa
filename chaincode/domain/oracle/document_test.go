package oracle

import (
	"encoding/base64"
	"os"
	"regexp"
	"strconv"
	"strings"
	"testing"
)

func numberAt(t *testing.T, lines []string, i int) int64 {
	t.Helper()
	n, err := strconv.ParseInt(lines[i], 10, 64)
	if err != nil {
		t.Fatal(err)
	}
	return n
}

// The examples of docs/integrate/readings.md are what this package signs, and their signatures verify with the keys they show.
func TestDocument_SignedExamples_Verify(t *testing.T) {
	text, err := os.ReadFile("../../../docs/integrate/readings.md")
	if err != nil {
		t.Fatal(err)
	}
	blocks := regexp.MustCompile("(?s)```(reading|batch)\n(.*?)```\n\n```key\n(.*?)```\n\n```signature\n(.*?)\n```").FindAllStringSubmatch(string(text), -1)
	if len(blocks) != 2 {
		t.Fatalf("%d examples", len(blocks))
	}
	for _, block := range blocks {
		kind, shown, o := block[1], block[2], &Oracle{OracleID: "o", PublicKeyPEM: block[3]}
		signature, err := base64.StdEncoding.DecodeString(block[4])
		if err != nil {
			t.Fatal(err)
		}
		if err := o.Verify([]byte(shown), signature); err != nil {
			t.Errorf("%s: %v", kind, err)
		}
		if err := o.Verify([]byte(strings.Replace(shown, "1\n", "2\n", 1)), signature); err == nil {
			t.Errorf("%s: the signature verifies of other lines", kind)
		}
		l := strings.Split(strings.TrimSuffix(shown, "\n"), "\n")
		var signed []byte
		if kind == "reading" {
			sequence := uint64(numberAt(t, l, 8))
			signed = (&Reading{OracleID: l[1], Index: l[2], Subject: l[3], Value: numberAt(t, l, 4), Unit: l[5],
				ObservedAt: at(numberAt(t, l, 6)), SignedAt: at(numberAt(t, l, 7)), Sequence: sequence}).SignedBytes()
		} else {
			b := &ReadingBatch{OracleID: l[1], Index: l[2], Subject: l[3], Unit: l[4], From: at(numberAt(t, l, 5)), Until: at(numberAt(t, l, 6)),
				SignedAt: at(numberAt(t, l, 7)), Sequence: uint64(numberAt(t, l, 8)), Correction: l[9] == "true"}
			for i := range int(numberAt(t, l, 10)) {
				pair := strings.Split(l[11+i], " ")
				b.Samples = append(b.Samples, Sample{Value: numberAt(t, pair, 1), ObservedAt: at(numberAt(t, pair, 0))})
			}
			signed = b.SignedBytes()
			if err := b.Form(); err != nil {
				t.Errorf("the batch shown is refused: %v", err)
			}
		}
		if string(signed) != shown {
			t.Errorf("%s: signed\n%s\nshown\n%s", kind, signed, shown)
		}
	}
}
