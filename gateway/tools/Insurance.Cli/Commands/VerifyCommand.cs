using System.Security.Cryptography;
using Insurance.V1;

namespace Insurance.Cli.Commands;

/// <summary><c>insure verify</c>: whether a document is the one that the ledger names by its digest. The document stays here.</summary>
internal static class VerifyCommand
{
    public static Command Create() => new("verify", "Says whether a file is the document that a record on the ledger names. The file never leaves this machine.")
    {
        Terms(),
        Evidence(),
    };

    private static Command Terms()
    {
        var policy = new Option<string?>("--policy") { Description = "The policy sold under these terms", HelpName = "policy id" };
        var product = new Option<string?>("--product") { Description = "The product that offers these terms", HelpName = "product id/version" };
        return Build("terms", "Compares a file with the terms of a policy or a product.", [policy, product], result =>
            (result.GetValue(policy), result.GetValue(product)) switch
            {
                ({ } id, null) => (RecordType.Policy, id),
                (null, { } id) => (RecordType.Product, id),
                _ => throw new ConsortiumException(ExitCodes.InvalidInput, "give either --policy or --product"),
            });
    }

    private static Command Evidence()
    {
        var claim = new Option<string>("--claim") { Description = "The claim that it is evidence of", Required = true, HelpName = "claim id" };
        return Build("evidence", "Compares a file with the evidence of a claim.", [claim], result => (RecordType.Claim, result.GetValue(claim)!));
    }

    private static Command Build(string name, string description, Option[] options, Func<ParseResult, (RecordType Type, string Id)> of)
    {
        var insurer = new Option<string?>("--insurer") { Description = "The insurer whose record it is (default: the organization that is asked)", HelpName = "MSP id" };
        var file = new Option<string>("--file") { Description = "The document", Required = true, HelpName = "file" };
        var caller = new CallerOptions();
        var command = new Command(name, description);
        foreach (var option in options)
        {
            command.Options.Add(option);
        }

        command.Options.Add(insurer);
        command.Options.Add(file);
        caller.AddTo(command);
        command.SetAction((result, _) => CommandRunner.RunAsync(result, async (output, token) =>
        {
            var (type, id) = of(result);
            var digest = await DigestAsync(result.GetValue(file)!, token);
            using var connection = await caller.ConnectAsync(result, token);
            var asked = new VerifyDocumentRequest { RecordType = type, RecordId = id, Sha256 = digest, InsurerMspId = result.GetValue(insurer) ?? "" };
            return await CompareAsync(new Ledger.LedgerClient(connection.Channel), asked, result.GetValue(file)!, output, token);
        }));
        return command;
    }

    private static async Task<string> DigestAsync(string path, CancellationToken cancellationToken)
    {
        if (!File.Exists(path))
        {
            throw new ConsortiumException(ExitCodes.InvalidInput, $"there is no file {path}");
        }

        await using var input = File.OpenRead(path);
        return Convert.ToHexStringLower(await SHA256.HashDataAsync(input, cancellationToken));
    }

    private static async Task<int> CompareAsync(
        Ledger.LedgerClient ledger, VerifyDocumentRequest asked, string file, CommandOutput output, CancellationToken cancellationToken)
    {
        var answer = await ledger.VerifyDocumentAsync(asked, cancellationToken: cancellationToken);
        var (digest, kind) = (asked.Sha256, asked.RecordType.ToString().ToLowerInvariant());
        output.Write(
            new
            {
                File = file,
                Sha256 = digest,
                RecordType = kind,
                asked.RecordId,
                answer.Recorded,
                answer.Documents,
                Uses = answer.Uses.Select(use => new { use.Use, Time = Time(use), use.Recorded?.TransactionId, use.Recorded?.MspId }),
            },
            text => Report(answer, file, digest, $"{kind} {asked.RecordId}", text));
        return answer.Recorded ? ExitCodes.Success : ExitCodes.NotVerified;
    }

    private static void Report(VerifyDocumentResponse answer, string file, string digest, string record, TextPage text)
    {
        if (!answer.Recorded)
        {
            text.WriteLine($"NOT RECORDED {file}: SHA-256 {digest} is none of the {answer.Documents} documents that {record} names.");
        }

        foreach (var use in answer.Uses)
        {
            text.WriteLine($"RECORDED {file}: SHA-256 {digest} is the {use.Use} of {record}, recorded at {Time(use)} by transaction {use.Recorded?.TransactionId} of {use.Recorded?.MspId}.");
        }
    }

    private static string? Time(DocumentUse use) =>
        use.Recorded?.Time?.ToDateTimeOffset().ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
}
