package transactionstest

import "testing"

// HomeWithEvidenceSeen sells a home whose claims need a photo, which a claims handler must have seen.
func HomeWithEvidenceSeen(t *testing.T) *World {
	t.Helper()
	w := NewWorld(t)
	w.Ok(North+"/underwriter", "PublishProduct", `{"requestId":"p1","product":`+Change(t, Property, `"notificationDays":30`, `"notificationDays":30,"evidenceSeen":true`)+`}`)
	w.Register(North+"/underwriter", `{"requestId":"h1","partyId":"holder-1"}`)
	w.Home("p")
	return w
}

// Terms is the digest of a document of terms, and of any other that a test needs.
const Terms = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0bb822cd15d6c15b0f00a0"

// Property is a product of homes with conditions of claims.
const Property = `{"productId":"home","version":1,"name":"Home","lineOfBusiness":"property","currency":"DKK",
	"termsSha256":"` + Terms + `","tariff":{"rateBasis":"RATE_BASIS_FOR_COVER","minimumPremium":{"minorUnits":"5000","currency":"DKK"},
	"factors":[{"attribute":"construction","exact":[{"value":"stone","factorPpm":"900000"},{"value":"wood","factorPpm":"1400000"}]},
	{"attribute":"year","bands":[{"from":"1800","to":"1950","factorPpm":"1250000"},{"from":"1950","to":"2100","factorPpm":"1000000"}]}]},
	"coverages":[{"coverageId":"building","name":"Building","ratePpm":"2500","minimumSumInsured":{"minorUnits":"100000","currency":"DKK"},
	"maximumSumInsured":{"minorUnits":"1000000000","currency":"DKK"},"coveredCauses":["fire","storm"],
	"deductible":{"kind":"DEDUCTIBLE_KIND_FIXED","amount":{"minorUnits":"50000","currency":"DKK"}},"waitingDays":5}],
	"jurisdictions":[{"jurisdiction":"DK","coolingOffDays":14,"cancellationNoticeDays":30,"graceDays":21}],
	"claimConditions":{"requiredEvidence":["photo"],"straightThroughLimit":{"minorUnits":"1000000","currency":"DKK"},"notificationDays":30},
	"limits":{"quoteValiditySeconds":86400,"maximumBackdatingDays":400}}`

// Flight is a product that pays by a reading of a delay.
const Flight = `{"productId":"delay","version":1,"name":"Flight delay","lineOfBusiness":"flight-delay","currency":"USD",
	"termsSha256":"` + Terms + `","tariff":{"rateBasis":"RATE_BASIS_FOR_COVER"},
	"coverages":[{"coverageId":"delay","name":"Delay","ratePpm":"50000","maximumSumInsured":{"minorUnits":"100000","currency":"USD"}}],
	"jurisdictions":[{"jurisdiction":"US-NY"}],
	"parametricTrigger":{"index":"flight-arrival-delay","unit":"min","comparison":"COMPARISON_AT_LEAST",
	"steps":[{"threshold":"60","payoutPpm":"250000"},{"threshold":"180","payoutPpm":"1000000"}],"maximumReadingAgeSeconds":86400},
	"limits":{"quoteValiditySeconds":86400,"maximumBackdatingDays":400}}`

// House has everything that bounds a payment: two coverages, a sub-limit, an aggregate limit, each kind of share.
const House = `{"productId":"house","version":1,"name":"House","lineOfBusiness":"property","currency":"DKK","termsSha256":"` + Terms + `",
	"tariff":{"rateBasis":"RATE_BASIS_PER_YEAR","minimumPremium":{"minorUnits":"20000","currency":"DKK"}},
	"coverages":[{"coverageId":"building","name":"Building","ratePpm":"3000","maximumSumInsured":{"minorUnits":"1000000000","currency":"DKK"},
	"coveredCauses":["fire","water"],"limitPerLoss":{"minorUnits":"6000000","currency":"DKK"},
	"subLimits":[{"subLimitId":"wet","causes":["water"],"limitPerLoss":{"minorUnits":"900000","currency":"DKK"},
	"aggregateLimit":{"minorUnits":"1500000","currency":"DKK"}}],
	"deductible":{"kind":"DEDUCTIBLE_KIND_PERCENTAGE","ratePpm":"100000","minimum":{"minorUnits":"20000","currency":"DKK"}}},
	{"coverageId":"contents","name":"Contents","optional":true,"ratePpm":"5000","maximumSumInsured":{"minorUnits":"1000000000","currency":"DKK"},
	"coveredCauses":["fire","water","theft"],"aggregateLimit":{"minorUnits":"2500000","currency":"DKK"},"coinsurancePpm":"150000"}],
	"jurisdictions":[{"jurisdiction":"DK","taxes":[{"name":"tax","ratePpm":"11000"}],"commissionPpm":"100000","coolingOffDays":14,
	"cancellationNoticeDays":30,"graceDays":20}],
	"cancellation":{"shortRate":[{"untilElapsedPpm":"300000","retainedPpm":"450000"}]},
	"instalmentPlans":[{"planId":"quarterly","instalments":4,"surchargePpm":"20000"}],
	"claimConditions":{"requiredEvidence":["photo"],"straightThroughLimit":{"minorUnits":"300000","currency":"DKK"},
	"fourEyesLimit":{"minorUnits":"1000000","currency":"DKK"}},
	"limits":{"quoteValiditySeconds":86400,"maximumBackdatingDays":400}}`

// ProductOnReadings is the start of a request that publishes one: one coverage, its rate, and a trigger.
func ProductOnReadings(id, trigger, more string) string {
	return `{"requestId":"publish-` + id + `","product":{"productId":"` + id + `","version":1,"name":"` + id + `","lineOfBusiness":"weather","currency":"USD",
	"termsSha256":"` + Terms + `","tariff":{"rateBasis":"RATE_BASIS_FOR_COVER"},"jurisdictions":[{"jurisdiction":"US-WA"}],
	"coverages":[{"coverageId":"cover","name":"Cover","ratePpm":"50000","maximumSumInsured":{"minorUnits":"10000000","currency":"USD"}` + more + `}],
	"parametricTrigger":` + trigger + `,"limits":{"quoteValiditySeconds":86400,"maximumBackdatingDays":9000}`
}

// RainTrigger pays by two days of rain, as two gauges of three see it.
const RainTrigger = `{"index":"rain","unit":"mm","comparison":"COMPARISON_AT_LEAST","steps":[{"threshold":"100","payoutPpm":"400000"},
	{"threshold":"200","payoutPpm":"1000000"}],"maximumReadingAgeSeconds":86400,"quorum":2,
	"window":{"aggregation":"AGGREGATION_SUM","days":2,"minimumReadings":2}}`

// ColdTrigger pays when a device sees a warming.
const ColdTrigger = `{"index":"cold","unit":"C","maximumReadingAgeSeconds":86400,"monitoring":{"comparison":"COMPARISON_ABOVE","threshold":"8",
	"minimumSeconds":60,"maximumGapSeconds":60,"payoutPpm":"300000","outcome":"OUTCOME_APPROVE","cause":"warming"}}`
