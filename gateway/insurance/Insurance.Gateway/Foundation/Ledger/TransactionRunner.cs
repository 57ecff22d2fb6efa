namespace Insurance.Gateway.Foundation.Ledger;

/// <summary>Runs the ledger transaction of a method's name: proto3 JSON in, proto3 JSON out.</summary>
internal sealed class TransactionRunner(ResilientLedger ledger, LimitSettings limits)
{
    // An answer may have fields of a newer chaincode; a request may not.
    private static readonly JsonParser Parser = new(JsonParser.Settings.Default.WithIgnoreUnknownFields(true));

    /// <summary>Runs a call as it is.</summary>
    public async Task<IMessage> RunAsync(ApiCall call, CancellationToken cancellationToken)
    {
        var transaction = Encode(call.Method.Name, call.Request, call.Role);
        var answer = call.Method.Rule.Writes
            ? await ledger.SubmitAsync(transaction, cancellationToken)
            : await ledger.EvaluateAsync(transaction, cancellationToken);
        return Decode(answer, call.Method.Descriptor.OutputType);
    }

    /// <summary>Submits a transaction of the gateway's own.</summary>
    public async Task<T> SubmitAsync<T>(
        string transaction, IMessage request, string role, CancellationToken cancellationToken)
        where T : IMessage<T>, new() =>
        Decode<T>(await ledger.SubmitAsync(Encode(transaction, request, role), cancellationToken));

    /// <summary>Submits a transaction of the gateway's own with transient data.</summary>
    public async Task<T> SubmitAsync<T>(
        string transaction,
        IMessage request,
        string role,
        IReadOnlyDictionary<string, byte[]> transient,
        CancellationToken cancellationToken)
        where T : IMessage<T>, new() =>
        Decode<T>(await ledger.SubmitAsync(Encode(transaction, request, role) with { Transient = transient }, cancellationToken));

    /// <summary>Evaluates a transaction of the gateway's own.</summary>
    public async Task<T> EvaluateAsync<T>(
        string transaction, IMessage request, string role, CancellationToken cancellationToken)
        where T : IMessage<T>, new() =>
        Decode<T>(await ledger.EvaluateAsync(Encode(transaction, request, role), cancellationToken));

    private LedgerCall Encode(string transaction, IMessage request, string role)
    {
        string json;
        try
        {
            json = JsonFormatter.Default.Format(request);
        }
        catch (InvalidOperationException)
        {
            // The only values without a JSON form are times and durations out of range.
            throw GatewayErrors.InvalidValue("A time in the request is outside the years 1 to 9999.");
        }

        var bytes = Encoding.UTF8.GetBytes(json);
        return bytes.Length <= limits.RequestBytes
            ? new LedgerCall(transaction, [bytes], role)
            : throw GatewayErrors.InputTooLarge(limits.RequestBytes);
    }

    private static T Decode<T>(ReadOnlyMemory<byte> answer)
        where T : IMessage<T>, new() => Parser.Parse<T>(Encoding.UTF8.GetString(answer.Span));

    private static IMessage Decode(ReadOnlyMemory<byte> answer, MessageDescriptor type) =>
        Parser.Parse(Encoding.UTF8.GetString(answer.Span), type);
}
