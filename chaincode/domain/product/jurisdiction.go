package product

import "insurance/chaincode/domain/money"

// Retained is the share of the premium kept when this share of the cover has passed; everything after the last step.
func (t *CancellationTerms) Retained(elapsedPPM int64) int64 {
	for _, step := range t.ShortRate {
		if elapsedPPM < step.UntilElapsedPPM {
			return step.RetainedPPM
		}
	}
	return money.PPM
}
