package product

import (
	"regexp"
	"regexp/syntax"

	"insurance/chaincode/domain/fault"
	"insurance/chaincode/domain/text"
)

const (
	maxSubjectNames = 1_000
	maxSubject      = 200
	maxPattern      = 200
	// Unicode's classes grow with its versions, and endorsers may be built with different ones.
	patternSyntax = syntax.Perl &^ syntax.UnicodeGroups
)

// Validate refuses a rule that names nothing, names something twice, or has a pattern that cannot be read.
func (r *SubjectRule) Validate() error {
	if r == nil {
		return nil
	}
	var wrong fault.Refusals
	if (len(r.Names) == 0) == (r.Pattern == "") {
		wrong.Add(fault.New(fault.Required, "names", "either the names of the subjects or a pattern is required"))
	}
	wrong.Add(text.Count("names", len(r.Names), maxSubjectNames))
	seen := make(map[string]bool, len(r.Names))
	for i, name := range r.Names {
		wrong.Add(fault.Index("names", i, text.Label("", name, maxSubject)))
		if seen[name] {
			wrong.Add(fault.Index("names", i, fault.New(fault.InvalidArgument, "", "the subject is named twice")))
		}
		seen[name] = true
	}
	if r.Pattern != "" {
		wrong.Add(r.pattern())
	}
	return wrong.Err()
}

func (r *SubjectRule) pattern() error {
	if err := text.Label("pattern", r.Pattern, maxPattern); err != nil {
		return err
	}
	if _, err := syntax.Parse(r.Pattern, patternSyntax); err != nil {
		return fault.New(fault.InvalidArgument, "pattern", "the pattern is not a regular expression of RE2 without Unicode classes: %s", err)
	}
	_, err := r.compiled()
	return err
}

// compiled matches whole subjects only.
func (r *SubjectRule) compiled() (*regexp.Regexp, error) {
	compiled, err := regexp.Compile("^(?:" + r.Pattern + ")$")
	if err != nil {
		return nil, fault.New(fault.InvalidArgument, "pattern", "the pattern is not a regular expression of RE2: %s", err)
	}
	return compiled, nil
}

// Check refuses a subject that the rule does not know; without a rule every subject will do.
func (r *SubjectRule) Check(field, subject string) error {
	if r == nil {
		return nil
	}
	if len(r.Names) > 0 {
		if contains(r.Names, subject) {
			return nil
		}
		return fault.New(fault.SubjectUnknown, field, "%q is none of the %d subjects that there are", subject, len(r.Names))
	}
	compiled, err := r.compiled()
	if err != nil {
		return err
	}
	if !compiled.MatchString(subject) {
		return fault.New(fault.SubjectUnknown, field, "%q does not match %s", subject, r.Pattern)
	}
	return nil
}
