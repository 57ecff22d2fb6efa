using Insurance.Api;

namespace Insurance.Gateway.Foundation.Calls;

/// <summary>Counts what is being worked on and refuses more than a bound; nobody queues.</summary>
/// <remarks>
/// A caller has a share of the whole, and so have the brokers together and the policyholders together, so that neither one
/// caller nor those outside the organization keep its staff out. The last places are kept for those whose work must go on:
/// finance, oracles and administrators.
/// </remarks>
internal sealed class CallLimiter
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);
    private static readonly string[] Reserved = [Roles.Finance, Roles.Oracle, Roles.Admin];
    private readonly Lock gate = new();
    private readonly Dictionary<string, int> callers = new(StringComparer.Ordinal);
    private readonly string what;
    private readonly int limit;
    private readonly int unreserved;
    private readonly int perCaller;
    private readonly int perBroker;
    private readonly int perGroup;
    private readonly Dictionary<string, int> groups = new(StringComparer.Ordinal);
    private int taken;

    /// <summary>Creates it.</summary>
    /// <param name="what">What is counted, for the error: <c>calls</c>.</param>
    /// <param name="limit">The whole.</param>
    /// <param name="limits">The shares.</param>
    public CallLimiter(string what, int limit, LimitSettings limits)
    {
        this.what = what;
        this.limit = limit;
        unreserved = limit - (int)((long)limit * limits.ReservedShare / 100);
        perCaller = Share(limits.CallerShare);
        perBroker = Share(limits.BrokerShare);
        perGroup = Share(limits.OutsideShare);
    }

    /// <summary>Takes a place; disposing gives it back.</summary>
    /// <exception cref="ApiException">RESOURCE_EXHAUSTED; its metadata tells whose share is used up.</exception>
    public Place Enter(Caller caller)
    {
        var (group, key, share) = Of(caller);
        lock (gate)
        {
            var own = callers.GetValueOrDefault(key);
            var together = group is null ? 0 : groups.GetValueOrDefault(group);
            if (own >= share)
            {
                throw GatewayErrors.ShareUsedUp("caller", $"You have {share} {what} open, as many as you may", share, Pause);
            }

            if (group is not null && together >= perGroup)
            {
                throw GatewayErrors.ShareUsedUp(group, $"The {group} have {perGroup} {what} open, as many as they may", perGroup, Pause);
            }

            if (taken >= limit || (taken >= unreserved && !IsReserved(caller)))
            {
                throw GatewayErrors.ShareUsedUp("gateway", $"The gateway has as many {what} open as it may", limit, Pause);
            }

            taken++;
            callers[key] = own + 1;
            if (group is not null)
            {
                groups[group] = together + 1;
            }
        }

        return new Place(this, key, group);
    }

    private int Share(int percent) => Math.Max((int)((long)limit * percent / 100), 1);

    private (string? Group, string Key, int Share) Of(Caller caller) => caller switch
    {
        { Grant: { } grant } => ("policyholders", "token " + grant.TokenId, perBroker),
        { IsBroker: true } => ("brokers", "broker " + caller.BrokerId, perBroker),
        _ => (null, "caller " + caller.Name, perCaller),
    };

    private static bool IsReserved(Caller caller) => caller is { Grant: null, IsBroker: false } && caller.Roles.Any(Reserved.Contains);

    private void Leave(string key, string? group)
    {
        lock (gate)
        {
            taken--;
            if (--callers[key] == 0)
            {
                callers.Remove(key);
            }

            if (group is not null)
            {
                groups[group]--;
            }
        }
    }

    /// <summary>One taken place.</summary>
    public sealed class Place : IDisposable
    {
        private readonly string key;
        private readonly string? group;
        private CallLimiter? owner;

        internal Place(CallLimiter owner, string key, string? group)
        {
            this.owner = owner;
            this.key = key;
            this.group = group;
        }

        /// <inheritdoc/>
        public void Dispose() => Interlocked.Exchange(ref owner, null)?.Leave(key, group);
    }
}
