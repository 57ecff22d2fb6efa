package service

import (
	"context"
	"log"
	"net"
	"sync"
	"time"

	"github.com/hyperledger/fabric-chaincode-go/v2/shim"
	"github.com/hyperledger/fabric-protos-go-apiv2/peer"
	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/credentials"
	"google.golang.org/grpc/health"
	"google.golang.org/grpc/health/grpc_health_v1"
	"google.golang.org/grpc/keepalive"
	origin "google.golang.org/grpc/peer"
	"google.golang.org/grpc/status"
)

// What a peer allows on its side of the stream.
const largestMessage = 100 << 20

// Server serves one chaincode to any number of peers at a time. The official shim does the talking; what its own server
// lacks is an end that lets transactions finish.
type Server struct {
	shim   shim.ChaincodeServer
	grpc   *grpc.Server
	health *health.Server
	log    *log.Logger

	mu            sync.Mutex
	stopping      bool
	conversations map[*conversation]struct{}
}

// New prepares a server.
func New(settings *Settings, chaincode shim.Chaincode, logger *log.Logger) *Server {
	options := []grpc.ServerOption{
		grpc.MaxRecvMsgSize(largestMessage), grpc.MaxSendMsgSize(largestMessage),
		grpc.KeepaliveParams(keepalive.ServerParameters{Time: time.Minute, Timeout: 20 * time.Second}),
		grpc.KeepaliveEnforcementPolicy(keepalive.EnforcementPolicy{MinTime: time.Minute, PermitWithoutStream: true}),
		grpc.ConnectionTimeout(5 * time.Second),
	}
	if settings.TLS != nil {
		options = append(options, grpc.Creds(credentials.NewTLS(settings.TLS)))
	}
	s := &Server{
		shim: shim.ChaincodeServer{CCID: settings.ChaincodeID, CC: chaincode},
		grpc: grpc.NewServer(options...), health: health.NewServer(), log: logger,
		conversations: map[*conversation]struct{}{},
	}
	peer.RegisterChaincodeServer(s.grpc, s)
	grpc_health_v1.RegisterHealthServer(s.grpc, s.health)
	return s
}

// Serve accepts peers until Shutdown.
func (s *Server) Serve(listener net.Listener) error { return s.grpc.Serve(listener) }

// Connect talks with one peer until either side ends it.
func (s *Server) Connect(stream peer.Chaincode_ConnectServer) error {
	from := "?"
	if client, ok := origin.FromContext(stream.Context()); ok {
		from = client.Addr.String()
	}
	c := newConversation(stream)
	s.mu.Lock()
	refused := s.stopping
	if !refused {
		s.conversations[c] = struct{}{}
	}
	s.mu.Unlock()
	if refused {
		return status.Error(codes.Unavailable, "the chaincode is stopping")
	}
	defer func() {
		s.mu.Lock()
		delete(s.conversations, c)
		s.mu.Unlock()
	}()
	s.log.Printf("peer %s connected", from)
	ended := make(chan error, 1)
	go func() { ended <- s.shim.Connect(c) }()
	select {
	case <-c.idle:
		s.log.Printf("peer %s: its transactions have ended, and the stream with them", from)
		return nil
	case err := <-ended:
		if !c.registered.Load() {
			s.log.Printf("peer %s ended the stream before it registered %s: is CHAINCODE_ID the package id that it has installed? (%v)",
				from, s.shim.CCID, err)
		} else {
			s.log.Printf("peer %s disconnected: %v", from, err)
		}
		return err
	}
}

// Shutdown accepts nobody and nothing any more, lets what runs end until the context does, and closes every connection.
// It says how many transactions were cut off.
func (s *Server) Shutdown(ctx context.Context) int {
	s.health.Shutdown()
	s.mu.Lock()
	s.stopping = true
	for c := range s.conversations {
		c.stop()
	}
	s.mu.Unlock()
	finished := make(chan struct{})
	go func() {
		s.grpc.GracefulStop()
		close(finished)
	}()
	select {
	case <-finished:
		return 0
	case <-ctx.Done():
	}
	cut := 0
	s.mu.Lock()
	for c := range s.conversations {
		cut += c.count()
	}
	s.mu.Unlock()
	s.grpc.Stop()
	<-finished
	return cut
}
