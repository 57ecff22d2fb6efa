using Fabric.Audit;

namespace Insurance.Cli.Commands;

/// <summary><c>insure audit verify</c>: no network, no state directory, nothing but the files.</summary>
internal static class AuditVerifyCommand
{
    private const int Shown = 20;

    public static Command Create()
    {
        var files = new Argument<string[]>("file") { Description = "Exports; several are joined where they meet and compared where they overlap", Arity = ArgumentArity.OneOrMore };
        var trust = new Option<string?>("--trust") { Description = "What to believe: the organizations' root certificates in PEM, or a configuration block of the channel (default: the configuration in the export, whose fingerprint is printed)", HelpName = "file" };
        var fingerprint = new Option<string?>("--fingerprint") { Description = "What to believe: the fingerprint of the configuration, 64 hexadecimal digits", HelpName = "sha256" };
        var receipt = new Option<string?>("--receipt") { Description = "Goes on from an earlier verification: the file that it wrote with --write-receipt", HelpName = "file" };
        var writeReceipt = new Option<string?>("--write-receipt") { Description = "Where to note the last block verified and the time reached, for the next verification; written only when everything is verified", HelpName = "file" };
        var chaincode = new Option<string>("--chaincode") { Description = "The chaincode whose endorsers look at the time of a transaction", HelpName = "name", DefaultValueFactory = _ => "insurance" };
        var command = new Command("verify", "Checks everything in exports: hashes, signatures, endorsement policies, verdicts, period. Needs no network.") { files, trust, fingerprint, receipt, writeReceipt, chaincode };
        command.SetAction((result, _) => CommandRunner.RunAsync(result, (output, token) => Task.FromResult(Run(
            result.GetValue(files)!,
            Roots(result.GetValue(trust), result.GetValue(fingerprint)),
            result.GetValue(trust) is not null || result.GetValue(fingerprint) is not null || result.GetValue(receipt) is not null,
            new Receipts(result.GetValue(receipt), result.GetValue(writeReceipt)),
            result.GetValue(chaincode)!,
            output,
            token))));
        return command;
    }

    private static int Run(
        string[] files, TrustRoots roots, bool trusted, Receipts receipts, string chaincode, CommandOutput output, CancellationToken cancellationToken)
    {
        if (files.FirstOrDefault(file => !File.Exists(file)) is { } missing)
        {
            throw new ConsortiumException(ExitCodes.InvalidInput, $"there is no file {missing}");
        }

        var verifier = new ExportVerifier(roots, chaincode, receipts.Read());
        var reports = files.Select(file =>
        {
            using var input = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.Read, 1 << 20);
            return (File: file, Report: verifier.Verify(input, null, cancellationToken));
        }).ToList();
        output.Write(
            reports.Select(item => new { item.File, Verified = item.Report.IsVerified, Verdict = Word(item.Report.Verdict), item.Report }),
            text => reports.ForEach(item => Write(item.File, item.Report, trusted, text)));

        // The worst of them: a file that is damaged says more than one that proves too little.
        var worst = reports.Max(item => item.Report.Verdict);
        if (worst == ExportVerdict.Verified)
        {
            receipts.Write(verifier.Receipt);
        }

        return worst switch
        {
            ExportVerdict.Verified => ExitCodes.Success,
            ExportVerdict.NotProved => ExitCodes.NotProved,
            _ => ExitCodes.NotVerified,
        };
    }

    private static string Word(ExportVerdict verdict) => verdict switch
    {
        ExportVerdict.Verified => "VERIFIED",
        ExportVerdict.NotProved => "NOT PROVED",
        _ => "NOT VERIFIED",
    };

    private static TrustRoots Roots(string? trust, string? fingerprint)
    {
        try
        {
            return (trust, fingerprint) switch
            {
                ({ }, { }) => throw new ConsortiumException(ExitCodes.InvalidInput, "give --trust or --fingerprint, not both"),
                ({ } file, _) => TrustRoots.OfFile(File.ReadAllBytes(file)),
                (_, { } hash) => TrustRoots.OfFingerprint(hash),
                _ => TrustRoots.OfTheExport,
            };
        }
        catch (FormatException error)
        {
            throw new ConsortiumException(ExitCodes.InvalidInput, $"{(trust is null ? "--fingerprint" : $"--trust {trust}")} cannot be used: {error.Message}");
        }
        catch (FileNotFoundException)
        {
            throw new ConsortiumException(ExitCodes.InvalidInput, $"there is no file {trust}");
        }
    }

    private static void Write(string file, ExportReport report, bool trusted, TextPage output)
    {
        output.WriteLine($"{Word(report.Verdict)} {file}");
        if (report.Manifest is { } manifest)
        {
            output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  Channel {manifest.Channel}, exported by {manifest.ExportedBy} at {manifest.ExportedAt:yyyy-MM-dd'T'HH:mm:ss'Z'}"));
            output.WriteLine($"  Period {Moment(manifest.From, "the first block")} to {Moment(manifest.To, "the newest block")}: {Blocks(manifest)}");
            if (manifest.From is not null || manifest.To is not null)
            {
                output.WriteLine(report.DatedInPeriod == 0
                    ? "  By its creator's date no transaction of these blocks is in the period"
                    : string.Create(CultureInfo.InvariantCulture, $"  By their creators' dates {report.DatedInPeriod:N0} transactions of these blocks are in the period"));
            }
        }

        output.WriteLine(report.ConfigurationStated
            ? $"  Configuration of block {report.ConfigurationBlock}, as the exporter states it: its peer joined by a snapshot and does not have the block"
            : $"  Configuration of block {report.ConfigurationBlock}, fingerprint {report.Fingerprint}");
        output.WriteLine($"  Organizations {string.Join(", ", report.Organizations)}");
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  {report.Blocks:N0} blocks, {report.Transactions.Values.Sum():N0} transactions ({Counts(report)}), {report.Signatures:N0} signatures hold"));
        foreach (var reason in report.Unproved)
        {
            output.WriteLine($"  Not proved: {reason}");
        }

        if (report.Unproved.Count > 0)
        {
            output.WriteLine("  Give the exports before this one along, oldest first, or --receipt of an earlier verification, or export from the first block on");
        }

        if (report.EndsWithTheChain)
        {
            output.WriteLine("  Note: that the channel had no block after these is the exporter's word");
        }

        if (!trusted)
        {
            output.WriteLine(report.ConfigurationStated
                ? "  Note: the trust begins with the exporter's word on the configuration; get that block from another member and use --trust"
                : "  Note: the trust begins with the export's own configuration; compare its fingerprint with another member's, or use --trust or --fingerprint");
        }

        if (report.UnknownPolicies > 0)
        {
            output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  Note: {report.UnknownPolicies:N0} writes fall under policies that no block here shows: set before the first one, which the exports before this one cure if given along, or of another chaincode than the one stated"));
        }

        if (report.UnjudgedVerdicts > 0)
        {
            output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  Note: {report.UnjudgedVerdicts:N0} transactions are invalid for reasons that only the exporter's peer vouches for"));
        }

        if (report.EventsBesidePolicyCount > 0)
        {
            output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  Note: {report.EventsBesidePolicyCount:N0} events are endorsed by fewer than the chaincode's policy asks for, which peers demand only of what is written under it; consumers read the ledger before they act"));
            foreach (var item in report.EventsBesidePolicy.Take(Shown))
            {
                output.WriteLine($"    {item.Name} of transaction {item.TransactionId} in block {item.Block}, endorsed by {string.Join(", ", item.Endorsers)}");
            }
        }

        foreach (var stated in report.StatedDefinitions)
        {
            output.WriteLine($"  Note: the endorsement policy of chaincode {stated} is the one that the exporter states; no block here holds it");
        }

        foreach (var finding in report.Findings.Take(Shown))
        {
            output.WriteLine($"  {finding}");
        }

        if (report.FindingCount > Shown)
        {
            output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  and {report.FindingCount - Shown:N0} more; --json lists up to a thousand"));
        }
    }

    private static string Counts(ExportReport report) =>
        string.Join(", ", report.Transactions.Select(item => string.Create(CultureInfo.InvariantCulture, $"{item.Value:N0} {item.Key}")));

    private static string Blocks(ExportManifest manifest) =>
        $"blocks {manifest.FirstBlock} to {manifest.LastBlock} of {manifest.Height}";

    private static string Moment(DateTimeOffset? moment, string otherwise) =>
        moment?.ToString("yyyy-MM-dd'T'HH:mm:ss.FFFFFFF'Z'", CultureInfo.InvariantCulture) ?? otherwise;
}
