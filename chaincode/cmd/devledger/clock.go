package main

import (
	"os"
	"strconv"
	"strings"
	"sync"
	"time"

	"insurance/chaincode/domain/instant"
)

// clockVariable names the file that says how many seconds the ledger's clock is ahead of the machine's; unset: it is not.
const clockVariable = "DEVLEDGER_CLOCK"

// clock is the machine's, or one that is ahead of it by what a file says. It never goes back: a file that is lost or
// damaged, or says less than before, changes nothing.
type clock struct {
	path    string
	machine func() time.Time
	looking sync.Mutex
	ahead   int64
}

func (c *clock) now() instant.Instant {
	now := instant.Of(c.machine())
	if c.path == "" {
		return now
	}
	text, err := os.ReadFile(c.path)
	c.looking.Lock()
	defer c.looking.Unlock()
	if err == nil {
		if ahead, err := strconv.ParseInt(strings.TrimSuffix(string(text), "\n"), 10, 64); err == nil && ahead > c.ahead {
			c.ahead = ahead
		}
	}
	return now.AddSeconds(c.ahead)
}
