package policy

import "insurance/chaincode/domain/instant"

// DueSince is the moment from which something is due; there is none where it is not due by now. A reminder is due so many
// days before the end of a cover that is longer.
func (p *Policy) DueSince(what Due, now instant.Instant, daysBefore uint32) *instant.Instant {
	var step Step
	var since instant.Instant
	switch what {
	case DueLapse:
		next := p.nextUnpaid()
		if next == nil {
			return nil
		}
		step, since = Lapse, *next.GraceAt
	case DueExpiry:
		step, since = Expire, *p.Cover.End
	case DueRenewalReminder:
		if p.RenewedBy != "" || p.RenewalReminded != nil || !now.Before(*p.Cover.End) {
			return nil
		}
		step, since = Remind, p.Cover.End.AddDays(-int64(daysBefore))
		if !p.Cover.Start.Before(since) {
			return nil
		}
	default:
		return nil
	}
	if _, err := p.next(step); err != nil || now.Before(since) {
		return nil
	}
	return &since
}
