package readings

import "insurance/chaincode/engine"

// What is nobody's book: who may report, what was reported, and what was concluded from it.

// OracleKey is the key of an oracle or a device.
func OracleKey(id string) string { return engine.Key("oracle", id) }

// Key is the key of a reading or a batch.
func Key(id string) string { return engine.Key("reading", id) }

// DeterminationKey is the key of a determination.
func DeterminationKey(id string) string { return engine.Key("determination", id) }

// SettlingPrefix is the list of insurers that have begun to settle by a reading or a determination.
func SettlingPrefix(by, id string) string { return engine.Key("settling", by, id, "") }

func sequenceKey(stream string) string { return engine.Key("sequence", stream) }

func watchKey(oracleID string) string { return engine.Key("watch", oracleID) }

// A topic is an index, its unit and its subject, each percent-encoded, between slashes.

func observationPrefix(topic, oracleID string) string {
	return engine.Key("observation", topic, oracleID, "")
}

func observerPrefix(topic string) string { return engine.Key("observer", topic, "") }

func reportedPrefix(topic string) string { return engine.Key("reported", topic, "") }
