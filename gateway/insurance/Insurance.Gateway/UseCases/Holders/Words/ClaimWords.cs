using Google.Protobuf.WellKnownTypes;

namespace Insurance.Gateway.UseCases.Holders.Words;

/// <summary>A claim in plain words.</summary>
internal sealed class ClaimWords(Product product, PlainWords words, string contact)
{
    private readonly DecisionWords _decisions = new(product, words);

    public HolderClaim Claim(Claim claim) => new()
    {
        ClaimId = claim.ClaimId,
        Status = Status(claim),
        Claimed = { Claimed(claim) },
        Decisions = { claim.Decisions.Select(decision => _decisions.Decision(claim, decision)) },
        Payments = { claim.Payments.Select(payment => Payment(claim, payment)) },
        Notes = { Notes(claim) },
        Appeal = Appeal(claim),
    };

    /// <summary>What was paid until a moment; <c>null</c>: nothing.</summary>
    public static Money? Paid(Claim claim, Timestamp? until = null)
    {
        var paid = claim.Payments.Where(payment => until is null || payment.Paid?.Time?.CompareTo(until) <= 0).Select(payment => payment.Amount).ToList();
        return paid.Count == 0 ? null : new Money { MinorUnits = paid.Sum(amount => amount.MinorUnits), Currency = paid[0].Currency };
    }

    private string Status(Claim claim)
    {
        var paid = Paid(claim);
        Text? text = (claim.Status, paid is not null) switch
        {
            (ClaimStatus.Referred, true) => Text.ClaimReferredAgain,
            (ClaimStatus.Referred, _) => Text.ClaimReferred,
            (ClaimStatus.Proposed, true) => Text.ClaimProposedMore,
            (ClaimStatus.Proposed, _) => Text.ClaimProposed,
            (ClaimStatus.Approved, true) => Text.ClaimApprovedMore,
            (ClaimStatus.Approved, _) => Text.ClaimApproved,
            (ClaimStatus.Declined, true) => Text.ClaimDeclinedRest,
            (ClaimStatus.Declined, _) => Text.ClaimDeclined,
            (ClaimStatus.Paid, true) => Text.ClaimPaidInAll,
            (ClaimStatus.Paid, _) => Text.ClaimPaid,
            (ClaimStatus.Appealed, true) => Text.ClaimAppealedPaid,
            (ClaimStatus.Appealed, _) => Text.ClaimAppealed,
            (ClaimStatus.Closed, true) => Text.ClaimClosedPaid,
            (ClaimStatus.Closed, _) => Text.ClaimClosed,
            _ => null,
        };
        return words.Say(text ?? Text.StatusUnknown, words.Of(paid));
    }

    private IEnumerable<string> Claimed(Claim claim)
    {
        yield return IsByMeasurement(claim)
            ? words.Say(Text.ClaimedByMeasurement, PlainWords.Named(claim.Cause), words.Of(claim.OccurredAt))
            : words.Say(Text.ClaimedByHolder, claim.LossId, claim.Cause, words.Of(claim.OccurredAt), words.Of(claim.Submitted?.Time));
        foreach (var loss in claim.Losses)
        {
            yield return words.Say(Text.ClaimedLoss, words.Of(loss.Amount), _decisions.Name(loss.CoverageId));
        }
    }

    private HolderPayment Payment(Claim claim, Payment payment) => new()
    {
        Amount = payment.Amount,
        PaidAt = payment.Paid?.Time,
        Sentence = words.Say(
            payment.Payee.Length > 0 ? Text.PaymentMadeTo : Text.PaymentMade,
            words.Of(payment.Amount),
            words.Of(payment.Paid?.Time),
            After(claim, payment.ElapsedMilliseconds),
            Reference(claim, payment),
            payment.Payee),
    };

    private static bool IsByMeasurement(Claim claim) => claim.ReadingId.Length > 0 || claim.DeterminationId.Length > 0;

    // The same transaction settles by a measurement and pays, so that no time passes; and a gateway pays in fractions of a second.
    private string After(Claim claim, long milliseconds) => (IsByMeasurement(claim), milliseconds < 1000) switch
    {
        (true, true) => words.Say(Text.PaidAtOnceOnMeasurement),
        (true, false) => words.Say(Text.PaidAfterMeasurement, words.Span(milliseconds)),
        (false, true) => words.Say(Text.PaidAtOnceOnReport),
        (false, false) => words.Say(Text.PaidAfterReport, words.Span(milliseconds)),
    };

    // What readings settle is paid with the id of the reading, in which the ledger percent-encodes the subject.
    private static string Reference(Claim claim, Payment payment) => payment.Reference.Length > 0
        && (payment.Reference == claim.ReadingId || payment.Reference == claim.DeterminationId)
        ? Uri.UnescapeDataString(payment.Reference)
        : payment.Reference;

    private IEnumerable<string> Notes(Claim claim)
    {
        foreach (var document in claim.Evidence)
        {
            yield return words.Say(Text.NoteDocument, document.Kind, document.Sha256);
        }

        foreach (var appeal in claim.Appeals)
        {
            yield return words.Say(Text.NoteObjected, words.Of(appeal.Recorded?.Time), appeal.Reason);
        }

        foreach (var reopening in claim.Reopenings)
        {
            yield return words.Say(Text.NoteReopened, words.Of(reopening.Recorded?.Time));
        }

        if (claim.Closed is { } closed)
        {
            yield return words.Say(Text.NoteClosed, words.Of(closed.Time));
        }
    }

    private string Appeal(Claim claim) => claim.Status switch
    {
        ClaimStatus.Declined or ClaimStatus.Paid => words.Say(Text.AppealHow, contact, claim.ClaimId),
        ClaimStatus.Appealed => words.Say(Text.AppealPending),
        ClaimStatus.Approved => words.Say(Text.AppealOncePaid),
        ClaimStatus.Closed => words.Say(Text.AppealClosed, contact, claim.ClaimId),
        _ => words.Say(claim.Payments.Count > 0 ? Text.AppealNothingNew : Text.AppealNothingYet, contact),
    };
}
