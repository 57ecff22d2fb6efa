package main

import (
	"encoding/json"
	"errors"
	"slices"
	"strings"
)

// What differs with the peer that runs it, or says who has to endorse.

// peerIsAddressed fails at a peer whose organization is not the name of a transient value.
func peerIsAddressed(t *transaction, _ []string) ([]byte, error) {
	if _, ok := t.transient[t.peerMSP]; !ok {
		return nil, errors.New("NOT_ADDRESSED: " + t.peerMSP)
	}
	return []byte("addressed"), nil
}

// refuseAt fails at the peers of the named organizations, and writes at all others.
func refuseAt(t *transaction, a []string) ([]byte, error) {
	if slices.Contains(strings.Split(a[1], ","), t.peerMSP) {
		return nil, errors.New("REFUSED_AT: " + t.peerMSP)
	}
	return nil, t.write(put, a[0], []byte("endorsed"))
}

// putTransient writes to each of several collections what the transient values "collections", "key" and "value" say.
func putTransient(t *transaction, _ []string) ([]byte, error) {
	for _, name := range []string{"collections", "key", "value"} {
		if _, ok := t.transient[name]; !ok {
			return nil, errors.New("NO_TRANSIENT: " + name)
		}
	}
	for _, collection := range strings.Split(string(t.transient["collections"]), ",") {
		if err := t.writePrivate(put, collection, string(t.transient["key"]), t.transient["value"]); err != nil {
			return nil, err
		}
	}
	return nil, nil
}

// putUnder writes a value and who has to endorse its next change.
func putUnder(t *transaction, a []string) ([]byte, error) {
	return nil, errors.Join(t.write(put, a[0], []byte(a[1])), t.write(setValidationParameter, a[0], everyPeerOf(strings.Split(a[2], ","))))
}

func transientValues(t *transaction, _ []string) ([]byte, error) {
	values := make(map[string]string, len(t.transient))
	for name, value := range t.transient {
		values[name] = string(value)
	}
	return json.Marshal(values)
}
