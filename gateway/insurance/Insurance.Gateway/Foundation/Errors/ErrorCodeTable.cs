namespace Insurance.Gateway.Foundation.Errors;

/// <summary>The gRPC status of each code the chaincode answers with: protos/insurance/v1/error-codes.json.</summary>
internal sealed class ErrorCodeTable
{
    private const string Resource = "error-codes.json";
    private readonly FrozenDictionary<string, StatusCode> _statuses;

    private ErrorCodeTable(FrozenDictionary<string, StatusCode> statuses) => _statuses = statuses;

    /// <summary>Every code in the table.</summary>
    public IReadOnlyCollection<string> Codes => _statuses.Keys;

    /// <summary>Reads the table that was built in.</summary>
    public static ErrorCodeTable Load()
    {
        using var stream = typeof(ErrorCodeTable).Assembly.GetManifestResourceStream(Resource)
            ?? throw new InvalidOperationException($"The resource {Resource} is not in the assembly.");
        using var document = JsonDocument.Parse(stream);
        return new ErrorCodeTable(document.RootElement.EnumerateArray().ToFrozenDictionary(
            row => row.GetProperty("code").GetString()!,
            row => Status(row.GetProperty("grpcStatus").GetString()!),
            StringComparer.Ordinal));
    }

    /// <summary>The status for a code. A code of a newer chaincode, not yet in the table, is a failed precondition.</summary>
    public StatusCode Find(string code) => _statuses.GetValueOrDefault(code, StatusCode.FailedPrecondition);

    // gRPC's names: INVALID_ARGUMENT is InvalidArgument.
    private static StatusCode Status(string name) =>
        Enum.Parse<StatusCode>(name.Replace("_", "", StringComparison.Ordinal), ignoreCase: true);
}
