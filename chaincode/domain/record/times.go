package record

import (
	"bytes"

	"insurance/chaincode/domain/instant"
)

// Times are the moments of the stamps in a stored record, wherever in it they are. A quotation mark inside a JSON string
// is escaped, so no text that somebody sent looks like a stamp.
func Times(stored []byte) []instant.Instant {
	id, at := []byte(`"transactionId":"`), []byte(`","time":"`)
	var times []instant.Instant
	for {
		_, rest, found := bytes.Cut(stored, id)
		end := bytes.IndexByte(rest, '"')
		if !found || end < 0 {
			return times
		}
		stored = rest[end:]
		if !bytes.HasPrefix(stored, at) {
			continue
		}
		text, _, _ := bytes.Cut(stored[len(at):], []byte{'"'})
		if time, err := instant.Parse(string(text)); err == nil {
			times = append(times, time)
		}
	}
}
