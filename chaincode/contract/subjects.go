package contract

import (
	"encoding/base64"
	"strings"

	"insurance/chaincode/domain/fault"
	"insurance/chaincode/domain/oracle"
	"insurance/chaincode/domain/policy"
	"insurance/chaincode/domain/text"
	"insurance/chaincode/ledger"
)

// ListSubjectsRequest asks what the caller's policies under an index are about, and who reports on it.
type ListSubjectsRequest struct {
	Index string `json:"index"`
	Unit  string `json:"unit"`
	// Unreported leaves out the subjects that somebody has reported on, and those whose cover has not begun.
	Unreported bool   `json:"unreported"`
	PageSize   uint32 `json:"pageSize"`
	PageToken  string `json:"pageToken"`
}

// ListSubjectsResponse is one page.
type ListSubjectsResponse struct {
	Subjects      []InsuredSubject `json:"subjects"`
	NextPageToken string           `json:"nextPageToken"`
}

// InsuredSubject is what policies are about. Those that have ended do not count.
type InsuredSubject struct {
	Subject string `json:"subject"`
	// PolicyID is one of the policies.
	PolicyID string `json:"policyId"`
	// OracleIDs are some of those that have reported on it; none: nobody has.
	OracleIDs []string `json:"oracleIds"`
}

const (
	maxSubjectsPage = 100
	// maxSubjectPolicies is among how many policies about one subject a current one is looked for.
	maxSubjectPolicies = 100
	maxReporters       = 10
)

func (q *ListSubjectsRequest) validate() error {
	if err := text.ID("index", q.Index); err != nil {
		return err
	}
	if err := text.Label("unit", q.Unit, 32); err != nil {
		return err
	}
	return checkPage(q.PageSize, maxSubjectsPage)
}

func (q *ListSubjectsRequest) keys(*ledger.Caller) []string { return nil }

func listSubjects(t *tx, q *ListSubjectsRequest) (*ListSubjectsResponse, error) {
	prefix := key("parametric", t.caller.MSPID, text.Escape(q.Index), text.Escape(q.Unit), "")
	start := prefix
	if q.PageToken != "" {
		last, err := base64.RawURLEncoding.DecodeString(q.PageToken)
		if err != nil || !strings.HasPrefix(string(last), prefix) || !strings.HasSuffix(string(last), "/") || !plainKey(string(last)) {
			return nil, fault.New(fault.InvalidToken, "pageToken", "the page token was not made by this list")
		}
		start = prefixEnd(string(last))
	}
	response := &ListSubjectsResponse{}
	for looked := pageLimit(q.PageSize, maxSubjectsPage); ; looked-- {
		page, err := t.Scan(start, prefixEnd(prefix), 1)
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
		if err := t.insured(about, q, response); err != nil {
			return nil, err
		}
		start, response.NextPageToken = prefixEnd(about), pageToken(about)
	}
}

// insured adds the subject that a list of policies is about, unless all of them have ended.
func (t *tx) insured(about string, q *ListSubjectsRequest, response *ListSubjectsResponse) error {
	page, err := t.Scan(about, prefixEnd(about), maxSubjectPolicies)
	if err != nil {
		return err
	}
	keys := make([]string, len(page.Entries))
	for i := range page.Entries {
		keys[i] = policyKey(page.Entries[i].Key[len(about):])
	}
	values, err := t.GetMany(keys)
	if err != nil {
		return err
	}
	for _, value := range values {
		contract, err := decoded[policy.Policy](value)
		if err != nil {
			return err
		}
		if !contract.Current() || q.Unreported && t.Timestamp().Before(*contract.Cover.Start) {
			continue
		}
		reporters, err := t.reporters(oracle.TopicOf(q.Index, q.Unit, contract.ParametricSubject))
		if err != nil {
			return err
		}
		if !q.Unreported || len(reporters) == 0 {
			response.Subjects = append(response.Subjects, InsuredSubject{contract.ParametricSubject, contract.PolicyID, reporters})
		}
		return nil
	}
	return nil
}

// reporters are those who have reported on a topic, in batches or by single readings.
func (t *tx) reporters(topic string) ([]string, error) {
	var ids []string
	for _, list := range []string{observerPrefix(topic), reportedPrefix(topic)} {
		page, err := t.Scan(list, prefixEnd(list), maxReporters)
		if err != nil {
			return nil, err
		}
		for i := range page.Entries {
			if id := page.Entries[i].Key[len(list):]; len(ids) < maxReporters && !contains(ids, id) {
				ids = append(ids, id)
			}
		}
	}
	return ids, nil
}

func contains(values []string, value string) bool {
	for _, v := range values {
		if v == value {
			return true
		}
	}
	return false
}
