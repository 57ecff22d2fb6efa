package words_test

import (
	"slices"
	"testing"

	"insurance/chaincode/domain/instant"
	"insurance/chaincode/domain/words"
)

func at(t *testing.T, s string) instant.Instant {
	t.Helper()
	i, err := instant.Parse(s)
	if err != nil {
		t.Fatal(err)
	}
	return i
}

func TestSay_Moments_AreAsPeopleReadThem(t *testing.T) {
	begin, late := at(t, "2026-03-01T09:00:00Z"), at(t, "2026-03-25T18:00:07.123456789Z")
	if got := words.Say("%s of %d until %s", begin, 2, &late); got != "2026-03-01 09:00 UTC of 2 until 2026-03-25 18:00:07 UTC" {
		t.Error(got)
	}
}

func TestSay_NoMoment_IsNoFault(t *testing.T) {
	var none *instant.Instant
	if got := words.Say("%s, %s", none, at(t, "2026-03-01T09:00:00Z")); got != "<nil>, 2026-03-01 09:00 UTC" {
		t.Error(got)
	}
}

func TestSay_MomentsInTheSameSecond_AreDistinguished(t *testing.T) {
	by, late := at(t, "2026-03-25T18:00:00Z"), at(t, "2026-03-25T18:00:00.001Z")
	if got := words.Say("by %s: %s", by, &late); got != "by 2026-03-25T18:00:00Z: 2026-03-25T18:00:00.001Z" {
		t.Error(got)
	}
	if got := words.Say("%s is %s", late, late); got != "2026-03-25 18:00 UTC is 2026-03-25 18:00 UTC" {
		t.Error(got)
	}
}

func TestApart_MomentsThatAreCompared_DifferWhereTheyDo(t *testing.T) {
	by, late, later := at(t, "2026-03-25T18:00:00Z"), at(t, "2026-03-25T18:00:00.001Z"), at(t, "2026-03-25T18:00:01.5Z")
	if got := words.Apart(by, late); !slices.Equal(got, []string{"2026-03-25T18:00:00Z", "2026-03-25T18:00:00.001Z"}) {
		t.Error(got)
	}
	if got := words.Apart(by, later); !slices.Equal(got, []string{"2026-03-25 18:00 UTC", "2026-03-25 18:00:01 UTC"}) {
		t.Error(got)
	}
}
