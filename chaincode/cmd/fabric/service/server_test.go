package service

import (
	"bytes"
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"log"
	"net"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/hyperledger/fabric-chaincode-go/v2/shim"
	"github.com/hyperledger/fabric-protos-go-apiv2/peer"
	"google.golang.org/grpc/credentials"
	"google.golang.org/grpc/credentials/insecure"

	"insurance/chaincode/cmd/fabric/internal/peertest"
)

// counter adds one to a key; "wait" first says that it has begun and goes on when it is let.
type counter struct {
	begun chan string
	goOn  chan struct{}
}

func (c *counter) Init(shim.ChaincodeStubInterface) *peer.Response { return shim.Success(nil) }

func (c *counter) Invoke(stub shim.ChaincodeStubInterface) *peer.Response {
	function, arguments := stub.GetFunctionAndParameters()
	if function == "wait" {
		c.begun <- stub.GetTxID()
		<-c.goOn
	}
	value, err := stub.GetState(arguments[0])
	if err != nil {
		return shim.Error(err.Error())
	}
	value = append(value, '+')
	if err := stub.PutState(arguments[0], value); err != nil {
		return shim.Error(err.Error())
	}
	return shim.Success(value)
}

type service struct {
	*Server
	address string
	counter *counter
	log     *lines
	served  chan error
}

// lines is a log that a test may read while it is written.
type lines struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (l *lines) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.Write(p)
}

func (l *lines) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.String()
}

func start(t *testing.T, config *tls.Config) *service {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	s := &service{counter: &counter{make(chan string, 8), make(chan struct{})}, log: &lines{}, served: make(chan error, 1), address: listener.Addr().String()}
	s.Server = New(&Settings{ChaincodeID: "counter_1:abc", TLS: config}, s.counter, log.New(s.log, "", 0))
	go func() { s.served <- s.Serve(listener) }()
	t.Cleanup(func() { s.grpc.Stop() })
	return s
}

func deadline(t *testing.T) context.Context {
	ctx, cancel := context.WithTimeout(context.Background(), 30*time.Second)
	t.Cleanup(cancel)
	return ctx
}

func (s *service) connect(t *testing.T) *peertest.Peer {
	t.Helper()
	p, err := peertest.Connect(deadline(t), s.address, insecure.NewCredentials())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(p.Close)
	return p
}

func (s *service) eventually(t *testing.T, what string, true func() bool) {
	t.Helper()
	for end := time.Now().Add(20 * time.Second); !true(); {
		if time.Now().After(end) {
			t.Fatalf("%s did not happen; the log: %s", what, s.log)
		}
		time.Sleep(time.Millisecond)
	}
}

func TestServer_SeveralPeers_AreServedAtOnce(t *testing.T) {
	s := start(t, nil)
	const peers, transactions = 3, 200
	ended := make(chan error, peers)
	for n := range peers {
		p := s.connect(t)
		if p.ChaincodeID != "counter_1:abc" {
			t.Fatal(p.ChaincodeID)
		}
		go func() {
			for i := range transactions {
				// The same transaction ids everywhere: as when several peers endorse one transaction.
				response, _, err := p.Run(fmt.Sprint("tx-", i), nil, "add", "key")
				if err == nil && (response.GetStatus() != 200 || len(response.GetPayload()) != i+1) {
					err = fmt.Errorf("peer %d, transaction %d: %v", n, i, response)
				}
				if err != nil {
					ended <- err
					return
				}
			}
			ended <- nil
		}()
	}
	for range peers {
		if err := <-ended; err != nil {
			t.Error(err)
		}
	}
}

func TestServer_PeerLost_OthersAndItsReturnAreServed(t *testing.T) {
	s := start(t, nil)
	stays, leaves := s.connect(t), s.connect(t)
	if err := leaves.Begin("cut", nil, "wait", "key"); err != nil {
		t.Fatal(err)
	}
	<-s.counter.begun
	leaves.Close()
	s.eventually(t, "the end of the stream", func() bool { return strings.Contains(s.log.String(), "disconnected") })
	for _, p := range []*peertest.Peer{stays, s.connect(t)} {
		if response, _, err := p.Run("tx", nil, "add", "key"); err != nil || string(response.GetPayload()) != "+" {
			t.Error(response, err)
		}
	}
	close(s.counter.goOn)
}

func TestShutdown_TransactionsRunning_FinishAndNewOnesAreLeft(t *testing.T) {
	s := start(t, nil)
	busy, quiet := s.connect(t), s.connect(t)
	if err := busy.Begin("running", nil, "wait", "key"); err != nil {
		t.Fatal(err)
	}
	<-s.counter.begun
	s.eventually(t, "registering", func() bool { return strings.Count(s.log.String(), "connected") == 2 })
	stopped := make(chan int, 1)
	go func() { stopped <- s.Shutdown(deadline(t)) }()
	if _, _, err := quiet.Finish("none"); !errors.Is(err, io.EOF) {
		t.Errorf("a peer without transactions saw %v", err)
	}
	if err := busy.Begin("late", nil, "add", "key"); err != nil {
		t.Fatal(err)
	}
	if _, err := peertest.Connect(deadline(t), s.address, insecure.NewCredentials()); err == nil {
		t.Error("a peer was accepted by a server that stops")
	}
	close(s.counter.goOn)
	if response, _, err := busy.Finish("running"); err != nil || string(response.GetPayload()) != "+" {
		t.Error(response, err)
	}
	if response, _, err := busy.Finish("late"); !errors.Is(err, io.EOF) {
		t.Error(response, err)
	}
	if cut := <-stopped; cut != 0 {
		t.Errorf("%d cut off", cut)
	}
	if err := <-s.served; err != nil {
		t.Error(err)
	}
}

func TestShutdown_TransactionEndless_IsCutOffAtTheLimit(t *testing.T) {
	s := start(t, nil)
	p := s.connect(t)
	if err := p.Begin("endless", nil, "wait", "key"); err != nil {
		t.Fatal(err)
	}
	<-s.counter.begun
	ctx, cancel := context.WithTimeout(context.Background(), 20*time.Millisecond)
	defer cancel()
	if cut := s.Shutdown(ctx); cut != 1 {
		t.Errorf("%d cut off", cut)
	}
	close(s.counter.goOn)
}

func TestServer_WrongChaincodeID_IsNamedInTheLog(t *testing.T) {
	s := start(t, nil)
	// A peer that finds another id than it asked for ends the stream instead of registering.
	ctx, cancel := context.WithCancel(deadline(t))
	connection, stream := dial(t, ctx, s.address)
	defer connection.Close()
	if _, err := stream.Recv(); err != nil {
		t.Fatal(err)
	}
	cancel()
	s.eventually(t, "the line", func() bool {
		return strings.Contains(s.log.String(), "before it registered counter_1:abc: is CHAINCODE_ID the package id")
	})
}

func TestServer_MutualTLS_AdmitsThePeersOfTheAuthority(t *testing.T) {
	own, other := newAuthority(t), newAuthority(t)
	files := own.files(t, "chaincode")
	settings, err := Read(files.environment(map[string]string{"CHAINCODE_TLS_CLIENT_CA_FILE": files.authority}))
	if err != nil {
		t.Fatal(err)
	}
	s := start(t, settings.TLS)
	settings.Address = s.address
	client := func(certificates ...tls.Certificate) credentials.TransportCredentials {
		return credentials.NewTLS(&tls.Config{RootCAs: own.pool(), ServerName: "chaincode", Certificates: certificates})
	}
	if _, err := peertest.Connect(deadline(t), s.address, client(own.issue(t, "peer"))); err != nil {
		t.Error(err)
	}
	for name, security := range map[string]credentials.TransportCredentials{
		"another authority's": client(other.issue(t, "peer")),
		"no certificate":      client(),
		"no TLS":              insecure.NewCredentials(),
	} {
		if _, err := peertest.Connect(deadline(t), s.address, security); err == nil {
			t.Errorf("%s was let in", name)
		}
	}
	if err := Check(deadline(t), settings); err != nil {
		t.Error(err)
	}
}

func TestCheck_ServiceStoppingGoneOrForeign_Fails(t *testing.T) {
	s := start(t, nil)
	settings := &Settings{Address: s.address}
	if err := Check(deadline(t), settings); err != nil {
		t.Fatal(err)
	}
	p := s.connect(t)
	if err := p.Begin("running", nil, "wait", "key"); err != nil {
		t.Fatal(err)
	}
	<-s.counter.begun
	stopped := make(chan int, 1)
	go func() { stopped <- s.Shutdown(deadline(t)) }()
	s.eventually(t, "an unhealthy answer", func() bool { return Check(deadline(t), settings) != nil })
	close(s.counter.goOn)
	if _, _, err := p.Finish("running"); err != nil {
		t.Error(err)
	}
	if cut := <-stopped; cut != 0 {
		t.Errorf("%d cut off", cut)
	}
	if err := Check(deadline(t), settings); err == nil {
		t.Error("a stopped service is healthy")
	}

	own, other := newAuthority(t).files(t, "chaincode"), newAuthority(t).files(t, "chaincode")
	one, err := Read(own.environment(nil))
	if err != nil {
		t.Fatal(err)
	}
	another, err := Read(other.environment(nil))
	if err != nil {
		t.Fatal(err)
	}
	another.Address = start(t, one.TLS).address
	if err := Check(deadline(t), another); err == nil || !strings.Contains(err.Error(), "another certificate") {
		t.Error(err)
	}
}

func TestReachable_ListeningEverywhere_IsLoopback(t *testing.T) {
	for address, want := range map[string]string{
		"0.0.0.0:9": "127.0.0.1:9", ":9": "127.0.0.1:9", "[::]:9": "[::1]:9", "chaincode:9": "chaincode:9",
	} {
		if got := reachable(address); got != want {
			t.Errorf("%s: %s", address, got)
		}
	}
}
