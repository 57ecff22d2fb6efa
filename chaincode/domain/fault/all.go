package fault

import "slices"

// mostViolations bounds what one refusal names: the response of a peer carries all of it.
const (
	mostViolations   = 20
	longestViolation = 200
	// mostText is of all fields and messages in Further: a peer answers in trailers, and in them twice.
	mostText = 4_000
)

// Refusals collects all that is wrong with a request, so that one answer names it. The zero value has found nothing.
type Refusals struct {
	first *Error
	// other is an error that is no refusal.
	other error
}

// Add takes what a check answered: nil, a refusal with what it found further, or another error, which outweighs them all.
func (r *Refusals) Add(err error) {
	if err == nil || r.other != nil {
		return
	}
	refusal := From(err)
	switch {
	case refusal == nil:
		r.other = err
	case r.first == nil:
		copied := *refusal
		r.first = &copied
	default:
		r.name(Violation{Code: refusal.Code, Field: refusal.Field, Message: refusal.Message})
		for _, further := range refusal.Further {
			r.name(further)
		}
		r.first.Omitted += refusal.Omitted
	}
}

// name leaves out what is wrong besides with a field that is named already.
func (r *Refusals) name(v Violation) {
	if v.Field == r.first.Field || slices.ContainsFunc(r.first.Further, func(named Violation) bool { return named.Field == v.Field }) {
		return
	}
	v.Message = cut(v.Message, longestViolation)
	text := len(v.Field) + len(v.Message)
	for i := range r.first.Further {
		text += len(r.first.Further[i].Field) + len(r.first.Further[i].Message)
	}
	if len(r.first.Further) >= mostViolations-1 || text > mostText {
		r.first.Omitted++
		return
	}
	// The refusal may share its list with the one it was made of.
	r.first.Further = append(r.first.Further[:len(r.first.Further):len(r.first.Further)], v)
}

// Unbounded says whether a list was found too long: who checks each of its items against each of another stops here.
func (r *Refusals) Unbounded() bool {
	return r.first != nil && (r.first.Code == TooMany ||
		slices.ContainsFunc(r.first.Further, func(v Violation) bool { return v.Code == TooMany }))
}

// Err is the refusal of all that was found, whose code, field and message are those of the first; nil when nothing was.
func (r *Refusals) Err() error {
	switch {
	case r.other != nil:
		return r.other
	case r.first != nil:
		return r.first
	}
	return nil
}

// All is the refusal of all that the checks found, nil when they found nothing.
func All(checks ...error) error {
	var found Refusals
	for _, err := range checks {
		found.Add(err)
	}
	return found.Err()
}
