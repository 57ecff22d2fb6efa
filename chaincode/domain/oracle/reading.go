package oracle

import (
	"strconv"

	"insurance/chaincode/domain/fault"
	"insurance/chaincode/domain/instant"
	"insurance/chaincode/domain/text"
)

const (
	// maxAge is how long ago a reading may have been signed when it is published, in seconds; products may ask for less.
	maxAge = 30 * instant.Day
	// maxAhead allows for clocks that differ.
	maxAhead   = 5 * 60
	maxSubject = 200
	// MaxID is the longest name of a reading or of a determination.
	MaxID = 3_000
)

// AgeSeconds is how long before its publication the reading was signed.
func (p *PublishedReading) AgeSeconds() int64 {
	return p.Published.Time.Seconds - p.Reading.SignedAt.Seconds
}

// ID names a reading: oracle_id/index/subject/sequence, each percent-encoded.
func (r *Reading) ID() string { return r.Stream() + "/" + strconv.FormatUint(r.Sequence, 10) }

// Stream names what the sequence numbers of a reading count: oracle_id/index/subject, each percent-encoded.
func (r *Reading) Stream() string { return stream(r.OracleID, r.Index, r.Subject) }

func stream(oracleID, index, subject string) string {
	return text.Escape(oracleID) + "/" + text.Escape(index) + "/" + text.Escape(subject)
}

// lines is a text that is signed: no value holds a line feed, so no two texts are the same.
type lines []byte

func (l *lines) add(values ...string) {
	for _, value := range values {
		*l = append(append(*l, value...), '\n')
	}
}

func number(n int64) string { return strconv.FormatInt(n, 10) }

// SignedBytes is what the oracle signs.
func (r *Reading) SignedBytes() []byte {
	b := make(lines, 0, 160)
	b.add("insurance.v1.Reading", r.OracleID, r.Index, r.Subject, number(r.Value), r.Unit, number(r.ObservedAt.Seconds),
		number(r.SignedAt.Seconds), strconv.FormatUint(r.Sequence, 10))
	if r.Corrects != "" {
		b.add(r.Corrects)
	}
	return b
}

// Timely refuses a reading from the future, or too old to publish now.
func (r *Reading) Timely(now instant.Instant) error {
	if r.SignedAt.Before(*r.ObservedAt) {
		return fault.New(fault.ReadingInFuture, "observedAt", "observed at %s, after it was signed at %s", r.ObservedAt, r.SignedAt)
	}
	return timelySigned(*r.SignedAt, now)
}

func timelySigned(signed, now instant.Instant) error {
	switch {
	case now.AddSeconds(maxAhead).Before(signed):
		return fault.New(fault.ReadingInFuture, "signedAt", "signed at %s, after the transaction's %s", signed, now)
	case signed.Before(now.AddSeconds(-maxAge)):
		return fault.New(fault.StaleReading, "signedAt", "signed at %s, more than 30 days before %s", signed, now)
	}
	return nil
}

// Form refuses a reading that is incomplete.
func (r *Reading) Form() error {
	return fault.All(
		form(r.OracleID, r.Index, r.Subject, r.Unit),
		wholeSeconds("observedAt", r.ObservedAt),
		wholeSeconds("signedAt", r.SignedAt),
		sequenced(r.Sequence),
	)
}

func form(oracleID, index, subject, unit string) error {
	return fault.All(
		text.ID("oracleId", oracleID),
		text.ID("index", index),
		text.Label("subject", subject, maxSubject),
		text.Label("unit", unit, maxUnit),
	)
}

func sequenced(sequence uint64) error {
	if sequence == 0 {
		return fault.New(fault.Required, "sequence", "the sequence is required; the first one is 1")
	}
	return nil
}

func wholeSeconds(field string, t *instant.Instant) error {
	if t == nil {
		return fault.New(fault.Required, field, "a time is required")
	}
	if t.Nanos != 0 {
		return fault.New(fault.InvalidArgument, field, "the time must be in whole seconds")
	}
	return nil
}

// Check refuses a reading that the oracle may not report or did not sign.
func (o *Oracle) Check(r *Reading, signature []byte) error {
	grant, err := o.Grant(r.Index, r.Unit)
	if err != nil {
		return fault.At("reading", err)
	}
	if o.Kind == KindDevice {
		return fault.New(fault.IndexNotAllowed, "reading.oracleId", "%s is a device, which publishes batches", o.OracleID)
	}
	if err := grant.Subjects.Check("reading.subject", r.Subject); err != nil {
		return err
	}
	if err := o.Verify(r.SignedBytes(), signature); err != nil {
		return err
	}
	return fault.At("reading", grant.plausible(r.Value))
}

// Supersede gives the place of a reading to its correction.
func (p *PublishedReading) Supersede(by *Reading) error {
	switch {
	case p.Reading == nil || p.Reading.Stream() != by.Stream() || p.Reading.Unit != by.Unit:
		return fault.New(fault.InvalidArgument, "reading.corrects", "a reading corrects one of the same oracle, index, subject and unit")
	case p.SupersededBy != "":
		return fault.New(fault.ReadingSuperseded, "reading.corrects", "%s has been corrected by %s already", p.ReadingID, p.SupersededBy)
	}
	p.SupersededBy = by.ID()
	return nil
}
