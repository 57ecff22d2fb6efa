package contract

import (
	"strings"

	"insurance/chaincode/domain/claim"
	"insurance/chaincode/domain/fault"
	"insurance/chaincode/domain/fraud"
	"insurance/chaincode/domain/text"
)

// automation is what a gateway submits by itself: under which name, and for which transactions. Nobody who calls a gateway
// is let in by these names.
type automation struct {
	actor string
	runs  func(*Transaction) bool
}

var automations = []automation{
	{claim.AutomaticActor, func(row *Transaction) bool { return row.Name == "PayClaim" }},
	// What it stores has no outcome, so that no id of it can be taken.
	{"gateway", func(row *Transaction) bool { return row.confidential }},
}

// unreserved refuses the name of an automation, and the request ids of automatic payments, to every other transaction.
// PayClaim itself compares them with the claim.
func (t *tx) unreserved(header *Header) error {
	for i := range automations {
		if strings.EqualFold(strings.TrimSpace(header.Actor), automations[i].actor) && !automations[i].runs(t.row) {
			return fault.New(fault.ActorReserved, "actor", "%s is the name of what gateways do by themselves, which %s is not", automations[i].actor, t.row.Name)
		}
	}
	if strings.HasPrefix(header.RequestID, claim.AutomaticPrefix) && t.row.Name != "PayClaim" {
		return fault.New(fault.RequestReserved, "requestId", "request ids that begin with %s belong to automatic payments", claim.AutomaticPrefix)
	}
	return nil
}

// booked is a request that names the broker whom it is confined to.
type booked interface{ book() string }

// outcomeKey is where the outcome of a request is kept. A request id belongs to who sends it: a broker, whoever of its
// office calls; another caller of a gateway, by the name that the gateway has authenticated, so that every instance of a
// gateway and each of its repetitions mean the same request; or, without either, the certificate. So nobody learns that
// another has used an id, and nobody can take another's.
func (t *tx) outcomeKey(q request, header *Header) string {
	requester := key("subject", text.Escape(t.caller.Subject))
	b, confined := q.(booked)
	switch {
	case confined && t.actsAsBroker():
		// A broker's request without a broker's id has no outcome: its transaction refuses it.
		broker, _ := t.broker(b.book())
		requester = key("broker", broker)
	case header.Actor != "":
		requester = key("actor", text.Escape(header.Actor))
	}
	return key("request", t.caller.MSPID, requester, header.RequestID)
}

// concealed stands for the parts of a request that only a gateway has seen in the clear. A gateway may write them otherwise
// when the same request is repeated, so that they are not in the request's digest; they are compared each in its own way.
type concealed struct {
	// DataHMACSHA256 is a keyed digest of personal data, under a key that ends with the person's.
	DataHMACSHA256 string `json:"dataHmacSha256"`
	// Fingerprints are those of the object that a claim is about and of its documents.
	Fingerprints []fraud.Fingerprint `json:"fingerprints"`
}

// concealedIn are the concealed parts of a request; nil when requests of its kind have none.
func concealedIn(q request) *concealed {
	if c, conceals := q.(interface{ concealed() *concealed }); conceals {
		return c.concealed()
	}
	return nil
}

// same says whether a repetition conceals what the request did. An outcome that was stored before these were kept has none.
func (c *concealed) same(repeated *concealed) bool {
	if c == nil || repeated == nil {
		return true
	}
	if c.DataHMACSHA256 != repeated.DataHMACSHA256 || len(c.Fingerprints) != len(repeated.Fingerprints) {
		return false
	}
	for i := range c.Fingerprints {
		if !c.Fingerprints[i].Same(&repeated.Fingerprints[i]) {
			return false
		}
	}
	return true
}
