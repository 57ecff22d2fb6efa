package contract

import (
	"strconv"

	"insurance/chaincode/domain/fault"
	"insurance/chaincode/domain/product"
	"insurance/chaincode/domain/text"
	"insurance/chaincode/ledger"
	"insurance/chaincode/protojson"
)

// newest is what is stored of a product as a whole.
type newest struct {
	InsurerMSPID string `json:"insurerMspId"`
	Version      uint32 `json:"version"`
}

// PublishProductRequest publishes a version and opens it to business.
type PublishProductRequest struct {
	Header
	Product *product.Product `json:"product"`
}

func (q *PublishProductRequest) validate() error { return checkDraft(q.Product) }

func (q *PublishProductRequest) keys(*ledger.Caller) []string { return draftKeys(q.Product) }

// DraftProductRequest stores a version that is not sold yet; a draft may be replaced.
type DraftProductRequest struct {
	Header
	Product *product.Product `json:"product"`
}

func (q *DraftProductRequest) validate() error { return checkDraft(q.Product) }

func (q *DraftProductRequest) keys(*ledger.Caller) []string { return draftKeys(q.Product) }

func draftKeys(p *product.Product) []string {
	return []string{newestKey(p.ProductID), productKey(p.ProductID, p.Version)}
}

func checkDraft(p *product.Product) error {
	if p == nil {
		return fault.New(fault.Required, "product", "the product is required")
	}
	if p.InsurerMSPID != "" || p.Status != product.StatusUnspecified || p.Published != nil || p.Withdrawn != nil || p.Drafted != nil {
		return fault.New(fault.InvalidArgument, "product", "insurerMspId, status and stamps are filled by the ledger")
	}
	return fault.At("product", p.Validate())
}

func draftProduct(t *tx, q *DraftProductRequest) (*product.Product, error) {
	p := q.Product
	if err := t.nextVersion(p); err != nil {
		return nil, err
	}
	p.Status, p.Drafted = product.Draft, t.stamp()
	t.event = "ProductDrafted"
	return p, t.putVersion(p)
}

func publishProduct(t *tx, q *PublishProductRequest) (*product.Product, error) {
	p := q.Product
	if err := t.nextVersion(p); err != nil {
		return nil, err
	}
	p.Status, p.Published = product.Open, t.stamp()
	t.event = "ProductPublished"
	return p, t.putVersion(p)
}

// nextVersion refuses a version that is not the next one, and not a draft to replace.
func (t *tx) nextVersion(p *product.Product) error {
	p.InsurerMSPID = t.caller.MSPID
	stored, err := t.get(newestKey(p.ProductID))
	if err != nil {
		return err
	}
	var before newest
	if stored != nil {
		if err := protojson.UnmarshalTrusted(stored, &before); err != nil {
			return corrupt(err)
		}
		if err := t.own(before.InsurerMSPID, "product.productId"); err != nil {
			return err
		}
	}
	if stored != nil && p.Version == before.Version {
		replaced, err := t.product(p.ProductID, p.Version)
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

func (t *tx) putVersion(p *product.Product) error {
	if err := t.put(newestKey(p.ProductID), &newest{p.InsurerMSPID, p.Version}); err != nil {
		return err
	}
	if err := t.mark(productsPrefix(p.InsurerMSPID) + p.ProductID + "/" + versionText(p.Version)); err != nil {
		return err
	}
	return t.putNew(productKey(p.ProductID, p.Version), p.InsurerMSPID, p)
}

// OpenProductRequest opens a draft to business; from then on it never changes.
type OpenProductRequest struct {
	Header
	ProductID string `json:"productId"`
	Version   uint32 `json:"version"`
}

func (q *OpenProductRequest) validate() error { return checkVersion(q.ProductID, q.Version) }

func (q *OpenProductRequest) keys(*ledger.Caller) []string {
	return []string{productKey(q.ProductID, q.Version)}
}

func openProduct(t *tx, q *OpenProductRequest) (*product.Product, error) {
	p, err := t.product(q.ProductID, q.Version)
	if err != nil {
		return nil, err
	}
	if err := t.own(p.InsurerMSPID, "productId"); err != nil {
		return nil, err
	}
	if p.Status != product.Draft {
		return nil, fault.New(fault.WrongProductStatus, "version", "version %d of %s is %s, not a draft", p.Version, p.ProductID, p.Status)
	}
	p.Status, p.Published = product.Open, t.stamp()
	t.event = "ProductPublished"
	return p, t.put(productKey(p.ProductID, p.Version), p)
}

func checkVersion(productID string, version uint32) error {
	if err := text.ID("productId", productID); err != nil {
		return err
	}
	if version == 0 {
		return fault.New(fault.Required, "version", "the version is required")
	}
	return nil
}

// WithdrawProductRequest closes a version to new business.
type WithdrawProductRequest struct {
	Header
	ProductID string `json:"productId"`
	Version   uint32 `json:"version"`
}

func (q *WithdrawProductRequest) validate() error { return checkVersion(q.ProductID, q.Version) }

func (q *WithdrawProductRequest) keys(*ledger.Caller) []string {
	return []string{productKey(q.ProductID, q.Version)}
}

func withdrawProduct(t *tx, q *WithdrawProductRequest) (*product.Product, error) {
	p, err := t.product(q.ProductID, q.Version)
	if err != nil {
		return nil, err
	}
	if err := t.own(p.InsurerMSPID, "productId"); err != nil {
		return nil, err
	}
	if err := p.ForSale("version"); err != nil {
		return nil, err
	}
	p.Status, p.Withdrawn = product.Withdrawn, t.stamp()
	t.event = "ProductWithdrawn"
	return p, t.put(productKey(p.ProductID, p.Version), p)
}

// product reads a version.
func (t *tx) product(id string, version uint32) (*product.Product, error) {
	k := productKey(id, version)
	if p := t.products[k]; p != nil {
		return p, nil
	}
	p, err := read[product.Product](t, k, fault.ProductNotFound, "productId", productName(id, version))
	if err == nil {
		t.products[k] = p
	}
	return p, err
}

// productName is how messages name a version; 0 is any.
func productName(id string, version uint32) string {
	if version == 0 {
		return id
	}
	return id + "/" + strconv.FormatUint(uint64(version), 10)
}

// newestProduct reads the newest version that satisfies the condition; nil when none does.
func (t *tx) newestProduct(id string, wanted func(*product.Product) bool) (*product.Product, error) {
	head, err := read[newest](t, newestKey(id), fault.ProductNotFound, "productId", id)
	if err != nil {
		return nil, err
	}
	for version := head.Version; version > 0; version-- {
		p, err := t.product(id, version)
		if err != nil {
			return nil, err
		}
		if wanted(p) {
			return p, nil
		}
	}
	return nil, nil
}

// GetProductRequest asks for one version; 0 is the newest, to a broker the newest that was published.
type GetProductRequest struct {
	ProductID string `json:"productId"`
	Version   uint32 `json:"version"`
}

func (q *GetProductRequest) validate() error { return text.ID("productId", q.ProductID) }

func (q *GetProductRequest) keys(*ledger.Caller) []string { return nil }

func getProduct(t *tx, q *GetProductRequest) (*product.Product, error) {
	if q.Version != 0 {
		return t.product(q.ProductID, q.Version)
	}
	broker := t.actsAsBroker()
	p, err := t.newestProduct(q.ProductID, func(p *product.Product) bool { return !broker || p.Status != product.Draft })
	if err == nil && p == nil {
		return nil, notThere(fault.ProductNotFound, "productId", q.ProductID)
	}
	return p, err
}

// ListProductsRequest asks for a page of an insurer's versions, or of everybody's.
type ListProductsRequest struct {
	InsurerMSPID string `json:"insurerMspId"`
	PageSize     uint32 `json:"pageSize"`
	PageToken    string `json:"pageToken"`
}

// ListProductsResponse is one page.
type ListProductsResponse struct {
	Products      []product.Product `json:"products"`
	NextPageToken string            `json:"nextPageToken"`
}

func (q *ListProductsRequest) validate() error {
	if err := text.OptionalID("insurerMspId", q.InsurerMSPID); err != nil {
		return err
	}
	return checkPage(q.PageSize, maxPage)
}

func (q *ListProductsRequest) keys(*ledger.Caller) []string { return nil }

func listProducts(t *tx, q *ListProductsRequest) (*ListProductsResponse, error) {
	prefix := "product/"
	if q.InsurerMSPID != "" {
		prefix = productsPrefix(q.InsurerMSPID)
	}
	entries, next, err := t.scanPage(prefix, q.PageToken, pageLimit(q.PageSize, maxPage))
	if err != nil {
		return nil, err
	}
	values := make([][]byte, len(entries))
	if q.InsurerMSPID == "" {
		for i := range entries {
			values[i] = entries[i].Value
		}
	} else {
		keys := make([]string, len(entries))
		for i := range entries {
			keys[i] = "product/" + entries[i].Key[len(prefix):]
		}
		if values, err = t.GetMany(keys); err != nil {
			return nil, err
		}
	}
	products, err := all[product.Product](values)
	return &ListProductsResponse{Products: products, NextPageToken: next}, err
}

// all decodes the records of a list.
func all[R any](values [][]byte) ([]R, error) {
	records := make([]R, len(values))
	for i, value := range values {
		if err := protojson.UnmarshalTrusted(value, &records[i]); err != nil {
			return nil, corrupt(err)
		}
	}
	return records, nil
}
