// Package consortium knows the member organizations and what kind each is.
package consortium

import (
	"insurance/chaincode/domain/fault"
	"insurance/chaincode/domain/record"
	"insurance/chaincode/domain/text"
)

// Kind is what a member does in the consortium.
type Kind int32

// The kinds of members.
const (
	KindUnspecified Kind = iota
	Insurer
	Reinsurer
	Regulator
)

// EnumNames lists the names by number.
func (Kind) EnumNames() []string {
	return []string{
		"ORGANIZATION_KIND_UNSPECIFIED", "ORGANIZATION_KIND_INSURER", "ORGANIZATION_KIND_REINSURER",
		"ORGANIZATION_KIND_REGULATOR",
	}
}

func (k Kind) String() string {
	return [...]string{"unspecified", "insurer", "reinsurer", "regulator"}[k]
}

// Organization is one member.
type Organization struct {
	MSPID string `json:"mspId"`
	Name  string `json:"name"`
	Kind  Kind   `json:"kind"`
}

// Registry is the list of members.
type Registry struct {
	Organizations []Organization `json:"organizations"`
	Initialized   *record.Stamp  `json:"initialized"`
}

// MaxOrganizations bounds the registry, which every transaction reads.
const MaxOrganizations = 100

// Validate refuses a registry with doubtful or repeated members, or with nobody who could endorse.
func (r *Registry) Validate() error {
	if len(r.Organizations) == 0 {
		return fault.New(fault.Required, "organizations", "at least one organization is required")
	}
	if err := text.Count("organizations", len(r.Organizations), MaxOrganizations); err != nil {
		return err
	}
	seen := make(map[string]bool, len(r.Organizations))
	writers := 0
	for i := range r.Organizations {
		o := &r.Organizations[i]
		if err := o.validate(); err != nil {
			return fault.Index("organizations", i, err)
		}
		if seen[o.MSPID] {
			return fault.Index("organizations", i, fault.New(fault.InvalidArgument, "mspId", "%s is listed twice", o.MSPID))
		}
		seen[o.MSPID] = true
		if o.Kind != Regulator {
			writers++
		}
	}
	if writers == 0 {
		return fault.New(fault.InvalidArgument, "organizations", "at least one organization must not be a regulator")
	}
	return nil
}

func (o *Organization) validate() error {
	if err := text.ID("mspId", o.MSPID); err != nil {
		return err
	}
	if err := text.Label("name", o.Name, 200); err != nil {
		return err
	}
	if o.Kind == KindUnspecified {
		return fault.New(fault.Required, "kind", "the kind of the organization is required")
	}
	return nil
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

// OtherWriters are the members, in the registry's order, that are not regulators and not the one given.
func (r *Registry) OtherWriters(mspID string) []string {
	var others []string
	for i := range r.Organizations {
		if o := &r.Organizations[i]; o.Kind != Regulator && o.MSPID != mspID {
			others = append(others, o.MSPID)
		}
	}
	return others
}
