package contract

import (
	"insurance/chaincode/domain/claim"
	"insurance/chaincode/domain/fault"
	"insurance/chaincode/domain/instant"
	"insurance/chaincode/domain/oracle"
	"insurance/chaincode/domain/product"
	"insurance/chaincode/domain/text"
	"insurance/chaincode/ledger"
	"insurance/chaincode/protojson"
)

// DetermineIndexRequest determines the index of a product's trigger for a subject.
type DetermineIndexRequest struct {
	Header
	ProductID      string `json:"productId"`
	ProductVersion uint32 `json:"productVersion"`
	Subject        string `json:"subject"`
	// From is where the window begins; absent for an event.
	From *instant.Instant `json:"from"`
}

func (q *DetermineIndexRequest) validate() error {
	if err := checkVersion(q.ProductID, q.ProductVersion); err != nil {
		if refusal := fault.From(err); refusal != nil && refusal.Field == "version" {
			refusal.Field = "productVersion"
		}
		return err
	}
	if q.From != nil && q.From.Nanos != 0 {
		return fault.New(fault.InvalidArgument, "from", "the time must be in whole seconds")
	}
	return text.Label("subject", q.Subject, 200)
}

func (q *DetermineIndexRequest) keys(*ledger.Caller) []string {
	return []string{productKey(q.ProductID, q.ProductVersion)}
}

const (
	maxSources        = 100
	maxDeterminations = 1_000
	// maxGathered bounds what one determination reads.
	maxGathered = 100_000
)

func determineIndex(t *tx, q *DetermineIndexRequest) (*oracle.Determination, error) {
	sold, err := t.product(q.ProductID, q.ProductVersion)
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
	if err := t.unsettled("determination", d.DeterminationID); err != nil {
		return nil, fault.At("subject", err)
	}
	if err := t.gather(d, trigger); err != nil {
		return nil, err
	}
	if err := d.Conclude(t.stamp()); err != nil {
		return nil, err
	}
	t.event = "IndexDetermined"
	return d, t.put(determinationKey(d.DeterminationID), d)
}

// gather asks each oracle that the trigger names or, where it names none, each that has reported.
func (t *tx) gather(d *oracle.Determination, trigger *product.ParametricTrigger) error {
	topic := oracle.TopicOf(d.Index, d.Unit, d.Subject)
	list := observerPrefix(topic)
	if d.Window == nil {
		list = reportedPrefix(topic)
	}
	page, err := t.Scan(list, prefixEnd(list), maxSources+1)
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
	return t.ask(d, ids, reported)
}

func (t *tx) ask(d *oracle.Determination, ids []string, reported map[string]string) error {
	gathered := 0
	keys := make([]string, len(ids))
	for i, id := range ids {
		keys[i] = oracleKey(id)
	}
	if err := t.load(keys...); err != nil {
		return err
	}
	for i, id := range ids {
		stored, err := t.get(keys[i])
		if err != nil {
			return err
		}
		if stored == nil {
			d.Exclude(id, false)
			continue
		}
		source, err := decoded[oracle.Oracle](stored)
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
		if err := t.hear(d, id, reported[id]); err != nil {
			return err
		}
		if gathered += int(d.Values[len(d.Values)-1].Readings); gathered > maxGathered {
			return fault.New(fault.TooMany, "subject", "the oracles have more than %d readings of the window: let the product name fewer oracles", maxGathered)
		}
	}
	return nil
}

// hear adds what one oracle reported of the window, or its newest reading of the event.
func (t *tx) hear(d *oracle.Determination, id, newest string) error {
	if d.Window == nil {
		if newest == "" {
			d.AddEvent(id, nil)
			return nil
		}
		r, err := t.reading(newest, "subject")
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
func (t *tx) determinations(start, end string) ([]*oracle.Determination, error) {
	first, last := determinationKey(start), determinationKey(end)
	if end == "" {
		last = prefixEnd(first)
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
			return nil, corrupt(err)
		}
	}
	return made, nil
}

// spoil makes a determination stale, and refuses once anybody has begun to settle by it.
func (t *tx) spoil(d *oracle.Determination) error {
	if err := t.unsettled("determination", d.DeterminationID); err != nil {
		return err
	}
	d.Stale = t.stamp()
	return t.put(determinationKey(d.DeterminationID), d)
}

// basisOf is what an event is settled by, and the topic of the policies it is about. From the first page on, which leaves a
// mark, it can no longer change; and an oracle revoked in between no longer stops it.
func (t *tx) basisOf(q *SettleEventRequest) (*claim.Basis, string, error) {
	if q.DeterminationID != "" {
		d, err := t.determination(q.DeterminationID)
		if err != nil {
			return nil, "", err
		}
		if d.Stale != nil {
			return nil, "", fault.New(fault.DeterminationStale, "determinationId", "readings were corrected at %s", d.Stale.Time)
		}
		err = t.begin(settlingPrefix("determination", q.DeterminationID), func() error { return t.stillTrusted(d) })
		return claim.ByDetermination(d), oracle.TopicOf(d.Index, d.Unit, d.Subject), err
	}
	r, err := t.reading(q.ReadingID, "readingId")
	if err != nil {
		return nil, "", err
	}
	if r.Reading == nil {
		return nil, "", fault.New(fault.DeterminationNeeded, "readingId", "%s is a batch: its index is determined first", q.ReadingID)
	}
	if r.SupersededBy != "" {
		return nil, "", fault.New(fault.ReadingSuperseded, "readingId", "it was corrected by %s", r.SupersededBy)
	}
	err = t.begin(settlingPrefix("reading", q.ReadingID), func() error {
		source, err := t.oracle(r.Reading.OracleID, "readingId")
		if err != nil || source.Revoked == nil {
			return err
		}
		return fault.New(fault.OracleRevoked, "readingId", "%s was revoked at %s", source.OracleID, source.Revoked.Time)
	})
	return claim.ByReading(r), oracle.TopicOf(r.Reading.Index, r.Reading.Unit, r.Reading.Subject), err
}

// stillTrusted refuses a determination in which an oracle counts that was revoked since.
func (t *tx) stillTrusted(d *oracle.Determination) error {
	var keys []string
	for i := range d.Values {
		if d.Values[i].Counted {
			keys = append(keys, oracleKey(d.Values[i].OracleID))
		}
	}
	if err := t.load(keys...); err != nil {
		return err
	}
	for i := range d.Values {
		if !d.Values[i].Counted {
			continue
		}
		source, err := t.oracle(d.Values[i].OracleID, "determinationId")
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
func (t *tx) begin(prefix string, check func() error) error {
	begun, err := t.get(prefix + t.caller.MSPID)
	if err != nil || begun != nil {
		return err
	}
	if err := check(); err != nil || t.row.Mode == Evaluate {
		return err
	}
	return t.mark(prefix + t.caller.MSPID)
}

// GetDeterminationRequest asks for one determination.
type GetDeterminationRequest struct {
	DeterminationID string `json:"determinationId"`
}

func (q *GetDeterminationRequest) validate() error {
	return checkDeterminationID("determinationId", q.DeterminationID)
}

func (q *GetDeterminationRequest) keys(*ledger.Caller) []string {
	return []string{determinationKey(q.DeterminationID)}
}

func checkDeterminationID(field, id string) error {
	if id == "" {
		return fault.New(fault.Required, field, "the determination's id is required")
	}
	if len(id) > oracle.MaxID || !plainKey(id) {
		return fault.New(fault.InvalidID, field, "a determination is named index/unit/subject/start/rule, each percent-encoded")
	}
	return nil
}

func (t *tx) determination(id string) (*oracle.Determination, error) {
	return read[oracle.Determination](t, determinationKey(id), fault.DeterminationNotFound, "determinationId", id)
}

func getDetermination(t *tx, q *GetDeterminationRequest) (*oracle.Determination, error) {
	return t.determination(q.DeterminationID)
}
