namespace Insurance.Gateway.UseCases.Claims;

/// <summary>Pays approved claims, each approval once.</summary>
/// <remarks>
/// Everything in the payment follows from the claim's id and the number of its decisions, which distinguishes one approval from the
/// next after an appeal or a reopening; so whoever repeats it, this process, the one after a crash or a second gateway of the
/// organization, repeats the same request and the chaincode records it once.
/// </remarks>
internal sealed partial class ClaimPayments
{
    /// <summary>What the request ids of automatic payments begin with; refused to callers.</summary>
    public const string RequestIdPrefix = "auto-pay.";

    /// <summary>The actor recorded for automatic payments.</summary>
    public const string Actor = "automatic-payment";

    private const int Remembered = 4096;
    private readonly TransactionRunner _transactions;
    private readonly ILogger<ClaimPayments> _logger;
    private readonly ConcurrentDictionary<ClaimApproval, Lazy<Task<Claim>>> _running = new();
    private readonly ConcurrentDictionary<ClaimApproval, bool> _paid = new();
    private readonly ConcurrentQueue<ClaimApproval> _paidOrder = new();

    /// <summary>Creates it.</summary>
    /// <param name="transactions">Runs the payment.</param>
    /// <param name="enabled">False: approved claims wait for PayClaim, because no finance identity is held.</param>
    /// <param name="logger">Logs.</param>
    public ClaimPayments(TransactionRunner transactions, bool enabled, ILogger<ClaimPayments> logger)
    {
        _transactions = transactions;
        _logger = logger;
        Enabled = enabled;
    }

    /// <summary>True when this gateway pays.</summary>
    public bool Enabled { get; }

    /// <summary>The payment of an approval; the same whenever it is asked for.</summary>
    public static PayClaimRequest Request(ClaimApproval approval)
    {
        var digest = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(
            string.Create(CultureInfo.InvariantCulture, $"{approval.ClaimId}\n{approval.Decisions}"))));
        return new PayClaimRequest
        {
            RequestId = RequestIdPrefix + digest[..48],
            Actor = Actor,
            ClaimId = approval.ClaimId,
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
            return await PayAsync(ClaimApproval.Of(claim)).WaitAsync(cancellationToken);
        }
        catch (LedgerException error)
        {
            LogPaymentDelayed(claim.ClaimId, error.Failure, error.Code);
            return claim;
        }
    }

    /// <summary>Pays an approval seen in an event, unless that was done.</summary>
    /// <returns>False when the claim does not need paying.</returns>
    public async Task<bool> PaySeenAsync(ClaimApproval seen, CancellationToken cancellationToken)
    {
        if (_paid.ContainsKey(seen))
        {
            return false;
        }

        var claim = await _transactions.EvaluateAsync<Claim>(
            "GetClaim", new GetClaimRequest { ClaimId = seen.ClaimId }, Roles.Finance, cancellationToken);
        if (claim.Status != ClaimStatus.Approved)
        {
            return false;
        }

        await PayAsync(ClaimApproval.Of(claim)).WaitAsync(cancellationToken);
        return true;
    }

    /// <summary>Forgets what was paid: it was on another ledger. What is paid on this one, the ledger says.</summary>
    public void ForgetPaid()
    {
        _paid.Clear();
        _paidOrder.Clear();
    }

    private Task<Claim> PayAsync(ClaimApproval approval) =>
        _running.GetOrAdd(approval, key => new Lazy<Task<Claim>>(() => PayOnceAsync(key))).Value;

    private async Task<Claim> PayOnceAsync(ClaimApproval approval)
    {
        try
        {
            // Not the caller's cancellation: a payment that was begun is finished.
            var claim = await _transactions.SubmitAsync<Claim>(
                "PayClaim", Request(approval), Roles.Finance, CancellationToken.None);
            Remember(approval);
            return claim;
        }
        finally
        {
            _running.TryRemove(approval, out _);
        }
    }

    private void Remember(ClaimApproval approval)
    {
        if (_paid.TryAdd(approval, true))
        {
            _paidOrder.Enqueue(approval);
        }

        while (_paidOrder.Count > Remembered && _paidOrder.TryDequeue(out var oldest))
        {
            _paid.TryRemove(oldest, out _);
        }
    }

    [LoggerMessage(611, LogLevel.Warning, "Claim {ClaimId} is approved and not yet paid: {Failure} {Code}")]
    private partial void LogPaymentDelayed(string claimId, LedgerFailure failure, string? code);
}
