package policies

import (
	"insurance/chaincode/domain/fault"
	"insurance/chaincode/domain/policy"
	"insurance/chaincode/domain/text"
	"insurance/chaincode/engine"
)

const maxDaysBefore = 366

func (q *ListDuePoliciesRequest) Validate() error {
	var wrong fault.Refusals
	switch {
	case q.Due == policy.DueUnspecified:
		wrong.Add(fault.New(fault.Required, "due", "what is due is required: a lapse, an expiry or a renewal reminder"))
	case q.Due == policy.DueRenewalReminder && (q.DaysBefore < 1 || q.DaysBefore > maxDaysBefore):
		wrong.Add(fault.New(fault.InvalidArgument, "daysBefore", "a reminder is due 1 to %d days before the end of the cover, not %d", maxDaysBefore, q.DaysBefore))
	case q.Due != policy.DueRenewalReminder && q.DaysBefore != 0:
		wrong.Add(fault.New(fault.InvalidArgument, "daysBefore", "only a reminder is due before the end of the cover"))
	}
	wrong.Add(engine.CheckPage(q.PageSize, engine.MaxPage))
	return wrong.Err()
}

func (q *ListDuePoliciesRequest) Keys(engine.Book) []string { return nil }

func listDuePolicies(t *engine.Tx, q *ListDuePoliciesRequest) (*ListDuePoliciesResponse, error) {
	entries, next, err := t.ScanPage(prefixOf(t.Book, ""), q.PageToken, engine.PageLimit(q.PageSize, engine.MaxPage))
	if err != nil {
		return nil, err
	}
	response := &ListDuePoliciesResponse{Looked: uint32(len(entries)), NextPageToken: next}
	for i := range entries {
		p, err := engine.Decoded[policy.Policy](entries[i].Value)
		if err != nil {
			return nil, err
		}
		if since := p.DueSince(q.Due, t.Timestamp(), q.DaysBefore); since != nil {
			response.Policies = append(response.Policies, DuePolicy{p.PolicyID, since, p.BrokerID, p.HolderID})
		}
	}
	return response, nil
}

func (q *RemindOfRenewalRequest) Validate() error { return text.ID("policyId", q.PolicyID) }

func remindOfRenewal(t *engine.Tx, q *RemindOfRenewalRequest) (*policy.Policy, error) {
	return change(t, q.PolicyID, "RenewalDue", func(p *policy.Policy) error { return p.RemindOfRenewal(t.Stamp()) })
}
