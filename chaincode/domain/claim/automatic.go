package claim

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"strings"

	"insurance/chaincode/domain/fault"
	"insurance/chaincode/domain/money"
)

// AutomaticActor is the name under which gateways pay approved claims, and AutomaticPrefix what the ids of those requests
// begin with.
const (
	AutomaticActor  = "automatic-payment"
	AutomaticPrefix = "auto-pay."
)

// AutomaticPayment is what a payment's request id and reference follow from: the claim and how many decisions there were,
// which distinguishes one approval from the next. A gateway computes the same.
func AutomaticPayment(claimID string, decisions int) (requestID, reference string) {
	digest := sha256.Sum256([]byte(fmt.Sprintf("%s\n%d", claimID, decisions)))
	text := hex.EncodeToString(digest[:])
	return AutomaticPrefix + text[:48], "AUTO-" + strings.ToUpper(text[:16])
}

// CheckAutomatic refuses a payment that takes the name or the request id of an automatic one and is not the one that follows
// from the claim: the true one would be refused as a repetition of it.
func (c *Claim) CheckAutomatic(requestID, actor, reference, payee string, amount *money.Money) error {
	named := strings.EqualFold(strings.TrimSpace(actor), AutomaticActor)
	if !named && !strings.HasPrefix(requestID, AutomaticPrefix) {
		return nil
	}
	id, written := AutomaticPayment(c.ClaimID, len(c.Decisions))
	if actor != AutomaticActor || requestID != id || reference != written || payee != "" || amount != nil {
		return fault.New(fault.RequestReserved, "requestId", "request ids that begin with %s belong to automatic payments, and this is not the one of claim %s after %d decisions",
			AutomaticPrefix, c.ClaimID, len(c.Decisions))
	}
	return nil
}
