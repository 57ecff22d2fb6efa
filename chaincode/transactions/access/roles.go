// Package access says who may call a transaction and what of the ledger is there for a caller: kinds of organizations, roles,
// whose book a request reads, and what brokers may see.
package access

import "insurance/chaincode/domain/consortium"

// The roles a certificate can carry.
const (
	RoleAdmin         = "admin"
	RoleUnderwriter   = "underwriter"
	RoleBroker        = "broker"
	RoleFinance       = "finance"
	RoleClaimsHandler = "claims-handler"
	RoleOracle        = "oracle"
	RoleAuditor       = "auditor"
)

// Insurers are the kinds of organizations that hold records.
var Insurers = Kinds(consortium.KindsThat(func(c consortium.Capabilities) bool { return c.HoldsRecords })...)

// The roles of which a caller needs one.
var (
	EveryRole  = []string{RoleAdmin, RoleUnderwriter, RoleBroker, RoleFinance, RoleClaimsHandler, RoleOracle, RoleAuditor}
	Confidants = []string{RoleUnderwriter, RoleClaimsHandler}
	Overseers  = []string{RoleAdmin, RoleUnderwriter, RoleClaimsHandler, RoleAuditor}
)
