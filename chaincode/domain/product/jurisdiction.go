package product

import "insurance/chaincode/domain/money"

// JurisdictionTerms are what the law of one place adds to a product: its taxes, its times, its commission.
type JurisdictionTerms struct {
	Jurisdiction           string `json:"jurisdiction"`
	Taxes                  []Tax  `json:"taxes"`
	CommissionPPM          int64  `json:"commissionPpm"`
	CoolingOffDays         uint32 `json:"coolingOffDays"`
	CancellationNoticeDays uint32 `json:"cancellationNoticeDays"`
	GraceDays              uint32 `json:"graceDays"`
	RetentionDays          uint32 `json:"retentionDays"`
	Source                 string `json:"source"`
}

// Tax is a share of the net premium, added to it.
type Tax struct {
	Name    string `json:"name"`
	RatePPM int64  `json:"ratePpm"`
}

// CancellationTerms say what the insurer keeps when a holder cancels after the cooling-off time.
type CancellationTerms struct {
	// ShortRate is ordered by time; none: cancellation is pro rata.
	ShortRate []ShortRateStep `json:"shortRate"`
}

// ShortRateStep keeps a share of the premium once so much of the cover has passed.
type ShortRateStep struct {
	// ElapsedPPM is the share of the period of cover up to which, not including it, the step applies.
	UntilElapsedPPM int64 `json:"untilElapsedPpm"`
	RetainedPPM     int64 `json:"retainedPpm"`
}

// Retained is the share of the premium kept when this share of the cover has passed; everything after the last step.
func (t *CancellationTerms) Retained(elapsedPPM int64) int64 {
	for _, step := range t.ShortRate {
		if elapsedPPM < step.UntilElapsedPPM {
			return step.RetainedPPM
		}
	}
	return money.PPM
}

// InstalmentPlan splits a premium into equal parts over the period of cover.
type InstalmentPlan struct {
	PlanID      string `json:"planId"`
	Instalments uint32 `json:"instalments"`
	// SurchargePPM is a share of the net premium, added to it.
	SurchargePPM int64 `json:"surchargePpm"`
}
