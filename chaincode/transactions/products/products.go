// Package products keeps the versions of products that insurers sell.
package products

import (
	"strconv"

	"insurance/chaincode/domain/fault"
	"insurance/chaincode/domain/product"
	"insurance/chaincode/domain/text"
	"insurance/chaincode/engine"
	"insurance/chaincode/protojson"
	"insurance/chaincode/transactions/access"
)

// newest is what is stored of a product as a whole.
type newest struct {
	Version uint32 `json:"version"`
}

func (q *PublishProductRequest) Validate() error { return checkDraft(q.Product) }

func (q *PublishProductRequest) Keys(b engine.Book) []string { return draftKeys(b, q.Product) }

func (q *DraftProductRequest) Validate() error { return checkDraft(q.Product) }

func (q *DraftProductRequest) Keys(b engine.Book) []string { return draftKeys(b, q.Product) }

func draftKeys(b engine.Book, p *product.Product) []string {
	return []string{NewestKey(b, p.ProductID), Key(b, p.ProductID, p.Version)}
}

func checkDraft(p *product.Product) error {
	if p == nil {
		return fault.New(fault.Required, "product", "the product is required")
	}
	var wrong fault.Refusals
	if p.InsurerMSPID != "" || p.Status != product.StatusUnspecified || p.Published != nil || p.Withdrawn != nil || p.Drafted != nil {
		wrong.Add(fault.New(fault.InvalidArgument, "product", "insurerMspId, status and stamps are filled by the ledger"))
	}
	wrong.Add(fault.At("product", p.Validate()))
	return wrong.Err()
}

func draftProduct(t *engine.Tx, q *DraftProductRequest) (*product.Product, error) {
	p := q.Product
	if err := nextVersion(t, p); err != nil {
		return nil, err
	}
	p.Status, p.Drafted = product.Draft, t.Stamp()
	t.Event = "ProductDrafted"
	return p, putVersion(t, p)
}

func publishProduct(t *engine.Tx, q *PublishProductRequest) (*product.Product, error) {
	p := q.Product
	if err := nextVersion(t, p); err != nil {
		return nil, err
	}
	p.Status, p.Published = product.Open, t.Stamp()
	t.Event = "ProductPublished"
	return p, putVersion(t, p)
}

// nextVersion refuses a version that is not the next one, and not a draft to replace.
func nextVersion(t *engine.Tx, p *product.Product) error {
	p.InsurerMSPID = t.Caller.MSPID
	stored, err := t.Get(NewestKey(t.Book, p.ProductID))
	if err != nil {
		return err
	}
	var before newest
	if stored != nil {
		if err := protojson.UnmarshalTrusted(stored, &before); err != nil {
			return engine.Corrupt(err)
		}
	}
	if stored != nil && p.Version == before.Version {
		replaced, err := Get(t, p.ProductID, p.Version)
		if err != nil {
			return err
		}
		if replaced.Status == product.Draft {
			p.Drafted = replaced.Drafted
			return nil
		}
	}
	if p.Version <= before.Version {
		return fault.New(fault.AlreadyExists, "product.version", "version %d of %s exists already", p.Version, p.ProductID)
	}
	if p.Version != before.Version+1 {
		return fault.New(fault.VersionGap, "product.version", "the next version of %s is %d", p.ProductID, before.Version+1)
	}
	return nil
}

func putVersion(t *engine.Tx, p *product.Product) error {
	if err := t.PutRecord(NewestKey(t.Book, p.ProductID), &newest{p.Version}); err != nil {
		return err
	}
	return t.PutNew(Key(t.Book, p.ProductID, p.Version), p.InsurerMSPID, p)
}

func (q *OpenProductRequest) Validate() error { return CheckVersion(q.ProductID, "version", q.Version) }

func (q *OpenProductRequest) Keys(b engine.Book) []string {
	return []string{Key(b, q.ProductID, q.Version)}
}

func openProduct(t *engine.Tx, q *OpenProductRequest) (*product.Product, error) {
	p, err := Get(t, q.ProductID, q.Version)
	if err != nil {
		return nil, err
	}
	if p.Status != product.Draft {
		return nil, fault.New(fault.WrongProductStatus, "version", "version %d of %s is %s, not a draft", p.Version, p.ProductID, p.Status)
	}
	p.Status, p.Published = product.Open, t.Stamp()
	t.Event = "ProductPublished"
	return p, t.PutRecord(Key(t.Book, p.ProductID, p.Version), p)
}

// CheckVersion refuses what names no version of a product.
func CheckVersion(productID, field string, version uint32) error {
	var wrong fault.Refusals
	wrong.Add(text.ID("productId", productID))
	if version == 0 {
		wrong.Add(fault.New(fault.Required, field, "the version is required"))
	}
	return wrong.Err()
}

func (q *WithdrawProductRequest) Validate() error {
	return CheckVersion(q.ProductID, "version", q.Version)
}

func (q *WithdrawProductRequest) Keys(b engine.Book) []string {
	return []string{Key(b, q.ProductID, q.Version)}
}

func withdrawProduct(t *engine.Tx, q *WithdrawProductRequest) (*product.Product, error) {
	p, err := Get(t, q.ProductID, q.Version)
	if err != nil {
		return nil, err
	}
	if err := p.ForSale("version"); err != nil {
		return nil, err
	}
	p.Status, p.Withdrawn = product.Withdrawn, t.Stamp()
	t.Event = "ProductWithdrawn"
	return p, t.PutRecord(Key(t.Book, p.ProductID, p.Version), p)
}

// Get reads a version.
func Get(t *engine.Tx, id string, version uint32) (*product.Product, error) {
	return engine.FindOnce[product.Product](t, Key(t.Book, id, version), fault.ProductNotFound, "productId", productName(id, version))
}

// productName is how messages name a version; 0 is any.
func productName(id string, version uint32) string {
	if version == 0 {
		return id
	}
	return id + "/" + strconv.FormatUint(uint64(version), 10)
}

// Newest reads the newest version that satisfies the condition; nil when none does.
func Newest(t *engine.Tx, id string, wanted func(*product.Product) bool) (*product.Product, error) {
	head, err := engine.Find[newest](t, NewestKey(t.Book, id), fault.ProductNotFound, "productId", id)
	if err != nil {
		return nil, err
	}
	for version := head.Version; version > 0; version-- {
		p, err := Get(t, id, version)
		if err != nil {
			return nil, err
		}
		if wanted(p) {
			return p, nil
		}
	}
	return nil, nil
}

func (q *GetProductRequest) Validate() error {
	if err := q.CheckInsurer(); err != nil {
		return err
	}
	return text.ID("productId", q.ProductID)
}

func (q *GetProductRequest) Keys(engine.Book) []string { return nil }

func getProduct(t *engine.Tx, q *GetProductRequest) (*product.Product, error) {
	if q.Version != 0 {
		return Seen(t, q.ProductID, q.Version)
	}
	p, err := Newest(t, q.ProductID, func(p *product.Product) bool { return Sees(t, p) })
	if err == nil && p == nil {
		return nil, engine.NotThere(fault.ProductNotFound, "productId", q.ProductID)
	}
	return p, err
}

// Seen is a version that there is to the caller.
func Seen(t *engine.Tx, id string, version uint32) (*product.Product, error) {
	p, err := Get(t, id, version)
	if err == nil && !Sees(t, p) {
		return nil, engine.NotThere(fault.ProductNotFound, "productId", productName(id, version))
	}
	return p, err
}

// Sees says whether there is such a version to the caller: what an insurer drafts is not for brokers yet.
func Sees(t *engine.Tx, p *product.Product) bool {
	return p.Status != product.Draft || !access.ActsAsBroker(t)
}

func (q *ListProductsRequest) Validate() error {
	return fault.All(text.OptionalID("insurerMspId", q.InsurerMSPID), engine.CheckPage(q.PageSize, engine.MaxPage))
}

// BookOf is nobody's: without an insurer the list is of all, and not of the caller's own.
func (q *ListProductsRequest) BookOf() string { return "" }

// CheckBook refuses nobody: the list is not of one book.
func (q *ListProductsRequest) CheckBook(*engine.Tx) error { return nil }

func (q *ListProductsRequest) Keys(engine.Book) []string { return nil }

func listProducts(t *engine.Tx, q *ListProductsRequest) (*ListProductsResponse, error) {
	prefix := everyVersion
	if q.InsurerMSPID != "" {
		prefix = versionsOf(engine.Book(q.InsurerMSPID))
	}
	limit, token := engine.PageLimit(q.PageSize, engine.MaxPage), q.PageToken
	response := &ListProductsResponse{}
	for last := ""; ; {
		entries, next, err := t.ScanPage(prefix, token, limit-len(response.Products))
		if err != nil {
			return nil, err
		}
		for i := range entries {
			p, err := engine.Decoded[product.Product](entries[i].Value)
			if err != nil {
				return nil, err
			}
			if Sees(t, p) {
				response.Products, last = append(response.Products, *p), entries[i].Key
			}
		}
		if next == "" {
			return response, nil
		}
		if len(response.Products) == limit {
			// A token names a record, which must be one that the caller is shown.
			response.NextPageToken = engine.PageToken(last)
			return response, nil
		}
		token = next
	}
}
