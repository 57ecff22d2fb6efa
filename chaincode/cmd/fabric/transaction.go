package main

import (
	"errors"
	"fmt"
	"unicode/utf8"

	"github.com/hyperledger/fabric-chaincode-go/v2/shim"
	"github.com/hyperledger/fabric-protos-go-apiv2/msp"
	"google.golang.org/protobuf/proto"

	"insurance/chaincode/domain/fault"
	"insurance/chaincode/domain/instant"
	"insurance/chaincode/ledger"
)

// transaction is ledger.Context over the shim's stub.
type transaction struct {
	stub      shim.ChaincodeStubInterface
	chaincode *chaincode
	now       instant.Instant
}

var _ ledger.Context = (*transaction)(nil)

func (t *transaction) TransactionID() string      { return t.stub.GetTxID() }
func (t *transaction) Timestamp() instant.Instant { return t.now }
func (t *transaction) Channel() string            { return t.stub.GetChannelID() }
func (t *transaction) PeerMSP() string            { return t.chaincode.peerMSP }

func (t *transaction) Caller() (*ledger.Caller, error) {
	creator, err := t.stub.GetCreator()
	if err != nil {
		return nil, err
	}
	var identity msp.SerializedIdentity
	if err := proto.Unmarshal(creator, &identity); err != nil {
		return nil, fmt.Errorf("the creator cannot be read: %w", err)
	}
	return t.chaincode.callers.Of(identity.GetMspid(), identity.GetIdBytes())
}

func (t *transaction) Transient(name string) []byte {
	values, err := t.stub.GetTransient()
	if err != nil {
		return nil
	}
	return values[name]
}

func (t *transaction) Get(key string) ([]byte, error) { return present(t.stub.GetState(key)) }

func (t *transaction) GetMany(keys []string) ([][]byte, error) {
	if len(keys) == 0 {
		return nil, nil
	}
	values, err := t.stub.GetMultipleStates(keys...)
	if err != nil {
		return nil, refused(err)
	}
	for i := range values {
		values[i], _ = present(values[i], nil)
	}
	return values, nil
}

func (t *transaction) Put(key string, value []byte) error { return t.stub.PutState(key, value) }
func (t *transaction) Delete(key string) error            { return t.stub.DelState(key) }

func (t *transaction) Scan(start, end string, limit int) (ledger.Page, error) {
	if objectType, attributes, composite, err := t.partial(start, end); err != nil {
		return ledger.Page{}, err
	} else if composite {
		return page(limit)(t.stub.GetStateByPartialCompositeKey(objectType, attributes))
	}
	return page(limit)(t.stub.GetStateByRange(start, end))
}

func (t *transaction) ScanPrivate(collection, start, end string, limit int) (ledger.Page, error) {
	if objectType, attributes, composite, err := t.partial(start, end); err != nil {
		return ledger.Page{}, err
	} else if composite {
		return page(limit)(t.stub.GetPrivateDataByPartialCompositeKey(collection, objectType, attributes))
	}
	return page(limit)(t.stub.GetPrivateDataByRange(collection, start, end))
}

// partial recognizes a ledger.CompositeRange, the only range of composite keys that the shim can scan.
func (t *transaction) partial(start, end string) (objectType string, attributes []string, composite bool, err error) {
	if start == "" || start[0] != 0 {
		return "", nil, false, nil
	}
	if end != start+string(utf8.MaxRune) {
		return "", nil, false, errors.New("composite keys are scanned by their first attributes only")
	}
	objectType, attributes, err = t.stub.SplitCompositeKey(start)
	return objectType, attributes, true, err
}

// page reads at most limit entries, closing the iterator early, so that the read set ends there.
func page(limit int) func(shim.StateQueryIteratorInterface, error) (ledger.Page, error) {
	return func(iterator shim.StateQueryIteratorInterface, err error) (found ledger.Page, _ error) {
		if err != nil {
			return found, refused(err)
		}
		for iterator.HasNext() {
			if limit > 0 && len(found.Entries) == limit {
				found.More = true
				break
			}
			entry, err := iterator.Next()
			if err != nil {
				return found, errors.Join(refused(err), iterator.Close())
			}
			found.Entries = append(found.Entries, ledger.Entry{Key: entry.GetKey(), Value: entry.GetValue()})
		}
		return found, iterator.Close()
	}
}

func (t *transaction) History(key string, limit int) ([]ledger.Version, error) {
	iterator, err := t.stub.GetHistoryForKey(key)
	if err != nil {
		return nil, refused(err)
	}
	var versions []ledger.Version
	for iterator.HasNext() && (limit == 0 || len(versions) < limit) {
		entry, err := iterator.Next()
		if err != nil {
			return nil, errors.Join(refused(err), iterator.Close())
		}
		versions = append(versions, ledger.Version{
			TransactionID: entry.GetTxId(), Deleted: entry.GetIsDelete(), Value: entry.GetValue(),
			Time: instant.Instant{Seconds: entry.GetTimestamp().GetSeconds(), Nanos: entry.GetTimestamp().GetNanos()},
		})
	}
	return versions, iterator.Close()
}

func (t *transaction) GetPrivate(collection, key string) ([]byte, error) {
	return present(t.stub.GetPrivateData(collection, key))
}

func (t *transaction) GetPrivateHash(collection, key string) ([]byte, error) {
	return present(t.stub.GetPrivateDataHash(collection, key))
}

func (t *transaction) PutPrivate(collection, key string, value []byte) error {
	return t.stub.PutPrivateData(collection, key, value)
}

func (t *transaction) DeletePrivate(collection, key string) error {
	return t.stub.DelPrivateData(collection, key)
}

func (t *transaction) PurgePrivate(collection, key string) error {
	return t.stub.PurgePrivateData(collection, key)
}

func (t *transaction) ValidationParameter(key string) ([]byte, error) {
	return present(t.stub.GetStateValidationParameter(key))
}

func (t *transaction) SetValidationParameter(key string, policy []byte) error {
	return t.stub.SetStateValidationParameter(key, policy)
}

func (t *transaction) SetEvent(name string, payload []byte) error {
	return t.stub.SetEvent(name, payload)
}

// present turns the shim's empty value of an absent key into nil.
func present(value []byte, err error) ([]byte, error) {
	if err != nil {
		return nil, refused(err)
	}
	if len(value) == 0 {
		return nil, nil
	}
	return value, nil
}

func refused(err error) error { return fault.New(fault.LedgerRefused, "", "%s", err) }
