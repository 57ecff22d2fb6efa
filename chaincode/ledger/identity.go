package ledger

import (
	"crypto/x509"
	"encoding/json"
	"encoding/pem"
	"fmt"
	"strings"
	"sync"
)

// attributeOID is the extension in which Fabric CA writes a certificate's attributes.
const attributeOID = "1.2.3.4.5.6.7.8.1"

// Callers reads certificates and remembers them, for most transactions come from a few callers.
type Callers struct {
	mu    sync.RWMutex
	known map[string]*Caller
}

// maxKnown bounds the memory; when it is full, everything is forgotten at once.
const maxKnown = 4_096

// Of is the caller with this MSP id and certificate in PEM. What it returns is shared: read only.
func (c *Callers) Of(mspID string, certificate []byte) (*Caller, error) {
	key := mspID + "\x00" + string(certificate)
	c.mu.RLock()
	found := c.known[key]
	c.mu.RUnlock()
	if found != nil {
		return found, nil
	}
	caller, err := ParseCaller(mspID, certificate)
	if err != nil {
		return nil, err
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.known == nil || len(c.known) >= maxKnown {
		c.known = make(map[string]*Caller)
	}
	c.known[key] = caller
	return caller, nil
}

// ParseCaller reads the subject and the attributes of a certificate in PEM. That the certificate is valid is the
// ledger's to check.
func ParseCaller(mspID string, certificate []byte) (*Caller, error) {
	block, _ := pem.Decode(certificate)
	if block == nil || block.Type != "CERTIFICATE" {
		return nil, fmt.Errorf("the creator is not a certificate in PEM")
	}
	parsed, err := x509.ParseCertificate(block.Bytes)
	if err != nil {
		return nil, fmt.Errorf("the creator's certificate cannot be read: %w", err)
	}
	caller := &Caller{MSPID: mspID, Subject: parsed.Subject.String()}
	for _, extension := range parsed.Extensions {
		if extension.Id.String() != attributeOID {
			continue
		}
		var content struct {
			Attrs map[string]string `json:"attrs"`
		}
		if err := json.Unmarshal(extension.Value, &content); err != nil {
			return nil, fmt.Errorf("the certificate's attributes cannot be read: %w", err)
		}
		caller.Attributes = content.Attrs
	}
	for _, role := range strings.Split(caller.Attributes["role"], ",") {
		if role = strings.TrimSpace(role); role != "" {
			caller.Roles = append(caller.Roles, role)
		}
	}
	return caller, nil
}
