using Google.Protobuf.WellKnownTypes;
using Insurance.V1;
using static Insurance.Gateway.Holder.PlainWords;

namespace Insurance.Gateway.Holder;

/// <summary>A claim in plain words.</summary>
internal sealed class ClaimWords(Product product, string contact)
{
    private readonly DecisionWords decisions = new(product);

    public HolderClaim Claim(Claim claim) => new()
    {
        ClaimId = claim.ClaimId,
        Status = Status(claim),
        Claimed = { Claimed(claim) },
        Decisions = { claim.Decisions.Select(decision => decisions.Decision(claim, decision)) },
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

    private static string Status(Claim claim) => (claim.Status, Paid(claim)) switch
    {
        (ClaimStatus.Referred, { } paid) => $"A person is looking at it again; nothing new is decided. {Of(paid)} were paid before.",
        (ClaimStatus.Referred, _) => "A person is looking at it; nothing is decided.",
        (ClaimStatus.Proposed, { } paid) => $"One handler has approved more than the {Of(paid)} that were paid; a second one must confirm.",
        (ClaimStatus.Proposed, _) => "One handler has approved it; a second one must confirm.",
        (ClaimStatus.Approved, { } paid) => $"Approved; {Of(paid)} were paid, and the rest is still to come.",
        (ClaimStatus.Approved, _) => "Approved; the payment is still to come.",
        (ClaimStatus.Declined, { } paid) => $"{Of(paid)} were paid; what is claimed beyond that was declined.",
        (ClaimStatus.Declined, _) => "Declined.",
        (ClaimStatus.Paid, { } paid) => $"Paid: {Of(paid)} in all.",
        (ClaimStatus.Paid, _) => "Paid.",
        (ClaimStatus.Appealed, { } paid) => $"You have objected; a handler who did not take part in the decision is looking at it. {Of(paid)} were paid before.",
        (ClaimStatus.Appealed, _) => "You have objected; a handler who did not take part in the decision is looking at it.",
        (ClaimStatus.Closed, { } paid) => $"Closed; {Of(paid)} were paid in all.",
        (ClaimStatus.Closed, _) => "Closed; nothing was paid.",
        _ => "The status is not known.",
    };

    private IEnumerable<string> Claimed(Claim claim)
    {
        yield return claim.ReadingId.Length > 0 || claim.DeterminationId.Length > 0
            ? $"It was opened by a measurement ({Named(claim.Cause)}) of {Of(claim.OccurredAt)}; you had to do nothing."
            : $"\"{claim.LossId}\", {claim.Cause}, which happened on {Of(claim.OccurredAt)}; reported on {Of(claim.Submitted?.Time)}.";
        foreach (var loss in claim.Losses)
        {
            yield return $"{Of(loss.Amount)} under {decisions.Name(loss.CoverageId)}.";
        }
    }

    private static HolderPayment Payment(Claim claim, Payment payment) => new()
    {
        Amount = payment.Amount,
        PaidAt = payment.Paid?.Time,
        Sentence = $"{Of(payment.Amount)} were paid{(payment.Payee.Length > 0 ? $" to {payment.Payee}" : "")} on {Of(payment.Paid?.Time)}, "
            + $"{Span(payment.ElapsedMilliseconds)} after the claim was reported. Reference: {Reference(claim, payment)}.",
    };

    // What readings settle is paid with the id of the reading, in which the ledger percent-encodes the subject.
    private static string Reference(Claim claim, Payment payment) => payment.Reference.Length > 0
        && (payment.Reference == claim.ReadingId || payment.Reference == claim.DeterminationId)
        ? Uri.UnescapeDataString(payment.Reference)
        : payment.Reference;

    private static IEnumerable<string> Notes(Claim claim)
    {
        foreach (var document in claim.Evidence)
        {
            yield return $"A document was given: {document.Kind}, SHA-256 {document.Sha256}.";
        }

        foreach (var appeal in claim.Appeals)
        {
            yield return $"You objected on {Of(appeal.Recorded?.Time)}: {appeal.Reason}";
        }

        foreach (var reopening in claim.Reopenings)
        {
            yield return $"It was opened again on {Of(reopening.Recorded?.Time)}.";
        }

        if (claim.Closed is { } closed)
        {
            yield return $"It was closed on {Of(closed.Time)}.";
        }
    }

    private string Appeal(Claim claim) => claim.Status switch
    {
        ClaimStatus.Declined or ClaimStatus.Paid =>
            $"If you do not agree, tell {contact} why, and name claim {claim.ClaimId}: that is an appeal. A handler who took no part in the decision answers it.",
        ClaimStatus.Appealed => "Your appeal is being looked at by a handler who took no part in the decision.",
        ClaimStatus.Approved => "You can appeal against the amount once it is paid.",
        ClaimStatus.Closed => $"If something new is known, tell {contact}, and name claim {claim.ClaimId}: the claim can be opened again.",
        _ when claim.Payments.Count > 0 => $"Nothing new is decided yet. You can give {contact} further documents.",
        _ => $"Nothing is decided yet. You can give {contact} further documents.",
    };
}
