package service

import (
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"net"
	"os"
	"strconv"
	"time"
)

// Settings are what the environment says; see the package's documentation.
type Settings struct {
	Address string
	// ChaincodeID is the package id, with which the chaincode registers at the peers.
	ChaincodeID string
	// MSPID is the organization whose peers connect.
	MSPID string
	// TLS is nil where connections are not encrypted.
	TLS *tls.Config
	// StopTimeout is how long transactions may go on after SIGTERM.
	StopTimeout time.Duration
}

// Docker kills a container 10 s after it asked it to stop.
const defaultStopTimeout = 8 * time.Second

// reader collects every problem on the way.
type reader struct {
	get      func(string) string
	problems []error
}

// Read reads the environment. Its error joins everything that is wrong, each a line.
func Read(environment func(string) string) (*Settings, error) {
	r := &reader{get: environment}
	settings := &Settings{
		Address:     r.address("CHAINCODE_SERVER_ADDRESS"),
		ChaincodeID: r.needed("CHAINCODE_ID", "CORE_CHAINCODE_ID_NAME"),
		MSPID:       r.needed("CORE_PEER_LOCALMSPID"),
		TLS:         r.tls(),
		StopTimeout: r.duration("CHAINCODE_STOP_TIMEOUT", defaultStopTimeout),
	}
	return settings, errors.Join(r.problems...)
}

func (r *reader) problem(format string, values ...any) {
	r.problems = append(r.problems, fmt.Errorf(format, values...))
}

func (r *reader) needed(names ...string) string {
	for _, name := range names {
		if value := r.get(name); value != "" {
			return value
		}
	}
	r.problem("%s is not set", names[0])
	return ""
}

func (r *reader) address(name string) string {
	address := r.needed(name)
	if address == "" {
		return ""
	}
	_, port, err := net.SplitHostPort(address)
	if err == nil {
		_, err = strconv.ParseUint(port, 10, 16)
	}
	if err != nil {
		r.problem("%s must be host:port such as 0.0.0.0:9999, not %q", name, address)
	}
	return address
}

func (r *reader) duration(name string, fallback time.Duration) time.Duration {
	text := r.get(name)
	if text == "" {
		return fallback
	}
	value, err := time.ParseDuration(text)
	if err != nil || value < 0 {
		r.problem("%s must be a duration such as 8s, not %q", name, text)
	}
	return value
}

// file is the content of the file that a variable names; nil when the variable is empty or the file unreadable.
func (r *reader) file(name string) []byte {
	path := r.get(name)
	if path == "" {
		return nil
	}
	content, err := os.ReadFile(path)
	if err != nil {
		r.problem("%s: %w", name, err)
	}
	return content
}

func (r *reader) tls() *tls.Config {
	const keyName, certificateName, authorityName = "CHAINCODE_TLS_KEY_FILE", "CHAINCODE_TLS_CERT_FILE", "CHAINCODE_TLS_CLIENT_CA_FILE"
	key, certificate, authority := r.file(keyName), r.file(certificateName), r.file(authorityName)
	hasKey, hasCertificate := r.get(keyName) != "", r.get(certificateName) != ""
	switch {
	case hasKey != hasCertificate:
		r.problem("%s and %s are set together or not at all", keyName, certificateName)
		return nil
	case !hasKey && r.get(authorityName) != "":
		r.problem("%s needs %s and %s: clients are authenticated by TLS only", authorityName, keyName, certificateName)
		return nil
	case !hasKey && r.get("CHAINCODE_TLS_DISABLED") == "false":
		r.problem("CHAINCODE_TLS_DISABLED is false, but %s and %s are not set", keyName, certificateName)
		return nil
	case key == nil || certificate == nil:
		return nil
	}
	pair, err := tls.X509KeyPair(certificate, key)
	if err != nil {
		r.problem("%s and %s cannot be used together: %w", certificateName, keyName, err)
		return nil
	}
	leaf, err := x509.ParseCertificate(pair.Certificate[0])
	if err != nil {
		r.problem("%s: %w", certificateName, err)
		return nil
	}
	if now := time.Now(); now.After(leaf.NotAfter) || now.Before(leaf.NotBefore) {
		r.problem("%s is valid from %s to %s only; have it renewed", certificateName,
			leaf.NotBefore.UTC().Format(time.RFC3339), leaf.NotAfter.UTC().Format(time.RFC3339))
	}
	config := &tls.Config{MinVersion: tls.VersionTLS12, Certificates: []tls.Certificate{pair}}
	if r.get(authorityName) == "" {
		return config
	}
	authorities := x509.NewCertPool()
	if authority != nil && !authorities.AppendCertsFromPEM(authority) {
		r.problem("%s holds no certificate in PEM", authorityName)
	}
	config.ClientAuth = tls.RequireAnyClientCert
	config.VerifyConnection = trust(leaf, authorities)
	return config
}

// trust accepts clients of the authorities, and the health check, which presents the service's own certificate.
func trust(own *x509.Certificate, authorities *x509.CertPool) func(tls.ConnectionState) error {
	return func(connection tls.ConnectionState) error {
		chain := connection.PeerCertificates
		if chain[0].Equal(own) {
			return nil
		}
		intermediates := x509.NewCertPool()
		for _, certificate := range chain[1:] {
			intermediates.AddCert(certificate)
		}
		_, err := chain[0].Verify(x509.VerifyOptions{
			Roots: authorities, Intermediates: intermediates, KeyUsages: []x509.ExtKeyUsage{x509.ExtKeyUsageClientAuth},
		})
		return err
	}
}
