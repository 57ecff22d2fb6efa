package settlement_test

import (
	"encoding/json"
	"fmt"
	"os"
	"slices"
	"testing"

	"insurance/chaincode/domain/oracle"
	. "insurance/chaincode/transactions/transactionstest"
)

// Real flights, each reported by three registers of which one is silent now and then and another is sometimes wrong: the
// median of at least two is what pays. What is expected is calculated here from the delays, without the chaincode's rules.
func TestFlights_QuorumOfRegisters_PaysByTheirMedian(t *testing.T) {
	var flights []struct{ Delay int64 }
	text, err := os.ReadFile(Root() + "/examples/flights/flights.json")
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(text, &flights); err != nil || len(flights) != 2_000 {
		t.Fatalf("%d flights: %v", len(flights), err)
	}
	w := NewWorld(t).Market()
	w.Ok(North+"/underwriter", "PublishProduct", exampleProduct(t, Root()+"/examples/flights/quorum/AuroraMSP.json"))
	registers := make([]*Source, 3)
	for i := range registers {
		registers[i] = NewSource(t, fmt.Sprintf("register-%d", i+1), "flight-arrival-delay", "min", "", i == 0)
		w.Ok(Re+"/admin", "RegisterOracle", registers[i].Registration(-120, 1_440, ""))
	}
	total, want, undetermined := int64(0), int64(0), 0
	for n, flight := range flights[:300] {
		subject, policy := fmt.Sprintf("flight %d", n), fmt.Sprintf("f-%d", n)
		w.Ok(North+"/underwriter", "RequestQuote", fmt.Sprintf(`{"requestId":"q-%d","quoteId":"q-%d","productId":"aurora-quorum-delay","holderId":"holder-1",
			"cover":{"start":"2026-02-28T00:00:00Z","end":"2026-03-03T00:00:00Z"},"jurisdiction":"US","parametricSubject":"%s",
			"coverages":[{"coverageId":"delay","sumInsured":{"minorUnits":"20000","currency":"USD"}}]}`, n, n, subject))
		w.Ok(North+"/underwriter", "BindPolicy", fmt.Sprintf(`{"requestId":"b-%d","policyId":"%s","quoteId":"q-%d"}`, n, policy, n))
		w.Premium(policy, "1200", "USD")
		// The second register is an hour off at every seventh flight, the third silent at every fifth; at every 35th the
		// first is silent too.
		said := []int64{flight.Delay, flight.Delay, flight.Delay + 1}
		heard := []bool{n%35 != 0, true, n%5 != 0}
		if n%7 == 0 {
			said[1] += 60
		}
		var values []int64
		for i, s := range registers {
			if !heard[i] {
				continue
			}
			values = append(values, said[i])
			s.Subject, s.Sequence = subject, 0
			w.Ok(Re+"/oracle", "PublishReading", w.Arrival(s, said[i], 10, ""))
		}
		determine := fmt.Sprintf(`{"requestId":"d-%d","productId":"aurora-quorum-delay","productVersion":1,"subject":"%s"}`, n, subject)
		if len(values) < 2 {
			w.Refused("QUORUM_NOT_REACHED", North+"/claims-handler", "DetermineIndex", determine)
			undetermined++
			continue
		}
		slices.Sort(values)
		median := values[1]
		if len(values) == 2 {
			// Halves are rounded away from zero.
			switch sum := values[0] + values[1]; {
			case sum >= 0:
				median = (sum + 1) / 2
			default:
				median = (sum - 1) / 2
			}
		}
		d := Parse[oracle.Determination](t, w.Ok(North+"/claims-handler", "DetermineIndex", determine))
		if d.Value != median {
			t.Fatalf("flight %d: determined %d of %v", n, d.Value, values)
		}
		switch {
		case median >= 120:
			want += 20_000
		case median >= 60:
			want += 10_000
		case median >= 30:
			want += 5_000
		}
		for _, c := range w.SettleBy(fmt.Sprintf("s-%d", n), d.DeterminationID).Claims {
			total += c.Amount.MinorUnits
		}
	}
	if total != want || undetermined != 9 || want == 0 {
		t.Fatalf("paid %d, want %d; %d undetermined", total, want, undetermined)
	}
	t.Logf("paid %d cents on 300 flights, %d without a quorum", total, undetermined)
}
