package claim

import (
	"bytes"
	"flag"
	"os"
	"strings"
	"testing"

	"insurance/chaincode/domain/instant"
	"insurance/chaincode/domain/money"
	"insurance/chaincode/domain/oracle"
	"insurance/chaincode/domain/policy"
	"insurance/chaincode/domain/product"
	"insurance/chaincode/domain/quote"
	"insurance/chaincode/domain/record"
)

var update = flag.Bool("update", false, "write testdata/conditions.txt")

const conditionsFile = "testdata/conditions.txt"

// The gateway turns these into plain words for holders, and its test reads the same file: a line is a code, what is asked for, and
// what was found. Run go test ./domain/claim -update when a condition is written otherwise, and teach the gateway.
func TestConditions_AreAsTheGatewayReadsThem(t *testing.T) {
	at := func(s string) *instant.Instant {
		i, err := instant.Parse(s)
		if err != nil {
			t.Fatal(err)
		}
		return &i
	}
	start, end, loss := at("2026-01-01T00:00:00Z"), at("2027-01-01T00:00:00Z"), at("2026-03-25T18:00:00.123456789Z")
	stamp := &record.Stamp{TransactionID: "tx", Time: loss, MSPID: "NorthMSP", Actor: "ann"}
	sold := &policy.Policy{
		PolicyID: "p", Particulars: quote.Particulars{Cover: &instant.Period{Start: start, End: end}}, Status: policy.InForce,
		Instalments: []policy.Instalment{{Number: 1, Payment: &policy.PremiumPayment{Recorded: stamp}}},
	}
	building := &product.Coverage{CoverageID: "building", CoveredCauses: []string{"fire", "storm"}}
	waiting := &product.Coverage{CoverageID: "building", WaitingDays: 10}
	fields := &product.ClaimConditions{
		NotificationDays: 30, StraightThroughLimit: money.Of(200_000, "DKK").Ptr(), RequiredEvidence: []string{"photo", "bill"},
		Fields: []product.DeclaredField{{Name: "vacantDays", Type: product.Number, Required: true}, {Name: "occupied", Type: product.Flag, Required: true}},
		Comparisons: []product.FieldComparison{
			{Code: "NOT_VACANT", Field: "vacantDays", Comparison: product.AtMost, Threshold: 30, Requirement: "the house stood empty for at most 30 days", Consequence: product.Refer},
			{Code: "OCCUPIED", Field: "occupied", OneOf: []string{"true"}, Requirement: "somebody lives there", Consequence: product.Refer},
		},
	}
	none := &product.ClaimConditions{}
	reported := &Claim{OccurredAt: loss, Submitted: stamp}
	limit := loss.AddDays(30)
	aMomentLate := &Claim{OccurredAt: loss, Submitted: &record.Stamp{Time: &instant.Instant{Seconds: limit.Seconds, Nanos: limit.Nanos + 1}}}
	delay := &product.ParametricTrigger{
		Index: "flight-arrival-delay", Unit: "min", Comparison: product.AtLeast, MaximumReadingAgeSeconds: 86_400,
		Steps: []product.PayoutStep{{Threshold: 60, PayoutPPM: 250_000}},
	}
	rain := &product.ParametricTrigger{
		Index: "rain", Unit: "0.1 mm", Comparison: product.AtLeast, Quorum: 2,
		Linear: &product.LinearPayout{Entry: 500, Exit: 1_020, MaximumPPM: 900_000}, Window: &product.ReadingWindow{Aggregation: product.Sum, Days: 30},
	}
	cold := &product.Monitoring{Comparison: product.Above, Threshold: 80, MinimumSeconds: 1_800, MaximumGapSeconds: 600}
	single := &Basis{Subject: "AA 1", At: *loss, value: 61, index: "flight-arrival-delay", published: &oracle.PublishedReading{
		Reading: &oracle.Reading{SignedAt: loss}, Published: &record.Stamp{Time: at("2026-03-25T18:01:00.5Z")},
	}}
	until := start.AddDays(30)
	window := &Basis{Subject: "Seattle", At: *start, Until: &until, value: 710, index: "rain", determination: &oracle.Determination{
		Quorum: 2, Values: []oracle.OracleValue{{OracleID: "gauge-1", Value: 700, Counted: true}, {OracleID: "gauge-2", Value: 720, Counted: true}},
	}}
	run := oracle.Run{Since: *start, Reached: start.AddSeconds(2_400), Extreme: 88}
	all := []ConditionResult{
		insideCover(sold, *loss), causeCovered(building, "fire"), waitingPeriod(building, *start, *loss), waitingPeriod(waiting, *start, *loss),
		notificationTime(none, reported), notificationTime(fields, reported), notificationTime(fields, aMomentLate),
		evidenceComplete(none, nil), evidenceComplete(fields, nil), evidenceComplete(fields, []Evidence{{Kind: "photo"}}), evidenceComplete(fields, []Evidence{{Kind: "photo"}, {Kind: "bill"}}),
		evidenceSeen(fields, &Claim{}), evidenceSeen(fields, &Claim{Seen: []SeenDocument{{Kind: "photo"}}}),
		evidenceSeen(fields, &Claim{Seen: []SeenDocument{{Kind: "photo"}, {Kind: "bill"}}}),
		fieldsComplete(none, nil), fieldsComplete(fields, nil), fieldsComplete(fields, map[string]string{"vacantDays": "3", "occupied": "true"}),
		compared(&fields.Comparisons[0], fields, nil), compared(&fields.Comparisons[0], fields, map[string]string{"vacantDays": "3"}),
		compared(&fields.Comparisons[1], fields, map[string]string{"occupied": "true"}),
		somethingPayable(money.Of(123_450, "DKK")), straightThrough(none, money.Of(123_450, "DKK")), straightThrough(fields, money.Of(123_450, "DKK")), notReferred(""), notReferred("tx"), noSignals(nil),
	}
	all = append(all, single.conditions(sold, delay, 250_000)...)
	all = append(all, window.conditions(sold, rain, 363_461)...)
	all = append(all, monitored(sold, cold, &oracle.ReadingBatch{Index: "temperature", Unit: "0.1 C"}, run)...)
	var text bytes.Buffer
	for _, c := range all {
		text.WriteString(strings.Join([]string{c.Code, c.Requirement, c.Observed}, " | ") + "\n")
	}
	if *update {
		if err := os.WriteFile(conditionsFile, text.Bytes(), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(conditionsFile)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(want, text.Bytes()) {
		t.Errorf("the conditions are written otherwise than %s says:\n%s", conditionsFile, text.String())
	}
}
