using Insurance.Gateway.Errors;

namespace Insurance.Gateway.Api;

/// <summary>Counts what is being worked on and refuses more than a bound; nobody queues.</summary>
public sealed class CallLimiter(int limit)
{
    private int taken;

    /// <summary>Takes a place; disposing gives it back.</summary>
    /// <exception cref="ApiException">RESOURCE_EXHAUSTED.</exception>
    public Place Enter()
    {
        if (Interlocked.Increment(ref taken) > limit)
        {
            Interlocked.Decrement(ref taken);
            throw GatewayErrors.Busy();
        }

        return new Place(this);
    }

    /// <summary>One taken place.</summary>
    public sealed class Place : IDisposable
    {
        private CallLimiter? owner;

        internal Place(CallLimiter owner) => this.owner = owner;

        /// <inheritdoc/>
        public void Dispose()
        {
            if (Interlocked.Exchange(ref owner, null) is { } limiter)
            {
                Interlocked.Decrement(ref limiter.taken);
            }
        }
    }
}
