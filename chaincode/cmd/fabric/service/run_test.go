package service

import (
	"bufio"
	"bytes"
	"io"
	"net"
	"os"
	"os/exec"
	"os/signal"
	"regexp"
	"strings"
	"syscall"
	"testing"

	"github.com/hyperledger/fabric-chaincode-go/v2/shim"
	"google.golang.org/grpc/credentials/insecure"

	"insurance/chaincode/cmd/fabric/internal/peertest"
)

const asProgram = "TEST_RUNS_AS_PROGRAM"

// The test program is itself a chaincode's program when its environment says so.
func TestMain(m *testing.M) {
	if os.Getenv(asProgram) != "" {
		c := &counter{make(chan string, 8), make(chan struct{})}
		go func() {
			// Transactions that wait are let go by the signal that stops the process.
			signals := make(chan os.Signal, 1)
			notify(signals)
			<-signals
			close(c.goOn)
		}()
		p := program(c, os.Getenv, os.Stdout, os.Stderr)
		os.Exit(p.Main(os.Args[1:]))
	}
	os.Exit(m.Run())
}

func program(c *counter, environment func(string) string, out, log io.Writer) *Program {
	return &Program{Name: "counter", Chaincode: func(string) shim.Chaincode { return c }, Environment: environment, Out: out, Log: log}
}

func TestMain_BadUse_IsReportedInOneLineEach(t *testing.T) {
	occupied, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer occupied.Close()
	address := occupied.Addr().String()
	in := func(address string) func(string) string {
		return tlsFiles{}.environment(map[string]string{"CHAINCODE_SERVER_ADDRESS": address})
	}
	for name, test := range map[string]struct {
		arguments   []string
		environment func(string) string
		code        int
		log         string
	}{
		"flag":        {[]string{"-port"}, in("127.0.0.1:0"), 2, "usage: counter [health | version]; everything else is in the environment\n"},
		"environment": {nil, in("here"), 2, "chaincode: CHAINCODE_SERVER_ADDRESS must be host:port such as 0.0.0.0:9999, not \"here\"\n"},
		"port in use": {nil, in(address), 1, "chaincode: CHAINCODE_SERVER_ADDRESS: " + address + " is in use; end the process that listens there or choose another port\n"},
		"unhealthy":   {[]string{"health"}, in("127.0.0.1:1"), 1, "chaincode: 127.0.0.1:1 does not answer: "},
		"no settings": {[]string{"health"}, in(""), 2, "chaincode: CHAINCODE_SERVER_ADDRESS is not set\n"},
	} {
		t.Run(name, func(t *testing.T) {
			var log bytes.Buffer
			if code := program(nil, test.environment, io.Discard, &log).Main(test.arguments); code != test.code {
				t.Error(code)
			}
			if !strings.HasPrefix(log.String(), test.log) || strings.Count(log.String(), "\n") != 1 {
				t.Errorf("%q", log.String())
			}
		})
	}
}

func TestMain_Version_IsPrinted(t *testing.T) {
	var out bytes.Buffer
	if code := program(nil, nil, &out, io.Discard).Main([]string{"--version"}); code != 0 || !strings.HasPrefix(out.String(), "counter") {
		t.Error(code, out.String())
	}
}

func TestMain_SIGTERM_FinishesWhatRunsAndEndsWithZero(t *testing.T) {
	command := exec.Command(os.Args[0])
	command.Env = append(os.Environ(), asProgram+"=1", "CHAINCODE_SERVER_ADDRESS=127.0.0.1:0", "CHAINCODE_ID=counter_1:abc", "CORE_PEER_LOCALMSPID=NorthMSP")
	log, err := command.StderrPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := command.Start(); err != nil {
		t.Fatal(err)
	}
	defer func() { _ = command.Process.Kill() }()
	scanner := bufio.NewScanner(log)
	if !scanner.Scan() {
		t.Fatal("no line")
	}
	address := regexp.MustCompile(`serves counter_1:abc for peers of NorthMSP at (\S+) \(no TLS\)`).FindStringSubmatch(scanner.Text())
	if address == nil {
		t.Fatal(scanner.Text())
	}
	p, err := peertest.Connect(deadline(t), address[1], insecure.NewCredentials())
	if err != nil {
		t.Fatal(err)
	}
	defer p.Close()
	if response, _, err := p.Run("first", nil, "add", "key"); err != nil || response.GetStatus() != 200 {
		t.Fatal(response, err)
	}
	if err := p.Begin("running", nil, "wait", "key"); err != nil {
		t.Fatal(err)
	}
	if err := command.Process.Signal(syscall.SIGTERM); err != nil {
		t.Fatal(err)
	}
	response, _, err := p.Finish("running")
	// The signal may overtake the transaction; then it is left unanswered, never half done.
	if err == nil && string(response.GetPayload()) != "++" || err != nil && len(p.State["key"]) != 1 {
		t.Error(response, err)
	}
	var rest strings.Builder
	for scanner.Scan() {
		rest.WriteString(scanner.Text() + "\n")
	}
	if err := command.Wait(); err != nil || !strings.HasSuffix(rest.String(), "chaincode: stopped\n") {
		t.Error(err, rest.String())
	}
}

func notify(signals chan os.Signal) { signal.Notify(signals, syscall.SIGTERM) }
