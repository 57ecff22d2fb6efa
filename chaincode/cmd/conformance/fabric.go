//go:build fabric

package main

import (
	"errors"
	"os"
	"time"

	"github.com/hyperledger/fabric-chaincode-go/v2/shim"
	"github.com/hyperledger/fabric-protos-go-apiv2/msp"
	"github.com/hyperledger/fabric-protos-go-apiv2/peer"
	"google.golang.org/protobuf/proto"

	"insurance/chaincode/cmd/fabric/service"
)

func serveFabric(arguments []string) int {
	program := service.Program{
		Name: "conformance-chaincode", Chaincode: func(string) shim.Chaincode { return onFabric{} },
		Environment: os.Getenv, Out: os.Stdout, Log: os.Stderr,
	}
	return program.Main(arguments)
}

type onFabric struct{}

func (onFabric) Init(shim.ChaincodeStubInterface) *peer.Response { return shim.Success(nil) }

func (onFabric) Invoke(stub shim.ChaincodeStubInterface) *peer.Response {
	t, err := fromStub(stub)
	if err != nil {
		return shim.Error(err.Error())
	}
	a := invokeFunction(t)
	return &peer.Response{Status: a.status, Message: a.message, Payload: a.payload}
}

func fromStub(stub shim.ChaincodeStubInterface) (*transaction, error) {
	now, err := stub.GetTxTimestamp()
	if err != nil {
		return nil, err
	}
	serialized, err := stub.GetCreator()
	if err != nil {
		return nil, err
	}
	var creator msp.SerializedIdentity
	if err := proto.Unmarshal(serialized, &creator); err != nil {
		return nil, err
	}
	transient, err := stub.GetTransient()
	if err != nil {
		return nil, err
	}
	t := &transaction{
		port: stubPort{stub}, id: stub.GetTxID(), channel: stub.GetChannelID(), time: now.AsTime(),
		mspID: creator.GetMspid(), creator: creator.GetIdBytes(), transient: transient,
		peerMSP: os.Getenv("CORE_PEER_LOCALMSPID"),
	}
	if arguments := stub.GetArgs(); len(arguments) > 0 {
		t.function, t.arguments = string(arguments[0]), arguments[1:]
	}
	return t, nil
}

// stubPort is the port over the shim.
type stubPort struct{ stub shim.ChaincodeStubInterface }

func (p stubPort) one(kind byte, collection, key string) ([]byte, error) {
	switch {
	case kind == getPrivateHash:
		return p.stub.GetPrivateDataHash(collection, key)
	case kind == getValidationParameter:
		return p.stub.GetStateValidationParameter(key)
	case collection != "":
		return p.stub.GetPrivateData(collection, key)
	}
	value, err := p.stub.GetState(key)
	if len(value) == 0 {
		value = nil
	}
	return value, err
}

func (p stubPort) scan(collection, start, end string, limit uint32) ([]pair, error) {
	iterator, err := p.open(collection, start, end)
	if err != nil {
		return nil, err
	}
	pairs := []pair{}
	for iterator.HasNext() && (limit == 0 || len(pairs) < int(limit)) {
		entry, err := iterator.Next()
		if err != nil {
			return nil, errors.Join(err, iterator.Close())
		}
		pairs = append(pairs, pair{entry.GetKey(), string(entry.GetValue())})
	}
	return pairs, iterator.Close()
}

// open scans composite keys by their first attributes, the only way the shim has.
func (p stubPort) open(collection, start, end string) (shim.StateQueryIteratorInterface, error) {
	if collection != "" {
		return p.stub.GetPrivateDataByRange(collection, start, end)
	}
	if start == "" || start[0] != 0 {
		return p.stub.GetStateByRange(start, end)
	}
	objectType, attributes, err := p.stub.SplitCompositeKey(start)
	if err != nil {
		return nil, err
	}
	return p.stub.GetStateByPartialCompositeKey(objectType, attributes)
}

func (p stubPort) history(key string) ([]version, error) {
	iterator, err := p.stub.GetHistoryForKey(key)
	if err != nil {
		return nil, err
	}
	versions := []version{}
	for iterator.HasNext() {
		entry, err := iterator.Next()
		if err != nil {
			return nil, errors.Join(err, iterator.Close())
		}
		versions = append(versions, version{
			entry.GetTxId(), entry.GetTimestamp().AsTime().Format(time.RFC3339Nano), entry.GetIsDelete(), string(entry.GetValue()),
		})
	}
	return versions, iterator.Close()
}

func (p stubPort) write(operation byte, key string, value []byte) error {
	switch operation {
	case put:
		return p.stub.PutState(key, value)
	case remove:
		return p.stub.DelState(key)
	default:
		return p.stub.SetStateValidationParameter(key, value)
	}
}

func (p stubPort) writePrivate(operation byte, collection, key string, value []byte) error {
	switch operation {
	case put:
		return p.stub.PutPrivateData(collection, key, value)
	case remove:
		return p.stub.DelPrivateData(collection, key)
	default:
		return p.stub.PurgePrivateData(collection, key)
	}
}

func (p stubPort) setEvent(name string, payload []byte) error { return p.stub.SetEvent(name, payload) }

func (p stubPort) runChaincode(chaincode string, arguments [][]byte) ([]byte, error) {
	answer := p.stub.InvokeChaincode(chaincode, arguments, "")
	switch {
	case answer.GetStatus() == shim.OK:
		return answer.GetPayload(), nil
	case answer.GetMessage() == "":
		// What the peer itself refuses, the shim gives as the payload.
		return nil, errors.New(string(answer.GetPayload()))
	}
	return nil, errors.New(answer.GetMessage())
}
