package service

import (
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"math/big"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/hyperledger/fabric-protos-go-apiv2/peer"
	"google.golang.org/grpc"
	"google.golang.org/grpc/credentials/insecure"
)

func dial(t *testing.T, ctx context.Context, address string) (*grpc.ClientConn, peer.Chaincode_ConnectClient) {
	t.Helper()
	connection, err := grpc.NewClient("passthrough:///"+address, grpc.WithTransportCredentials(insecure.NewCredentials()))
	if err != nil {
		t.Fatal(err)
	}
	stream, err := peer.NewChaincodeClient(connection).Connect(ctx)
	if err != nil {
		t.Fatal(err)
	}
	return connection, stream
}

type authority struct {
	key         *ecdsa.PrivateKey
	certificate *x509.Certificate
}

func newAuthority(t *testing.T) *authority {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	template := &x509.Certificate{
		SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "ca"}, IsCA: true, BasicConstraintsValid: true,
		NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(time.Hour), KeyUsage: x509.KeyUsageCertSign,
	}
	der, err := x509.CreateCertificate(rand.Reader, template, template, &key.PublicKey, key)
	if err != nil {
		t.Fatal(err)
	}
	certificate, err := x509.ParseCertificate(der)
	if err != nil {
		t.Fatal(err)
	}
	return &authority{key, certificate}
}

func (a *authority) pool() *x509.CertPool {
	pool := x509.NewCertPool()
	pool.AddCert(a.certificate)
	return pool
}

func (a *authority) issue(t *testing.T, name string) tls.Certificate {
	return a.issueUntil(t, name, time.Now().Add(time.Hour))
}

func (a *authority) issueUntil(t *testing.T, name string, end time.Time) tls.Certificate {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	template := &x509.Certificate{
		SerialNumber: big.NewInt(2), Subject: pkix.Name{CommonName: name}, DNSNames: []string{name},
		NotBefore: time.Now().Add(-time.Hour), NotAfter: end,
		ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth, x509.ExtKeyUsageClientAuth},
	}
	der, err := x509.CreateCertificate(rand.Reader, template, a.certificate, &key.PublicKey, a.key)
	if err != nil {
		t.Fatal(err)
	}
	return tls.Certificate{Certificate: [][]byte{der}, PrivateKey: key}
}

type tlsFiles struct{ certificate, key, authority string }

func (a *authority) files(t *testing.T, name string) tlsFiles {
	return a.write(t, a.issue(t, name))
}

func (a *authority) write(t *testing.T, pair tls.Certificate) tlsFiles {
	t.Helper()
	key, err := x509.MarshalPKCS8PrivateKey(pair.PrivateKey)
	if err != nil {
		t.Fatal(err)
	}
	folder := t.TempDir()
	save := func(name, kind string, content []byte) string {
		path := filepath.Join(folder, name)
		if err := os.WriteFile(path, pem.EncodeToMemory(&pem.Block{Type: kind, Bytes: content}), 0o600); err != nil {
			t.Fatal(err)
		}
		return path
	}
	return tlsFiles{
		save("tls.crt", "CERTIFICATE", pair.Certificate[0]), save("tls.key", "PRIVATE KEY", key),
		save("ca.crt", "CERTIFICATE", a.certificate.Raw),
	}
}

func (f tlsFiles) environment(also map[string]string) func(string) string {
	settings := map[string]string{
		"CHAINCODE_SERVER_ADDRESS": "127.0.0.1:0", "CHAINCODE_ID": "counter_1:abc", "CORE_PEER_LOCALMSPID": "NorthMSP",
		"CHAINCODE_TLS_KEY_FILE": f.key, "CHAINCODE_TLS_CERT_FILE": f.certificate,
	}
	for name, value := range also {
		settings[name] = value
	}
	return func(name string) string { return settings[name] }
}

func TestRead_EveryProblem_IsALineAndAllAreReported(t *testing.T) {
	ca := newAuthority(t)
	good, other := ca.files(t, "one"), ca.files(t, "two")
	expired := ca.write(t, ca.issueUntil(t, "old", time.Now().Add(-time.Minute)))
	for name, test := range map[string]struct {
		environment func(string) string
		lines       []string
	}{
		"nothing set": {func(string) string { return "" },
			[]string{"CHAINCODE_SERVER_ADDRESS is not set", "CHAINCODE_ID is not set", "CORE_PEER_LOCALMSPID is not set"}},
		"malformed": {good.environment(map[string]string{
			"CHAINCODE_SERVER_ADDRESS": "9999", "CHAINCODE_STOP_TIMEOUT": "8", "CHAINCODE_TLS_KEY_FILE": ""}),
			[]string{`CHAINCODE_SERVER_ADDRESS must be host:port such as 0.0.0.0:9999, not "9999"`,
				"CHAINCODE_TLS_KEY_FILE and CHAINCODE_TLS_CERT_FILE are set together or not at all",
				`CHAINCODE_STOP_TIMEOUT must be a duration such as 8s, not "8"`}},
		"port": {good.environment(map[string]string{"CHAINCODE_SERVER_ADDRESS": "localhost:70000"}),
			[]string{`CHAINCODE_SERVER_ADDRESS must be host:port such as 0.0.0.0:9999, not "localhost:70000"`}},
		"missing files": {tlsFiles{"/nowhere/crt", "/nowhere/key", ""}.environment(nil),
			[]string{"CHAINCODE_TLS_KEY_FILE: open /nowhere/key: no such file or directory",
				"CHAINCODE_TLS_CERT_FILE: open /nowhere/crt: no such file or directory"}},
		"foreign key": {tlsFiles{good.certificate, other.key, ""}.environment(nil),
			[]string{"CHAINCODE_TLS_CERT_FILE and CHAINCODE_TLS_KEY_FILE cannot be used together: tls: private key does not match public key"}},
		"expired": {expired.environment(nil), []string{"CHAINCODE_TLS_CERT_FILE is valid from "}},
		"no authority": {good.environment(map[string]string{"CHAINCODE_TLS_CLIENT_CA_FILE": good.key}),
			[]string{"CHAINCODE_TLS_CLIENT_CA_FILE holds no certificate in PEM"}},
		"authority without TLS": {tlsFiles{}.environment(map[string]string{"CHAINCODE_TLS_CLIENT_CA_FILE": good.authority}),
			[]string{"CHAINCODE_TLS_CLIENT_CA_FILE needs CHAINCODE_TLS_KEY_FILE and CHAINCODE_TLS_CERT_FILE: clients are authenticated by TLS only"}},
		"TLS demanded": {tlsFiles{}.environment(map[string]string{"CHAINCODE_TLS_DISABLED": "false"}),
			[]string{"CHAINCODE_TLS_DISABLED is false, but CHAINCODE_TLS_KEY_FILE and CHAINCODE_TLS_CERT_FILE are not set"}},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := Read(test.environment)
			if err == nil {
				t.Fatal("no error")
			}
			got := strings.Split(err.Error(), "\n")
			if len(got) != len(test.lines) {
				t.Fatalf("%d lines: %s", len(got), err)
			}
			for i, line := range test.lines {
				if !strings.HasPrefix(got[i], line) {
					t.Errorf("%q instead of %q", got[i], line)
				}
			}
		})
	}
}

func TestRead_Names_TheOtherOfTheIDIsReadToo(t *testing.T) {
	settings, err := Read(tlsFiles{}.environment(map[string]string{"CHAINCODE_ID": "", "CORE_CHAINCODE_ID_NAME": "other_1:def"}))
	if err != nil || settings.ChaincodeID != "other_1:def" || settings.TLS != nil || settings.StopTimeout != 8*time.Second {
		t.Errorf("%+v, %v", settings, err)
	}
}
