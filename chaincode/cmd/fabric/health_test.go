package main

import (
	"net"
	"strings"
	"testing"
)

func TestHealthy(t *testing.T) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	_, port, _ := net.SplitHostPort(listener.Addr().String())
	ask := func(address string) error {
		return healthy(func(string) string { return address })
	}
	for _, address := range []string{"127.0.0.1:" + port, "0.0.0.0:" + port, ":" + port, "[::]:" + port} {
		if err := ask(address); err != nil {
			t.Errorf("%s: %v", address, err)
		}
	}
	listener.Close()
	for address, message := range map[string]string{
		"":                  "CHAINCODE_SERVER_ADDRESS is not set",
		"127.0.0.1":         "CHAINCODE_SERVER_ADDRESS: ",
		"127.0.0.1:" + port: "the chaincode server does not listen: ",
	} {
		if err := ask(address); err == nil || !strings.HasPrefix(err.Error(), message) {
			t.Errorf("%q: %v, want %q", address, err, message)
		}
	}
}
