package access

import (
	"insurance/chaincode/domain/consortium"
	"insurance/chaincode/engine"
)

// rule is what the protos say of a transaction.
type rule struct {
	mode         engine.Mode
	kinds, roles []string
}

func kinds(all ...consortium.Kind) []string {
	names := make([]string, len(all))
	for i, kind := range all {
		names[i] = kind.String()
	}
	return names
}

// Submits makes the row of a transaction that writes, with the callers that the protos name.
func Submits[Q any, P interface {
	*Q
	engine.Request
	engine.Headed
}, R any](name string, run func(*engine.Tx, P) (*R, error)) *engine.Transaction {
	r := ruleOf(name, engine.Submit)
	return engine.Submits(name, r.kinds, r.roles, run)
}

// Reads makes the row of a transaction that only reads, with the callers that the protos name.
func Reads[Q any, P interface {
	*Q
	engine.Request
}, R any](name string, run func(*engine.Tx, P) (*R, error)) *engine.Transaction {
	r := ruleOf(name, engine.Evaluate)
	return engine.Reads(name, r.kinds, r.roles, run)
}

// ruleOf ends the program where a handler and the protos do not fit.
func ruleOf(name string, mode engine.Mode) rule {
	r, known := rules[name]
	if !known || r.mode != mode {
		panic("access: protos/insurance/v1 has no method " + name + " with this effect; run make generate")
	}
	return r
}

// Named are the transactions that the protos name.
func Named() []string {
	names := make([]string, 0, len(rules))
	for name := range rules {
		names = append(names, name)
	}
	return names
}
