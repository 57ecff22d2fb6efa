package contract

import (
	"insurance/chaincode/domain/fault"
	"insurance/chaincode/domain/instant"
	"insurance/chaincode/domain/party"
	"insurance/chaincode/domain/product"
	"insurance/chaincode/domain/quote"
	"insurance/chaincode/domain/text"
	"insurance/chaincode/ledger"
)

// RequestQuoteRequest asks for the price of a risk.
type RequestQuoteRequest struct {
	Header
	QuoteID           string            `json:"quoteId"`
	ProductID         string            `json:"productId"`
	ProductVersion    uint32            `json:"productVersion"`
	BrokerID          string            `json:"brokerId"`
	HolderID          string            `json:"holderId"`
	Cover             *instant.Period   `json:"cover"`
	Coverages         []quote.Selection `json:"coverages"`
	Risk              map[string]string `json:"risk"`
	ParametricSubject string            `json:"parametricSubject"`
	Jurisdiction      string            `json:"jurisdiction"`
	InstalmentPlanID  string            `json:"instalmentPlanId"`
}

func (q *RequestQuoteRequest) ask() *quote.Ask {
	return &quote.Ask{
		Cover: q.Cover, Coverages: q.Coverages, Risk: q.Risk, ParametricSubject: q.ParametricSubject,
		Jurisdiction: q.Jurisdiction, InstalmentPlanID: q.InstalmentPlanID,
	}
}

func (q *RequestQuoteRequest) validate() error {
	if err := text.ID("quoteId", q.QuoteID); err != nil {
		return err
	}
	if err := text.ID("productId", q.ProductID); err != nil {
		return err
	}
	if err := text.OptionalID("brokerId", q.BrokerID); err != nil {
		return err
	}
	if err := text.ID("holderId", q.HolderID); err != nil {
		return err
	}
	return q.ask().Validate()
}

func (q *RequestQuoteRequest) book() string { return q.BrokerID }

func (q *RequestQuoteRequest) keys(*ledger.Caller) []string {
	sold := newestKey(q.ProductID)
	if q.ProductVersion != 0 {
		sold = productKey(q.ProductID, q.ProductVersion)
	}
	return []string{quoteKey(q.QuoteID), partyKey(q.HolderID), sold}
}

func requestQuote(t *tx, q *RequestQuoteRequest) (*quote.Quote, error) {
	broker, err := t.broker(q.BrokerID)
	if err != nil {
		return nil, err
	}
	t.event = "QuoteIssued"
	issued, _, err := t.issue(broker, q)
	if err != nil {
		return nil, err
	}
	return issued, t.absent(quoteKey(q.QuoteID), "quoteId", q.QuoteID)
}

// issue rates what is asked for and writes the quote, whose id its caller finds absent.
func (t *tx) issue(broker string, q *RequestQuoteRequest) (*quote.Quote, *product.Product, error) {
	sold, err := t.sold(q.ProductID, q.ProductVersion)
	if err != nil {
		return nil, nil, err
	}
	if sold.InsurerMSPID != t.caller.MSPID && t.actsAsBroker() {
		return nil, nil, notThere(fault.ProductNotFound, "productId", productName(q.ProductID, q.ProductVersion))
	}
	if err := t.own(sold.InsurerMSPID, "productId"); err != nil {
		return nil, nil, err
	}
	holder, err := t.customer(broker, q.HolderID)
	if err != nil {
		return nil, nil, err
	}
	if err := t.own(holder.InsurerMSPID, "holderId"); err != nil {
		return nil, nil, err
	}
	if err := holder.Present("holderId"); err != nil {
		return nil, nil, err
	}
	ask := q.ask()
	if err := ask.Accept(sold, t.Timestamp()); err != nil {
		return nil, nil, err
	}
	price, err := ask.Rate(sold)
	if err != nil {
		return nil, nil, err
	}
	expires := t.Timestamp().AddSeconds(int64(sold.Limits.QuoteValiditySeconds))
	issued := &quote.Quote{
		QuoteID: q.QuoteID, ProductID: sold.ProductID, ProductVersion: sold.Version, InsurerMSPID: sold.InsurerMSPID,
		BrokerID: broker, HolderID: q.HolderID, Cover: q.Cover, Coverages: price.Coverages, Risk: q.Risk,
		ParametricSubject: q.ParametricSubject, Rating: price.Rating, Premium: price.Premium, ExpiresAt: &expires,
		Quoted: t.stamp(), Jurisdiction: q.Jurisdiction, InstalmentPlanID: q.InstalmentPlanID,
	}
	return issued, sold, t.put(quoteKey(q.QuoteID), issued)
}

// customer is whom a quote is for. A broker quotes for its own customers; staff who quote for a broker choose.
func (t *tx) customer(broker, id string) (*party.Party, error) {
	if !t.actsAsBroker() {
		return t.party("holderId", id)
	}
	return readBooked[party.Party](t, partyKey(id), fault.PartyNotFound, "holderId", id, broker)
}

// sold is the version asked for; for 0 the newest open one.
func (t *tx) sold(id string, version uint32) (*product.Product, error) {
	if version != 0 {
		return t.product(id, version)
	}
	published := false
	p, err := t.newestProduct(id, func(p *product.Product) bool {
		published = published || p.Status != product.Draft
		return p.Status == product.Open
	})
	switch {
	case err != nil || p != nil:
		return p, err
	case published:
		return nil, fault.New(fault.ProductWithdrawn, "productId", "every version of %s that was published is closed to new business", id)
	}
	return nil, fault.New(fault.ProductNotPublished, "productId", "no version of %s has been published", id)
}

// GetQuoteRequest asks for one quote.
type GetQuoteRequest struct {
	QuoteID  string `json:"quoteId"`
	BrokerID string `json:"brokerId"`
}

func (q *GetQuoteRequest) validate() error {
	if err := text.OptionalID("brokerId", q.BrokerID); err != nil {
		return err
	}
	return text.ID("quoteId", q.QuoteID)
}

func (q *GetQuoteRequest) keys(*ledger.Caller) []string { return []string{quoteKey(q.QuoteID)} }

func (t *tx) quoteFor(requested, id string) (*quote.Quote, error) {
	return readBooked[quote.Quote](t, quoteKey(id), fault.QuoteNotFound, "quoteId", id, requested)
}

func getQuote(t *tx, q *GetQuoteRequest) (*quote.Quote, error) {
	return t.quoteFor(q.BrokerID, q.QuoteID)
}
