package endorsement

import (
	"encoding/hex"
	"strings"
	"testing"
)

// The expected bytes are protoc's, of the same policies written in protobuf text format.
func TestWith_EqualsProtoc(t *testing.T) {
	for _, test := range []struct {
		mspID  string
		others []string
		want   string
	}{
		{"NorthMSP", nil, "120208001a0e120c0a084e6f7274684d53501003"},
		{"NorthMSP", []string{"SouthMSP", "ReMSP"},
			"12161214080212020800120c120a080112020801120208021a0e120c0a084e6f7274684d53501003" +
				"1a0e120c0a08536f7574684d535010031a0b12090a0552654d53501003"},
	} {
		if got := hex.EncodeToString(With(test.mspID, test.others)); got != test.want {
			t.Errorf("%s with %v:\n got  %s\n want %s", test.mspID, test.others, got, test.want)
		}
	}
}

func TestWith_LongLists_HaveLongLengths(t *testing.T) {
	others := make([]string, 99)
	for i := range others {
		others[i] = strings.Repeat("m", 64)
	}
	// 200 > 127: the lengths of the rule and of n_out_of take two bytes each.
	b := With("NorthMSP", others)
	if b[0] != 0x12 || b[1] < 0x80 || b[2] == 0 || b[2] >= 0x80 {
		t.Fatalf("% x", b[:4])
	}
	length := int(b[1]&0x7f) | int(b[2])<<7
	if b[3+length] != 0x1a {
		t.Fatal("the identities do not follow the rule")
	}
}
