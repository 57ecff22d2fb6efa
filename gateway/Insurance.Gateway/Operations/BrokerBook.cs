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

    /// <summary>Checks that a claim is in the caller's book, before something is done to it.</summary>
    public async Task RequireClaimAsync(string claimId, Caller caller, string role, CancellationToken cancellationToken)
    {
        if (!caller.IsBroker)
        {
            return;
        }

        var claim = await HidingAsync("Claim", () => transactions.EvaluateAsync<Claim>(
            "GetClaim", new GetClaimRequest { ClaimId = claimId }, role, cancellationToken));
        if (claim.BrokerId != caller.BrokerId)
        {
            throw NotFound("Claim");
        }
    }

    /// <summary>Runs a read and gives a missing record the same answer as a hidden one.</summary>
    public static async Task<T> HidingAsync<T>(string kind, Func<Task<T>> read)
    {
        try
        {
            return await read();
        }
        catch (LedgerException error) when (error.Code?.EndsWith("_NOT_FOUND", StringComparison.Ordinal) == true)
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
