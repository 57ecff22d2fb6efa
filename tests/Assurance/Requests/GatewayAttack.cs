using EndToEnd.Tests.BadInput;
using Insurance.V1;
using FieldType = Google.Protobuf.Reflection.FieldType;

namespace Assurance.Requests;

/// <summary>
/// Requests to the gateways' public API: every method by every caller, messages made from their descriptors, then mutated as
/// messages, as bytes, as frames or as JSON.
/// </summary>
internal sealed class GatewayAttack(ConsortiumFixture fixture, Tally tally) : IDisposable
{
    public const string Part = "requests to the gateways";

    private static readonly MethodDescriptor[] Methods = [.. typeof(Policy).Assembly.GetTypes()
        .Select(type => type.GetProperty("Descriptor")?.GetValue(null))
        .OfType<FileDescriptor>()
        .SelectMany(file => file.Services)
        .SelectMany(service => service.Methods)
        .OrderBy(method => method.FullName, StringComparer.Ordinal)];

    private readonly GatewayCallers _callers = new(fixture.Consortium);

    /// <summary>By request id, whether any call with it was answered with OK or may have been carried out.</summary>
    private readonly ConcurrentDictionary<string, bool> _requests = new();

    private MessageGenerator _generator = new(["x"]);

    public async Task RunAsync(int count, int seed)
    {
        _generator = new MessageGenerator(await KnownAsync());
        var first = await LedgerRecord.HeightAsync(fixture.Consortium);
        await Attack.RunAsync(Part, fixture.Consortium, tally, count, seed, OneAsync);
        await ChangedAsync(first);
    }

    public void Dispose() => _callers.Dispose();

    private async Task OneAsync(int number, Random random)
    {
        var method = Methods[random.Next(Methods.Length)];
        var (name, client) = _callers.Any(random);
        var message = _generator.New(method.InputType, random);
        var path = $"/{method.Service.FullName}/{method.Name}";
        Name(message, number, random);
        var kind = random.Next(8);
        if (kind is 1 or 2 or 3)
        {
            _generator.Change(message, random);
        }

        Answer answer;
        byte[] body;
        if (kind is 2 or 6 && ToJson(message) is { } json)
        {
            body = kind == 2 ? System.Text.Encoding.UTF8.GetBytes(json) : JsonMutator.Mutate(json, random);
            if (random.Next(40) == 0)
            {
                path = random.Next(3) switch { 0 => path + "%00", 1 => path.Replace('.', '/'), _ => path + "/%2e%2e/%ff" };
            }

            answer = await client.JsonAsync(path, body, method.IsServerStreaming, random.Next(30) == 0 ? "text/plain" : "application/json");
        }
        else
        {
            var bytes = message.ToByteArray();
            body = kind is 4 or 5 ? WireMutator.Mutate(bytes, random) : bytes;
            var frame = WireClient.Frame(body);
            answer = await client.GrpcAsync(path, kind == 7 ? Frames(frame, random) : frame, method.IsServerStreaming, kind == 7 ? Headers(random) : null);
        }

        Note(message, body, answer);
        var form = kind switch { 0 => "as generated", 1 or 3 => "a field changed", 2 => "JSON, a field changed", 4 or 5 => "bytes changed", 6 => "JSON changed", _ => "frame changed" };
        tally.Count(Part, answer.ToString());
        tally.Count("kinds of those requests", form);
        Judge($"request {number} ({form}) {path} by {name}: {answer} {answer.Message}", answer);
    }

    private void Judge(string what, Answer answer)
    {
        if (answer == Answer.Late)
        {
            tally.Break(Zero.Hang, what);
        }
        else if (answer.Status is "UNKNOWN" or "INTERNAL" or "HTTP 500" && answer.Code is null or "INTERNAL")
        {
            tally.Break(Zero.Uncoded, what + Attack.LastError(fixture.Consortium, "gateway-"));
        }
    }

    /// <summary>Request ids that are found again, or what chance gave them.</summary>
    private static void Name(IMessage message, int number, Random random)
    {
        if (message.Descriptor.FindFieldByName("request_id") is { FieldType: FieldType.String } field && random.Next(10) > 0)
        {
            field.Accessor.SetValue(message, $"asr-{number}");
        }
    }

    private void Note(IMessage message, byte[] body, Answer answer)
    {
        if (message.Descriptor.FindFieldByName("request_id") is not { FieldType: FieldType.String } field)
        {
            return;
        }

        // What the server may have read: the message before it was changed, and what the bytes say now.
        foreach (var id in new[] { field.Accessor.GetValue(message), Reread(message.Descriptor, body) is { } read ? field.Accessor.GetValue(read) : "" })
        {
            _requests.AddOrUpdate((string)id, answer.IsOk || answer.IsUnknown, (_, before) => before || answer.IsOk || answer.IsUnknown);
        }
    }

    private static IMessage? Reread(MessageDescriptor type, byte[] body)
    {
        try
        {
            return type.Parser.ParseFrom(body);
        }
        catch (InvalidProtocolBufferException)
        {
            return null;
        }
    }

    /// <summary>Whatever is on the ledger since was asked for by a call that was not refused.</summary>
    private async Task ChangedAsync(ulong first)
    {
        var found = 0;
        await foreach (var (transaction, id) in LedgerRecord.WritesSinceAsync(fixture.Consortium, first))
        {
            found++;
            if (_requests.TryGetValue(id, out var carried) && !carried)
            {
                tally.Break(Zero.Changed, $"transaction {transaction} is VALID and wrote, and its request '{id}' was refused");
            }
        }

        tally.Note($"{Part}: {found} valid transactions wrote since, each of a request that was not refused");
    }

    private static string? ToJson(IMessage message)
    {
        try
        {
            return JsonFormatter.Default.Format(message);
        }
        catch (Exception exception) when (exception is InvalidOperationException or ArgumentException)
        {
            // A time that has no JSON form.
            return null;
        }
    }

    private static byte[] Frames(byte[] frame, Random random) => random.Next(7) switch
    {
        0 => [1, .. frame[1..]],
        1 => [frame[0], 0xff, 0xff, 0xff, 0xff, .. frame[5..]],
        2 => [frame[0], 0x7f, 0xff, 0xff, 0xff, .. frame[5..]],
        3 => [.. frame, .. frame],
        4 => frame[..random.Next(frame.Length)],
        5 => [],
        _ => WireMutator.Mutate(frame, random),
    };

    private static Dictionary<string, string> Headers(Random random) => random.Next(6) switch
    {
        0 => new() { ["grpc-timeout"] = "99999999999999H" },
        1 => new() { ["grpc-encoding"] = "gzip" },
        2 => new() { ["grpc-encoding"] = "nonsense" },
        3 => new() { ["authorization"] = "Bearer " + new string('a', random.Next(4_000)) },
        4 => new() { ["grpc-timeout"] = "1n" },
        _ => [],
    };

    /// <summary>A small business, so that what is asked for exists at times.</summary>
    private async Task<IReadOnlyList<string>> KnownAsync()
    {
        var book = await new InsurerBook(fixture).OpenAsync();
        var (policy, unpaid) = (await book.BindAsync(), await book.BindAsync(paid: false));
        var claim = await book.Claims.SubmitClaimAsync(book.Claim(policy));
        var referred = await book.Claims.SubmitClaimAsync(book.Claim(policy));
        return
        [
            book.ProductId, book.HolderId, policy.PolicyId, unpaid.PolicyId, policy.QuoteId, claim.ClaimId, referred.ClaimId, "building", "fire", "USD", "EUR", "US", "delay", "min",
            TestConsortium.Aurora, TestConsortium.Meridian, TestConsortium.Reinsurer, TestConsortium.Regulator, TestConsortium.Broker, new string('a', 64), "1980-02-29", "person@example.org",
            "2026-01-01T00:00:00Z", claim.ClaimId, policy.PolicyId, book.HolderId, "auto-pay." + claim.ClaimId,
        ];
    }
}
