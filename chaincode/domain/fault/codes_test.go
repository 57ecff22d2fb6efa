package fault

import (
	"bytes"
	"encoding/json"
	"flag"
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"strconv"
	"strings"
	"testing"
)

var update = flag.Bool("update", false, "write protos/insurance/v1/error-codes.json from Codes")

const published = "../../../protos/insurance/v1/error-codes.json"

func TestCodes_PublishedFile_EqualsTable(t *testing.T) {
	var want bytes.Buffer
	encoder := json.NewEncoder(&want)
	encoder.SetEscapeHTML(false)
	encoder.SetIndent("", "  ")
	if err := encoder.Encode(Codes); err != nil {
		t.Fatal(err)
	}
	if *update {
		if err := os.WriteFile(published, want.Bytes(), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	got, err := os.ReadFile(published)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(got, want.Bytes()) {
		t.Fatalf("%s differs from Codes: run go test ./domain/fault -update", published)
	}
}

// Every constant has exactly one row, and every row a constant.
func TestCodes_Constants_EachHaveOneRow(t *testing.T) {
	file, err := parser.ParseFile(token.NewFileSet(), "codes.go", nil, 0)
	if err != nil {
		t.Fatal(err)
	}
	constants := map[string]bool{}
	ast.Inspect(file, func(n ast.Node) bool {
		spec, ok := n.(*ast.ValueSpec)
		if !ok || spec.Type == nil {
			return true
		}
		if name, ok := spec.Type.(*ast.Ident); ok && name.Name == "Code" {
			code, err := strconv.Unquote(spec.Values[0].(*ast.BasicLit).Value)
			if err != nil {
				t.Fatal(err)
			}
			if constants[code] {
				t.Errorf("two constants for %s", code)
			}
			constants[code] = true
		}
		return true
	})
	rows := map[string]bool{}
	for _, row := range Codes {
		if rows[string(row.Code)] || !constants[string(row.Code)] || row.Meaning == "" {
			t.Errorf("the row of %s is repeated, or has no constant or no meaning", row.Code)
		}
		rows[string(row.Code)] = true
	}
	if len(rows) != len(constants) || len(rows) == 0 {
		t.Errorf("%d rows, %d constants", len(rows), len(constants))
	}
}

func TestCodes_Documentation_ListsEachCode(t *testing.T) {
	text, err := os.ReadFile("../../../docs/change/chaincode.md")
	if err != nil {
		t.Fatal(err)
	}
	listed := map[string]string{}
	for _, line := range strings.Split(string(text), "\n") {
		cells := strings.Split(line, "|")
		if len(cells) == 5 && strings.HasPrefix(strings.TrimSpace(cells[1]), "`") {
			listed[strings.Trim(cells[1], " `")] = strings.TrimSpace(cells[2]) + "|" + strings.TrimSpace(cells[3])
		}
	}
	for _, row := range Codes {
		if want := row.GRPCStatus + "|" + row.Meaning; listed[string(row.Code)] != want {
			t.Errorf("docs/change/chaincode.md lists %s as %q, the table as %q", row.Code, listed[string(row.Code)], want)
		}
	}
	if len(listed) != len(Codes) {
		t.Errorf("docs/change/chaincode.md lists %d codes, the table has %d", len(listed), len(Codes))
	}
}

func TestError_JSON_LeavesOutEmptyField(t *testing.T) {
	for _, test := range []struct {
		err  *Error
		want string
	}{
		{New(LimitExceeded, "", "nothing left"), `{"code":"LIMIT_EXCEEDED","message":"nothing left"}`},
		{New(Required, "a.b[0]", `a "b" <c>`), `{"code":"REQUIRED","field":"a.b[0]","message":"a \"b\" <c>"}`},
	} {
		if got := test.err.JSON(); got != test.want {
			t.Errorf("%s, want %s", got, test.want)
		}
	}
}
