package settlement_test

import (
	"encoding/csv"
	"fmt"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"insurance/chaincode/domain/instant"
	"insurance/chaincode/domain/oracle"
	. "insurance/chaincode/transactions/transactionstest"
)

var weatherFolder = Root() + "/examples/weather/"

type weatherDay struct {
	date time.Time
	// rain is in tenths of a millimetre, as each of the three gauges says; -1: it says nothing.
	rain [3]int64
}

// weather reads the examples' days, with the gauges that their README makes of them.
func weather(t *testing.T) []weatherDay {
	t.Helper()
	var days []weatherDay
	for _, row := range weatherTable(t, "seattle-weather.csv") {
		date, err := time.Parse(time.DateOnly, row[0])
		if err != nil {
			t.Fatal(err)
		}
		whole, tenth, _ := strings.Cut(row[1], ".")
		rain, err := strconv.ParseInt(whole+tenth, 10, 64)
		if err != nil || len(tenth) != 1 {
			t.Fatalf("%q: %v", row[1], err)
		}
		d := weatherDay{date, [3]int64{rain, rain, rain * 11 / 10}}
		if rain > 0 {
			d.rain[1] += 3
		}
		if date.Year() == 2015 && date.Month() == time.July && date.Day() <= 10 {
			d.rain[2] = -1
		}
		days = append(days, d)
	}
	if len(days) != 730 {
		t.Fatalf("%d days", len(days))
	}
	return days
}

func weatherTable(t *testing.T, file string) [][]string {
	t.Helper()
	f, err := os.Open(weatherFolder + file)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	rows, err := csv.NewReader(f).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	return rows[1:]
}

// calculated is the golden table, worked out from the terms and the days alone: nothing of the chaincode's rules is used.
func calculated(days []weatherDay) []string {
	var lines []string
	for year := range 2 {
		for _, cover := range []struct {
			name   string
			length int
		}{{"dry-spell", 91}, {"excess-rain", 14}} {
			left := int64(100_000)
			for start := year * 365; start+cover.length <= year*365+364; start += cover.length {
				var values []int64
				for gauge := range 3 {
					sum, run, longest, complete := int64(0), int64(0), int64(0), true
					for _, d := range days[start : start+cover.length] {
						rain := d.rain[gauge]
						complete = complete && rain >= 0
						sum += rain
						run++
						if rain >= 10 {
							run = 0
						}
						longest = max(longest, run)
					}
					switch {
					case !complete:
					case cover.name == "dry-spell":
						values = append(values, longest)
					default:
						values = append(values, sum)
					}
				}
				slices.Sort(values)
				value := values[1]
				if len(values) == 2 {
					value = (values[0] + values[1] + 1) / 2
				}
				var due int64
				switch {
				case cover.name == "dry-spell" && value >= 28, cover.name == "excess-rain" && value >= 1_800:
					due = 100_000
				case cover.name == "dry-spell" && value >= 21:
					due = 50_000
				case cover.name == "dry-spell" && value >= 14:
					due = 20_000
				case cover.name == "excess-rain" && value > 600:
					// In millionths of the sum insured, rounded down, and then to cents, rounded half up.
					due = ((value-600)*1_000_000/1_200*100_000 + 500_000) / 1_000_000
				}
				due = min(due, left)
				left -= due
				lines = append(lines, fmt.Sprintf("%s,%s,%d,%d,%d", cover.name, days[start].date.Format(time.DateOnly), len(values), value, due))
			}
		}
	}
	return lines
}

func TestWeather_GoldenTable_IsWhatTheTermsSay(t *testing.T) {
	var golden []string
	for _, row := range weatherTable(t, "golden.csv") {
		golden = append(golden, strings.Join(row, ","))
	}
	if got := calculated(weather(t)); len(got) != 60 || !slices.Equal(got, golden) {
		t.Fatalf("calculated\n%s\ngolden.csv\n%s", strings.Join(got, "\n"), strings.Join(golden, "\n"))
	}
}

// exampleProduct is a product file of the examples as a request, with a digest in place of its terms'.
func exampleProduct(t *testing.T, file string) string {
	t.Helper()
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	return `{"requestId":"p-` + SHA256(file)[:8] + `","product":` + strings.Replace(string(text), `{`, `{"termsSha256":"`+Terms+`",`, 1) + `}`
}

// Two years of the weather of Seattle, reported by three gauges, through the ledger.
func TestWeather_TwoYearsOfSeattle_PayWhatTheGoldenTableSays(t *testing.T) {
	days := weather(t)
	w := NewWorld(t).Market()
	w.Ok(North+"/underwriter", "PublishProduct", exampleProduct(t, weatherFolder+"products/AuroraMSP.json"))
	w.Ok(North+"/underwriter", "PublishProduct", exampleProduct(t, weatherFolder+"products/MeridianMSP.json"))
	for gauge, id := range []string{"gauge-a", "gauge-b", "gauge-c"} {
		s := NewSource(t, id, "daily-precipitation", "0.1 mm", "Seattle", gauge == 0)
		w.Ok(Re+"/admin", "RegisterOracle", s.Registration(0, 5_000, ""))
		reportGauge(w, s, gauge, days)
	}
	products := map[string]string{"dry-spell": "aurora-dry-spell", "excess-rain": "meridian-excess-rain"}
	for _, year := range []int{2014, 2015} {
		for cover, product := range products {
			insureWeather(w, product, fmt.Sprintf("%s-%d", cover, year), year)
		}
	}
	paid := map[string]int64{}
	for i, row := range weatherTable(t, "golden.csv") {
		from := row[1] + "T00:00:00Z"
		d := Parse[oracle.Determination](t, w.Ok(North+"/claims-handler", "DetermineIndex", fmt.Sprintf(
			`{"requestId":"d-%d","productId":"%s","productVersion":1,"subject":"Seattle","from":"%s"}`, i, products[row[0]], from)))
		if got := fmt.Sprintf("%d,%d", d.CountedOracles(), d.Value); got != row[2]+","+row[3] {
			t.Fatalf("%v: determined %s", row, got)
		}
		units := int64(0)
		r := w.SettleBy(fmt.Sprintf("s-%d", i), d.DeterminationID)
		for _, c := range r.Claims {
			if c.PolicyID != row[0]+"-"+row[1][:4] {
				t.Fatalf("%v: paid %s", row, c.PolicyID)
			}
			units += c.Amount.MinorUnits
		}
		if strconv.FormatInt(units, 10) != row[4] {
			t.Fatalf("%v: paid %d, skipped %s", row, units, Skips(r))
		}
		paid[row[0]+row[1][:4]] += units
	}
	for key, want := range map[string]int64{"dry-spell2014": 90_000, "dry-spell2015": 100_000, "excess-rain2014": 100_000, "excess-rain2015": 100_000} {
		if paid[key] != want {
			t.Errorf("%s was paid %d, want %d", key, paid[key], want)
		}
	}
}

// reportGauge publishes what a gauge saw, a year in one batch, leaving out the days on which it was silent.
func reportGauge(w *World, s *Source, gauge int, days []weatherDay) {
	w.T.Helper()
	for len(days) > 0 {
		b := s.Batch(w.Now, instant.Instant{Seconds: days[0].date.Unix()}, Day, make([]int64, 365)...)
		b.Samples = b.Samples[:0]
		for _, d := range days[:365] {
			if d.rain[gauge] >= 0 {
				b.Samples = append(b.Samples, oracle.Sample{Value: d.rain[gauge], ObservedAt: &instant.Instant{Seconds: d.date.Unix()}})
			}
		}
		w.Ok(Re+"/oracle", "PublishReadings", s.Signed(b))
		days = days[365:]
	}
}

func insureWeather(w *World, product, policy string, year int) {
	w.T.Helper()
	quoted := w.Ok(North+"/underwriter", "RequestQuote", fmt.Sprintf(`{"requestId":"q-%s","quoteId":"q-%s","productId":"%s","holderId":"holder-1",
		"cover":{"start":"%d-01-01T00:00:00Z","end":"%d-12-31T00:00:00Z"},"jurisdiction":"US-WA","parametricSubject":"Seattle",
		"coverages":[{"coverageId":"weather","sumInsured":{"minorUnits":"100000","currency":"USD"}}]}`, policy, policy, product, year, year))
	w.Ok(North+"/underwriter", "BindPolicy", `{"requestId":"b-`+policy+`","policyId":"`+policy+`","quoteId":"q-`+policy+`"}`)
	var offer struct {
		Premium struct{ Gross struct{ MinorUnits string } }
	}
	ParseLoosely(w.T, quoted, &offer)
	w.Premium(policy, offer.Premium.Gross.MinorUnits, "USD")
}
