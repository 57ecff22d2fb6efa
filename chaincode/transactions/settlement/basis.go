package settlement

import (
	"insurance/chaincode/domain/claim"
	"insurance/chaincode/domain/fault"
	"insurance/chaincode/domain/oracle"
	"insurance/chaincode/engine"
	"insurance/chaincode/transactions/readings"
)

// basisOf is what an event is settled by, and the topic of the policies it is about. From the first page on, which leaves a
// mark, it can no longer change; and an oracle revoked in between no longer stops it.
func basisOf(t *engine.Tx, q *SettleEventRequest) (*claim.Basis, string, error) {
	if q.DeterminationID != "" {
		d, err := readings.Determination(t, q.DeterminationID)
		if err != nil {
			return nil, "", err
		}
		if d.Stale != nil {
			return nil, "", fault.New(fault.DeterminationStale, "determinationId", "readings were corrected at %s", d.Stale.Time)
		}
		err = begin(t, readings.SettlingPrefix("determination", q.DeterminationID), func() error { return stillTrusted(t, d) })
		return claim.ByDetermination(d), oracle.TopicOf(d.Index, d.Unit, d.Subject), err
	}
	r, err := readings.Get(t, q.ReadingID, "readingId")
	if err != nil {
		return nil, "", err
	}
	if r.Reading == nil {
		return nil, "", fault.New(fault.DeterminationNeeded, "readingId", "%s is a batch: its index is determined first", q.ReadingID)
	}
	if r.SupersededBy != "" {
		return nil, "", fault.New(fault.ReadingSuperseded, "readingId", "it was corrected by %s", r.SupersededBy)
	}
	err = begin(t, readings.SettlingPrefix("reading", q.ReadingID), func() error {
		source, err := readings.Oracle(t, r.Reading.OracleID, "readingId")
		if err != nil || source.Revoked == nil {
			return err
		}
		return fault.New(fault.OracleRevoked, "readingId", "%s was revoked at %s", source.OracleID, source.Revoked.Time)
	})
	return claim.ByReading(r), oracle.TopicOf(r.Reading.Index, r.Reading.Unit, r.Reading.Subject), err
}

// stillTrusted refuses a determination in which an oracle counts that was revoked since.
func stillTrusted(t *engine.Tx, d *oracle.Determination) error {
	var keys []string
	for i := range d.Values {
		if d.Values[i].Counted {
			keys = append(keys, readings.OracleKey(d.Values[i].OracleID))
		}
	}
	if err := t.Load(keys...); err != nil {
		return err
	}
	for i := range d.Values {
		if !d.Values[i].Counted {
			continue
		}
		source, err := readings.Oracle(t, d.Values[i].OracleID, "determinationId")
		if err != nil {
			return err
		}
		if source.Revoked != nil {
			return fault.New(fault.DeterminationStale, "determinationId", "oracle %s was revoked at %s", source.OracleID, source.Revoked.Time)
		}
	}
	return nil
}

// begin marks that the caller settles, unless that was done; it checks only then, so that what was begun is finished.
func begin(t *engine.Tx, prefix string, check func() error) error {
	begun, err := t.Get(prefix + t.Caller.MSPID)
	if err != nil || begun != nil {
		return err
	}
	if err := check(); err != nil || t.Row.Mode == engine.Evaluate {
		return err
	}
	return t.Mark(prefix + t.Caller.MSPID)
}
