package service

import (
	"sync"
	"sync/atomic"

	"github.com/hyperledger/fabric-protos-go-apiv2/peer"
)

// conversation is the stream of one peer. It counts the transactions that the peer has begun and the chaincode has not
// answered.
type conversation struct {
	peer.Chaincode_ConnectServer
	registered atomic.Bool
	// idle is closed when the server stops and nothing runs any more.
	idle chan struct{}

	mu       sync.Mutex
	running  map[string]struct{}
	stopping bool
}

func newConversation(stream peer.Chaincode_ConnectServer) *conversation {
	return &conversation{Chaincode_ConnectServer: stream, idle: make(chan struct{}), running: map[string]struct{}{}}
}

// Recv keeps transactions that come too late from the shim. They are left unanswered: the peer fails them when the
// stream ends, with an error after which a client may try again.
func (c *conversation) Recv() (*peer.ChaincodeMessage, error) {
	for {
		message, err := c.Chaincode_ConnectServer.Recv()
		if err != nil {
			return nil, err
		}
		switch message.GetType() {
		case peer.ChaincodeMessage_REGISTERED:
			c.registered.Store(true)
		case peer.ChaincodeMessage_INIT, peer.ChaincodeMessage_TRANSACTION:
			if !c.begin(transactionOf(message)) {
				continue
			}
		}
		return message, nil
	}
}

// Send notices a transaction's answer, which is the last that is said of it.
func (c *conversation) Send(message *peer.ChaincodeMessage) error {
	err := c.Chaincode_ConnectServer.Send(message)
	switch message.GetType() {
	case peer.ChaincodeMessage_COMPLETED, peer.ChaincodeMessage_ERROR:
		c.end(transactionOf(message))
	}
	return err
}

func (c *conversation) begin(transaction string) bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	if !c.stopping {
		c.running[transaction] = struct{}{}
	}
	return !c.stopping
}

func (c *conversation) end(transaction string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if _, known := c.running[transaction]; !known {
		return
	}
	delete(c.running, transaction)
	if c.stopping && len(c.running) == 0 {
		close(c.idle)
	}
}

func (c *conversation) stop() {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.stopping {
		return
	}
	c.stopping = true
	if len(c.running) == 0 {
		close(c.idle)
	}
}

func (c *conversation) count() int {
	c.mu.Lock()
	defer c.mu.Unlock()
	return len(c.running)
}

func transactionOf(message *peer.ChaincodeMessage) string {
	return message.GetChannelId() + "\x00" + message.GetTxid()
}
