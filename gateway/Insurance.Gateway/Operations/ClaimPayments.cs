using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using Insurance.Gateway.Ledger;
using Insurance.Gateway.Security;
using Insurance.V1;
using Microsoft.Extensions.Logging;

namespace Insurance.Gateway.Operations;

/// <summary>Pays approved claims, each once.</summary>
/// <remarks>
/// Everything in the payment follows from the claim's id, so that whoever repeats it, this process, the one after a crash
/// or a second gateway of the organization, repeats the same request and the chaincode records it once.
/// </remarks>
public sealed partial class ClaimPayments
{
    /// <summary>What the request ids of automatic payments begin with; refused to callers.</summary>
    public const string RequestIdPrefix = "auto-pay.";

    /// <summary>The actor recorded for automatic payments.</summary>
    public const string Actor = "automatic-payment";

    private const int Remembered = 4096;
    private readonly TransactionRunner transactions;
    private readonly ILogger<ClaimPayments> logger;
    private readonly ConcurrentDictionary<string, Lazy<Task<Claim>>> running = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, bool> paid = new(StringComparer.Ordinal);
    private readonly ConcurrentQueue<string> paidOrder = new();

    /// <summary>Creates it.</summary>
    /// <param name="transactions">Runs the payment.</param>
    /// <param name="enabled">False: approved claims wait for PayClaim, because no finance identity is held.</param>
    /// <param name="logger">Logs.</param>
    public ClaimPayments(TransactionRunner transactions, bool enabled, ILogger<ClaimPayments> logger)
    {
        this.transactions = transactions;
        this.logger = logger;
        Enabled = enabled;
    }

    /// <summary>True when this gateway pays.</summary>
    public bool Enabled { get; }

    /// <summary>The payment of a claim; the same whenever it is asked for.</summary>
    public static PayClaimRequest Request(string claimId)
    {
        var digest = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(claimId)));
        return new PayClaimRequest
        {
            RequestId = RequestIdPrefix + digest[..48],
            Actor = Actor,
            ClaimId = claimId,
            Reference = "AUTO-" + digest[..16].ToUpperInvariant(),
        };
    }

    /// <summary>Pays an approved claim; if that fails the approved claim is returned and the background payer goes on.</summary>
    public async Task<Claim> PayIfApprovedAsync(Claim claim, CancellationToken cancellationToken)
    {
        if (!Enabled || claim.Status != ClaimStatus.Approved)
        {
            return claim;
        }

        try
        {
            return await PayAsync(claim.ClaimId).WaitAsync(cancellationToken);
        }
        catch (LedgerException error)
        {
            LogPaymentDelayed(claim.ClaimId, error.Failure, error.Code);
            return claim;
        }
    }

    /// <summary>Pays a claim seen in an event, unless that was done.</summary>
    /// <returns>False when the claim does not need paying.</returns>
    public async Task<bool> PaySeenAsync(string claimId, CancellationToken cancellationToken)
    {
        if (paid.ContainsKey(claimId))
        {
            return false;
        }

        var claim = await transactions.EvaluateAsync<Claim>(
            "GetClaim", new GetClaimRequest { ClaimId = claimId }, Roles.Finance, cancellationToken);
        if (claim.Status != ClaimStatus.Approved)
        {
            return false;
        }

        await PayAsync(claimId).WaitAsync(cancellationToken);
        return true;
    }

    private Task<Claim> PayAsync(string claimId) =>
        running.GetOrAdd(claimId, id => new Lazy<Task<Claim>>(() => PayOnceAsync(id))).Value;

    private async Task<Claim> PayOnceAsync(string claimId)
    {
        try
        {
            // Not the caller's cancellation: a payment that was begun is finished.
            var claim = await transactions.SubmitAsync<Claim>(
                "PayClaim", Request(claimId), Roles.Finance, CancellationToken.None);
            Remember(claimId);
            return claim;
        }
        finally
        {
            running.TryRemove(claimId, out _);
        }
    }

    private void Remember(string claimId)
    {
        if (paid.TryAdd(claimId, true))
        {
            paidOrder.Enqueue(claimId);
        }

        while (paidOrder.Count > Remembered && paidOrder.TryDequeue(out var oldest))
        {
            paid.TryRemove(oldest, out _);
        }
    }

    [LoggerMessage(1, LogLevel.Warning, "Claim {ClaimId} is approved and not yet paid: {Failure} {Code}")]
    private partial void LogPaymentDelayed(string claimId, LedgerFailure failure, string? code);
}
