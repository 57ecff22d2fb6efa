// Package consortium knows the member organizations and what kind each is.
package consortium

import (
	"insurance/chaincode/domain/fault"
	"insurance/chaincode/domain/text"
)

// MaxOrganizations bounds the registry, which every transaction reads.
const MaxOrganizations = 100

// Validate refuses a registry with doubtful or repeated members, or with nobody who could endorse.
func (r *Registry) Validate() error {
	var wrong fault.Refusals
	if len(r.Organizations) == 0 {
		wrong.Add(fault.New(fault.Required, "organizations", "at least one organization is required"))
	}
	wrong.Add(text.Count("organizations", len(r.Organizations), MaxOrganizations))
	seen := make(map[string]bool, len(r.Organizations))
	endorsers := 0
	for i := range r.Organizations {
		o := &r.Organizations[i]
		wrong.Add(fault.Index("organizations", i, o.validate()))
		if seen[o.MSPID] {
			wrong.Add(fault.Index("organizations", i, fault.New(fault.InvalidArgument, "mspId", "%s is listed twice", o.MSPID)))
		}
		seen[o.MSPID] = true
		// Where the kind is missing, that is what is wrong.
		if o.Kind == KindUnspecified || o.Kind.Can().Endorses {
			endorsers++
		}
	}
	if endorsers == 0 {
		wrong.Add(fault.New(fault.InvalidArgument, "organizations", "at least one organization must not be a regulator"))
	}
	return wrong.Err()
}

func (o *Organization) validate() error {
	var wrong fault.Refusals
	wrong.Add(text.ID("mspId", o.MSPID))
	wrong.Add(text.Label("name", o.Name, 200))
	if o.Kind == KindUnspecified {
		wrong.Add(fault.New(fault.Required, "kind", "the kind of the organization is required"))
	}
	return wrong.Err()
}

// KindOf is the kind of the member with this MSP id; unspecified for a stranger.
func (r *Registry) KindOf(mspID string) Kind {
	for i := range r.Organizations {
		if r.Organizations[i].MSPID == mspID {
			return r.Organizations[i].Kind
		}
	}
	return KindUnspecified
}

// KindName is KindOf in words; empty for a stranger.
func (r *Registry) KindName(mspID string) string {
	if kind := r.KindOf(mspID); kind != KindUnspecified {
		return kind.String()
	}
	return ""
}

// OtherEndorsers are the members, in the registry's order, that endorse and are not the one given.
func (r *Registry) OtherEndorsers(mspID string) []string {
	var others []string
	for i := range r.Organizations {
		if o := &r.Organizations[i]; o.Kind.Can().Endorses && o.MSPID != mspID {
			others = append(others, o.MSPID)
		}
	}
	return others
}
