package policy

import (
	"testing"

	"insurance/chaincode/domain/fault"
	"insurance/chaincode/domain/product"
)

func end(p *Policy, sold *product.Product, by CancelledBy, now, effective int64, claims bool) error {
	return p.Cancel(CancelRequest{By: by, EffectiveAt: day(effective), Reason: "r", HasClaims: claims}, sold, on(now))
}

func TestCancel_WorkedExamples_AreExact(t *testing.T) {
	plain, short := house, func() *product.Product { return shortRate(house()) }
	for _, test := range []struct {
		name           string
		sold           func() *product.Product
		plan           string
		by             CancelledBy
		now, effective int64
		claims         bool
		before         func(*testing.T, *Policy, *product.Product)
		method         CancellationMethod
		earned         int64
		books          string
		code           fault.Code
	}{
		{"cooling off", plain, "", ByHolder, 13, 13, false, nil, CoolingOff, 0, "1:110000@0* -110000", ""},
		{"cooling off after a claim", plain, "", ByHolder, 13, 13, true, nil, ProRata, 3_575, "1:110000@0* -106425", ""},
		{"in the cooling-off time for later", plain, "", ByHolder, 13, 100, false, nil, ProRata, 27_500, "1:110000@0* -82500", ""},
		{"just after the cooling-off time", plain, "", ByHolder, 14, 14, false, nil, ProRata, 3_850, "1:110000@0* -106150", ""},
		{"pro rata", plain, "", ByHolder, 50, 100, false, nil, ProRata, 27_500, "1:110000@0* -82500", ""},
		{"first step of the short rate", short, "", ByHolder, 50, 99, false, nil, ShortRate, 44_000, "1:110000@0* -66000", ""},
		{"second step", short, "", ByHolder, 50, 100, false, nil, ShortRate, 77_000, "1:110000@0* -33000", ""},
		{"after the last step", short, "", ByHolder, 50, 200, false, nil, ShortRate, 110_000, "1:110000@0*", ""},
		{"by the insurer", short, "", ByInsurer, 50, 100, false, nil, ProRata, 27_500, "1:110000@0* -82500", ""},
		{"by the insurer in the cooling-off time", plain, "", ByInsurer, 10, 40, false, nil, ProRata, 11_000, "1:110000@0* -99000", ""},
		{"by the insurer without notice", plain, "", ByInsurer, 50, 79, false, nil, 0, 0, "", fault.NoticeTooShort},
		{"in the past", plain, "", ByHolder, 50, 49, false, nil, 0, 0, "", fault.BackdatingRefused},
		{"at the end of the cover", plain, "", ByHolder, 50, 400, false, nil, 0, 0, "", fault.CoverEnded},
		// 30 of 400 days of 1,100.00 are 82.50: the rest of the 275.00 comes back, and nobody owes the other instalments.
		{"by instalments", plain, "quarterly", ByHolder, 30, 30, false, nil, ProRata, 8_250, "1:27500@0* -19250", ""},
		// The short rate keeps more than the one instalment that was paid: the rest is owed at once.
		{"by instalments at the short rate", short, "quarterly", ByHolder, 30, 30, false, nil, ShortRate, 44_000, "1:27500@0* 2:16500@30", ""},
		{"never paid", plain, "", ByHolder, 15, 30, false, func(_ *testing.T, p *Policy, _ *product.Product) {
			p.Status, p.Instalments[0].Payment = Bound, nil
		}, ProRata, 0, "", ""},
		// A change on day 200 to twice the sum: 100 days of 400 of 1,100.00 twice over, or once where it ends before.
		{"after a change", plain, "", ByHolder, 300, 300, false, func(t *testing.T, p *Policy, sold *product.Product) {
			if err := revise(p, sold, 200, 200, 20_000_000, 0); err != nil {
				t.Fatal(err)
			}
			p.mustPay(t, 200)
		}, ProRata, 110_000, "1:110000@0* 2:55000@200* -55000", ""},
		{"before a change holds", short, "", ByHolder, 60, 99, false, func(t *testing.T, p *Policy, sold *product.Product) {
			if err := revise(p, sold, 50, 200, 20_000_000, 0); err != nil {
				t.Fatal(err)
			}
			p.mustPay(t, 50)
		}, ShortRate, 44_000, "1:110000@0* 2:55000@50* -121000", ""},
		{"where a change would have begun to hold", short, "", ByHolder, 60, 99, false, func(t *testing.T, p *Policy, sold *product.Product) {
			if err := revise(p, sold, 50, 99, 20_000_000, 0); err != nil {
				t.Fatal(err)
			}
			p.mustPay(t, 50)
		}, ShortRate, 44_000, "1:110000@0* 2:82775@50* -148775", ""},
		{"after a return premium", plain, "", ByHolder, 300, 300, false, func(t *testing.T, p *Policy, sold *product.Product) {
			if err := revise(p, sold, 200, 200, 5_000_000, 0); err != nil {
				t.Fatal(err)
			}
		}, ProRata, 68_750, "1:110000@0* -27500 -13750", ""},
		// The lapse began on day 120, and nothing is earned after it: 120 days of 400 are 330.00, and 275.00 were paid.
		{"lapsed", plain, "quarterly", ByInsurer, 130, 130, false, func(t *testing.T, p *Policy, _ *product.Product) {
			if err := p.Lapse(on(130)); err != nil {
				t.Fatal(err)
			}
		}, ProRata, 33_000, "1:27500@0* 2:5500@130", ""},
	} {
		t.Run(test.name, func(t *testing.T) {
			sold := test.sold()
			p := inForce(t, sold, test.plan)
			if test.before != nil {
				test.before(t, p, sold)
			}
			err := end(p, sold, test.by, test.now, test.effective, test.claims)
			if fault.CodeOf(err) != test.code {
				t.Fatal(err)
			}
			if err != nil {
				return
			}
			c := p.Cancellation
			if c.Method != test.method || c.Earned.MinorUnits != test.earned || p.books() != test.books || p.Status != Cancelled {
				t.Errorf("method %d, earned %s, %s", c.Method, c.Earned, p.books())
			}
			if err := end(p, sold, test.by, test.now, test.effective+1, test.claims); fault.CodeOf(err) != fault.WrongPolicyStatus {
				t.Errorf("cancelled twice: %v", err)
			}
		})
	}
}

func TestCancel_Losses_AreCoveredUpToTheCancellation(t *testing.T) {
	sold := house()
	p := inForce(t, sold, "")
	if err := end(p, sold, ByHolder, 50, 100, false); err != nil {
		t.Fatal(err)
	}
	if err := p.Covers(day(99)); err != nil {
		t.Error(err)
	}
	if err := p.Covers(day(100)); fault.CodeOf(err) != fault.LossOutsideCover {
		t.Error(err)
	}
	// With everything given back in the cooling-off time there has been no cover at all.
	p = inForce(t, sold, "")
	if err := end(p, sold, ByHolder, 10, 10, false); err != nil {
		t.Fatal(err)
	}
	if err := p.Covers(day(5)); fault.CodeOf(err) != fault.LossOutsideCover {
		t.Error(err)
	}
	// What is outstanding can be paid, and then nothing is owed.
	p = inForce(t, shortRate(house()), "quarterly")
	if err := end(p, shortRate(house()), ByHolder, 30, 30, false); err != nil {
		t.Fatal(err)
	}
	p.mustPay(t, 31)
	if p.nextUnpaid() != nil || p.Status != Cancelled {
		t.Error(p.books())
	}
}

func TestPayRefund_EachRefund_IsPaidOnce(t *testing.T) {
	sold := house()
	p := inForce(t, sold, "")
	if _, err := p.PayRefund("r", on(1)); fault.CodeOf(err) != fault.NothingToRefund {
		t.Fatal(err)
	}
	if err := revise(p, sold, 200, 200, 5_000_000, 0); err != nil {
		t.Fatal(err)
	}
	if err := end(p, sold, ByHolder, 300, 300, false); err != nil {
		t.Fatal(err)
	}
	for _, want := range []int64{27_500, 13_750} {
		if r, err := p.PayRefund("r", on(301)); err != nil || r.Amount.MinorUnits != want {
			t.Fatal(err)
		}
	}
	if _, err := p.PayRefund("r", on(302)); fault.CodeOf(err) != fault.NothingToRefund {
		t.Fatal(err)
	}
}

func TestExpireAndRenew_AtTheEndOfTheCover(t *testing.T) {
	sold := house()
	p := inForce(t, sold, "")
	if err := p.Expire(on(399)); fault.CodeOf(err) != fault.NotExpired {
		t.Fatal(err)
	}
	early, _ := Bind(offer(sold, 399, ""), sold, "p2", on(390))
	if err := p.Renew(early); fault.CodeOf(err) != fault.InvalidPeriod {
		t.Fatal(err)
	}
	next, _ := Bind(offer(sold, 400, ""), sold, "p2", on(390))
	next.HolderID = "somebody"
	if err := p.Renew(next); fault.CodeOf(err) != fault.InvalidArgument {
		t.Fatal(err)
	}
	next.HolderID = "h"
	if err := p.Expire(on(400)); err != nil || p.Status != Expired {
		t.Fatal(err)
	}
	if err := p.Renew(next); err != nil || p.RenewedBy != "p2" || next.RenewalOf != "p" {
		t.Fatal(err)
	}
	if err := p.Renew(next); fault.CodeOf(err) != fault.AlreadyRenewed {
		t.Fatal(err)
	}
}
