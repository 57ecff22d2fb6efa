package transactionstest

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"sync"
)

// The option "emits" of the methods in protos/insurance/v1 is the catalogue of the events. Whatever any test
// has the chaincode do must be in it; those of package transactions must have done all of it.

var (
	protoComment = regexp.MustCompile(`//.*`)
	methodLine   = regexp.MustCompile(`(?s)rpc (\w+)\(\w+\) returns \((?:stream )?(\w+)\)(?: \{\n(.*?)\n  \})?`)
	emitLine     = regexp.MustCompile(`option \(emits\) = \{name: "(\w+)"(?:, payload: "(\w+)")?(?: audience: \w+)?\}`)
)

// within says which transaction has the events of a method of the gateway's own.
var within = map[string]string{"GetPersonalData": "RecordAccess", "VerifyPersonalData": "RecordAccess"}

// Catalogue are the events of each transaction, with their payloads, as the protos have them.
var Catalogue = sync.OnceValues(func() (map[string]map[string]string, error) {
	files, err := filepath.Glob(filepath.Join(Root(), "protos/insurance/v1/*.proto"))
	if err != nil {
		return nil, err
	}
	read := map[string]map[string]string{}
	for _, file := range files {
		content, err := os.ReadFile(file)
		if err != nil {
			return nil, err
		}
		for _, method := range methodLine.FindAllStringSubmatch(protoComment.ReplaceAllString(string(content), ""), -1) {
			name := method[1]
			if inner := within[name]; inner != "" {
				name = inner
			}
			for _, emitted := range emitLine.FindAllStringSubmatch(method[3], -1) {
				payload := emitted[2]
				if payload == "" {
					payload = method[2]
				}
				if read[name] == nil {
					read[name] = map[string]string{}
				}
				read[name][emitted[1]] = payload
			}
		}
	}
	return read, nil
})

var (
	emittedLock sync.Mutex
	Emitted     = map[string]bool{}
)

// emits records an event and holds it against the catalogue.
func emits(function, event string) error {
	events, err := Catalogue()
	if err != nil {
		return err
	}
	if event == "" {
		// A repetition has none; nor has what is stored in a collection alone.
		return nil
	}
	if events[function][event] == "" {
		return fmt.Errorf("%s has the event %s, which its option \"emits\" does not name", function, event)
	}
	emittedLock.Lock()
	defer emittedLock.Unlock()
	Emitted[function+" "+event] = true
	return nil
}

// Root is the folder of the repository, in which tests find the protos and the examples.
func Root() string {
	folder, err := os.Getwd()
	for err == nil && folder != filepath.Dir(folder) {
		if _, missing := os.Stat(filepath.Join(folder, "protos", "insurance")); missing == nil {
			return folder
		}
		folder = filepath.Dir(folder)
	}
	panic("transactionstest: no folder above has the protos")
}
