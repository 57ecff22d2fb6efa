// Package quotes prices risks for those who ask.
package quotes

import (
	"insurance/chaincode/domain/fault"
	"insurance/chaincode/domain/party"
	"insurance/chaincode/domain/product"
	"insurance/chaincode/domain/quote"
	"insurance/chaincode/domain/text"
	"insurance/chaincode/engine"
	"insurance/chaincode/transactions/access"
	"insurance/chaincode/transactions/parties"
	"insurance/chaincode/transactions/products"
)

func (q *RequestQuoteRequest) Validate() error {
	return fault.All(
		text.ID("quoteId", q.QuoteID),
		text.ID("productId", q.ProductID),
		text.OptionalID("brokerId", q.BrokerID),
		text.ID("holderId", q.HolderID),
		q.Ask.Validate(),
	)
}

// Requester is the broker whom the request is for.
func (q *RequestQuoteRequest) Requester(t *engine.Tx) string { return access.Requester(t, q.BrokerID) }

func (q *RequestQuoteRequest) Keys(b engine.Book) []string {
	return []string{Key(b, q.QuoteID), parties.Key(b, q.HolderID), soldKey(b, q.ProductID, q.ProductVersion)}
}

func requestQuote(t *engine.Tx, q *RequestQuoteRequest) (*quote.Quote, error) {
	broker, err := access.Broker(t, q.BrokerID)
	if err != nil {
		return nil, err
	}
	t.Event = "QuoteIssued"
	issued, _, err := Issue(t, broker, q)
	if err != nil {
		return nil, err
	}
	return issued, t.Absent(Key(t.Book, q.QuoteID), "quoteId", q.QuoteID)
}

// Issue rates what is asked for and writes the quote, whose id its caller finds absent.
func Issue(t *engine.Tx, broker string, q *RequestQuoteRequest) (*quote.Quote, *product.Product, error) {
	sold, err := versionToSell(t, q.ProductID, q.ProductVersion)
	if err != nil {
		return nil, nil, err
	}
	holder, err := customer(t, broker, q.HolderID)
	if err != nil {
		return nil, nil, err
	}
	if err := holder.Present("holderId"); err != nil {
		return nil, nil, err
	}
	ask := q.Ask
	price, err := ask.Offer(sold, t.Timestamp())
	if err != nil {
		return nil, nil, err
	}
	expires := t.Timestamp().AddSeconds(int64(sold.Limits.QuoteValiditySeconds))
	issued := &quote.Quote{
		QuoteID: q.QuoteID, ProductID: sold.ProductID, ProductVersion: sold.Version, InsurerMSPID: sold.InsurerMSPID,
		BrokerID: broker, HolderID: q.HolderID, Particulars: q.Particulars, Coverages: price.Coverages,
		Rating: price.Rating, Premium: price.Premium, ExpiresAt: &expires, Quoted: t.Stamp(),
	}
	return issued, sold, t.PutRecord(Key(t.Book, q.QuoteID), issued)
}

// customer is whom a quote is for. A broker quotes for its own customers; staff who quote for a broker choose.
func customer(t *engine.Tx, broker, id string) (*party.Party, error) {
	if !access.ActsAsBroker(t) {
		return parties.Get(t, "holderId", id)
	}
	return access.Find[party.Party](t, parties.Key(t.Book, id), fault.PartyNotFound, "holderId", id, broker)
}

// versionToSell is the version asked for; for 0 the newest open one.
func versionToSell(t *engine.Tx, id string, version uint32) (*product.Product, error) {
	if version != 0 {
		return products.Seen(t, id, version)
	}
	published := false
	p, err := products.Newest(t, id, func(p *product.Product) bool {
		published = published || p.Status != product.Draft
		return p.Status == product.Open
	})
	switch {
	case err != nil || p != nil:
		return p, err
	case published:
		return nil, fault.New(fault.ProductWithdrawn, "productId", "every version of %s that was published is closed to new business", id)
	}
	if access.ActsAsBroker(t) {
		return nil, engine.NotThere(fault.ProductNotFound, "productId", id)
	}
	return nil, fault.New(fault.ProductNotPublished, "productId", "no version of %s has been published", id)
}

func (q *GetIndicativeQuoteRequest) Validate() error {
	return fault.All(
		text.ID("productId", q.ProductID),
		text.OptionalID("brokerId", q.BrokerID),
		q.Ask.Validate(),
	)
}

func (q *GetIndicativeQuoteRequest) Keys(b engine.Book) []string {
	return []string{soldKey(b, q.ProductID, q.ProductVersion)}
}

func getIndicativeQuote(t *engine.Tx, q *GetIndicativeQuoteRequest) (*quote.Indication, error) {
	if _, err := access.Broker(t, q.BrokerID); err != nil {
		return nil, err
	}
	sold, err := versionToSell(t, q.ProductID, q.ProductVersion)
	if err != nil {
		return nil, err
	}
	now := t.Timestamp()
	price, err := q.Offer(sold, now)
	if err != nil {
		return nil, err
	}
	return &quote.Indication{
		ProductID: sold.ProductID, ProductVersion: sold.Version, InsurerMSPID: sold.InsurerMSPID, Cover: q.Cover,
		Coverages: price.Coverages, Rating: price.Rating, Premium: price.Premium, PricedAt: &now,
	}, nil
}

func (q *GetQuoteRequest) Validate() error {
	return fault.All(q.CheckInsurer(), text.OptionalID("brokerId", q.BrokerID), text.ID("quoteId", q.QuoteID))
}

func (q *GetQuoteRequest) Keys(b engine.Book) []string { return []string{Key(b, q.QuoteID)} }

// For reads a quote that a request may be confined to a broker for.
func For(t *engine.Tx, requested, id string) (*quote.Quote, error) {
	return access.Find[quote.Quote](t, Key(t.Book, id), fault.QuoteNotFound, "quoteId", id, requested)
}

func getQuote(t *engine.Tx, q *GetQuoteRequest) (*quote.Quote, error) {
	return For(t, q.BrokerID, q.QuoteID)
}
