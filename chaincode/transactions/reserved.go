package transactions

import (
	"strings"

	"insurance/chaincode/domain/claim"
	"insurance/chaincode/domain/fault"
	"insurance/chaincode/engine"
)

// automation is what a gateway submits by itself: under which name, and for which transactions. Nobody who calls a gateway
// is let in by these names.
type automation struct {
	actor string
	runs  func(*engine.Transaction) bool
}

var automations = []automation{
	{claim.AutomaticActor, func(row *engine.Transaction) bool { return row.Name == automaticPayment }},
	{"automatic-job", func(row *engine.Transaction) bool { return jobs[row.Name] }},
	// What it stores has no outcome, so that no id of it can be taken.
	{"gateway", (*engine.Transaction).IsConfidential},
}

const automaticPayment = "PayClaim"

// jobs are the transactions that a gateway submits by itself as time goes by.
var jobs = map[string]bool{"LapsePolicy": true, "ExpirePolicy": true, "RemindOfRenewal": true, "SettleEvent": true}

// unreserved refuses the name of an automation, and the request ids of automatic payments, to every other transaction.
// PayClaim itself compares them with the claim.
func unreserved(row *engine.Transaction, header *engine.Header) error {
	for i := range automations {
		if strings.EqualFold(strings.TrimSpace(header.Actor), automations[i].actor) && !automations[i].runs(row) {
			return fault.New(fault.ActorReserved, "actor", "%s is the name of what gateways do by themselves, which %s is not", automations[i].actor, row.Name)
		}
	}
	if strings.HasPrefix(header.RequestID, claim.AutomaticPrefix) && row.Name != automaticPayment {
		return fault.New(fault.RequestReserved, "requestId", "request ids that begin with %s belong to automatic payments", claim.AutomaticPrefix)
	}
	return nil
}
