package transactions_test

import (
	"os"
	"path/filepath"
	"regexp"
	"sync"
	"testing"

	"insurance/chaincode/engine"
	"insurance/chaincode/transactions"
	. "insurance/chaincode/transactions/transactionstest"
)

// method is a method of the API, and what its option "access" says that it does with the ledger.
type method struct{ service, effect string }

var (
	comment      = regexp.MustCompile(`//.*`)
	serviceBlock = regexp.MustCompile(`(?ms)^service (\w+) \{$(.*?)^\}$`)
	methodBlock  = regexp.MustCompile(`(?s)rpc (\w+)\(.*?effect: EFFECT_(\w+)`)
)

// methods are those of protos/insurance/v1, by their names.
func methods(t *testing.T) map[string]method {
	t.Helper()
	found, err := readMethods()
	if err != nil || len(found) < 60 {
		t.Fatalf("%d methods were read: %v", len(found), err)
	}
	return found
}

var readMethods = sync.OnceValues(func() (map[string]method, error) {
	files, err := filepath.Glob(filepath.Join(Root(), "protos/insurance/v1/*.proto"))
	if err != nil {
		return nil, err
	}
	found := map[string]method{}
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			return nil, err
		}
		for _, service := range serviceBlock.FindAllStringSubmatch(comment.ReplaceAllString(string(text), ""), -1) {
			for _, line := range methodBlock.FindAllStringSubmatch(service[2], -1) {
				found[line[1]] = method{service[1], line[2]}
			}
		}
	}
	return found, nil
})

// withinOthers says whether a transaction is no method of the API: gateways run it while they answer one.
func withinOthers(t *testing.T, name string) bool {
	_, is := methods(t)[name]
	return !is
}

// The rows are generated in each package. What is forgotten when one is added is to put its rows into the table.
func TestTable_HasEveryTransactionOfTheProtos(t *testing.T) {
	for name, m := range methods(t) {
		row := transactions.Row(name)
		if (row != nil) != (m.effect != "GATEWAY") {
			t.Errorf("%s: the table is to have what is submitted or evaluated, and nothing else: %s", name, m.effect)
		}
		if row != nil && (row.Mode == engine.Submit) != (m.effect == "SUBMITS") {
			t.Errorf("%s: %s, and in the table %v", name, m.effect, row.Mode)
		}
	}
}
