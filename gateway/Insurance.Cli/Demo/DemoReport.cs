using System.Globalization;
using Google.Protobuf;
using Insurance.Cli.Commands;
using Insurance.V1;
using Spectre.Console;

namespace Insurance.Cli.Demo;

/// <summary>Prints a result for people.</summary>
internal static class DemoReport
{
    public static void Write(DemoResult result, IAnsiConsole console)
    {
        WriteBooks(result, console);
        WriteLatencies(result, console);
        foreach (var chapter in result.Chapters)
        {
            Heading(console, chapter.Title);
            foreach (var line in chapter.Lines)
            {
                console.WriteLine(line);
            }
        }

        WriteExplanation(result.Explained, console);
        WriteProvenance(result, console);
        WriteVerification(result.Verification, console);
        console.WriteLine();
        console.WriteLine($"First payout {Seconds(result.FirstPayoutMilliseconds)} after the command began; the whole run took {Seconds(result.TotalMilliseconds)}.");
        console.WriteLine("The fire data holds losses only, no property that did not burn, and 2015 was a year of drought: neither loss ratio says anything about the price.");
    }

    private static void WriteBooks(DemoResult result, IAnsiConsole console)
    {
        Heading(console, "What was sold and paid");
        var table = Tables.New("insurer", "line", "policies", "premium", "claims", "paid by the conditions", "decided by hand", "paid out", "loss ratio");
        foreach (var (insurer, totals) in result.Books)
        {
            table.AddRow(
                insurer.Name.EscapeMarkup(),
                totals.Line,
                Count(totals.Policies),
                MoneyText.Of(totals.Premium, totals.Currency),
                Count(totals.Claims),
                Count(totals.PaidAutomatically),
                Count(totals.DecidedByHand),
                MoneyText.Of(totals.Paid, totals.Currency),
                totals.LossRatioPpm is { } ratio ? string.Create(CultureInfo.InvariantCulture, $"{ratio / 10_000m:0.0} %") : "");
        }

        console.Write(table);
    }

    private static void WriteLatencies(DemoResult result, IAnsiConsole console)
    {
        Heading(console, "From claim to payout");
        var table = Tables.New("", "payouts", "median, client", "99th percentile, client", "median, ledger time", "99th percentile, ledger time");
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

        console.Write(table);
    }

    private static void WriteExplanation(Claim claim, IAnsiConsole console)
    {
        Heading(console, $"Why claim {claim.ClaimId} was decided as it was");
        console.WriteLine($"Policy {claim.PolicyId}, cause {claim.Cause}, claimed {MoneyText.Of(claim.AmountClaimed)}, now {Word(claim.Status)}.");
        foreach (var decision in claim.Decisions)
        {
            console.WriteLine();
            console.WriteLine($"{(decision.Automatic ? "By the conditions of the product" : "By a person")}: {Word(decision.Outcome)} ({decision.Decided.MspId}, {decision.Decided.Actor}, transaction {Short(decision.Decided.TransactionId)})");
            WriteConditions(decision, console);
            foreach (var step in decision.AmountSteps)
            {
                console.WriteLine($"  {step.CoverageId}{(step.CoverageId.Length > 0 ? ", " : "")}{step.Step}: {MoneyText.Of(step.Amount)}");
            }

            if (decision.ApprovedAmount is not null)
            {
                console.WriteLine($"  approved: {MoneyText.Of(decision.ApprovedAmount)}");
            }

            if (decision.Reason.Length > 0)
            {
                console.WriteLine($"  reason: {decision.Reason}");
            }
        }

        foreach (var payment in claim.Payments)
        {
            console.WriteLine();
            console.WriteLine($"Paid {MoneyText.Of(payment.Amount)}, reference {payment.Reference}, {payment.ElapsedMilliseconds} ms after the claim by ledger time.");
        }
    }

    private static void WriteConditions(Decision decision, IAnsiConsole console)
    {
        if (decision.Conditions.Count == 0)
        {
            return;
        }

        var table = Tables.New("condition", "requires", "saw", "met", "otherwise");
        foreach (var condition in decision.Conditions)
        {
            table.AddRow(
                condition.Code.EscapeMarkup(),
                condition.Requirement.EscapeMarkup(),
                condition.Observed.EscapeMarkup(),
                condition.Met ? "yes" : "no",
                condition.Met ? "" : Word(condition.Consequence));
        }

        console.Write(table);
    }

    private static void WriteProvenance(DemoResult result, IAnsiConsole console)
    {
        Heading(console, $"Where policy {result.PolicyId} comes from");
        var table = Tables.New("block", "transaction", "time", "status of the record", "written by");
        foreach (var entry in result.Provenance)
        {
            var policy = JsonParser.Default.Parse<Policy>(entry.RecordJson);
            var stamp = policy.Instalments.LastOrDefault(part => part.Payment is not null)?.Payment.Recorded ?? policy.Bound;
            table.AddRow($"{entry.BlockNumber}", entry.TransactionId, $"{entry.Time.ToDateTime():yyyy-MM-dd HH:mm:ss.fff} UTC", policy.Status == PolicyStatus.InForce ? "in force" : Word(policy.Status), $"{stamp.MspId}, {stamp.Actor}".EscapeMarkup());
        }

        console.Write(table);
    }

    private static void WriteVerification(VerifyTransactionResponse verification, IAnsiConsole console)
    {
        Heading(console, $"Proof of transaction {Short(verification.TransactionId)}");
        console.WriteLine($"{(verification.Verified ? "Verified" : "NOT VERIFIED")}: block {verification.BlockNumber}, {verification.ValidationCode}, created by {verification.CreatorMspId}, endorsed by {string.Join(", ", verification.EndorserMspIds)}; block hash {Short(verification.BlockHash)}");
        foreach (var check in verification.Checks)
        {
            console.WriteLine($"  {(check.Passed ? "ok    " : "FAILED")} {check.Check}{(check.Detail.Length > 0 ? $": {check.Detail}" : "")}");
        }
    }

    private static void Heading(IAnsiConsole console, string text)
    {
        console.WriteLine();
        console.Write(new Text(text + "\n", new Style(decoration: Decoration.Bold)));
    }

    private static string Count(int value) => value.ToString("N0", CultureInfo.InvariantCulture);

    private static string Milliseconds(double value) => string.Create(CultureInfo.InvariantCulture, $"{value:0.0} ms");

    private static string Seconds(double? milliseconds) => string.Create(CultureInfo.InvariantCulture, $"{milliseconds / 1000:0.0} s");

    private static string Short(string hex) => hex.Length > 16 ? hex[..16] + "…" : hex;

    private static string Word<T>(T value)
        where T : struct, Enum => value.ToString().ToLowerInvariant();
}
