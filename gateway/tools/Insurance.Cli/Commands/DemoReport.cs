using Insurance.V1;

namespace Insurance.Cli.Commands;

/// <summary>Prints a result for people.</summary>
internal static class DemoReport
{
    public static void Write(DemoResult result, TextPage page)
    {
        WriteBooks(result, page);
        WriteLatencies(result, page);
        foreach (var chapter in result.Chapters)
        {
            page.Head(chapter.Title);
            foreach (var line in chapter.Lines)
            {
                page.Say(line);
            }
        }

        WriteExplanation(result.Explained, page);
        WriteProvenance(result, page);
        WriteVerification(result.Verification, page);
        page.WriteLine();
        page.Say($"First payout {Seconds(result.FirstPayoutMilliseconds)} after the command began; the whole run took {Seconds(result.TotalMilliseconds)}.");
        page.Say("The fire data holds losses only, no property that did not burn, and 2015 was a year of drought: neither loss ratio says anything about the price.");
    }

    private static void WriteBooks(DemoResult result, TextPage page)
    {
        page.Head("What was sold and paid");
        var table = Tables.New("insurer", "line", "policies", "premium", "claims", "paid by the conditions", "decided by hand", "paid out", "loss ratio").WithProse("insurer");
        foreach (var (insurer, totals) in result.Books)
        {
            table.AddRow(
                insurer.Name,
                totals.Line,
                Count(totals.Policies),
                MoneyText.Of(totals.Premium, totals.Currency),
                Count(totals.Claims),
                Count(totals.PaidAutomatically),
                Count(totals.DecidedByHand),
                MoneyText.Of(totals.Paid, totals.Currency),
                totals.LossRatioPpm is { } ratio ? string.Create(CultureInfo.InvariantCulture, $"{ratio / 10_000m:0.0} %") : "");
        }

        page.Write(table);
    }

    private static void WriteLatencies(DemoResult result, TextPage page)
    {
        page.Head("From claim to payout");
        var table = Tables.New("payouts from", "payouts", "median, client", "99th percentile, client", "median, ledger time", "99th percentile, ledger time").WithProse("payouts from");
        foreach (var latency in result.Latencies)
        {
            var (client, ledger) = (latency.Client.Summarize(), latency.Ledger.Summarize());
            table.AddRow(
                latency.Name,
                Count(client.Count),
                Milliseconds(client.MedianMilliseconds),
                Milliseconds(client.Percentile99Milliseconds),
                Milliseconds(ledger.MedianMilliseconds),
                Milliseconds(ledger.Percentile99Milliseconds));
        }

        page.Write(table);
    }

    private static void WriteExplanation(Claim claim, TextPage page)
    {
        page.Head($"Why claim {claim.ClaimId} was decided as it was");
        page.Say($"Policy {claim.PolicyId}, cause {claim.Cause}, claimed {MoneyText.Of(claim.AmountClaimed)}, now {Word(claim.Status)}.");
        foreach (var decision in claim.Decisions)
        {
            page.WriteLine();
            page.Say($"{(decision.Automatic ? "By the conditions of the product" : "By a person")}: {Word(decision.Outcome)} ({decision.Decided.MspId}, {decision.Decided.Actor}, transaction {Short(decision.Decided.TransactionId)})");
            WriteConditions(decision, page);
            foreach (var step in decision.AmountSteps)
            {
                page.Say($"  {step.CoverageId}{(step.CoverageId.Length > 0 ? ", " : "")}{step.Step}: {MoneyText.Of(step.Amount)}");
            }

            if (decision.ApprovedAmount is not null)
            {
                page.Say($"  approved: {MoneyText.Of(decision.ApprovedAmount)}");
            }

            if (decision.Reason.Length > 0)
            {
                page.Say($"  reason: {decision.Reason}");
            }
        }

        foreach (var payment in claim.Payments)
        {
            page.WriteLine();
            page.Say($"Paid {MoneyText.Of(payment.Amount)}, reference {payment.Reference}, {payment.ElapsedMilliseconds} ms after the claim by ledger time.");
        }
    }

    private static void WriteConditions(Decision decision, TextPage page)
    {
        if (decision.Conditions.Count == 0)
        {
            return;
        }

        var table = Tables.New("condition", "requires", "saw", "met").WithProse("requires", "saw");
        foreach (var condition in decision.Conditions)
        {
            table.AddRow(
                condition.Code,
                ConditionText.Requirement(condition),
                ConditionText.Observed(condition),
                condition.Met ? "yes" : $"no: {Word(condition.Consequence)}");
        }

        page.Write(table);
    }

    private static void WriteProvenance(DemoResult result, TextPage page)
    {
        page.Head($"Where policy {result.Policy.PolicyId} comes from");
        var table = Tables.New("block", "transaction", "time", "status of the record", "written by").WithProse("status of the record", "written by");
        foreach (var entry in result.Provenance)
        {
            var policy = JsonParser.Default.Parse<Policy>(entry.RecordJson);
            var stamp = policy.Instalments.LastOrDefault(part => part.Payment is not null)?.Payment.Recorded ?? policy.Bound;
            table.AddRow($"{entry.BlockNumber}", entry.TransactionId, entry.Time.ToDateTime().ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture), policy.Status == PolicyStatus.InForce ? "in force" : Word(policy.Status), $"{stamp.MspId}, {stamp.Actor}");
        }

        page.Write(table);
    }

    private static void WriteVerification(VerifyTransactionResponse verification, TextPage page)
    {
        page.Head($"Proof of transaction {Short(verification.TransactionId)}");
        page.Say($"{(verification.Verified ? "Verified" : "NOT VERIFIED")}: block {verification.BlockNumber}, {verification.ValidationCode}, created by {verification.CreatorMspId}, endorsed by {string.Join(", ", verification.EndorserMspIds)}; block hash {Short(verification.BlockHash)}");
        foreach (var check in verification.Checks)
        {
            page.Say($"  {(check.Passed ? "ok    " : "FAILED")} {check.Check}{(check.Detail.Length > 0 ? $": {check.Detail}" : "")}");
        }
    }

    private static string Count(int value) => value.ToString("N0", CultureInfo.InvariantCulture);

    private static string Milliseconds(double value) => string.Create(CultureInfo.InvariantCulture, $"{value:0.0} ms");

    private static string Seconds(double? milliseconds) => string.Create(CultureInfo.InvariantCulture, $"{milliseconds / 1000:0.0} s");

    private static string Short(string hex) => hex.Length > 16 ? hex[..16] + "…" : hex;

    private static string Word<T>(T value)
        where T : struct, Enum => value.ToString().ToLowerInvariant();
}
