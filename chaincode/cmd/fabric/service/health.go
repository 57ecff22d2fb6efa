package service

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"net"
	"time"

	"google.golang.org/grpc"
	"google.golang.org/grpc/credentials"
	"google.golang.org/grpc/credentials/insecure"
	"google.golang.org/grpc/health/grpc_health_v1"
)

// Check asks the service at its own address whether it serves.
func Check(ctx context.Context, settings *Settings) error {
	ctx, cancel := context.WithTimeout(ctx, 3*time.Second)
	defer cancel()
	connection, err := grpc.NewClient("passthrough:///"+reachable(settings.Address), grpc.WithTransportCredentials(itself(settings.TLS)))
	if err != nil {
		return err
	}
	defer connection.Close()
	answer, err := grpc_health_v1.NewHealthClient(connection).Check(ctx, &grpc_health_v1.HealthCheckRequest{})
	if err != nil {
		return fmt.Errorf("%s does not answer: %w", settings.Address, err)
	}
	if state := answer.GetStatus(); state != grpc_health_v1.HealthCheckResponse_SERVING {
		return fmt.Errorf("%s answers %s", settings.Address, state)
	}
	return nil
}

// reachable is an address to dial: one that listens everywhere is dialled on loopback.
func reachable(address string) string {
	host, port, err := net.SplitHostPort(address)
	if err != nil {
		return address
	}
	switch host {
	case "", "0.0.0.0":
		host = "127.0.0.1"
	case "::":
		host = "::1"
	}
	return net.JoinHostPort(host, port)
}

// itself are credentials that trust, and present, the service's own certificate.
func itself(service *tls.Config) credentials.TransportCredentials {
	if service == nil {
		return insecure.NewCredentials()
	}
	own := service.Certificates[0]
	return credentials.NewTLS(&tls.Config{
		MinVersion:   tls.VersionTLS12,
		Certificates: service.Certificates,
		// The name in the certificate is the one by which peers call the service; the certificate itself is compared.
		InsecureSkipVerify: true,
		VerifyConnection: func(connection tls.ConnectionState) error {
			expected, err := x509.ParseCertificate(own.Certificate[0])
			if err == nil && !connection.PeerCertificates[0].Equal(expected) {
				err = errors.New("another certificate than CHAINCODE_TLS_CERT_FILE answers")
			}
			return err
		},
	})
}
