package oracle

import (
	"crypto"
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/elliptic"
	"crypto/sha256"
	"crypto/x509"
	"encoding/pem"
	"strings"

	"insurance/chaincode/domain/fault"
)

const (
	maxPEM       = 4_096
	maxSignature = 128
)

func parseKey(text string) (crypto.PublicKey, error) {
	refusal := fault.New(fault.InvalidKey, "publicKeyPem", "the key is not a P-256 or Ed25519 SubjectPublicKeyInfo in PEM")
	if len(text) > maxPEM {
		return nil, refusal
	}
	block, rest := pem.Decode([]byte(text))
	if block == nil || block.Type != "PUBLIC KEY" || strings.TrimSpace(string(rest)) != "" {
		return nil, refusal
	}
	parsed, err := x509.ParsePKIXPublicKey(block.Bytes)
	if err != nil {
		return nil, refusal
	}
	switch key := parsed.(type) {
	case *ecdsa.PublicKey:
		if key.Curve == elliptic.P256() {
			return key, nil
		}
	case ed25519.PublicKey:
		return key, nil
	}
	return nil, refusal
}

// Verify refuses what the oracle did not sign: with P-256, ECDSA of the SHA-256 digest in ASN.1 DER; with Ed25519 the
// bytes themselves.
func (o *Oracle) Verify(signed, signature []byte) error {
	parsed, err := parseKey(o.PublicKeyPEM)
	if err != nil {
		return err
	}
	if len(signature) <= maxSignature && verifies(parsed, signed, signature) {
		return nil
	}
	return fault.New(fault.InvalidSignature, "signature", "the signature does not verify with the key of oracle %s", o.OracleID)
}

func verifies(key crypto.PublicKey, signed, signature []byte) bool {
	switch key := key.(type) {
	case *ecdsa.PublicKey:
		digest := sha256.Sum256(signed)
		return ecdsa.VerifyASN1(key, digest[:], signature)
	case ed25519.PublicKey:
		return ed25519.Verify(key, signed, signature)
	}
	return false
}
