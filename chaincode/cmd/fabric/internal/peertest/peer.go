// Package peertest plays a peer of Fabric towards a chaincode service, for tests.
package peertest

import (
	"context"
	"fmt"

	"github.com/hyperledger/fabric-protos-go-apiv2/common"
	"github.com/hyperledger/fabric-protos-go-apiv2/peer"
	"google.golang.org/grpc"
	"google.golang.org/grpc/credentials"
	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/types/known/timestamppb"
)

// Peer is one end of a registered stream; State is its ledger. It runs one transaction at a time.
type Peer struct {
	State       map[string][]byte
	ChaincodeID string
	connection  *grpc.ClientConn
	stream      peer.Chaincode_ConnectClient
}

// Connect connects and registers, as a peer does when it launches a chaincode.
func Connect(ctx context.Context, address string, security credentials.TransportCredentials) (*Peer, error) {
	connection, err := grpc.NewClient("passthrough:///"+address, grpc.WithTransportCredentials(security))
	if err != nil {
		return nil, err
	}
	p := &Peer{State: map[string][]byte{}, connection: connection}
	if err := p.register(ctx); err != nil {
		connection.Close()
		return nil, err
	}
	return p, nil
}

func (p *Peer) register(ctx context.Context) (err error) {
	if p.stream, err = peer.NewChaincodeClient(p.connection).Connect(ctx); err != nil {
		return err
	}
	message, err := p.stream.Recv()
	if err != nil {
		return err
	}
	var id peer.ChaincodeID
	if err := proto.Unmarshal(message.GetPayload(), &id); err != nil || message.GetType() != peer.ChaincodeMessage_REGISTER {
		return fmt.Errorf("%s instead of REGISTER: %w", message.GetType(), err)
	}
	p.ChaincodeID = id.GetName()
	for _, kind := range []peer.ChaincodeMessage_Type{peer.ChaincodeMessage_REGISTERED, peer.ChaincodeMessage_READY} {
		if err := p.stream.Send(&peer.ChaincodeMessage{Type: kind}); err != nil {
			return err
		}
	}
	return nil
}

// Close drops the connection.
func (p *Peer) Close() { p.connection.Close() }

// Begin sends a transaction.
func (p *Peer) Begin(id string, creator []byte, arguments ...string) error {
	input := &peer.ChaincodeInput{}
	for _, a := range arguments {
		input.Args = append(input.Args, []byte(a))
	}
	header := &common.Header{
		ChannelHeader: bytesOf(&common.ChannelHeader{
			Type: int32(common.HeaderType_ENDORSER_TRANSACTION), ChannelId: "channel", TxId: id,
			Timestamp: &timestamppb.Timestamp{Seconds: 1_780_000_000},
		}),
		SignatureHeader: bytesOf(&common.SignatureHeader{Creator: creator, Nonce: []byte("nonce")}),
	}
	proposal := &peer.Proposal{Header: bytesOf(header), Payload: bytesOf(&peer.ChaincodeProposalPayload{})}
	return p.stream.Send(&peer.ChaincodeMessage{
		Type: peer.ChaincodeMessage_TRANSACTION, Txid: id, ChannelId: "channel", Payload: bytesOf(input),
		Proposal: &peer.SignedProposal{ProposalBytes: bytesOf(proposal)},
	})
}

// Finish answers the chaincode's reads and writes until it completes the transaction.
func (p *Peer) Finish(id string) (*peer.Response, *peer.ChaincodeEvent, error) {
	written := map[string][]byte{}
	for {
		message, err := p.stream.Recv()
		if err != nil {
			return nil, nil, err
		}
		if message.GetTxid() != id {
			return nil, nil, fmt.Errorf("a message of transaction %q instead of %q", message.GetTxid(), id)
		}
		answer := &peer.ChaincodeMessage{Type: peer.ChaincodeMessage_RESPONSE, Txid: id, ChannelId: "channel"}
		switch message.GetType() {
		case peer.ChaincodeMessage_COMPLETED:
			response := &peer.Response{}
			if err := proto.Unmarshal(message.GetPayload(), response); err != nil {
				return nil, nil, err
			}
			for key, value := range written {
				p.State[key] = value
			}
			return response, message.GetChaincodeEvent(), nil
		case peer.ChaincodeMessage_GET_STATE:
			var get peer.GetState
			if err := proto.Unmarshal(message.GetPayload(), &get); err != nil {
				return nil, nil, err
			}
			answer.Payload = p.State[get.GetKey()]
		case peer.ChaincodeMessage_PUT_STATE:
			var put peer.PutState
			if err := proto.Unmarshal(message.GetPayload(), &put); err != nil {
				return nil, nil, err
			}
			written[put.GetKey()] = put.GetValue()
		default:
			return nil, nil, fmt.Errorf("an unexpected %s", message.GetType())
		}
		if err := p.stream.Send(answer); err != nil {
			return nil, nil, err
		}
	}
}

// Run is Begin and Finish.
func (p *Peer) Run(id string, creator []byte, arguments ...string) (*peer.Response, *peer.ChaincodeEvent, error) {
	if err := p.Begin(id, creator, arguments...); err != nil {
		return nil, nil, err
	}
	return p.Finish(id)
}

func bytesOf(m proto.Message) []byte {
	b, err := proto.Marshal(m)
	if err != nil {
		panic(err)
	}
	return b
}
