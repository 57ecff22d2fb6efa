// Package service serves a chaincode to the peers of Hyperledger Fabric, on the official shim. It is configured by the
// environment:
//
//	CHAINCODE_SERVER_ADDRESS      host:port to listen on
//	CHAINCODE_ID                  the package id; CORE_CHAINCODE_ID_NAME is read when it is empty
//	CORE_PEER_LOCALMSPID          the organization whose peers connect, any number of them
//	CHAINCODE_TLS_KEY_FILE        TLS key and certificate in PEM; without them there is no TLS
//	CHAINCODE_TLS_CERT_FILE
//	CHAINCODE_TLS_CLIENT_CA_FILE  with TLS: whose certificates the peers must present; optional
//	CHAINCODE_STOP_TIMEOUT        how long transactions may go on after SIGTERM; 8s
package service

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log"
	"net"
	"os"
	"os/signal"
	"runtime/debug"
	"strings"
	"syscall"

	"github.com/hyperledger/fabric-chaincode-go/v2/shim"
)

const (
	exitFailed   = 1
	exitBadUsage = 2
)

// Program is a chaincode's command line.
type Program struct {
	Name string
	// Chaincode makes the chaincode of an organization.
	Chaincode   func(mspID string) shim.Chaincode
	Environment func(string) string
	Out, Log    io.Writer
}

// Main serves until SIGTERM or SIGINT, or does what its one argument asks instead, and returns the exit code: "health" asks
// the process of the same environment whether it serves, "version" prints the build.
func (p *Program) Main(arguments []string) int {
	ctx, stop := signal.NotifyContext(context.Background(), syscall.SIGTERM, os.Interrupt)
	defer stop()
	switch {
	case len(arguments) == 0:
		return p.serve(ctx)
	case len(arguments) == 1 && strings.TrimLeft(arguments[0], "-") == "health":
		return p.check(ctx)
	case len(arguments) == 1 && strings.TrimLeft(arguments[0], "-") == "version":
		fmt.Fprintln(p.Out, p.version())
		return 0
	}
	fmt.Fprintf(p.Log, "usage: %s [health | version]; everything else is in the environment\n", p.Name)
	return exitBadUsage
}

func (p *Program) serve(ctx context.Context) int {
	settings, err := Read(p.Environment)
	if err != nil {
		return p.failed(err, exitBadUsage)
	}
	listener, err := net.Listen("tcp", settings.Address)
	if errors.Is(err, syscall.EADDRINUSE) {
		return p.failed(fmt.Errorf("CHAINCODE_SERVER_ADDRESS: %s is in use; end the process that listens there or choose another port",
			settings.Address), exitFailed)
	}
	if err != nil {
		return p.failed(fmt.Errorf("CHAINCODE_SERVER_ADDRESS: %w", err), exitFailed)
	}
	logger := log.New(p.Log, "chaincode: ", log.LstdFlags|log.LUTC|log.Lmsgprefix)
	server := New(settings, p.Chaincode(settings.MSPID), logger)
	logger.Printf("%s serves %s for peers of %s at %s (%s)", p.version(), settings.ChaincodeID, settings.MSPID, listener.Addr(), settings.security())
	ended := make(chan error, 1)
	go func() { ended <- server.Serve(listener) }()
	select {
	case err := <-ended:
		return p.failed(err, exitFailed)
	case <-ctx.Done():
	}
	limit, cancel := context.WithTimeout(context.Background(), settings.StopTimeout)
	defer cancel()
	if cut := server.Shutdown(limit); cut > 0 {
		logger.Printf("stopped; %d transactions had not ended after %s and were cut off", cut, settings.StopTimeout)
	} else {
		logger.Print("stopped")
	}
	return 0
}

func (p *Program) check(ctx context.Context) int {
	settings, err := Read(p.Environment)
	if err != nil {
		return p.failed(err, exitBadUsage)
	}
	if err := Check(ctx, settings); err != nil {
		return p.failed(err, exitFailed)
	}
	return 0
}

// failed prints a line for each problem.
func (p *Program) failed(err error, code int) int {
	for _, line := range strings.Split(err.Error(), "\n") {
		fmt.Fprintln(p.Log, "chaincode: "+line)
	}
	return code
}

// version names the build, and the shim in it.
func (p *Program) version() string {
	build, ok := debug.ReadBuildInfo()
	if !ok {
		return p.Name
	}
	text := p.Name
	for _, setting := range build.Settings {
		switch {
		case setting.Key == "vcs.revision":
			text += " " + setting.Value[:min(12, len(setting.Value))]
		case setting.Key == "vcs.modified" && setting.Value == "true":
			text += "+changes"
		}
	}
	for _, module := range build.Deps {
		if module.Path == "github.com/hyperledger/fabric-chaincode-go/v2" {
			text += ", shim " + module.Version
		}
	}
	return text + ", " + build.GoVersion
}

func (s *Settings) security() string {
	switch {
	case s.TLS == nil:
		return "no TLS"
	case s.TLS.VerifyConnection == nil:
		return "TLS"
	default:
		return "TLS, peers are authenticated"
	}
}
