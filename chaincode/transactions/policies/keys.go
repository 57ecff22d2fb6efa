package policies

import (
	"insurance/chaincode/domain/text"
	"insurance/chaincode/engine"
)

// Key is the key of a policy.
func Key(b engine.Book, id string) string { return b.Key("policy", id) }

func boundKey(b engine.Book, quoteID string) string { return b.Key("quote-bound", quoteID) }

// ApprovedKey is where it is stored what a claim of a policy was approved for.
func ApprovedKey(b engine.Book, policyID, claim string) string {
	return b.Key("approved", policyID, claim)
}

// LossKey marks a loss of a policy that was claimed, with the claim's id.
func LossKey(b engine.Book, policyID, lossID string) string {
	return b.Key("loss", policyID, text.Escape(lossID))
}

// prefixOf is of an insurer's policies, or of the list of those that a broker sold, each key ending in an id.
func prefixOf(b engine.Book, brokerID string) string {
	if brokerID == "" {
		return b.Key("policy", "")
	}
	return b.Key("policies-of-broker", brokerID, "")
}

// HolderPrefix is the list of a holder's policies, each key ending in an id.
func HolderPrefix(b engine.Book, holderID string) string {
	return b.Key("policies-of-holder", holderID, "")
}

// ParametricPrefix is the list of the policies on a topic: an index, its unit and its subject, each percent-encoded, between
// slashes.
func ParametricPrefix(b engine.Book, topic string) string { return b.Key("parametric", topic, "") }
