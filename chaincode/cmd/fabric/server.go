package main

import (
	"errors"
	"fmt"
	"os"

	"github.com/hyperledger/fabric-chaincode-go/v2/shim"
)

// configure reads the environment and reports everything that is wrong with it at once.
func configure(run handler, environment func(string) string) (*shim.ChaincodeServer, error) {
	var problems []error
	needed := func(names ...string) string {
		for _, name := range names {
			if value := environment(name); value != "" {
				return value
			}
		}
		problems = append(problems, fmt.Errorf("%s is not set", names[0]))
		return ""
	}
	read := func(name string) []byte {
		path := environment(name)
		if path == "" {
			return nil
		}
		content, err := os.ReadFile(path)
		if err != nil {
			problems = append(problems, fmt.Errorf("%s: %w", name, err))
		}
		return content
	}
	server := &shim.ChaincodeServer{
		Address: needed("CHAINCODE_SERVER_ADDRESS"),
		CCID:    needed("CHAINCODE_ID", "CORE_CHAINCODE_ID_NAME"),
		CC:      &chaincode{run: run, peerMSP: needed("CORE_PEER_LOCALMSPID")},
		TLSProps: shim.TLSProperties{
			Key: read("CHAINCODE_TLS_KEY_FILE"), Cert: read("CHAINCODE_TLS_CERT_FILE"),
			ClientCACerts: read("CHAINCODE_TLS_CLIENT_CA_FILE"),
		},
	}
	key, certificate := environment("CHAINCODE_TLS_KEY_FILE") != "", environment("CHAINCODE_TLS_CERT_FILE") != ""
	if key != certificate {
		problems = append(problems, errors.New("CHAINCODE_TLS_KEY_FILE and CHAINCODE_TLS_CERT_FILE are set together or not at all"))
	}
	server.TLSProps.Disabled = !key
	return server, errors.Join(problems...)
}
