namespace Insurance.Gateway.Transport.Authentication;

/// <summary>Ends a stream when its caller would no longer be let in: a certificate is over or revoked, a token over or taken back.</summary>
internal sealed class CallerWatch(ConnectionCaller callers, TimeProvider clock)
{
    /// <summary>How long a stream goes on at most.</summary>
    public static readonly TimeSpan Interval = TimeSpan.FromSeconds(5);

    /// <summary>Runs a stream.</summary>
    /// <param name="context">The request.</param>
    /// <param name="method">What it called.</param>
    /// <param name="stream">Must end when it is cancelled.</param>
    /// <param name="cancellationToken">Ends it from outside.</param>
    /// <exception cref="ApiException">UNAUTHENTICATED: why the caller is not let in any more.</exception>
    public async Task WhileAdmittedAsync(
        HttpContext context, ApiMethod method, Func<CancellationToken, Task> stream, CancellationToken cancellationToken)
    {
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        using var over = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var refusal = RefusalAsync(context, method, ended, over.Token);
        try
        {
            await stream(ended.Token);
        }
        catch (Exception) when (!cancellationToken.IsCancellationRequested && ended.IsCancellationRequested)
        {
            throw await refusal ?? GatewayErrors.CertificateUntrusted();
        }
        finally
        {
            await over.CancelAsync();
            await ((Task)refusal).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task<ApiException?> RefusalAsync(
        HttpContext context, ApiMethod method, CancellationTokenSource ended, CancellationToken cancellationToken)
    {
        while (true)
        {
            await Task.Delay(Interval, clock, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (cancellationToken.IsCancellationRequested)
            {
                return null;
            }

            try
            {
                callers.Find(context, method);
            }
            catch (ApiException refusal) when (refusal.Status == Grpc.Core.StatusCode.Unauthenticated)
            {
                await ended.CancelAsync();
                return refusal;
            }
            catch (ApiException)
            {
                // Too many calls of a token, say: that ends no stream.
            }
        }
    }
}
