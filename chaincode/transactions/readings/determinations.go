package readings

import (
	"insurance/chaincode/domain/fault"
	"insurance/chaincode/domain/oracle"
	"insurance/chaincode/domain/product"
	"insurance/chaincode/domain/text"
	"insurance/chaincode/engine"
	"insurance/chaincode/protojson"
	"insurance/chaincode/transactions/products"
)

func (q *DetermineIndexRequest) Validate() error {
	var wrong fault.Refusals
	wrong.Add(products.CheckVersion(q.ProductID, "productVersion", q.ProductVersion))
	if q.From != nil && q.From.Nanos != 0 {
		wrong.Add(fault.New(fault.InvalidArgument, "from", "the time must be in whole seconds"))
	}
	wrong.Add(text.Label("subject", q.Subject, 200))
	return wrong.Err()
}

func (q *DetermineIndexRequest) Keys(b engine.Book) []string {
	return []string{products.Key(b, q.ProductID, q.ProductVersion)}
}

const (
	maxSources        = 100
	maxDeterminations = 1_000
	// maxGathered bounds what one determination reads.
	maxGathered = 100_000
)

func determineIndex(t *engine.Tx, q *DetermineIndexRequest) (*oracle.Determination, error) {
	sold, err := products.Get(t, q.ProductID, q.ProductVersion)
	if err != nil {
		return nil, err
	}
	trigger := sold.ParametricTrigger
	if trigger == nil || !trigger.Determined() {
		return nil, fault.New(fault.InvalidArgument, "productId", "the product has no window and no quorum: single readings settle it")
	}
	if (trigger.Window != nil) != (q.From != nil) {
		return nil, fault.New(fault.InvalidArgument, "from", "a window, and nothing else, begins at a moment")
	}
	if err := trigger.Subjects.Check("subject", q.Subject); err != nil {
		return nil, err
	}
	d := oracle.NewDetermination(trigger, q.Subject, q.From)
	if d.Until != nil && t.Timestamp().Before(*d.Until) {
		return nil, fault.New(fault.WindowNotComplete, "from", "the window ends at %s", d.Until)
	}
	if err := unsettled(t, "determination", d.DeterminationID); err != nil {
		return nil, fault.At("subject", err)
	}
	if err := gather(t, d, trigger); err != nil {
		return nil, err
	}
	if err := d.Conclude(t.Stamp()); err != nil {
		return nil, err
	}
	t.Event = "IndexDetermined"
	return d, t.PutRecord(DeterminationKey(d.DeterminationID), d)
}

// gather asks each oracle that the trigger names or, where it names none, each that has reported.
func gather(t *engine.Tx, d *oracle.Determination, trigger *product.ParametricTrigger) error {
	topic := oracle.TopicOf(d.Index, d.Unit, d.Subject)
	list := observerPrefix(topic)
	if d.Window == nil {
		list = reportedPrefix(topic)
	}
	page, err := t.Scan(list, engine.PrefixEnd(list), maxSources+1)
	if err != nil {
		return err
	}
	if len(page.Entries) > maxSources {
		return fault.New(fault.TooMany, "subject", "more than %d oracles report: let the product name those that count", maxSources)
	}
	reported := make(map[string]string, len(page.Entries))
	var ids []string
	for i := range page.Entries {
		id := page.Entries[i].Key[len(list):]
		reported[id] = string(page.Entries[i].Value)
		if trigger.Accepts(id) {
			ids = append(ids, id)
		}
	}
	for _, id := range trigger.Oracles {
		if _, known := reported[id]; !known {
			ids = append(ids, id)
		}
	}
	return consult(t, d, ids, reported)
}

func consult(t *engine.Tx, d *oracle.Determination, ids []string, reported map[string]string) error {
	gathered := 0
	keys := make([]string, len(ids))
	for i, id := range ids {
		keys[i] = OracleKey(id)
	}
	if err := t.Load(keys...); err != nil {
		return err
	}
	for i, id := range ids {
		stored, err := t.Get(keys[i])
		if err != nil {
			return err
		}
		if stored == nil {
			d.Exclude(id, false)
			continue
		}
		source, err := engine.Decoded[oracle.Oracle](stored)
		if err != nil {
			return err
		}
		// A device watches one policy: it has no voice in what others are paid.
		if source.Kind == oracle.KindDevice {
			continue
		}
		if source.Revoked != nil {
			d.Exclude(id, true)
			continue
		}
		if err := addReported(t, d, id, reported[id]); err != nil {
			return err
		}
		if gathered += int(d.Values[len(d.Values)-1].Readings); gathered > maxGathered {
			return fault.New(fault.TooMany, "subject", "the oracles have more than %d readings of the window: let the product name fewer oracles", maxGathered)
		}
	}
	return nil
}

// addReported adds what one oracle reported of the window, or its newest reading of the event.
func addReported(t *engine.Tx, d *oracle.Determination, id, newest string) error {
	if d.Window == nil {
		if newest == "" {
			d.AddEvent(id, nil)
			return nil
		}
		r, err := Get(t, newest, "subject")
		if err != nil {
			return err
		}
		d.AddEvent(id, r)
		return nil
	}
	prefix := observationPrefix(oracle.TopicOf(d.Index, d.Unit, d.Subject), id)
	page, err := t.Scan(prefix+d.From.Sortable(), prefix+d.Until.Sortable(), product.MaxWindowReadings+1)
	if err != nil {
		return err
	}
	if len(page.Entries) > product.MaxWindowReadings {
		return fault.New(fault.TooMany, "from", "%s has more than %d readings in the window", id, product.MaxWindowReadings)
	}
	timed, err := observations(prefix, page.Entries)
	if err != nil {
		return err
	}
	return d.AddWindow(id, timed)
}

// determinations reads those of a topic, from a start on up to an end; without an end, all that begin with the start.
func determinations(t *engine.Tx, start, end string) ([]*oracle.Determination, error) {
	first, last := DeterminationKey(start), DeterminationKey(end)
	if end == "" {
		last = engine.PrefixEnd(first)
	}
	page, err := t.Scan(first, last, maxDeterminations+1)
	if err != nil {
		return nil, err
	}
	if len(page.Entries) > maxDeterminations {
		return nil, fault.New(fault.TooMany, "", "more than %d determinations were made from these readings", maxDeterminations)
	}
	made := make([]*oracle.Determination, len(page.Entries))
	for i := range page.Entries {
		made[i] = new(oracle.Determination)
		if err := protojson.UnmarshalTrusted(page.Entries[i].Value, made[i]); err != nil {
			return nil, engine.Corrupt(err)
		}
	}
	return made, nil
}

// makeStale makes a determination stale, and refuses once anybody has begun to settle by it.
func makeStale(t *engine.Tx, d *oracle.Determination) error {
	if err := unsettled(t, "determination", d.DeterminationID); err != nil {
		return err
	}
	d.Stale = t.Stamp()
	return t.PutRecord(DeterminationKey(d.DeterminationID), d)
}

func (q *GetDeterminationRequest) Validate() error {
	return CheckDeterminationID("determinationId", q.DeterminationID)
}

func (q *GetDeterminationRequest) Keys(engine.Book) []string {
	return []string{DeterminationKey(q.DeterminationID)}
}

// CheckDeterminationID refuses what no determination is called.
func CheckDeterminationID(field, id string) error {
	if id == "" {
		return fault.New(fault.Required, field, "the determination's id is required")
	}
	if len(id) > oracle.MaxID || !engine.PlainKey(id) {
		return fault.New(fault.InvalidID, field, "a determination is named index/unit/subject/start/rule, each percent-encoded")
	}
	return nil
}

// Determination reads one.
func Determination(t *engine.Tx, id string) (*oracle.Determination, error) {
	return engine.Find[oracle.Determination](t, DeterminationKey(id), fault.DeterminationNotFound, "determinationId", id)
}

func getDetermination(t *engine.Tx, q *GetDeterminationRequest) (*oracle.Determination, error) {
	return Determination(t, q.DeterminationID)
}
