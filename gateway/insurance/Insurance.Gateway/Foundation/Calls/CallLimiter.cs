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
    private readonly Lock _gate = new();
    private readonly Dictionary<string, int> _callers = new(StringComparer.Ordinal);
    private readonly string _what;
    private readonly int _limit;
    private readonly int _unreserved;
    private readonly int _perCaller;
    private readonly int _perBroker;
    private readonly int _perGroup;
    private readonly Dictionary<string, int> _groups = new(StringComparer.Ordinal);
    private int _taken;

    /// <summary>Creates it.</summary>
    /// <param name="what">What is counted, for the error: <c>calls</c>.</param>
    /// <param name="limit">The whole.</param>
    /// <param name="limits">The shares.</param>
    public CallLimiter(string what, int limit, LimitSettings limits)
    {
        _what = what;
        _limit = limit;
        _unreserved = limit - (int)((long)limit * limits.ReservedShare / 100);
        _perCaller = Share(limits.CallerShare);
        _perBroker = Share(limits.BrokerShare);
        _perGroup = Share(limits.OutsideShare);
    }

    /// <summary>Takes a place; disposing gives it back.</summary>
    /// <exception cref="ApiException">RESOURCE_EXHAUSTED; its metadata says whose share is used up.</exception>
    public Place Enter(Caller caller)
    {
        var (group, key, share) = Of(caller);
        lock (_gate)
        {
            var own = _callers.GetValueOrDefault(key);
            var together = group is null ? 0 : _groups.GetValueOrDefault(group);
            if (own >= share)
            {
                throw GatewayErrors.ShareUsedUp("caller", $"You have {share} {_what} open, as many as you may", share, Pause);
            }

            if (group is not null && together >= _perGroup)
            {
                throw GatewayErrors.ShareUsedUp(group, $"The {group} have {_perGroup} {_what} open, as many as they may", _perGroup, Pause);
            }

            if (_taken >= _limit || (_taken >= _unreserved && !IsReserved(caller)))
            {
                throw GatewayErrors.ShareUsedUp("gateway", $"The gateway has as many {_what} open as it may", _limit, Pause);
            }

            _taken++;
            _callers[key] = own + 1;
            if (group is not null)
            {
                _groups[group] = together + 1;
            }
        }

        return new Place(this, key, group);
    }

    private int Share(int percent) => Math.Max((int)((long)_limit * percent / 100), 1);

    private (string? Group, string Key, int Share) Of(Caller caller) => caller switch
    {
        { Grant: { } grant } => ("policyholders", "token " + grant.TokenId, _perBroker),
        { IsBroker: true } => ("brokers", "broker " + caller.BrokerId, _perBroker),
        _ => (null, "caller " + caller.Name, _perCaller),
    };

    private static bool IsReserved(Caller caller) => caller is { Grant: null, IsBroker: false } && caller.Roles.Any(Reserved.Contains);

    private void Leave(string key, string? group)
    {
        lock (_gate)
        {
            _taken--;
            if (--_callers[key] == 0)
            {
                _callers.Remove(key);
            }

            if (group is not null)
            {
                _groups[group]--;
            }
        }
    }

    /// <summary>One taken place.</summary>
    public sealed class Place : IDisposable
    {
        private readonly string _key;
        private readonly string? _group;
        private CallLimiter? _owner;

        internal Place(CallLimiter owner, string key, string? group)
        {
            _owner = owner;
            _key = key;
            _group = group;
        }

        /// <inheritdoc/>
        public void Dispose() => Interlocked.Exchange(ref _owner, null)?.Leave(_key, _group);
    }
}
