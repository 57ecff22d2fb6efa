// Package chaincode_test holds the module to its layers: imports run downwards only.
package chaincode_test

import (
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
)

const module = "insurance/chaincode/"

// layers say what the packages of a folder may import of this module beside the folder itself, the lowest first. What is
// listed further down may import what is above it only where it says so. The longest folder that fits a package counts.
var layers = []struct {
	folder  string
	imports []string
}{
	{"domain", nil},
	{"ledger", []string{"domain/fault", "domain/instant"}},
	{"ledger/memledger", []string{"domain/fault", "domain/instant", "ledger"}},
	{"ledger/endorsement", nil},
	{"protojson", []string{"domain/fault", "domain/instant"}},
	// No word of insurance: of the domain only what every record and every refusal has.
	{"engine", []string{"domain/fault", "domain/instant", "domain/record", "domain/text", "ledger", "ledger/endorsement", "protojson"}},
	{"transactions", []string{"domain", "engine", "ledger", "protojson"}},
	{"pipe", []string{"domain/instant", "domain/fault", "ledger"}},
	{"cmd", []string{"domain", "ledger", "pipe", "transactions", "protojson"}},
}

// concepts are the packages of transactions, the lowest first: each may import those before it.
var concepts = []string{"access", "members", "products", "parties", "quotes", "policies", "claims", "readings", "settlement", "erasure", "history"}

// imported are the imports of each package, without those of its tests.
func imported(t *testing.T) map[string][]string {
	t.Helper()
	packages := map[string][]string{}
	err := filepath.WalkDir(".", func(file string, entry fs.DirEntry, err error) error {
		if err != nil || !strings.HasSuffix(file, ".go") || strings.HasSuffix(file, "_test.go") {
			return err
		}
		parsed, err := parser.ParseFile(token.NewFileSet(), file, nil, parser.ImportsOnly)
		if err != nil {
			return err
		}
		name := path.Dir(filepath.ToSlash(file))
		if _, known := packages[name]; !known {
			packages[name] = nil
		}
		for _, spec := range parsed.Imports {
			path, err := strconv.Unquote(spec.Path.Value)
			if err != nil {
				return err
			}
			packages[name] = append(packages[name], path)
		}
		return nil
	})
	if err != nil || len(packages) < 25 {
		t.Fatalf("%d packages, %v", len(packages), err)
	}
	return packages
}

func inside(folder, name string) bool { return name == folder || strings.HasPrefix(name, folder+"/") }

// Imports run downwards only: cmd, transactions, engine, and below them the ledger's port and the domain.
func TestImports_OfEachFolder_RunDownwardsOnly(t *testing.T) {
	packages := imported(t)
	for name := range packages {
		layer := -1
		for i := range layers {
			if inside(layers[i].folder, name) && (layer < 0 || len(layers[i].folder) > len(layers[layer].folder)) {
				layer = i
			}
		}
		if layer < 0 {
			t.Errorf("%s is in no layer: give it a place in this test", name)
			continue
		}
		for _, path := range packages[name] {
			of, ours := strings.CutPrefix(path, module)
			allows := func(folder string) bool { return inside(folder, of) }
			if ours && !inside(layers[layer].folder, of) && !slices.ContainsFunc(layers[layer].imports, allows) {
				t.Errorf("%s imports %s, which is not below it", name, of)
			}
		}
	}
}

// A concept imports only what comes before it, and what assembles the table is imported by no concept.
func TestImports_OfTheConcepts_RunOneWay(t *testing.T) {
	packages := imported(t)
	found := 0
	for name, paths := range packages {
		concept, is := strings.CutPrefix(name, "transactions/")
		if !is || concept == "transactionstest" {
			continue
		}
		found++
		at := slices.Index(concepts, concept)
		if at < 0 {
			t.Errorf("%s has no place among the concepts: give it one in this test", name)
			continue
		}
		for _, path := range paths {
			if path == module+"transactions" {
				t.Errorf("%s imports the table that is made of it", name)
			}
			if other, is := strings.CutPrefix(path, module+"transactions/"); is && slices.Index(concepts, other) >= at {
				t.Errorf("%s imports %s, which comes after it", name, other)
			}
		}
	}
	if found != len(concepts) {
		t.Errorf("%d concepts, %d have a place", found, len(concepts))
	}
}

// The rules and the engine are built of the standard library; only the adapters to Fabric import anything else.
func TestImports_FromElsewhere_AreThoseOfTheAdaptersToFabric(t *testing.T) {
	for name, paths := range imported(t) {
		if inside("cmd/fabric", name) || inside("cmd/conformance", name) {
			continue
		}
		for _, path := range paths {
			if first, _, _ := strings.Cut(path, "/"); strings.Contains(first, ".") {
				t.Errorf("%s imports %s", name, path)
			}
		}
	}
}

// The harness of the tests is in no program.
func TestImports_OfTheHarness_AreInTestsOnly(t *testing.T) {
	for name, paths := range imported(t) {
		if slices.Contains(paths, module+"transactions/transactionstest") {
			t.Errorf("%s imports the harness of the tests", name)
		}
	}
}

// The engine would run any chaincode: what it is about stands in transactions.
func TestEngine_HasNoWordOfInsurance(t *testing.T) {
	words := regexp.MustCompile(`(?i)insur|premium|claim|broker|quote|oracle|regulator`)
	files, err := filepath.Glob("engine/*.go")
	if err != nil || len(files) < 5 {
		t.Fatalf("%d files, %v", len(files), err)
	}
	for _, file := range files {
		content, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		for i, line := range strings.Split(string(content), "\n") {
			// The name of the module is in the imports.
			if found := words.FindString(strings.ReplaceAll(line, module, "")); found != "" {
				t.Errorf("%s:%d speaks of %q", file, i+1, found)
			}
		}
	}
}

// A file is short enough to be read at one go.
func TestFiles_HaveAtMost500Lines(t *testing.T) {
	err := filepath.WalkDir(".", func(file string, entry fs.DirEntry, err error) error {
		if err != nil || !strings.HasSuffix(file, ".go") {
			return err
		}
		content, err := os.ReadFile(file)
		if lines := strings.Count(string(content), "\n"); lines > 500 {
			t.Errorf("%s has %d lines", file, lines)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}
