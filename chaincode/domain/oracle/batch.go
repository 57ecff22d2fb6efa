package oracle

import (
	"strconv"

	"insurance/chaincode/domain/fault"
	"insurance/chaincode/domain/instant"
	"insurance/chaincode/domain/text"
)

const (
	// MaxSamples is how many samples a batch has at most.
	MaxSamples = 1_000
	// MaxSpanDays is the longest time that one batch, or one window, is about.
	MaxSpanDays = 366
)

// ID names a batch as Reading.ID names a reading: the two are numbered together.
func (b *ReadingBatch) ID() string { return b.Stream() + "/" + strconv.FormatUint(b.Sequence, 10) }

// Stream names what the sequence numbers of a batch count.
func (b *ReadingBatch) Stream() string { return stream(b.OracleID, b.Index, b.Subject) }

// SignedBytes is what the oracle signs.
func (b *ReadingBatch) SignedBytes() []byte {
	l := make(lines, 0, 160+24*len(b.Samples))
	l.add("insurance.v1.ReadingBatch", b.OracleID, b.Index, b.Subject, b.Unit, number(b.From.Seconds), number(b.Until.Seconds),
		number(b.SignedAt.Seconds), strconv.FormatUint(b.Sequence, 10), strconv.FormatBool(b.Correction), strconv.Itoa(len(b.Samples)))
	for i := range b.Samples {
		l.add(number(b.Samples[i].ObservedAt.Seconds) + " " + number(b.Samples[i].Value))
	}
	return l
}

// Form refuses a batch that is incomplete or out of order.
func (b *ReadingBatch) Form() error {
	var wrong fault.Refusals
	wrong.Add(form(b.OracleID, b.Index, b.Subject, b.Unit))
	wrong.Add(wholeSeconds("signedAt", b.SignedAt))
	wrong.Add(sequenced(b.Sequence))
	span := b.span()
	wrong.Add(span)
	if len(b.Samples) == 0 {
		wrong.Add(fault.New(fault.Required, "samples", "at least one sample is required"))
	}
	wrong.Add(text.Count("samples", len(b.Samples), MaxSamples))
	// Without a span there is nothing to hold the samples against.
	for i := 0; span == nil && i < len(b.Samples); i++ {
		wrong.Add(fault.Index("samples", i, b.sample(i)))
	}
	return wrong.Err()
}

func (b *ReadingBatch) span() error {
	if err := fault.All(wholeSeconds("from", b.From), wholeSeconds("until", b.Until)); err != nil {
		return err
	}
	if !b.From.Before(*b.Until) {
		return fault.New(fault.InvalidPeriod, "until", "the batch ends at %s, not after its start at %s", b.Until, b.From)
	}
	if b.Until.Seconds-b.From.Seconds > MaxSpanDays*instant.Day {
		return fault.New(fault.InvalidPeriod, "until", "a batch is about at most %d days", MaxSpanDays)
	}
	return nil
}

func (b *ReadingBatch) sample(i int) error {
	observed := b.Samples[i].ObservedAt
	if err := wholeSeconds("observedAt", observed); err != nil {
		return err
	}
	if observed.Before(*b.From) || !observed.Before(*b.Until) {
		return fault.New(fault.InvalidArgument, "observedAt", "%s is not from %s until before %s", observed, b.From, b.Until)
	}
	if i > 0 && b.Samples[i-1].ObservedAt != nil && !b.Samples[i-1].ObservedAt.Before(*observed) {
		return fault.New(fault.InvalidArgument, "observedAt", "the times of the samples rise, and %s is not after %s", observed, b.Samples[i-1].ObservedAt)
	}
	return nil
}

// Timely refuses a batch from the future, or too old to publish now.
func (b *ReadingBatch) Timely(now instant.Instant) error {
	if b.SignedAt.Before(*b.Until) {
		return fault.New(fault.ReadingInFuture, "until", "the batch ends at %s, after it was signed at %s", b.Until, b.SignedAt)
	}
	return timelySigned(*b.SignedAt, now)
}

// CheckBatch refuses a batch that the oracle may not report or did not sign.
func (o *Oracle) CheckBatch(b *ReadingBatch, signature []byte) error {
	grant, err := o.Grant(b.Index, b.Unit)
	if err != nil {
		return fault.At("batch", err)
	}
	if err := grant.Subjects.Check("batch.subject", b.Subject); err != nil {
		return err
	}
	if err := o.Verify(b.SignedBytes(), signature); err != nil {
		return err
	}
	for i := range b.Samples {
		if err := grant.plausible(b.Samples[i].Value); err != nil {
			return fault.Index("batch.samples", i, err)
		}
	}
	return nil
}

// Observation is what is kept of a sample, under a key that holds its time.
type Observation struct {
	Value    int64  `json:"value"`
	Sequence uint64 `json:"sequence"`
	// AgeSeconds is how long before its publication the sample was signed.
	AgeSeconds int64 `json:"ageSeconds"`
}
