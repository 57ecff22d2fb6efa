package main

import (
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/asn1"
	"encoding/pem"
	"math/big"
	"net"
	"strings"
	"testing"
	"time"

	"github.com/hyperledger/fabric-protos-go-apiv2/common"
	"github.com/hyperledger/fabric-protos-go-apiv2/msp"
	"github.com/hyperledger/fabric-protos-go-apiv2/peer"
	"google.golang.org/grpc"
	"google.golang.org/grpc/credentials/insecure"
	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/types/known/timestamppb"

	"insurance/chaincode/contract"
)

func marshal(t *testing.T, m proto.Message) []byte {
	t.Helper()
	b, err := proto.Marshal(m)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// connect serves the contract over gRPC and registers it, as a peer does.
func connect(t *testing.T) peer.Chaincode_ConnectClient {
	t.Helper()
	service, err := configure(contract.Invoke, func(name string) string {
		return map[string]string{
			"CHAINCODE_SERVER_ADDRESS": "unused:0", "CHAINCODE_ID": "insurance:1", "CORE_PEER_LOCALMSPID": "NorthMSP",
		}[name]
	})
	if err != nil {
		t.Fatal(err)
	}
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	server := grpc.NewServer()
	peer.RegisterChaincodeServer(server, service)
	go func() { _ = server.Serve(listener) }()
	t.Cleanup(server.Stop)
	connection, err := grpc.NewClient(listener.Addr().String(), grpc.WithTransportCredentials(insecure.NewCredentials()))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = connection.Close() })
	ctx, cancel := context.WithTimeout(context.Background(), 30*time.Second)
	t.Cleanup(cancel)
	stream, err := peer.NewChaincodeClient(connection).Connect(ctx)
	if err != nil {
		t.Fatal(err)
	}
	register, err := stream.Recv()
	if err != nil || register.GetType() != peer.ChaincodeMessage_REGISTER {
		t.Fatal(register, err)
	}
	for _, kind := range []peer.ChaincodeMessage_Type{peer.ChaincodeMessage_REGISTERED, peer.ChaincodeMessage_READY} {
		if err := stream.Send(&peer.ChaincodeMessage{Type: kind}); err != nil {
			t.Fatal(err)
		}
	}
	return stream
}

// run sends a transaction and answers its reads and writes from the state until it completes.
func run(t *testing.T, stream peer.Chaincode_ConnectClient, creator []byte, state map[string][]byte, id string, arguments ...string) *peer.ChaincodeMessage {
	t.Helper()
	input := &peer.ChaincodeInput{}
	for _, a := range arguments {
		input.Args = append(input.Args, []byte(a))
	}
	header := &common.Header{
		ChannelHeader: marshal(t, &common.ChannelHeader{
			Type: int32(common.HeaderType_ENDORSER_TRANSACTION), ChannelId: "channel", TxId: id,
			Timestamp: &timestamppb.Timestamp{Seconds: 1_780_000_000},
		}),
		SignatureHeader: marshal(t, &common.SignatureHeader{Creator: creator, Nonce: []byte("nonce")}),
	}
	proposal := &peer.Proposal{Header: marshal(t, header), Payload: marshal(t, &peer.ChaincodeProposalPayload{})}
	if err := stream.Send(&peer.ChaincodeMessage{
		Type: peer.ChaincodeMessage_TRANSACTION, Txid: id, ChannelId: "channel", Payload: marshal(t, input),
		Proposal: &peer.SignedProposal{ProposalBytes: marshal(t, proposal)},
	}); err != nil {
		t.Fatal(err)
	}
	written := map[string][]byte{}
	for {
		message, err := stream.Recv()
		if err != nil {
			t.Fatal(err)
		}
		answer := &peer.ChaincodeMessage{Type: peer.ChaincodeMessage_RESPONSE, Txid: id, ChannelId: "channel"}
		switch message.GetType() {
		case peer.ChaincodeMessage_COMPLETED:
			for key, value := range written {
				state[key] = value
			}
			return message
		case peer.ChaincodeMessage_GET_STATE:
			var get peer.GetState
			if err := proto.Unmarshal(message.GetPayload(), &get); err != nil {
				t.Fatal(err)
			}
			answer.Payload = state[get.GetKey()]
		case peer.ChaincodeMessage_PUT_STATE:
			var put peer.PutState
			if err := proto.Unmarshal(message.GetPayload(), &put); err != nil {
				t.Fatal(err)
			}
			written[put.GetKey()] = put.GetValue()
		default:
			t.Fatalf("an unexpected %s", message.GetType())
		}
		if err := stream.Send(answer); err != nil {
			t.Fatal(err)
		}
	}
}

func administrator(t *testing.T, role string) []byte {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	template := &x509.Certificate{
		SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "ada"},
		ExtraExtensions: []pkix.Extension{{Id: asn1.ObjectIdentifier{1, 2, 3, 4, 5, 6, 7, 8, 1}, Value: []byte(`{"attrs":{"role":"` + role + `"}}`)}},
	}
	der, err := x509.CreateCertificate(rand.Reader, template, template, &key.PublicKey, key)
	if err != nil {
		t.Fatal(err)
	}
	certificate := pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der})
	return marshal(t, &msp.SerializedIdentity{Mspid: "NorthMSP", IdBytes: certificate})
}

func TestService_Peer_RunsTheContractOverGRPC(t *testing.T) {
	stream, state := connect(t), map[string][]byte{}
	const request = `{"requestId":"i","organizations":[{"mspId":"NorthMSP","name":"N","kind":"ORGANIZATION_KIND_INSURER"}]}`
	completed := func(role, id, function, request string) *peer.Response {
		t.Helper()
		message := run(t, stream, administrator(t, role), state, id, function, request)
		response := &peer.Response{}
		if err := proto.Unmarshal(message.GetPayload(), response); err != nil {
			t.Fatal(err)
		}
		if written := message.GetChaincodeEvent().GetEventName(); written != "" && written != "ConsortiumInitialized" {
			t.Fatal(written)
		}
		return response
	}
	if r := completed("auditor", "t1", "InitializeConsortium", request); r.GetStatus() != 500 || !strings.HasPrefix(r.GetMessage(), `{"code":"ROLE_NOT_ALLOWED"`) {
		t.Fatal(r)
	}
	initialized := completed("admin", "t2", "InitializeConsortium", request)
	if initialized.GetStatus() != 200 || len(state) != 2 {
		t.Fatal(initialized, len(state))
	}
	read := completed("auditor", "t3", "GetRegistry", `{}`)
	if read.GetStatus() != 200 || string(read.GetPayload()) != string(initialized.GetPayload()) {
		t.Fatal(read)
	}
}
