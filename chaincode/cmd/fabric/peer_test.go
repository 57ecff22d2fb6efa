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
	"io"
	"log"
	"math/big"
	"net"
	"strings"
	"testing"
	"time"

	"github.com/hyperledger/fabric-protos-go-apiv2/msp"
	"github.com/hyperledger/fabric-protos-go-apiv2/peer"
	"google.golang.org/grpc/credentials/insecure"
	"google.golang.org/protobuf/proto"

	"insurance/chaincode/cmd/fabric/internal/peertest"
	"insurance/chaincode/cmd/fabric/service"
	"insurance/chaincode/transactions"
)

// connect serves the contract over gRPC for NorthMSP and registers it, as a peer does.
func connect(t *testing.T) *peertest.Peer {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	server := service.New(&service.Settings{ChaincodeID: "insurance:1"}, &chaincode{run: transactions.Invoke, peerMSP: "NorthMSP"}, log.New(io.Discard, "", 0))
	go func() { _ = server.Serve(listener) }()
	ctx, cancel := context.WithTimeout(context.Background(), 30*time.Second)
	t.Cleanup(cancel)
	p, err := peertest.Connect(ctx, listener.Addr().String(), insecure.NewCredentials())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		p.Close()
		server.Shutdown(ctx)
	})
	return p
}

func creator(t *testing.T, mspID, role string) []byte {
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
	serialized, err := proto.Marshal(&msp.SerializedIdentity{Mspid: mspID, IdBytes: certificate})
	if err != nil {
		t.Fatal(err)
	}
	return serialized
}

func TestService_Peer_RunsTheContractOverGRPC(t *testing.T) {
	p := connect(t)
	const request = `{"requestId":"i","organizations":[{"mspId":"NorthMSP","name":"N","kind":"ORGANIZATION_KIND_INSURER"},` +
		`{"mspId":"SouthMSP","name":"S","kind":"ORGANIZATION_KIND_INSURER"}]}`
	completed := func(mspID, role, id, function, request string) *peer.Response {
		t.Helper()
		response, event, err := p.Run(id, creator(t, mspID, role), function, request)
		if err != nil {
			t.Fatal(err)
		}
		if name := event.GetEventName(); name != "" && name != "ConsortiumInitialized" {
			t.Fatal(name)
		}
		return response
	}
	if r := completed("NorthMSP", "auditor", "t1", "InitializeConsortium", request); r.GetStatus() != 500 || !strings.HasPrefix(r.GetMessage(), `{"code":"ROLE_NOT_ALLOWED"`) {
		t.Fatal(r)
	}
	initialized := completed("NorthMSP", "admin", "t2", "InitializeConsortium", request)
	if initialized.GetStatus() != 200 || len(p.State) != 2 {
		t.Fatal(initialized, len(p.State))
	}
	read := completed("NorthMSP", "auditor", "t3", "GetRegistry", `{}`)
	if read.GetStatus() != 200 || string(read.GetPayload()) != string(initialized.GetPayload()) {
		t.Fatal(read)
	}

	// A process knows the organization of its peers from its environment alone. What a peer of another organization
	// connected to it asks for fails closed: nobody's personal data is read on a peer that is not its insurer's.
	p.State["party/SouthMSP/p-1"] = []byte(`{"partyId":"p-1","insurerMspId":"SouthMSP"}`)
	foreign := completed("SouthMSP", "underwriter", "t4", "GetPersonalData", `{"partyId":"p-1","purpose":"PURPOSE_CLAIM"}`)
	if foreign.GetStatus() != 500 || !strings.HasPrefix(foreign.GetMessage(), `{"code":"PERSONAL_DATA_NOT_HELD"`) {
		t.Fatal(foreign)
	}
}
