package main

import (
	"errors"
	"fmt"
	"net"
	"time"
)

// patience bounds one look at the server.
const patience = 3 * time.Second

// healthy reports whether the server that was configured by the same environment listens, for a container engine or a
// supervisor to ask. The shim's server has no health service, so a connection is all that can be had without being a peer.
func healthy(environment func(string) string) error {
	address := environment("CHAINCODE_SERVER_ADDRESS")
	if address == "" {
		return errors.New("CHAINCODE_SERVER_ADDRESS is not set")
	}
	host, port, err := net.SplitHostPort(address)
	if err != nil {
		return fmt.Errorf("CHAINCODE_SERVER_ADDRESS: %w", err)
	}
	// Whoever listens on every address listens on the loopback interface too.
	if ip := net.ParseIP(host); host == "" || ip != nil && ip.IsUnspecified() {
		host = "127.0.0.1"
	}
	connection, err := net.DialTimeout("tcp", net.JoinHostPort(host, port), patience)
	if err != nil {
		return fmt.Errorf("the chaincode server does not listen: %w", err)
	}
	return connection.Close()
}
