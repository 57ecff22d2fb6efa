package contract

import (
	"insurance/chaincode/domain/claim"
	"insurance/chaincode/domain/fault"
	"insurance/chaincode/domain/oracle"
	"insurance/chaincode/domain/product"
)

// monitor looks at a device's batch in the transaction that publishes it, and opens a claim for each run that lasted long
// enough.
func (t *tx) monitor(source *oracle.Oracle, b *oracle.ReadingBatch, response *PublishReadingsResponse) error {
	if b.Correction {
		return fault.New(fault.SettlementBegun, "batch.correction", "what a device reports is looked at when it is published, and not corrected afterwards")
	}
	if err := t.load(policyKey(source.PolicyID), watchKey(source.OracleID)); err != nil {
		return err
	}
	contract, err := t.policy(source.PolicyID)
	if err != nil {
		return err
	}
	if err := t.own(contract.InsurerMSPID, "batch.oracleId"); err != nil {
		return err
	}
	if b.Subject != contract.ParametricSubject {
		return fault.New(fault.IndexNotAllowed, "batch.subject", "%s reports on the subject of its policy, %q", source.OracleID, contract.ParametricSubject)
	}
	sold, err := t.product(contract.ProductID, contract.ProductVersion)
	if err != nil {
		return err
	}
	runs, err := t.watch(source, sold.ParametricTrigger.Monitoring, b)
	if err != nil || len(runs) == 0 {
		return err
	}
	used, err := t.used(contract.PolicyID, "")
	if err != nil {
		return err
	}
	for _, run := range runs {
		opened, skipped, err := claim.Monitor(contract, sold, b, run, used, t.stamp())
		if err != nil {
			return err
		}
		if opened == nil {
			response.Skipped = append(response.Skipped, SkippedRun{&run.Since, skipped})
			continue
		}
		response.Claims = append(response.Claims, *opened)
		if opened.Status != claim.Paid {
			if err := t.open(opened); err != nil {
				return err
			}
			continue
		}
		used = append(used, opened.Decisions[0].Approved...)
		if err := t.openApproved(opened); err != nil {
			return err
		}
	}
	return nil
}

// watch follows the device's readings from where its last batch ended.
func (t *tx) watch(source *oracle.Oracle, m *product.Monitoring, b *oracle.ReadingBatch) ([]oracle.Run, error) {
	stored, err := t.get(watchKey(source.OracleID))
	if err != nil {
		return nil, err
	}
	w := new(oracle.Watch)
	if stored != nil {
		if w, err = decoded[oracle.Watch](stored); err != nil {
			return nil, err
		}
	}
	runs, err := w.Follow(m, b)
	if err != nil {
		return nil, err
	}
	return runs, t.put(watchKey(source.OracleID), w)
}
