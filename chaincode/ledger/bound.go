package ledger

import (
	"insurance/chaincode/domain/fault"
	"insurance/chaincode/domain/instant"
)

// ClocksDiffer is how far, in seconds, a transaction's time may be from the endorser's clock.
const ClocksDiffer = 120

// Handler runs one transaction.
type Handler func(transaction Context, function string, arguments [][]byte) (payload []byte, err error)

// Bounded refuses a transaction dated further from the endorser's clock than clocks may differ. Its creator alone sets
// the time, and Fabric looks at it nowhere; rules and audits that go by it need that somebody else has. Readings are
// refused too: whatever is endorsed can be submitted. The clock only refuses, it never enters a result, so endorsers
// whose clocks differ still agree.
func Bounded(clock func() instant.Instant, run Handler) Handler {
	return func(transaction Context, function string, arguments [][]byte) ([]byte, error) {
		if err := Timely(transaction.Timestamp(), clock()); err != nil {
			return nil, err
		}
		return run(transaction, function, arguments)
	}
}

// Timely holds a transaction's time against a clock. The time may be anything that fits the message.
func Timely(given, clock instant.Instant) error {
	earliest := instant.Instant{Seconds: clock.Seconds - ClocksDiffer, Nanos: clock.Nanos}
	latest := instant.Instant{Seconds: clock.Seconds + ClocksDiffer, Nanos: clock.Nanos}
	if given.Nanos < 0 || given.Nanos > 999_999_999 || given.Before(earliest) || latest.Before(given) {
		return fault.New(fault.TimeOutOfBounds, "",
			"the transaction is dated more than %d seconds from the clock of the endorser that was asked; set the clock of the machine that made it", ClocksDiffer)
	}
	return nil
}
