package main

import (
	"bytes"
	"crypto/rand"
	"crypto/x509"
	"encoding/hex"
	"encoding/json"
	"encoding/pem"
	"errors"
	"fmt"
	"os"
	"strconv"
	"strings"
	"time"
)

// function is one the tests call: how many arguments it takes and what it does.
type function struct {
	arguments int
	run       func(t *transaction, a []string) ([]byte, error)
}

var functions = map[string]function{
	"put": {2, func(t *transaction, a []string) ([]byte, error) {
		return []byte(a[1]), t.write(put, a[0], []byte(a[1]))
	}},
	"get": {1, func(t *transaction, a []string) ([]byte, error) {
		value, err := t.one(getState, "", a[0])
		if err == nil && value == nil {
			err = errors.New("NOT_FOUND: " + a[0])
		}
		return value, err
	}},
	"delete":       {1, func(t *transaction, a []string) ([]byte, error) { return nil, t.write(remove, a[0], nil) }},
	"increment":    {1, increment},
	"range":        {2, func(t *transaction, a []string) ([]byte, error) { return asJSON(t.scan("", simple(a[0]), a[1], 0)) }},
	"rangePage":    {4, rangePage},
	"rangeThenPut": {3, rangeThenPut},
	"putComposite": {3, func(t *transaction, a []string) ([]byte, error) {
		return nil, t.write(put, composite(a[0], a[1]), []byte(a[2]))
	}},
	"scanComposite": {2, func(t *transaction, a []string) ([]byte, error) {
		start := composite(a[0])
		if a[1] != "" {
			start = composite(a[0], a[1])
		}
		return asJSON(t.scan("", start, start+"\U0010FFFF", 0))
	}},
	"history": {1, func(t *transaction, a []string) ([]byte, error) {
		versions, err := t.history(a[0])
		if err != nil {
			return nil, err
		}
		return json.Marshal(versions)
	}},
	"event": {2, func(t *transaction, a []string) ([]byte, error) { return []byte(a[1]), t.setEvent(a[0], []byte(a[1])) }},
	"putAndEvent": {4, func(t *transaction, a []string) ([]byte, error) {
		return []byte(a[1]), errors.Join(t.write(put, a[0], []byte(a[1])), t.setEvent(a[2], []byte(a[3])))
	}},
	"eventThenFail": {2, func(t *transaction, a []string) ([]byte, error) {
		if err := t.setEvent(a[0], []byte(a[1])); err != nil {
			return nil, err
		}
		return nil, errors.New("failed after setting event " + a[0])
	}},
	"transient": {1, func(t *transaction, a []string) ([]byte, error) {
		value, ok := t.transient[a[0]]
		if !ok {
			return nil, errors.New("NO_TRANSIENT: " + a[0])
		}
		return value, nil
	}},
	"transientNames": {0, func(t *transaction, _ []string) ([]byte, error) { return []byte(strconv.Itoa(len(t.transient))), nil }},
	"putPrivate": {2, func(t *transaction, a []string) ([]byte, error) {
		return nil, t.writePrivate(put, a[0], a[1], t.transient["value"])
	}},
	"deletePrivate": {2, func(t *transaction, a []string) ([]byte, error) { return nil, t.writePrivate(remove, a[0], a[1], nil) }},
	"purgePrivate":  {2, func(t *transaction, a []string) ([]byte, error) { return nil, t.writePrivate(purge, a[0], a[1], nil) }},
	"getPrivate": {2, func(t *transaction, a []string) ([]byte, error) {
		if a[0] == "" {
			return nil, errors.New("collection must not be an empty string")
		}
		return t.one(getState, a[0], a[1])
	}},
	"getPrivateHash": {2, func(t *transaction, a []string) ([]byte, error) {
		hash, err := t.one(getPrivateHash, a[0], a[1])
		return []byte(hex.EncodeToString(hash)), err
	}},
	"rangePrivate": {3, func(t *transaction, a []string) ([]byte, error) { return asJSON(t.scan(a[0], simple(a[1]), a[2], 0)) }},
	"random":       {0, func(*transaction, []string) ([]byte, error) { return random(), nil }},
	"putRandom":    {1, func(t *transaction, a []string) ([]byte, error) { return nil, t.write(put, a[0], random()) }},
	"caller":       {0, caller},
	"transaction":  {0, describe},
	"sleep":        {1, sleep},
	"large": {1, func(_ *transaction, a []string) ([]byte, error) {
		n, err := strconv.ParseUint(a[0], 10, 26)
		return bytes.Repeat([]byte("x"), int(n)), err
	}},
	"binary": {0, func(*transaction, []string) ([]byte, error) {
		all := make([]byte, 256)
		for i := range all {
			all[i] = byte(i)
		}
		return all, nil
	}},
	"peer":            {0, func(t *transaction, _ []string) ([]byte, error) { return []byte(t.peerMSP), nil }},
	"peerIsAddressed": {0, peerIsAddressed},
	"refuseAt":        {2, refuseAt},
	"putTransient":    {0, putTransient},
	"putUnder":        {3, putUnder},
	"transientValues": {0, transientValues},
	"fail":            {1, func(_ *transaction, a []string) ([]byte, error) { return nil, errors.New(a[0]) }},
	"setOrganizations": {2, func(t *transaction, a []string) ([]byte, error) {
		var policy []byte
		if a[1] != "" {
			policy = everyPeerOf(strings.Split(a[1], ","))
		}
		return nil, t.write(setValidationParameter, a[0], policy)
	}},
	"getOrganizations": {1, func(t *transaction, a []string) ([]byte, error) {
		policy, err := t.one(getValidationParameter, "", a[0])
		if err != nil {
			return nil, err
		}
		names, err := organizationsOf(policy)
		return []byte(strings.Join(names, ",")), err
	}},
	"setPolicy": {2, func(t *transaction, a []string) ([]byte, error) {
		policy, err := hex.DecodeString(a[1])
		if err != nil {
			return nil, err
		}
		return nil, t.write(setValidationParameter, a[0], policy)
	}},
	"getPolicy": {1, func(t *transaction, a []string) ([]byte, error) {
		policy, err := t.one(getValidationParameter, "", a[0])
		return []byte(hex.EncodeToString(policy)), err
	}},
	"call": {2, func(t *transaction, a []string) ([]byte, error) {
		return t.runChaincode(a[0], [][]byte{[]byte("echo"), []byte(a[1])})
	}},
	"crash": {0, func(*transaction, []string) ([]byte, error) {
		os.Exit(3)
		return nil, nil
	}},
}

func invokeFunction(t *transaction) answer {
	a := make([]string, len(t.arguments))
	for i := range a {
		a[i] = string(t.arguments[i])
	}
	switch t.function {
	case "echo":
		return answer{200, "", bytes.Join(t.arguments, []byte(","))}
	case "status":
		return withStatus(t, a, 3, 0)
	case "putThenStatus":
		return withStatus(t, a, 4, 2)
	}
	f, ok := functions[t.function]
	if !ok {
		return failure(errors.New("UNKNOWN_FUNCTION: " + t.function))
	}
	if len(a) != f.arguments {
		return failure(fmt.Errorf("%s takes %d arguments", t.function, f.arguments))
	}
	payload, err := f.run(t, a)
	if err != nil {
		return failure(err)
	}
	return answer{200, "", payload}
}

func failure(err error) answer { return answer{500, err.Error(), nil} }

// withStatus answers with the status at the given place in the arguments, after a put of those before it.
func withStatus(t *transaction, a []string, count, at int) answer {
	if len(a) != count {
		return failure(fmt.Errorf("%s takes %d arguments", t.function, count))
	}
	status, err := strconv.ParseInt(a[at], 10, 32)
	if err != nil {
		return failure(err)
	}
	if at == 0 {
		return answer{int32(status), a[1], []byte(a[2])}
	}
	if err := t.write(put, a[0], []byte(a[1])); err != nil {
		return failure(err)
	}
	return answer{int32(status), a[3], []byte(a[1])}
}

func increment(t *transaction, a []string) ([]byte, error) {
	value, err := t.one(getState, "", a[0])
	if err != nil {
		return nil, err
	}
	n := 0
	if value != nil {
		if n, err = strconv.Atoi(string(value)); err != nil {
			return nil, err
		}
	}
	next := []byte(strconv.Itoa(n + 1))
	return next, t.write(put, a[0], next)
}

func rangePage(t *transaction, a []string) ([]byte, error) {
	size, err := strconv.ParseUint(a[2], 10, 31)
	if err != nil {
		return nil, err
	}
	start, limit, bookmark := a[0], uint32(0), ""
	if a[3] != "" {
		start = a[3]
	}
	if size > 0 {
		limit = uint32(size) + 1 // the first key of the next page is the bookmark
	}
	pairs, err := t.scan("", simple(start), a[1], limit)
	if err != nil {
		return nil, err
	}
	if size > 0 && len(pairs) > int(size) {
		bookmark, pairs = pairs[size].Key, pairs[:size]
	}
	return json.Marshal(map[string]any{"items": pairs, "bookmark": bookmark, "fetched": len(pairs)})
}

func rangeThenPut(t *transaction, a []string) ([]byte, error) {
	pairs, err := t.scan("", simple(a[0]), a[1], 0)
	if err != nil {
		return nil, err
	}
	count := []byte(strconv.Itoa(len(pairs)))
	return count, t.write(put, a[2], count)
}

func caller(t *transaction, _ []string) ([]byte, error) {
	block, _ := pem.Decode(t.creator)
	if block == nil {
		return nil, errors.New("the creator is no PEM")
	}
	certificate, err := x509.ParseCertificate(block.Bytes)
	if err != nil {
		return nil, err
	}
	return json.Marshal(map[string]string{"mspId": t.mspID, "commonName": certificate.Subject.CommonName})
}

func describe(t *transaction, _ []string) ([]byte, error) {
	return json.Marshal(map[string]string{"transactionId": t.id, "channel": t.channel, "time": t.time.Format(time.RFC3339Nano)})
}

func sleep(t *transaction, a []string) ([]byte, error) {
	n, err := strconv.Atoi(a[0])
	if err != nil {
		return nil, err
	}
	select {
	case <-time.After(time.Duration(n) * time.Millisecond):
		return []byte(a[0]), nil
	case <-t.cancelled:
		return nil, errCancelled
	}
}

// composite is a composite key, or the start of the range of those that begin with these attributes.
func composite(objectType string, attributes ...string) string {
	return "\x00" + objectType + "\x00" + strings.Join(append(attributes, ""), "\x00")
}

// simple keeps composite keys out of a range without a start, as Fabric's shim does.
func simple(start string) string {
	if start == "" {
		return "\x01"
	}
	return start
}

func asJSON(pairs []pair, err error) ([]byte, error) {
	if err != nil {
		return nil, err
	}
	for i := range pairs {
		pairs[i].Key = strings.ReplaceAll(pairs[i].Key, "\x00", "|")
	}
	return json.Marshal(pairs)
}

// random differs wherever it runs, which is what a test of diverging endorsements needs.
func random() []byte {
	b := make([]byte, 16)
	if _, err := rand.Read(b); err != nil {
		panic(err)
	}
	return []byte(hex.EncodeToString(b))
}
