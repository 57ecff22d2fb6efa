package readings

import (
	"slices"
	"strings"

	"insurance/chaincode/domain/fault"
	"insurance/chaincode/domain/oracle"
	"insurance/chaincode/domain/policy"
	"insurance/chaincode/domain/text"
	"insurance/chaincode/engine"
	"insurance/chaincode/transactions/policies"
)

const (
	maxSubjectsPage = 100
	// maxSubjectPolicies is among how many policies about one subject a current one is looked for.
	maxSubjectPolicies = 100
	maxReporters       = 10
)

func (q *ListSubjectsRequest) Validate() error {
	return fault.All(text.ID("index", q.Index), text.Label("unit", q.Unit, 32), engine.CheckPage(q.PageSize, maxSubjectsPage))
}

func (q *ListSubjectsRequest) Keys(engine.Book) []string { return nil }

func listSubjects(t *engine.Tx, q *ListSubjectsRequest) (*ListSubjectsResponse, error) {
	prefix := t.Book.Key("parametric", text.Escape(q.Index), text.Escape(q.Unit), "")
	start := prefix
	if q.PageToken != "" {
		last, err := engine.LastKey(prefix, q.PageToken)
		if err != nil {
			return nil, err
		}
		if !strings.HasSuffix(last, "/") {
			return nil, engine.InvalidToken()
		}
		start = engine.PrefixEnd(last)
	}
	response := &ListSubjectsResponse{}
	for looked := engine.PageLimit(q.PageSize, maxSubjectsPage); ; looked-- {
		page, err := t.Scan(start, engine.PrefixEnd(prefix), 1)
		if err != nil {
			return nil, err
		}
		if len(page.Entries) == 0 {
			response.NextPageToken = ""
			return response, nil
		}
		if looked == 0 {
			return response, nil
		}
		escaped, _, _ := strings.Cut(page.Entries[0].Key[len(prefix):], "/")
		about := prefix + escaped + "/"
		if err := insured(t, about, q, response); err != nil {
			return nil, err
		}
		start, response.NextPageToken = engine.PrefixEnd(about), engine.PageToken(about)
	}
}

// insured adds the subject that a list of policies is about, unless all of them have ended.
func insured(t *engine.Tx, about string, q *ListSubjectsRequest, response *ListSubjectsResponse) error {
	page, err := t.Scan(about, engine.PrefixEnd(about), maxSubjectPolicies)
	if err != nil {
		return err
	}
	keys := make([]string, len(page.Entries))
	for i := range page.Entries {
		keys[i] = policies.Key(t.Book, page.Entries[i].Key[len(about):])
	}
	values, err := t.GetMany(keys)
	if err != nil {
		return err
	}
	for _, value := range values {
		bound, err := engine.Decoded[policy.Policy](value)
		if err != nil {
			return err
		}
		if !bound.Current() || q.Unreported && t.Timestamp().Before(*bound.Cover.Start) {
			continue
		}
		reporters, err := reporters(t, oracle.TopicOf(q.Index, q.Unit, bound.ParametricSubject))
		if err != nil {
			return err
		}
		if !q.Unreported || len(reporters) == 0 {
			response.Subjects = append(response.Subjects, InsuredSubject{bound.ParametricSubject, bound.PolicyID, reporters})
		}
		return nil
	}
	return nil
}

// reporters are those who have reported on a topic, in batches or by single readings.
func reporters(t *engine.Tx, topic string) ([]string, error) {
	var ids []string
	for _, list := range []string{observerPrefix(topic), reportedPrefix(topic)} {
		page, err := t.Scan(list, engine.PrefixEnd(list), maxReporters)
		if err != nil {
			return nil, err
		}
		for i := range page.Entries {
			if id := page.Entries[i].Key[len(list):]; len(ids) < maxReporters && !slices.Contains(ids, id) {
				ids = append(ids, id)
			}
		}
	}
	return ids, nil
}
