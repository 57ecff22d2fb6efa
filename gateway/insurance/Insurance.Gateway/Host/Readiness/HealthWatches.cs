namespace Insurance.Gateway.Host.Readiness;

/// <summary>
/// The open health watches. Nobody is asked who watches, so a new one always gets in and an older one gives way: of the same
/// connection, else of the address that has the most. Whoever gave way watches again, as health checkers do.
/// </summary>
internal sealed class HealthWatches(int most)
{
    private const int PerConnection = 8;
    private readonly Lock _gate = new();
    private readonly LinkedList<Watch> _watches = new();

    /// <summary>Opens a watch; disposing closes it.</summary>
    public Watch Open(HttpContext context)
    {
        var watch = new Watch(this, context.Connection.Id, CallRates.NameOf(context.Connection.RemoteIpAddress));
        Watch? oldest;
        lock (_gate)
        {
            oldest = Oldest(watch);
            if (oldest is not null)
            {
                _watches.Remove(oldest);
            }

            _watches.AddLast(watch);
        }

        oldest?.GiveWay();
        return watch;
    }

    private Watch? Oldest(Watch coming)
    {
        var same = _watches.Where(watch => watch.Connection == coming.Connection).ToList();
        if (same.Count >= PerConnection)
        {
            return same[0];
        }

        return _watches.Count < most
            ? null
            : _watches.GroupBy(watch => watch.Address).MaxBy(group => group.Count())?.First();
    }

    /// <summary>One watch.</summary>
    internal sealed class Watch(HealthWatches owner, string connection, string address) : IDisposable
    {
        private readonly CancellationTokenSource _ending = new();

        public string Connection => connection;

        public string Address => address;

        /// <summary>Cancelled when it has to give way.</summary>
        public CancellationToken Ending => _ending.Token;

        public void GiveWay() => _ending.Cancel();

        public void Dispose()
        {
            lock (owner._gate)
            {
                owner._watches.Remove(this);
            }
        }
    }
}
