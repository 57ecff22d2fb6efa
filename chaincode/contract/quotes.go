package contract

import (
	"insurance/chaincode/domain/fault"
	"insurance/chaincode/domain/instant"
	"insurance/chaincode/domain/money"
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
	SumInsured        *money.Money      `json:"sumInsured"`
	Risk              map[string]string `json:"risk"`
	ParametricSubject string            `json:"parametricSubject"`
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
	if err := q.Cover.Validate(); err != nil {
		return fault.At("cover", err)
	}
	if err := money.ValidatePositive(q.SumInsured, ""); err != nil {
		return fault.At("sumInsured", err)
	}
	if err := quote.ValidateRisk(q.Risk); err != nil {
		return err
	}
	if q.ParametricSubject == "" {
		return nil
	}
	return text.Label("parametricSubject", q.ParametricSubject, quote.MaxSubject)
}

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
	if err := t.absent(quoteKey(q.QuoteID), "quoteId", q.QuoteID); err != nil {
		return nil, err
	}
	sold, err := t.sold(q.ProductID, q.ProductVersion)
	if err != nil {
		return nil, err
	}
	if err := t.own(sold.InsurerMSPID, "productId"); err != nil {
		return nil, err
	}
	holder, err := t.party("holderId", q.HolderID)
	if err != nil {
		return nil, err
	}
	if err := t.own(holder.InsurerMSPID, "holderId"); err != nil {
		return nil, err
	}
	if err := quote.Accept(sold, q.Cover, q.SumInsured, q.ParametricSubject, t.Timestamp()); err != nil {
		return nil, err
	}
	rating, premium, err := quote.Rate(sold.Tariff, *q.SumInsured, q.Risk)
	if err != nil {
		return nil, err
	}
	expires := t.Timestamp().AddSeconds(int64(sold.Limits.QuoteValiditySeconds))
	issued := &quote.Quote{
		QuoteID: q.QuoteID, ProductID: sold.ProductID, ProductVersion: sold.Version, InsurerMSPID: sold.InsurerMSPID,
		BrokerID: broker, HolderID: q.HolderID, Cover: q.Cover, SumInsured: q.SumInsured, Risk: q.Risk,
		ParametricSubject: q.ParametricSubject, Rating: rating, Premium: &premium, ExpiresAt: &expires, Quoted: t.stamp(),
	}
	t.event = "QuoteIssued"
	return issued, t.put(quoteKey(q.QuoteID), issued)
}

// sold is the version asked for; for 0 the newest open one.
func (t *tx) sold(id string, version uint32) (*product.Product, error) {
	if version != 0 {
		return t.product(id, version)
	}
	p, err := t.newestProduct(id, func(p *product.Product) bool { return p.Status == product.Open })
	if err == nil && p == nil {
		return nil, fault.New(fault.ProductWithdrawn, "productId", "every version of %s is closed to new business", id)
	}
	return p, err
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

func (t *tx) quote(id string) (*quote.Quote, error) {
	return read[quote.Quote](t, quoteKey(id), fault.QuoteNotFound, "quoteId", id)
}

func getQuote(t *tx, q *GetQuoteRequest) (*quote.Quote, error) {
	found, err := t.quote(q.QuoteID)
	if err != nil {
		return nil, err
	}
	return found, t.brokered(q.BrokerID, found.BrokerID)
}
