package contract

import (
	"insurance/chaincode/domain/fault"
	"insurance/chaincode/domain/oracle"
	"insurance/chaincode/domain/text"
	"insurance/chaincode/ledger"
)

// RegisterOracleRequest registers the key of an oracle or a device.
type RegisterOracleRequest struct {
	Header
	OracleID     string              `json:"oracleId"`
	PublicKeyPEM string              `json:"publicKeyPem"`
	Grants       []oracle.IndexGrant `json:"grants"`
	Kind         oracle.Kind         `json:"kind"`
	PolicyID     string              `json:"policyId"`
}

func (q *RegisterOracleRequest) oracle() *oracle.Oracle {
	kind := q.Kind
	if kind == oracle.KindUnspecified {
		kind = oracle.KindOracle
	}
	return &oracle.Oracle{OracleID: q.OracleID, PublicKeyPEM: q.PublicKeyPEM, Grants: q.Grants, Kind: kind, PolicyID: q.PolicyID}
}

func (q *RegisterOracleRequest) validate() error { return q.oracle().Validate() }

func (q *RegisterOracleRequest) keys(*ledger.Caller) []string { return []string{oracleKey(q.OracleID)} }

func registerOracle(t *tx, q *RegisterOracleRequest) (*oracle.Oracle, error) {
	if err := t.absent(oracleKey(q.OracleID), "oracleId", q.OracleID); err != nil {
		return nil, err
	}
	registered := q.oracle()
	if registered.Kind == oracle.KindDevice {
		contract, err := t.policy(registered.PolicyID)
		if err != nil {
			return nil, err
		}
		if err := t.own(contract.InsurerMSPID, "policyId"); err != nil {
			return nil, err
		}
		sold, err := t.product(contract.ProductID, contract.ProductVersion)
		if err != nil {
			return nil, err
		}
		if err := registered.Watches(sold.ParametricTrigger); err != nil {
			return nil, err
		}
	}
	registered.Registered = t.stamp()
	t.event = "OracleRegistered"
	return registered, t.put(oracleKey(q.OracleID), registered)
}

// RevokeOracleRequest ends what an oracle may report.
type RevokeOracleRequest struct {
	Header
	OracleID string `json:"oracleId"`
	Reason   string `json:"reason"`
}

func (q *RevokeOracleRequest) validate() error {
	if err := text.ID("oracleId", q.OracleID); err != nil {
		return err
	}
	return text.Needed("reason", q.Reason, maxReason)
}

func (q *RevokeOracleRequest) keys(*ledger.Caller) []string { return []string{oracleKey(q.OracleID)} }

func revokeOracle(t *tx, q *RevokeOracleRequest) (*oracle.Oracle, error) {
	registered, err := t.oracle(q.OracleID, "oracleId")
	if err != nil {
		return nil, err
	}
	if err := t.own(registered.Registered.MSPID, "oracleId"); err != nil {
		return nil, err
	}
	if err := registered.Revoke(q.Reason, t.stamp()); err != nil {
		return nil, err
	}
	t.event = "OracleRevoked"
	return registered, t.put(oracleKey(q.OracleID), registered)
}

// GetOracleRequest asks for one oracle.
type GetOracleRequest struct {
	OracleID string `json:"oracleId"`
}

func (q *GetOracleRequest) validate() error { return text.ID("oracleId", q.OracleID) }

func (q *GetOracleRequest) keys(*ledger.Caller) []string { return []string{oracleKey(q.OracleID)} }

func getOracle(t *tx, q *GetOracleRequest) (*oracle.Oracle, error) {
	if hidden, err := t.hidesDevice(q.OracleID); err != nil || hidden {
		return nil, either(err, notThere(fault.OracleNotFound, "oracleId", q.OracleID))
	}
	return t.oracle(q.OracleID, "oracleId")
}

func (t *tx) oracle(id, field string) (*oracle.Oracle, error) {
	return read[oracle.Oracle](t, oracleKey(id), fault.OracleNotFound, field, id)
}
