using System.Collections.Frozen;
using System.Text.Json;
using Google.Protobuf;
using Grpc.Core;
using Insurance.Gateway.Api;
using Insurance.Gateway.Errors;
using Insurance.Gateway.Ledger;
using Insurance.Gateway.Security;
using Insurance.V1;

namespace Insurance.Gateway.Operations;

/// <summary>Keeps a broker to its own book: another broker's records answer as if they did not exist.</summary>
public sealed class BrokerBook(TransactionRunner transactions)
{
    /// <summary>What a write of a broker builds on.</summary>
    private static readonly FrozenDictionary<string, string> BuildsOn = new Dictionary<string, string>
    {
        ["insurance.v1.Policies/BindPolicy"] = "Quote",
        ["insurance.v1.Policies/SellPolicies"] = "Policy",
        ["insurance.v1.Claims/SubmitClaim"] = "Policy",
        ["insurance.v1.Claims/AddEvidence"] = "Claim",
        ["insurance.v1.Claims/AppealClaim"] = "Claim",
    }.ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>Runs any other transaction.</summary>
    public Task<IMessage> RunAsync(ApiCall call, CancellationToken cancellationToken) =>
        call.Caller.IsBroker && BuildsOn.GetValueOrDefault(call.Method.Path) is { } kind
            ? HidingAsync(kind, () => transactions.RunAsync(call, cancellationToken))
            : transactions.RunAsync(call, cancellationToken);

    /// <summary>Reads one quote, policy or claim.</summary>
    public async Task<IMessage> ReadAsync(ApiCall call, CancellationToken cancellationToken)
    {
        if (!call.Caller.IsBroker)
        {
            return await transactions.RunAsync(call, cancellationToken);
        }

        var kind = call.Method.Descriptor.OutputType.Name;
        var record = await HidingAsync(kind, () => transactions.RunAsync(call, cancellationToken));
        var owner = (string?)record.Descriptor.FindFieldByName("broker_id")?.Accessor.GetValue(record);
        return owner == call.Caller.BrokerId ? record : throw NotFound(kind);
    }

    /// <summary>Gives a missing record the same answer as a hidden one.</summary>
    public static async Task<T> HidingAsync<T>(string kind, Func<Task<T>> run, string? missing = null)
    {
        try
        {
            return await run();
        }
        catch (LedgerException error) when (error.Code is "BROKER_MISMATCH"
            || error.Code == (missing ?? kind.ToUpperInvariant() + "_NOT_FOUND"))
        {
            throw NotFound(kind);
        }
    }

    /// <summary>True when a record's JSON carries the broker's id.</summary>
    public static bool Owns(Caller caller, ReadOnlyMemory<byte> recordJson)
    {
        try
        {
            using var document = JsonDocument.Parse(recordJson);
            return document.RootElement.ValueKind == JsonValueKind.Object
                && document.RootElement.TryGetProperty("brokerId", out var broker)
                && broker.ValueKind == JsonValueKind.String
                && broker.GetString() == caller.BrokerId;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    /// <summary>The answer for a record that is missing or not the caller's.</summary>
    public static ApiException NotFound(string kind) => new(
        kind.ToUpperInvariant() + "_NOT_FOUND",
        StatusCode.NotFound,
        $"There is no {kind.ToLowerInvariant()} with this id in your book.");
}
