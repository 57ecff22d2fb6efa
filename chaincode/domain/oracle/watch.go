package oracle

import (
	"insurance/chaincode/domain/fault"
	"insurance/chaincode/domain/instant"
	"insurance/chaincode/domain/product"
)

// Watch is what is kept of a device between its batches.
type Watch struct {
	// Until is how far its readings have been looked at.
	Until *instant.Instant `json:"until"`
	// Since and Last are the first and the last sample of the run that goes on; absent: there is none.
	Since *instant.Instant `json:"since"`
	Last  *instant.Instant `json:"last"`
	// Extreme is the gravest value of the run.
	Extreme int64 `json:"extreme"`
	// Reported: the run was long enough, and a claim was opened or refused.
	Reported bool `json:"reported"`
}

// Run is a time of readings beyond the threshold that was long enough to open a claim.
type Run struct {
	Since   instant.Instant
	Reached instant.Instant
	Extreme int64
}

// maxRuns bounds the claims that one batch opens.
const maxRuns = 20

// Follow looks at the samples of the next batch. A run begins with a sample beyond the threshold; it ends with one that is
// not, or where the samples are further apart than the monitoring allows. Each run that lasts long enough is reported once.
func (w *Watch) Follow(m *product.Monitoring, b *ReadingBatch) ([]Run, error) {
	if w.Until != nil && b.From.Before(*w.Until) {
		return nil, fault.New(fault.StaleReading, "batch.from", "what the device reported up to %s was looked at: the next batch is from then on", w.Until)
	}
	var runs []Run
	for i := range b.Samples {
		s := &b.Samples[i]
		if w.Last != nil && s.ObservedAt.Seconds-w.Last.Seconds > int64(m.MaximumGapSeconds) {
			w.end()
		}
		if !m.Comparison.Holds(s.Value, m.Threshold) {
			w.end()
			continue
		}
		if w.Since == nil {
			w.Since, w.Extreme = s.ObservedAt, s.Value
		}
		if m.Comparison.Holds(s.Value, w.Extreme) {
			w.Extreme = s.Value
		}
		w.Last = s.ObservedAt
		if !w.Reported && w.Last.Seconds-w.Since.Seconds >= int64(m.MinimumSeconds) {
			w.Reported = true
			runs = append(runs, Run{*w.Since, *w.Last, w.Extreme})
		}
	}
	w.Until = b.Until
	if len(runs) > maxRuns {
		return nil, fault.New(fault.TooMany, "batch.samples", "%d runs, at most %d are looked at in one batch: publish fewer samples", len(runs), maxRuns)
	}
	return runs, nil
}

func (w *Watch) end() { *w = Watch{Until: w.Until} }
