package readings

import (
	"insurance/chaincode/domain/fault"
	"insurance/chaincode/domain/instant"
	"insurance/chaincode/domain/oracle"
	"insurance/chaincode/domain/text"
	"insurance/chaincode/engine"
	"insurance/chaincode/ledger"
	"insurance/chaincode/protojson"
)

func (q *PublishReadingsRequest) Validate() error {
	if q.Batch == nil {
		return fault.New(fault.Required, "batch", "the batch is required")
	}
	var wrong fault.Refusals
	if len(q.Signature) == 0 {
		wrong.Add(fault.New(fault.Required, "signature", "the oracle's signature is required"))
	}
	wrong.Add(fault.At("batch", q.Batch.Form()))
	return wrong.Err()
}

func (q *PublishReadingsRequest) Keys(engine.Book) []string {
	return []string{OracleKey(q.Batch.OracleID), sequenceKey(q.Batch.Stream())}
}

func publishReadings(t *engine.Tx, q *PublishReadingsRequest) (*PublishReadingsResponse, error) {
	b := q.Batch
	source, err := Oracle(t, b.OracleID, "batch.oracleId")
	if err != nil {
		return nil, err
	}
	if err := source.CheckBatch(b, q.Signature); err != nil {
		return nil, err
	}
	if err := b.Timely(t.Timestamp()); err != nil {
		return nil, fault.At("batch", err)
	}
	if err := advance(t, b.Stream(), b.Sequence, "batch.sequence"); err != nil {
		return nil, err
	}
	response := &PublishReadingsResponse{ReadingID: b.ID(), Samples: uint32(len(b.Samples)), Published: t.Stamp()}
	if response.Replaced, err = replace(t, b); err != nil {
		return nil, err
	}
	if err := observe(t, b); err != nil {
		return nil, err
	}
	if source.Kind == oracle.KindDevice {
		if err := monitor(t, source, b, response); err != nil {
			return nil, err
		}
	}
	t.Event = "ReadingsPublished"
	return response, t.PutRecord(Key(b.ID()), &oracle.PublishedReading{
		ReadingID: b.ID(), Batch: b, Signature: q.Signature, Published: response.Published,
	})
}

func observe(t *engine.Tx, b *oracle.ReadingBatch) error {
	topic := oracle.TopicOf(b.Index, b.Unit, b.Subject)
	prefix := observationPrefix(topic, b.OracleID)
	age := t.Timestamp().Seconds - b.SignedAt.Seconds
	for i := range b.Samples {
		s := &b.Samples[i]
		if err := t.PutRecord(prefix+s.ObservedAt.Sortable(), &oracle.Observation{Value: s.Value, Sequence: b.Sequence, AgeSeconds: age}); err != nil {
			return err
		}
	}
	return t.Mark(observerPrefix(topic) + b.OracleID)
}

// replace makes room for a batch. Only a correction takes the place of what was reported before, and only until anybody has
// begun to settle by it; determinations made from it are stale from then on.
func replace(t *engine.Tx, b *oracle.ReadingBatch) (uint32, error) {
	topic := oracle.TopicOf(b.Index, b.Unit, b.Subject)
	prefix := observationPrefix(topic, b.OracleID)
	limit := 1
	if b.Correction {
		limit = maxReplaced + 1
	}
	page, err := t.Scan(prefix+b.From.Sortable(), prefix+b.Until.Sortable(), limit)
	if err != nil {
		return 0, err
	}
	if !b.Correction {
		if len(page.Entries) > 0 {
			return 0, fault.New(fault.ReadingsOverlap, "batch.from", "%s has reported from %s until before %s already: send a correction", b.OracleID, b.From, b.Until)
		}
		return 0, nil
	}
	if len(page.Entries) > maxReplaced {
		return 0, fault.New(fault.TooMany, "batch.until", "a correction takes the place of at most %d samples", maxReplaced)
	}
	if err := makeWindowsStale(t, topic, b); err != nil {
		return 0, fault.At("batch", err)
	}
	again := make(map[string]bool, len(b.Samples))
	for i := range b.Samples {
		again[prefix+b.Samples[i].ObservedAt.Sortable()] = true
	}
	for i := range page.Entries {
		if again[page.Entries[i].Key] {
			continue
		}
		if err := t.Delete(page.Entries[i].Key); err != nil {
			return 0, err
		}
	}
	return uint32(len(page.Entries)), nil
}

// maxReplaced bounds what one correction deletes.
const maxReplaced = 2_000

// makeWindowsStale makes the determinations stale whose windows a correction reaches into.
func makeWindowsStale(t *engine.Tx, topic string, b *oracle.ReadingBatch) error {
	earliest := b.From.AddDays(-oracle.MaxSpanDays)
	made, err := determinations(t, topic+"/"+earliest.Sortable(), topic+"/"+b.Until.Sortable())
	if err != nil {
		return err
	}
	for _, d := range made {
		if !b.From.Before(*d.Until) {
			continue
		}
		if err := makeStale(t, d); err != nil {
			return err
		}
	}
	return nil
}

func (q *ListObservationsRequest) Validate() error {
	return fault.All(
		text.ID("index", q.Index),
		text.Label("unit", q.Unit, 32),
		text.Label("subject", q.Subject, 200),
		text.ID("oracleId", q.OracleID),
		engine.CheckPage(q.PageSize, engine.MaxPage),
	)
}

func (q *ListObservationsRequest) Keys(engine.Book) []string { return nil }

func listObservations(t *engine.Tx, q *ListObservationsRequest) (*ListObservationsResponse, error) {
	hidden, err := HidesDevice(t, q.OracleID)
	if err != nil {
		return nil, err
	}
	prefix := observationPrefix(oracle.TopicOf(q.Index, q.Unit, q.Subject), q.OracleID)
	entries, next, err := t.ScanPage(prefix, q.PageToken, engine.PageLimit(q.PageSize, engine.MaxPage))
	if err != nil {
		return nil, err
	}
	if hidden {
		return &ListObservationsResponse{}, nil
	}
	timed, err := observations(prefix, entries)
	if err != nil {
		return nil, err
	}
	response := &ListObservationsResponse{NextPageToken: next}
	for i := range timed {
		response.Samples = append(response.Samples, oracle.Sample{Value: timed[i].Value, ObservedAt: &timed[i].At})
	}
	return response, nil
}

// observations decodes what a scan of observations read.
func observations(prefix string, entries []ledger.Entry) ([]oracle.Timed, error) {
	timed := make([]oracle.Timed, len(entries))
	for i := range entries {
		at, err := instant.ParseSortable(entries[i].Key[len(prefix):])
		if err != nil {
			return nil, engine.Corrupt(err)
		}
		timed[i].At = at
		if err := protojson.UnmarshalTrusted(entries[i].Value, &timed[i].Observation); err != nil {
			return nil, engine.Corrupt(err)
		}
	}
	return timed, nil
}
