package policy

import (
	"math/rand"
	"testing"

	"insurance/chaincode/domain/fault"
	"insurance/chaincode/domain/money"
)

// Whatever happens to a policy in whatever order, every minor unit is accounted for: what was and is to be paid, less
// what was given back, is the premium, or, once it is cancelled, what the insurer has earned; refunds never exceed
// receipts; and the status follows the table.
func TestPolicy_AnyCourse_AccountsForEveryMinorUnit(t *testing.T) {
	reached := map[Status]int{}
	refunds, outstanding := 0, 0
	for seed := range int64(4_000) {
		random := rand.New(rand.NewSource(seed))
		sold := house()
		sold.Jurisdictions[0].Taxes[0].RatePPM = 1 + random.Int63n(300_000)
		sold.Coverages[0].RatePPM = 1 + random.Int63n(money.PPM/10)
		sold.InstalmentPlans[0].SurchargePPM = random.Int63n(100_000)
		if random.Intn(2) == 0 {
			shortRate(sold)
		}
		p := bound(t, sold, []string{"", "quarterly"}[random.Intn(2)])
		for now := int64(0); now < 450; now += random.Int63n(40) {
			before, was := p.Status, *p
			step, err := random.Intn(7), error(nil)
			switch step {
			case 0, 1:
				if next := p.nextUnpaid(); next != nil {
					_, err = p.Receive(PremiumPayment{Amount: next.Amount, Reference: "r", Recorded: on(now)})
				}
			case 2:
				err = p.Lapse(on(now))
			case 3:
				err = p.Reinstate(on(now))
			case 4:
				err = revise(p, sold, now, now+random.Int63n(60), 1_000+random.Int63n(20_000_000), random.Int63n(3)*random.Int63n(5_000_000))
			case 5:
				if random.Intn(3) == 0 {
					by := CancelledBy(1 + random.Intn(2))
					err = end(p, sold, by, now, now+random.Int63n(90), random.Intn(2) == 0)
				}
			case 6:
				if err = p.Expire(on(now)); err == nil && now < 400 {
					t.Fatal("expired inside the cover")
				}
			}
			if err != nil {
				if fault.CodeOf(err) == "" {
					t.Fatal(err)
				}
				// A refused step is not stored: the record is as it was.
				*p = was
				continue
			}
			if p.Status != before && !allowed(before, p.Status) {
				t.Fatalf("from %s to %s", before, p.Status)
			}
			accounted(t, p)
			reached[p.Status]++
		}
		refunds += len(p.Refunds)
		if p.Cancellation != nil && p.Cancellation.Outstanding != nil {
			outstanding++
		}
	}
	if len(reached) != 5 || refunds < 500 || outstanding < 50 {
		t.Fatalf("the courses are too much alike: %v, %d refunds, %d outstanding", reached, refunds, outstanding)
	}
}

func allowed(from, to Status) bool {
	for _, line := range Transitions {
		if line.From == from && line.To == to {
			return true
		}
	}
	return false
}

func accounted(t *testing.T, p *Policy) {
	t.Helper()
	owed := int64(0)
	numbers := map[uint32]bool{}
	for i := range p.Instalments {
		part := &p.Instalments[i]
		if numbers[part.Number] || part.Amount.MinorUnits <= 0 {
			t.Fatalf("instalment %d of %s", part.Number, part.Amount)
		}
		numbers[part.Number] = true
		owed += part.Amount.MinorUnits
	}
	received, _ := p.Received()
	refunded, _ := p.Refunded()
	if refunded.MinorUnits > received.MinorUnits {
		t.Fatalf("refunded %s of %s", refunded, received)
	}
	balance := p.Premium.Gross.MinorUnits
	if c := p.Cancellation; c != nil {
		balance = c.Earned.MinorUnits
		if balance < 0 || balance > p.Premium.Gross.MinorUnits && balance > highest(p) {
			t.Fatalf("earned %s of %s", c.Earned, p.Premium.Gross)
		}
	}
	if owed-refunded.MinorUnits != balance {
		t.Fatalf("instalments %d − refunds %s ≠ %d", owed, refunded, balance)
	}
}

// highest is the highest premium the policy ever had.
func highest(p *Policy) int64 {
	most := p.Premium.Gross.MinorUnits
	for i := range p.Changes {
		most = max(most, p.Changes[i].PremiumBefore.Gross.MinorUnits)
	}
	return most
}
