// Package parties keeps the policyholders: what the channel knows of them, what their insurer alone holds, their consents, and
// who read their data.
package parties

import (
	"insurance/chaincode/domain/fault"
	"insurance/chaincode/domain/party"
	"insurance/chaincode/domain/text"
	"insurance/chaincode/engine"
	"insurance/chaincode/transactions/access"
)

func (q *GetPartyRequest) Validate() error {
	return fault.All(q.CheckInsurer(), text.OptionalID("brokerId", q.BrokerID), text.ID("partyId", q.PartyID))
}

// Get reads a party of the insurer.
func Get(t *engine.Tx, field, id string) (*party.Party, error) {
	return engine.Find[party.Party](t, Key(t.Book, id), fault.PartyNotFound, field, id)
}

// Present refuses new business, and new claims, of a person nobody could attribute them to any more.
func Present(t *engine.Tx, holderID, field string) error {
	holder, err := Get(t, "holderId", holderID)
	if err != nil {
		return err
	}
	return holder.Present(field)
}

func getParty(t *engine.Tx, q *GetPartyRequest) (*party.Party, error) {
	return access.Find[party.Party](t, Key(t.Book, q.PartyID), fault.PartyNotFound, "partyId", q.PartyID, q.BrokerID)
}

func (q *AssignPartyRequest) Validate() error {
	return fault.All(text.OptionalID("brokerId", q.BrokerID), text.ID("partyId", q.PartyID))
}

// assignParty changes who may quote for a person. Policies and claims keep the broker that they were sold by.
func assignParty(t *engine.Tx, q *AssignPartyRequest) (*party.Party, error) {
	record, err := Get(t, "partyId", q.PartyID)
	if err != nil {
		return nil, err
	}
	if err := record.Assign(q.BrokerID); err != nil {
		return nil, err
	}
	t.Event = "PartyAssigned"
	return record, t.PutRecord(Key(t.Book, q.PartyID), record)
}

func (q *ofParty) Keys(b engine.Book) []string { return []string{Key(b, q.PartyID)} }
