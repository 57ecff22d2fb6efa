namespace Insurance.Gateway.UseCases.Brokers;

/// <summary>Keeps a broker to its own book: another broker's records answer as if they did not exist.</summary>
internal sealed class BrokerBook(TransactionRunner transactions)
{
    private const string AnyRecord = "Record";

    private static readonly FrozenDictionary<string, string> Kinds = Enum.GetValues<BrokerRecord>()
        .Where(kind => kind != BrokerRecord.Unspecified)
        .ToFrozenDictionary(kind => $"{kind}_NOT_FOUND".ToUpperInvariant(), kind => $"{kind}", StringComparer.Ordinal);

    /// <summary>Runs a method's transaction; of one that reads a broker's record, what it answers is looked at too.</summary>
    public async Task<IMessage> RunAsync(ApiCall call, CancellationToken cancellationToken)
    {
        if (!call.Caller.IsBroker)
        {
            return await transactions.RunAsync(call, cancellationToken);
        }

        var rule = call.Method.Rule;
        var kind = rule.BrokerSees == BrokerRecord.Unspecified ? AnyRecord : $"{rule.BrokerSees}";
        var answer = await HidingAsync(kind, () => transactions.RunAsync(call, cancellationToken));
        return rule.Writes || call.Method.Descriptor.OutputType.Name != kind || IsOf(call.Caller, answer) ? answer : throw NotFound(kind);
    }

    private static bool IsOf(Caller caller, IMessage record) =>
        (string?)record.Descriptor.FindFieldByName("broker_id")?.Accessor.GetValue(record) == caller.BrokerId;

    /// <summary>Gives a missing record the same answer as a hidden one.</summary>
    /// <param name="kind">What is asked for.</param>
    /// <param name="run">Asks.</param>
    /// <param name="missing">The code of a missing one, where it does not follow from the kind.</param>
    public static async Task<T> HidingAsync<T>(string kind, Func<Task<T>> run, string? missing = null)
    {
        try
        {
            return await run();
        }
        catch (LedgerException error) when (error.Code is "BROKER_MISMATCH" or "NOT_YOUR_RECORD" || error.Code == missing)
        {
            throw NotFound(kind);
        }
        catch (LedgerException error) when (error.Code is { } code && Kinds.TryGetValue(code, out var other))
        {
            throw NotFound(other, Listed(error.Field));
        }
    }

    // Which of several; of one, the method says it all.
    private static string? Listed(string? field) => field?.Contains('[') == true ? field : null;

    /// <summary>True when a record's JSON carries the broker's id, and is no other insurer's: there the id may be another broker's.</summary>
    public static bool Owns(Caller caller, ReadOnlyMemory<byte> recordJson)
    {
        try
        {
            return JsonNode.Parse(recordJson.Span) is JsonObject record && Owns(caller, record);
        }
        catch (JsonException)
        {
            return false;
        }
    }

    /// <summary>The same of a record that was read.</summary>
    public static bool Owns(Caller caller, JsonObject record) => caller.BrokerId is { Length: > 0 } own
        && Text(record["brokerId"]) == own
        && (!record.ContainsKey("insurerMspId") || Text(record["insurerMspId"]) == caller.MspId);

    internal static string? Text(JsonNode? node) => node is JsonValue value && value.TryGetValue<string>(out var text) ? text : null;

    /// <summary>The answer for a record that is missing or not the caller's.</summary>
    public static ApiException NotFound(string kind, string? field = null) => new(
        kind.ToUpperInvariant() + "_NOT_FOUND",
        StatusCode.NotFound,
        $"There is no {kind.ToLowerInvariant()} with this id in your book.",
        field);
}
