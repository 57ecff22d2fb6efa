package contract

import (
	"insurance/chaincode/domain/consortium"
	"insurance/chaincode/domain/fault"
	"insurance/chaincode/ledger"
)

// InitializeConsortiumRequest founds the consortium.
type InitializeConsortiumRequest struct {
	Header
	Organizations []consortium.Organization `json:"organizations"`
}

func (q *InitializeConsortiumRequest) registry() *consortium.Registry {
	return &consortium.Registry{Organizations: q.Organizations}
}

func (q *InitializeConsortiumRequest) validate() error { return q.registry().Validate() }

func (q *InitializeConsortiumRequest) keys(*ledger.Caller) []string { return nil }

func initializeConsortium(t *tx, q *InitializeConsortiumRequest) (*consortium.Registry, error) {
	stored, err := t.get(registryKey)
	if err != nil {
		return nil, err
	}
	if stored != nil {
		return nil, fault.New(fault.AlreadyInitialized, "", "the consortium's registry has been written already")
	}
	registry := q.registry()
	registry.Initialized = t.stamp()
	t.event = "ConsortiumInitialized"
	return registry, t.put(registryKey, registry)
}

// GetRegistryRequest asks for the members.
type GetRegistryRequest struct{}

func (q *GetRegistryRequest) validate() error { return nil }

func (q *GetRegistryRequest) keys(*ledger.Caller) []string { return nil }

func getRegistry(t *tx, _ *GetRegistryRequest) (*consortium.Registry, error) { return t.registry, nil }
