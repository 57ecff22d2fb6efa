package contract

import (
	"insurance/chaincode/domain/claim"
	"insurance/chaincode/domain/fault"
	"insurance/chaincode/domain/product"
	"insurance/chaincode/domain/record"
	"insurance/chaincode/domain/text"
	"insurance/chaincode/ledger"
)

// VerifyDocumentRequest asks whether a record names a document by this digest.
type VerifyDocumentRequest struct {
	RecordType record.Type `json:"recordType"`
	RecordID   string      `json:"recordId"`
	SHA256     string      `json:"sha256"`
	BrokerID   string      `json:"brokerId"`
}

// VerifyDocumentResponse says as what the record names it.
type VerifyDocumentResponse struct {
	Recorded  bool          `json:"recorded"`
	Uses      []DocumentUse `json:"uses"`
	Documents uint32        `json:"documents"`
}

// DocumentUse is the part that a document plays, and when the record that names it was made.
type DocumentUse struct {
	Use      string        `json:"use"`
	Recorded *record.Stamp `json:"recorded"`
}

func (q *VerifyDocumentRequest) validate() error {
	switch q.RecordType {
	case record.TypeUnspecified:
		return fault.New(fault.Required, "recordType", "the type of the record is required")
	case record.TypeProduct, record.TypePolicy, record.TypeClaim:
	default:
		return fault.New(fault.InvalidArgument, "recordType", "only products and policies have terms, and only claims have evidence")
	}
	if _, err := recordKey(q.RecordType, q.RecordID); err != nil {
		return err
	}
	if err := text.OptionalID("brokerId", q.BrokerID); err != nil {
		return err
	}
	if q.SHA256 == "" {
		return fault.New(fault.Required, "sha256", "the document's SHA-256 is required")
	}
	return text.SHA256("sha256", q.SHA256)
}

func (q *VerifyDocumentRequest) keys(*ledger.Caller) []string {
	k, _ := recordKey(q.RecordType, q.RecordID)
	return []string{k}
}

func verifyDocument(t *tx, q *VerifyDocumentRequest) (*VerifyDocumentResponse, error) {
	k, err := recordKey(q.RecordType, q.RecordID)
	if err != nil {
		return nil, err
	}
	r := &VerifyDocumentResponse{}
	switch q.RecordType {
	case record.TypeProduct:
		sold, err := read[product.Product](t, k, fault.ProductNotFound, "recordId", q.RecordID)
		if err != nil {
			return nil, err
		}
		stamp := sold.Published
		if stamp == nil {
			stamp = sold.Drafted
		}
		r.compare(q.SHA256, sold.TermsSHA256, "terms", stamp)
	case record.TypePolicy:
		p, err := t.policyFor(q.BrokerID, "recordId", q.RecordID)
		if err != nil {
			return nil, err
		}
		r.compare(q.SHA256, p.TermsSHA256, "terms", p.Bound)
	case record.TypeClaim:
		c, err := readBooked[claim.Claim](t, k, fault.ClaimNotFound, "recordId", q.RecordID, q.BrokerID)
		if err != nil {
			return nil, err
		}
		for i := range c.Evidence {
			r.compare(q.SHA256, c.Evidence[i].SHA256, c.Evidence[i].Kind, nil)
		}
		return r, t.dateEvidence(k, q.SHA256, r)
	}
	return r, nil
}

// dateEvidence finds the transactions that added a document to a claim: a claim itself does not say.
func (t *tx) dateEvidence(k, digest string, r *VerifyDocumentResponse) error {
	if !r.Recorded {
		return nil
	}
	versions, err := t.History(k, 0)
	if err != nil {
		return err
	}
	dated := 0
	for i := len(versions) - 1; i >= 0 && dated < len(r.Uses); i-- {
		c, err := decoded[claim.Claim](versions[i].Value)
		if err != nil {
			return err
		}
		// Evidence is only ever added, so the first uses were there first.
		there := 0
		for j := range c.Evidence {
			if c.Evidence[j].SHA256 == digest {
				there++
			}
		}
		for ; dated < min(there, len(r.Uses)); dated++ {
			r.Uses[dated].Recorded = &record.Stamp{
				TransactionID: versions[i].TransactionID, Time: &versions[i].Time, MSPID: c.InsurerMSPID,
			}
		}
	}
	return nil
}

func (r *VerifyDocumentResponse) compare(digest, recorded, use string, stamp *record.Stamp) {
	if recorded == "" {
		return
	}
	r.Documents++
	if recorded == digest {
		r.Recorded = true
		r.Uses = append(r.Uses, DocumentUse{Use: use, Recorded: stamp})
	}
}
