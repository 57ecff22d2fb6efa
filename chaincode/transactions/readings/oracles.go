package readings

import (
	"cmp"

	"insurance/chaincode/domain/fault"
	"insurance/chaincode/domain/oracle"
	"insurance/chaincode/domain/text"
	"insurance/chaincode/engine"
	"insurance/chaincode/transactions/policies"
	"insurance/chaincode/transactions/products"
)

func (q *RegisterOracleRequest) oracle() *oracle.Oracle {
	kind := q.Kind
	if kind == oracle.KindUnspecified {
		kind = oracle.KindOracle
	}
	return &oracle.Oracle{OracleID: q.OracleID, PublicKeyPEM: q.PublicKeyPEM, Grants: q.Grants, Kind: kind, PolicyID: q.PolicyID}
}

func (q *RegisterOracleRequest) Validate() error { return q.oracle().Validate() }

func (q *RegisterOracleRequest) Keys(engine.Book) []string { return []string{OracleKey(q.OracleID)} }

func registerOracle(t *engine.Tx, q *RegisterOracleRequest) (*oracle.Oracle, error) {
	if err := t.Absent(OracleKey(q.OracleID), "oracleId", q.OracleID); err != nil {
		return nil, err
	}
	registered := q.oracle()
	if registered.Kind == oracle.KindDevice {
		bound, err := policies.Get(t, registered.PolicyID)
		if err != nil {
			return nil, err
		}
		sold, err := products.Get(t, bound.ProductID, bound.ProductVersion)
		if err != nil {
			return nil, err
		}
		if err := registered.Watches(sold.ParametricTrigger); err != nil {
			return nil, err
		}
	}
	registered.Registered = t.Stamp()
	t.Event = "OracleRegistered"
	return registered, t.PutRecord(OracleKey(q.OracleID), registered)
}

func (q *RevokeOracleRequest) Validate() error {
	return fault.All(text.ID("oracleId", q.OracleID), text.Needed("reason", q.Reason, text.MaxReason))
}

func (q *RevokeOracleRequest) Keys(engine.Book) []string { return []string{OracleKey(q.OracleID)} }

func revokeOracle(t *engine.Tx, q *RevokeOracleRequest) (*oracle.Oracle, error) {
	registered, err := Oracle(t, q.OracleID, "oracleId")
	if err != nil {
		return nil, err
	}
	if err := t.Own(registered.Registered.MSPID, "oracleId"); err != nil {
		return nil, err
	}
	if err := registered.Revoke(q.Reason, t.Stamp()); err != nil {
		return nil, err
	}
	t.Event = "OracleRevoked"
	return registered, t.PutRecord(OracleKey(q.OracleID), registered)
}

func (q *GetOracleRequest) Validate() error { return text.ID("oracleId", q.OracleID) }

func (q *GetOracleRequest) Keys(engine.Book) []string { return []string{OracleKey(q.OracleID)} }

func getOracle(t *engine.Tx, q *GetOracleRequest) (*oracle.Oracle, error) {
	if hidden, err := HidesDevice(t, q.OracleID); err != nil || hidden {
		return nil, cmp.Or(err, engine.NotThere(fault.OracleNotFound, "oracleId", q.OracleID))
	}
	return Oracle(t, q.OracleID, "oracleId")
}

// Oracle reads an oracle or a device.
func Oracle(t *engine.Tx, id, field string) (*oracle.Oracle, error) {
	return engine.Find[oracle.Oracle](t, OracleKey(id), fault.OracleNotFound, field, id)
}
