// Package oracle checks signed readings of an index, and calculates what several oracles together say.
package oracle

import (
	"insurance/chaincode/domain/fault"
	"insurance/chaincode/domain/product"
	"insurance/chaincode/domain/record"
	"insurance/chaincode/domain/text"
)

const (
	maxGrants = 100
	maxUnit   = 32
)

// Validate refuses an oracle without a usable key or without grants, and a device without a policy.
func (o *Oracle) Validate() error {
	var wrong fault.Refusals
	wrong.Add(text.ID("oracleId", o.OracleID))
	_, err := parseKey(o.PublicKeyPEM)
	wrong.Add(err)
	if len(o.Grants) == 0 {
		wrong.Add(fault.New(fault.Required, "grants", "at least one index is required"))
	}
	if wrong.Add(text.Count("grants", len(o.Grants), maxGrants)); wrong.Unbounded() {
		return wrong.Err()
	}
	for i := range o.Grants {
		wrong.Add(fault.Index("grants", i, o.Grants[i].validate()))
		for k := range i {
			if o.Grants[k].Index == o.Grants[i].Index && o.Grants[k].Unit == o.Grants[i].Unit {
				wrong.Add(fault.Index("grants", i, fault.New(fault.InvalidArgument, "index", "the index is granted twice in this unit")))
			}
		}
	}
	if o.Kind == KindDevice {
		wrong.Add(text.ID("policyId", o.PolicyID))
	} else if o.PolicyID != "" {
		wrong.Add(fault.New(fault.InvalidArgument, "policyId", "only a device watches a policy"))
	}
	return wrong.Err()
}

func (g *IndexGrant) validate() error {
	var wrong fault.Refusals
	wrong.Add(text.ID("index", g.Index))
	wrong.Add(text.Label("unit", g.Unit, maxUnit))
	if g.Maximum < g.Minimum {
		wrong.Add(fault.New(fault.InvalidArgument, "maximum", "the greatest plausible value is below the least, %d", g.Minimum))
	}
	wrong.Add(fault.At("subjects", g.Subjects.Validate()))
	return wrong.Err()
}

// Grant is what allows an index in a unit, or a refusal; a revoked oracle has no grants.
func (o *Oracle) Grant(index, unit string) (*IndexGrant, error) {
	if o.Revoked != nil {
		return nil, fault.New(fault.OracleRevoked, "oracleId", "%s was revoked at %s", o.OracleID, o.Revoked.Time)
	}
	for i := range o.Grants {
		if o.Grants[i].Index == index && o.Grants[i].Unit == unit {
			return &o.Grants[i], nil
		}
	}
	return nil, fault.New(fault.IndexNotAllowed, "index", "oracle %s is not registered for index %s in %s", o.OracleID, index, unit)
}

func (g *IndexGrant) plausible(value int64) error {
	if value < g.Minimum || value > g.Maximum {
		return fault.New(fault.ReadingImplausible, "value", "%d %s is outside the plausible %d to %d", value, g.Unit, g.Minimum, g.Maximum)
	}
	return nil
}

// Revoke ends what an oracle may report.
func (o *Oracle) Revoke(reason string, now *record.Stamp) error {
	if o.Revoked != nil {
		return fault.New(fault.OracleRevoked, "oracleId", "%s was revoked at %s", o.OracleID, o.Revoked.Time)
	}
	o.Revoked, o.RevocationReason = now, reason
	return nil
}

// Watches refuses a device whose policy is not monitored by the one index that it reports.
func (o *Oracle) Watches(trigger *product.ParametricTrigger) error {
	if trigger == nil || trigger.Monitoring == nil {
		return fault.New(fault.NotMonitored, "policyId", "the product of policy %s is not monitored by devices", o.PolicyID)
	}
	if len(o.Grants) != 1 || o.Grants[0].Index != trigger.Index || o.Grants[0].Unit != trigger.Unit {
		return fault.New(fault.NotMonitored, "grants", "a device of policy %s reports %s in %s and nothing else", o.PolicyID, trigger.Index, trigger.Unit)
	}
	return nil
}
