using Google.Protobuf.WellKnownTypes;
using Insurance.V1;

namespace Insurance.Cli.Commands;

/// <summary><c>insure audit export</c>.</summary>
internal static class AuditExportCommand
{
    private static readonly string[] Forms =
    [
        "yyyy-MM-dd", "yyyy-MM-dd'T'HH:mmK", "yyyy-MM-dd'T'HH:mm:ssK", "yyyy-MM-dd'T'HH:mm:ss.FFFFFFFK",
    ];

    public static Command Create()
    {
        var from = new Option<string?>("--from") { Description = "Begin of the period, inclusive: a day or a moment in RFC 3339, in UTC unless it says otherwise (default: the first block)", HelpName = "time" };
        var to = new Option<string?>("--to") { Description = "End of the period, exclusive (default: the newest block)", HelpName = "time" };
        var fromBlock = new Option<ulong?>("--from-block") { Description = "The first block, instead of --from", HelpName = "number" };
        var toBlock = new Option<ulong?>("--to-block") { Description = "The last block, instead of --to; one beyond the newest means the newest", HelpName = "number" };
        var output = new Option<string>("--out") { Description = "The file to write; it must not exist", Required = true, HelpName = "file" };
        var caller = new CallerOptions();
        var command = new Command("export", "Writes the blocks of a period, signed by the organization asked, into one file.") { from, to, fromBlock, toBlock, output };
        caller.AddTo(command);
        command.SetAction((result, _) => CommandRunner.RunAsync(result, (written, token) => RunAsync(
            Request(
                Moment(result.GetValue(from), "--from"),
                Moment(result.GetValue(to), "--to"),
                result.GetValue(fromBlock),
                result.GetValue(toBlock)),
            Path.GetFullPath(result.GetValue(output)!),
            cancellation => caller.ConnectAsync(result, cancellation),
            written,
            token)));
        return command;
    }

    /// <summary>A day is its first moment.</summary>
    internal static DateTimeOffset? Moment(string? text, string option)
    {
        if (text is null)
        {
            return null;
        }

        return DateTimeOffset.TryParseExact(text, Forms, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var moment)
            ? moment
            : throw new ConsortiumException(ExitCodes.InvalidInput, $"{option} is '{text}'; give a day such as 2026-07-01, or a moment such as 2026-07-01T12:00:00Z");
    }

    private static ExportAuditRequest Request(DateTimeOffset? from, DateTimeOffset? to, ulong? fromBlock, ulong? toBlock)
    {
        var problem = from >= to ? "--to must be after --from"
            : from is not null && fromBlock is not null ? "give --from or --from-block, not both"
            : to is not null && toBlock is not null ? "give --to or --to-block, not both"
            : fromBlock > toBlock ? "--to-block must not be before --from-block"
            : null;
        if (problem is not null)
        {
            throw new ConsortiumException(ExitCodes.InvalidInput, problem);
        }

        var request = new ExportAuditRequest
        {
            From = from is { } begin ? Timestamp.FromDateTimeOffset(begin) : null,
            To = to is { } end ? Timestamp.FromDateTimeOffset(end) : null,
        };
        if (fromBlock is { } first)
        {
            request.FromBlock = first;
        }

        if (toBlock is { } last)
        {
            request.ToBlock = last;
        }

        return request;
    }

    private static async Task<int> RunAsync(
        ExportAuditRequest request, string output, Func<CancellationToken, Task<GatewayConnection>> connect, CommandOutput written, CancellationToken cancellationToken)
    {
        if (File.Exists(output))
        {
            throw new ConsortiumException(ExitCodes.InvalidInput, $"{output} exists already; choose another file with --out");
        }

        using var connection = await connect(cancellationToken);
        var partial = output + ".partial";
        try
        {
            var length = await DownloadAsync(new Ledger.LedgerClient(connection.Channel), request, partial, cancellationToken);
            File.Move(partial, output);
            written.Write(
                new { File = output, Bytes = length },
                text => text.WriteLine(string.Create(CultureInfo.InvariantCulture, $"Wrote {length:N0} bytes to {output}. Check it anywhere with: insure audit verify {Invocation.Quoted(output)}")));
            return ExitCodes.Success;
        }
        finally
        {
            File.Delete(partial);
        }
    }

    private static async Task<long> DownloadAsync(
        Ledger.LedgerClient ledger, ExportAuditRequest request, string partial, CancellationToken cancellationToken)
    {
        using var call = ledger.ExportAudit(request, cancellationToken: cancellationToken);
        await using var file = File.Create(partial);
        await foreach (var chunk in call.ResponseStream.ReadAllAsync(cancellationToken))
        {
            await file.WriteAsync(chunk.Data.Memory, cancellationToken);
        }

        await file.FlushAsync(cancellationToken);
        return file.Length;
    }
}
