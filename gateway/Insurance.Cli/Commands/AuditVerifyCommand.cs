using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using Fabric.Audit;

namespace Insurance.Cli.Commands;

/// <summary><c>insure audit verify</c>: no network, no state directory, nothing but the files.</summary>
internal static class AuditVerifyCommand
{
    private const int Shown = 20;

    private static readonly JsonSerializerOptions Form = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true,
        DefaultIgnoreCondition = JsonIgnoreCondition.Never,
    };

    public static Command Create()
    {
        var files = new Argument<string[]>("file") { Description = "Exports; several are joined where they meet and compared where they overlap", Arity = ArgumentArity.OneOrMore };
        var trust = new Option<string?>("--trust") { Description = "What to believe: the organizations' root certificates in PEM, or a configuration block of the channel (default: the configuration in the export, whose fingerprint is printed)", HelpName = "file" };
        var fingerprint = new Option<string?>("--fingerprint") { Description = "What to believe: the fingerprint of the configuration, 64 hexadecimal digits", HelpName = "sha256" };
        var json = CommonOptions.Json("Prints one JSON object instead of text");
        var command = new Command("verify", "Checks everything in exports: hashes, signatures, endorsement policies, verdicts, period. Needs no network.") { files, trust, fingerprint, json };
        command.SetAction((result, _) => CommandRunner.RunAsync(token => Task.FromResult(Run(
            result.GetValue(files)!, result.GetValue(trust), result.GetValue(fingerprint), result.GetValue(json), token))));
        return command;
    }

    private static int Run(string[] files, string? trust, string? fingerprint, bool json, CancellationToken cancellationToken)
    {
        var roots = Roots(trust, fingerprint);
        if (files.FirstOrDefault(file => !File.Exists(file)) is { } missing)
        {
            throw new CliException(ExitCodes.InvalidInput, $"there is no file {missing}");
        }

        var verifier = new ExportVerifier(roots);
        var reports = files.Select(file =>
        {
            using var input = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.Read, 1 << 20);
            return (File: file, Report: verifier.Verify(input, null, cancellationToken));
        }).ToList();
        if (json)
        {
            Console.WriteLine(JsonSerializer.Serialize(
                reports.Select(item => new { item.File, Verified = item.Report.IsVerified, item.Report }), Form));
        }
        else
        {
            reports.ForEach(item => Write(item.File, item.Report, trust is not null || fingerprint is not null, Console.Out));
        }

        return reports.TrueForAll(item => item.Report.IsVerified) ? ExitCodes.Success : ExitCodes.NotVerified;
    }

    private static TrustRoots Roots(string? trust, string? fingerprint)
    {
        try
        {
            return (trust, fingerprint) switch
            {
                ({ }, { }) => throw new CliException(ExitCodes.InvalidInput, "give --trust or --fingerprint, not both"),
                ({ } file, _) => TrustRoots.OfFile(File.ReadAllBytes(file)),
                (_, { } hash) => TrustRoots.OfFingerprint(hash),
                _ => TrustRoots.OfTheExport,
            };
        }
        catch (FormatException error)
        {
            throw new CliException(ExitCodes.InvalidInput, $"{(trust is null ? "--fingerprint" : $"--trust {trust}")} cannot be used: {error.Message}");
        }
        catch (FileNotFoundException)
        {
            throw new CliException(ExitCodes.InvalidInput, $"there is no file {trust}");
        }
    }

    private static void Write(string file, ExportReport report, bool trusted, TextWriter output)
    {
        output.WriteLine($"{(report.IsVerified ? "VERIFIED" : "NOT VERIFIED")} {file}");
        if (report.Manifest is { } manifest)
        {
            output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  Channel {manifest.Channel}, exported by {manifest.ExportedBy} at {manifest.ExportedAt:yyyy-MM-dd'T'HH:mm:ss'Z'}"));
            output.WriteLine($"  Period {Moment(manifest.From, "the first block")} to {Moment(manifest.To, "the newest block")}: {Blocks(manifest)}");
        }

        output.WriteLine($"  Configuration of block {report.ConfigurationBlock}, fingerprint {report.Fingerprint}");
        output.WriteLine($"  Organizations {string.Join(", ", report.Organizations)}");
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  {report.Blocks:N0} blocks, {report.Transactions.Values.Sum():N0} transactions ({Counts(report)}), {report.Signatures:N0} signatures hold"));
        if (!trusted)
        {
            output.WriteLine("  Note: the trust begins with the export's own configuration; compare its fingerprint with another member's, or use --trust or --fingerprint");
        }

        if (report.UnknownPolicies > 0)
        {
            output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  Note: {report.UnknownPolicies:N0} writes fall under policies that no block here shows: set before the first one, which the exports before this one cure if given along, or of another chaincode than the one stated"));
        }

        if (report.UnjudgedVerdicts > 0)
        {
            output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  Note: {report.UnjudgedVerdicts:N0} transactions are invalid for reasons that only the exporter's peer vouches for"));
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

    private static string Blocks(ExportManifest manifest) => manifest.FirstBlock is null
        ? $"no transaction; it lies between the blocks {manifest.FirstStored} and {manifest.LastStored}"
        : $"blocks {manifest.FirstBlock} to {manifest.LastBlock} of {manifest.Height}";

    private static string Moment(DateTimeOffset? moment, string otherwise) =>
        moment?.ToString("yyyy-MM-dd'T'HH:mm:ss.FFFFFFF'Z'", CultureInfo.InvariantCulture) ?? otherwise;
}
