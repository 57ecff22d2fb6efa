package readings

import (
	"insurance/chaincode/domain/claim"
	"insurance/chaincode/domain/fault"
	"insurance/chaincode/domain/oracle"
	"insurance/chaincode/domain/product"
	"insurance/chaincode/engine"
	"insurance/chaincode/transactions/claims"
	"insurance/chaincode/transactions/policies"
	"insurance/chaincode/transactions/products"
)

// monitor looks at a device's batch in the transaction that publishes it, and opens a claim for each run that lasted long
// enough.
func monitor(t *engine.Tx, source *oracle.Oracle, b *oracle.ReadingBatch, response *PublishReadingsResponse) error {
	if b.Correction {
		return fault.New(fault.SettlementBegun, "batch.correction", "what a device reports is looked at when it is published, and not corrected afterwards")
	}
	if err := t.Own(source.Registered.MSPID, "batch.oracleId"); err != nil {
		return err
	}
	if err := t.Load(policies.Key(t.Book, source.PolicyID), watchKey(source.OracleID)); err != nil {
		return err
	}
	bound, err := policies.Get(t, source.PolicyID)
	if err != nil {
		return err
	}
	if b.Subject != bound.ParametricSubject {
		return fault.New(fault.IndexNotAllowed, "batch.subject", "%s reports on the subject of its policy, %q", source.OracleID, bound.ParametricSubject)
	}
	sold, err := products.Get(t, bound.ProductID, bound.ProductVersion)
	if err != nil {
		return err
	}
	runs, err := watch(t, source, sold.ParametricTrigger.Monitoring, b)
	if err != nil || len(runs) == 0 {
		return err
	}
	used, err := policies.Used(t, bound.PolicyID, "")
	if err != nil {
		return err
	}
	for _, run := range runs {
		opened, skipped, err := claim.Monitor(bound, sold, b, run, used, t.Stamp())
		if err != nil {
			return err
		}
		if opened == nil {
			response.Skipped = append(response.Skipped, SkippedRun{&run.Since, string(skipped)})
			continue
		}
		response.Claims = append(response.Claims, *opened)
		if opened.Status != claim.Paid {
			if err := claims.Open(t, opened); err != nil {
				return err
			}
			continue
		}
		used = append(used, opened.Decisions[0].Approved...)
		if err := claims.OpenApproved(t, opened); err != nil {
			return err
		}
	}
	return nil
}

// watch follows the device's readings from where its last batch ended.
func watch(t *engine.Tx, source *oracle.Oracle, m *product.Monitoring, b *oracle.ReadingBatch) ([]oracle.Run, error) {
	stored, err := t.Get(watchKey(source.OracleID))
	if err != nil {
		return nil, err
	}
	w := new(oracle.Watch)
	if stored != nil {
		if w, err = engine.Decoded[oracle.Watch](stored); err != nil {
			return nil, err
		}
	}
	runs, err := w.Follow(m, b)
	if err != nil {
		return nil, err
	}
	return runs, t.PutRecord(watchKey(source.OracleID), w)
}
