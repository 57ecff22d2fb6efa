// Package members keeps the registry of the consortium's members, which every transaction is held against.
package members

import (
	"insurance/chaincode/domain/consortium"
	"insurance/chaincode/domain/fault"
	"insurance/chaincode/engine"
)

// The registry was under earlierKey when ids were the consortium's, and records had keys that nobody finds any more.
const (
	Key        = "registry"
	earlierKey = "consortium"
	// Name is the id of the registry as a record.
	Name = "consortium"
)

// Read reads the registry. Before there is one, the request that founds the consortium names the members.
func Read(t *engine.Tx, q engine.Request, stored []byte) (engine.Members, error) {
	if stored != nil {
		return engine.Decoded[consortium.Registry](stored)
	}
	if earlier, err := t.Get(earlierKey); err != nil {
		return nil, err
	} else if earlier != nil {
		return nil, fault.New(fault.EarlierRecords, "", "the records of this ledger were written by an earlier version, which named them otherwise; go on with that version")
	}
	if founding, first := q.(*InitializeConsortiumRequest); first {
		return founding.registry(), nil
	}
	return nil, fault.New(fault.NotInitialized, "", "the consortium's registry has not been written yet")
}

func (q *InitializeConsortiumRequest) registry() *consortium.Registry {
	return &consortium.Registry{Organizations: q.Organizations}
}

func (q *InitializeConsortiumRequest) Validate() error { return q.registry().Validate() }

func (q *InitializeConsortiumRequest) Keys(engine.Book) []string { return nil }

func initializeConsortium(t *engine.Tx, q *InitializeConsortiumRequest) (*consortium.Registry, error) {
	stored, err := t.Get(Key)
	if err != nil {
		return nil, err
	}
	if stored != nil {
		return nil, fault.New(fault.AlreadyInitialized, "", "the consortium's registry has been written already")
	}
	registry := q.registry()
	registry.Initialized = t.Stamp()
	t.Event = "ConsortiumInitialized"
	return registry, t.PutRecord(Key, registry)
}

func (q *GetRegistryRequest) Validate() error { return nil }

func (q *GetRegistryRequest) Keys(engine.Book) []string { return nil }

func getRegistry(t *engine.Tx, _ *GetRegistryRequest) (*consortium.Registry, error) {
	return t.Members.(*consortium.Registry), nil
}
