package history

import (
	"insurance/chaincode/domain/claim"
	"insurance/chaincode/domain/fault"
	"insurance/chaincode/domain/product"
	"insurance/chaincode/domain/record"
	"insurance/chaincode/domain/text"
	"insurance/chaincode/engine"
	"insurance/chaincode/transactions/access"
	"insurance/chaincode/transactions/policies"
	"insurance/chaincode/transactions/products"
)

func (q *VerifyDocumentRequest) Validate() error {
	var wrong fault.Refusals
	switch q.RecordType {
	case record.TypeUnspecified:
		wrong.Add(fault.New(fault.Required, "recordType", "the type of the record is required"))
	case record.TypeProduct, record.TypePolicy, record.TypeClaim:
	default:
		wrong.Add(fault.New(fault.InvalidArgument, "recordType", "only products and policies have terms, and only claims have evidence"))
	}
	_, err := recordKey("", q.RecordType, q.RecordID)
	wrong.Add(err)
	wrong.Add(q.CheckInsurer())
	wrong.Add(text.OptionalID("brokerId", q.BrokerID))
	if q.SHA256 == "" {
		wrong.Add(fault.New(fault.Required, "sha256", "the document's SHA-256 is required"))
	}
	wrong.Add(text.SHA256("sha256", q.SHA256))
	return wrong.Err()
}

func (q *VerifyDocumentRequest) Keys(b engine.Book) []string {
	k, _ := recordKey(b, q.RecordType, q.RecordID)
	return []string{k}
}

func verifyDocument(t *engine.Tx, q *VerifyDocumentRequest) (*VerifyDocumentResponse, error) {
	k, err := recordKey(t.Book, q.RecordType, q.RecordID)
	if err != nil {
		return nil, err
	}
	r := &VerifyDocumentResponse{}
	switch q.RecordType {
	case record.TypeProduct:
		sold, err := engine.Find[product.Product](t, k, fault.ProductNotFound, "recordId", q.RecordID)
		if err != nil {
			return nil, err
		}
		if !products.Sees(t, sold) {
			return nil, engine.NotThere(fault.ProductNotFound, "recordId", q.RecordID)
		}
		stamp := sold.Published
		if stamp == nil {
			stamp = sold.Drafted
		}
		r.compare(q.SHA256, sold.TermsSHA256, "terms", stamp)
	case record.TypePolicy:
		p, err := policies.For(t, q.BrokerID, "recordId", q.RecordID)
		if err != nil {
			return nil, err
		}
		r.compare(q.SHA256, p.TermsSHA256, "terms", p.Bound)
	case record.TypeClaim:
		c, err := access.Find[claim.Claim](t, k, fault.ClaimNotFound, "recordId", q.RecordID, q.BrokerID)
		if err != nil {
			return nil, err
		}
		for i := range c.Evidence {
			r.compare(q.SHA256, c.Evidence[i].SHA256, c.Evidence[i].Kind, nil)
		}
		return r, dateEvidence(t, k, q.SHA256, r)
	}
	return r, nil
}

// dateEvidence finds the transactions that added a document to a claim, and who sent them: a claim itself does not say.
func dateEvidence(t *engine.Tx, k, digest string, r *VerifyDocumentResponse) error {
	if !r.Recorded {
		return nil
	}
	versions, err := t.History(k, 0)
	if err != nil {
		return err
	}
	dated := 0
	for i := len(versions) - 1; i >= 0 && dated < len(r.Uses); i-- {
		c, err := engine.Decoded[claim.Claim](versions[i].Value)
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
				TransactionID: versions[i].TransactionID, Time: &versions[i].Time, MSPID: c.InsurerMSPID, Actor: c.Actor(versions[i].TransactionID),
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
