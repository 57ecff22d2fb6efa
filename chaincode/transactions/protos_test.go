package transactions_test

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"

	. "insurance/chaincode/transactions/transactionstest"
)

// fileOfTheGateway are files of which the chaincode knows nothing.
var fileOfTheGateway = map[string]bool{"holder.proto": true, "jobs.proto": true, "options.proto": true}

type protoField struct{ label, kind, name string }

// protoFiles are what proto files declare.
type protoFiles struct {
	messages map[string][]protoField
	// enums are the names by number; a number that is not used has none.
	enums map[string][]string
	rpcs  map[string][2]string
}

var (
	comment      = regexp.MustCompile(`//.*`)
	block        = regexp.MustCompile(`(?s)\b(message|enum|service)\s+(\w+)\s*\{(|.*?\n)\}`)
	reservedLine = regexp.MustCompile(`(?m)^\s*reserved [^;]*;`)
	fieldLine    = regexp.MustCompile(`(?m)^\s*(repeated |optional )?(map<string, string>|[\w.]+) (\w+) = \d+;`)
	enumLine     = regexp.MustCompile(`(?m)^\s*(\w+) = (\d+);`)
	rpcLine      = regexp.MustCompile(`rpc (\w+)\((\w+)\) returns \((?:stream )?(\w+)\)`)
)

// protoTexts are the files that the chaincode knows, without their comments.
func protoTexts(t *testing.T) []string {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(Root(), "protos/insurance/v1/*.proto"))
	if err != nil || len(files) == 0 {
		t.Fatalf("no protos: %v", err)
	}
	var texts []string
	for _, file := range files {
		if fileOfTheGateway[filepath.Base(file)] {
			continue
		}
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		texts = append(texts, comment.ReplaceAllString(string(text), ""))
	}
	return texts
}

// parseProtos reads what proto files declare. Fields and values may be reserved, and numbers may have gaps.
func parseProtos(texts []string) (protoFiles, error) {
	p := protoFiles{map[string][]protoField{}, map[string][]string{}, map[string][2]string{}}
	for _, text := range texts {
		for _, b := range block.FindAllStringSubmatch(text, -1) {
			kind, name, body := b[1], b[2], reservedLine.ReplaceAllString(b[3], "")
			switch kind {
			case "message":
				lines := fieldLine.FindAllStringSubmatch(body, -1)
				if len(lines) != strings.Count(body, ";") {
					return p, fmt.Errorf("message %s has a line this test does not read", name)
				}
				p.messages[name] = nil
				for _, line := range lines {
					p.messages[name] = append(p.messages[name], protoField{strings.TrimSpace(line[1]), line[2], line[3]})
				}
			case "enum":
				lines := enumLine.FindAllStringSubmatch(body, -1)
				if len(lines) != strings.Count(body, ";") {
					return p, fmt.Errorf("enum %s has a line this test does not read", name)
				}
				for _, line := range lines {
					number, err := strconv.Atoi(line[2])
					if err != nil || number > 1_000 {
						return p, fmt.Errorf("enum %s: %s", name, line[0])
					}
					for len(p.enums[name]) <= number {
						p.enums[name] = append(p.enums[name], "")
					}
					p.enums[name][number] = line[1]
				}
			case "service":
				for _, line := range rpcLine.FindAllStringSubmatch(body, -1) {
					p.rpcs[line[1]] = [2]string{line[2], line[3]}
				}
			}
		}
	}
	return p, nil
}

func readProtos(t *testing.T) protoFiles {
	t.Helper()
	p, err := parseProtos(protoTexts(t))
	if err != nil {
		t.Fatal(err)
	}
	return p
}
