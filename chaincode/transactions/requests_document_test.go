package transactions_test

import (
	"bytes"
	"crypto/ed25519"
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"os"
	"strings"
	"testing"

	"insurance/chaincode/engine"
	"insurance/chaincode/protojson"
	"insurance/chaincode/transactions"
	. "insurance/chaincode/transactions/transactionstest"
)

const requestsDocument = "../../docs/integrate/requests.md"

// byTheGateway are methods whose requests a gateway completes: what it is sent is shown by hand.
var byTheGateway = map[string]bool{"RegisterParty": true, "CorrectParty": true, "GetPersonalData": true}

// shownRequests are the first request of each method that was answered, as the gateway takes it.
type shownRequests struct {
	order []string
	text  map[string]string
}

func (s *shownRequests) add(t *testing.T, e *example, argument []byte) {
	t.Helper()
	if s.text == nil {
		s.text = map[string]string{}
	}
	if s.text[e.Call] != "" || byTheGateway[e.Call] || withinOthers(t, e.Call) {
		return
	}
	q, err := transactions.Row(e.Call).Decode(argument)
	if err != nil {
		t.Fatal(err)
	}
	if h, writes := q.(engine.Headed); writes {
		h.Head().Actor = ""
	}
	s.order = append(s.order, e.Call)
	s.text[e.Call] = folded(t, protojson.Marshal(q))
}

// page is the generated part of docs/integrate/requests.md: each method under its service, in the order of the examples.
func (s *shownRequests) page(t *testing.T) string {
	services, methods := map[string][]string{}, methods(t)
	var order []string
	for _, call := range s.order {
		service := methods[call].service
		if services[service] == nil {
			order = append(order, service)
		}
		services[service] = append(services[service], call)
	}
	var b strings.Builder
	for _, service := range order {
		for _, call := range services[service] {
			fmt.Fprintf(&b, "### %s/%s\n\n```json request %s/%s\n%s\n```\n\n", service, call, service, call, s.text[call])
		}
	}
	return strings.TrimSuffix(b.String(), "\n")
}

// folded is JSON with what fits into a line on one line.
func folded(t *testing.T, compact []byte) string {
	t.Helper()
	var indented bytes.Buffer
	if err := json.Indent(&indented, compact, "", "  "); err != nil {
		t.Fatal(err)
	}
	lines := strings.Split(indented.String(), "\n")
	var out []string
	for i := 0; i < len(lines); i++ {
		line := lines[i]
		if i > 0 && (strings.HasSuffix(line, "{") || strings.HasSuffix(line, "[")) {
			indent := len(line) - len(strings.TrimLeft(line, " "))
			end := i + 1
			for len(lines[end])-len(strings.TrimLeft(lines[end], " ")) > indent {
				end++
			}
			joined := line
			for _, inner := range lines[i+1 : end+1] {
				inner = strings.TrimLeft(inner, " ")
				if !strings.HasSuffix(joined, "{") && !strings.HasSuffix(joined, "[") && inner[0] != '}' && inner[0] != ']' {
					joined += " "
				}
				joined += inner
			}
			if len(joined) <= 130 {
				out = append(out, joined)
				i = end
				continue
			}
		}
		out = append(out, line)
	}
	return strings.Join(out, "\n")
}

// documentedSource has a key that is the same in every run, so that what is signed with it can be shown.
func documentedSource(t *testing.T, id string) *Source {
	seed := sha256.Sum256([]byte("docs/insurance.md " + id))
	private := ed25519.NewKeyFromSeed(seed[:])
	return &Source{T: t, ID: id, Public: private.Public(), Sign: func(b []byte) []byte { return ed25519.Sign(private, b) }}
}

// The requests of the page are those that were run, and every method of the chaincode has one.
func (s *shownRequests) compare(t *testing.T) {
	t.Helper()
	content, err := os.ReadFile(requestsDocument)
	if err != nil {
		t.Fatal(err)
	}
	const begin, end = "<!-- requests, from the examples -->\n", "<!-- end -->"
	text := string(content)
	from := strings.Index(text, begin) + len(begin)
	to := strings.LastIndex(text, end)
	if from < len(begin) || to < from {
		t.Fatal("docs/integrate/requests.md has no place for the requests")
	}
	if page := s.page(t); text[from:to] != page {
		if !*updateDocument {
			t.Error("docs/integrate/requests.md differs: run go test ./transactions -run ^TestDocument -update")
		} else if err := os.WriteFile(requestsDocument, []byte(text[:from]+page+text[to:]), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	for _, row := range transactions.Table {
		if s.text[row.Name] == "" && !byTheGateway[row.Name] && !withinOthers(t, row.Name) && !strings.Contains(text[:from], "/"+row.Name+"\n") {
			t.Errorf("docs/integrate/requests.md has no request of %s", row.Name)
		}
	}
}
