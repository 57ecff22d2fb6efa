package contract

import (
	"insurance/chaincode/domain/consortium"
	"insurance/chaincode/protojson"
)

// The roles a certificate can carry.
const (
	roleAdmin         = "admin"
	roleUnderwriter   = "underwriter"
	roleBroker        = "broker"
	roleFinance       = "finance"
	roleClaimsHandler = "claims-handler"
	roleOracle        = "oracle"
	roleAuditor       = "auditor"
)

var (
	insurers    = []consortium.Kind{consortium.Insurer}
	writers     = []consortium.Kind{consortium.Insurer, consortium.Reinsurer}
	everyKind   = []consortium.Kind{consortium.Insurer, consortium.Reinsurer, consortium.Regulator}
	everyRole   = []string{roleAdmin, roleUnderwriter, roleBroker, roleFinance, roleClaimsHandler, roleOracle, roleAuditor}
	onlyAdmin   = []string{roleAdmin}
	underwriter = []string{roleUnderwriter}
	sales       = []string{roleUnderwriter, roleBroker}
	finance     = []string{roleFinance}
	notice      = []string{roleClaimsHandler, roleBroker}
	handler     = []string{roleClaimsHandler}
	relay       = []string{roleOracle}
	confidants  = []string{roleUnderwriter, roleClaimsHandler}
	keepers     = []string{roleUnderwriter, roleBroker, roleClaimsHandler}
	erasers     = []string{roleAdmin, roleUnderwriter, roleClaimsHandler}
	supervisors = []string{roleUnderwriter, roleClaimsHandler, roleAdmin, roleAuditor}
	overseers   = []string{roleAdmin, roleUnderwriter, roleClaimsHandler, roleAuditor}
)

// rows is the table; docs/roles.md is its copy for people.
var rows = []*Transaction{
	founding(submit("InitializeConsortium", writers, onlyAdmin, initializeConsortium)),
	evaluate("GetRegistry", getRegistry),

	submit("DraftProduct", insurers, underwriter, draftProduct),
	submit("OpenProduct", insurers, underwriter, openProduct),
	submit("PublishProduct", insurers, underwriter, publishProduct),
	submit("WithdrawProduct", insurers, underwriter, withdrawProduct),
	evaluate("GetProduct", getProduct),
	evaluate("ListProducts", listProducts),

	confidential(submit("StorePersonalData", insurers, keepers, storePersonalData)),
	submit("RegisterParty", insurers, sales, registerParty),
	submit("AssignParty", insurers, underwriter, assignParty),
	submit("CorrectParty", insurers, confidants, correctParty),
	submit("EraseParty", insurers, onlyAdmin, eraseParty),
	confidential(submit("PurgePersonalData", insurers, erasers, purgePersonalData)),
	restricted(evaluate("HoldsPersonalData", holdsPersonalData), insurers, everyRole),
	evaluate("GetParty", getParty),
	submit("RecordAccess", insurers, confidants, recordAccess),
	restricted(evaluate("GetPersonalData", getPersonalData), insurers, confidants),
	submit("RecordConsent", insurers, underwriter, recordConsent),
	submit("WithdrawConsent", insurers, confidants, withdrawConsent),
	restricted(evaluate("ListConsents", listConsents), everyKind, overseers),
	restricted(evaluate("ListAccesses", listAccesses), everyKind, overseers),

	submit("RequestQuote", insurers, sales, requestQuote),
	evaluate("GetQuote", getQuote),

	submit("BindPolicy", insurers, sales, bindPolicy),
	submit("SellPolicies", insurers, sales, sellPolicies),
	submit("RecordPremiumPayment", insurers, finance, recordPremiumPayment),
	submit("LapsePolicy", insurers, finance, lapsePolicy),
	submit("ReinstatePolicy", insurers, underwriter, reinstatePolicy),
	submit("ChangePolicy", insurers, underwriter, changePolicy),
	submit("CancelPolicy", insurers, underwriter, cancelPolicy),
	submit("ExpirePolicy", insurers, underwriter, expirePolicy),
	submit("RecordRefundPayment", insurers, finance, recordRefundPayment),
	evaluate("GetPolicy", getPolicy),
	evaluate("ListPolicies", listPolicies),

	submit("SubmitClaim", insurers, notice, submitClaim),
	submit("AddEvidence", insurers, notice, addEvidence),
	submit("ConfirmEvidence", insurers, handler, confirmEvidence),
	submit("ReferClaim", insurers, handler, referClaim),
	submit("DecideClaim", insurers, handler, decideClaim),
	submit("ConfirmClaim", insurers, handler, confirmClaim),
	submit("AppealClaim", insurers, notice, appealClaim),
	submit("DecideAppeal", insurers, handler, decideAppeal),
	submit("ReopenClaim", insurers, handler, reopenClaim),
	submit("CloseClaim", insurers, handler, closeClaim),
	submit("SetReserve", insurers, handler, setReserve),
	submit("PayClaim", insurers, finance, payClaim),
	submit("RecordRecovery", insurers, finance, recordRecovery),
	evaluate("GetClaim", getClaim),
	evaluate("ListClaims", listClaims),

	submit("RegisterOracle", writers, onlyAdmin, registerOracle),
	evaluate("GetOracle", getOracle),
	submit("RevokeOracle", writers, onlyAdmin, revokeOracle),
	submit("PublishReading", writers, relay, publishReading),
	submit("PublishReadings", writers, relay, publishReadings),
	evaluate("GetReading", getReading),
	evaluate("ListObservations", listObservations),
	submit("DetermineIndex", insurers, handler, determineIndex),
	evaluate("GetDetermination", getDetermination),
	restricted(evaluate("ListSubjects", listSubjects), insurers, supervisors),
	submit("SettleEvent", insurers, handler, settleEvent),
	restricted(evaluate("PlanSettlement", planSettlement), insurers, handler),

	evaluate("GetHistory", getHistory),
	evaluate("VerifyDocument", verifyDocument),
}

var table = index(rows)

func index(rows []*Transaction) map[string]*Transaction {
	byName := make(map[string]*Transaction, len(rows))
	for _, row := range rows {
		byName[row.Name] = row
	}
	return byName
}

// Transactions is the table, in the order of the API.
func Transactions() []*Transaction { return rows }

// row makes a row of a typed handler.
func row[Q any, P interface {
	*Q
	request
}, R any](name string, mode Mode, kinds []consortium.Kind, roles []string, run func(*tx, P) (*R, error)) *Transaction {
	return &Transaction{
		Name: name, Mode: mode, Kinds: kinds, Roles: roles,
		decode: func(argument []byte) (request, error) {
			q := P(new(Q))
			return q, protojson.Unmarshal(argument, q)
		},
		run: func(t *tx, q request) (any, error) { return run(t, q.(P)) },
	}
}

func submit[Q any, P interface {
	*Q
	request
	headed
}, R any](name string, kinds []consortium.Kind, roles []string, run func(*tx, P) (*R, error)) *Transaction {
	return row[Q, P, R](name, Submit, kinds, roles, run)
}

func evaluate[Q any, P interface {
	*Q
	request
}, R any](name string, run func(*tx, P) (*R, error)) *Transaction {
	return row[Q, P, R](name, Evaluate, everyKind, everyRole, run)
}

func confidential(t *Transaction) *Transaction {
	t.confidential = true
	return t
}

func founding(t *Transaction) *Transaction {
	t.founding = true
	return t
}

func restricted(t *Transaction, kinds []consortium.Kind, roles []string) *Transaction {
	t.Kinds, t.Roles = kinds, roles
	return t
}
