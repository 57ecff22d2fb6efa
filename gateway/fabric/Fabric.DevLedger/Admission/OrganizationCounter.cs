using Grpc.Core;

namespace Fabric.DevLedger.Admission;

/// <summary>Counts what the clients of each organization have open, and refuses more than a bound.</summary>
/// <param name="perOrganization">For all clients of one organization.</param>
/// <param name="perClient">For one of them.</param>
/// <param name="what">What is counted, for the error.</param>
internal sealed class OrganizationCounter(int perOrganization, int perClient, string what)
{
    private readonly ConcurrentDictionary<string, Count> _counts = new(StringComparer.Ordinal);

    /// <summary>Takes a place; disposing gives it back.</summary>
    /// <param name="client">A member's, whose signature was verified; names of strangers would stay in memory.</param>
    /// <exception cref="RpcException">RESOURCE_EXHAUSTED.</exception>
    public Place Enter(VerifiedIdentity client)
    {
        var count = _counts.GetOrAdd(client.MspId, static _ => new Count());
        lock (count)
        {
            var own = count.Clients.GetValueOrDefault(client);
            if (own >= perClient || count.All >= perOrganization)
            {
                throw ServiceErrors.Status(StatusCode.ResourceExhausted, own >= perClient
                    ? FormattableString.Invariant($"too many {what} of this client, exceeding the limit of {perClient}")
                    : FormattableString.Invariant($"too many {what} of {client.MspId}, exceeding the limit of {perOrganization}"));
            }

            count.All++;
            count.Clients[client] = own + 1;
        }

        return new Place(count, client);
    }

    internal sealed class Count
    {
        public int All { get; set; }

        public Dictionary<VerifiedIdentity, int> Clients { get; } = [];
    }

    /// <summary>One taken place.</summary>
    internal sealed class Place(Count count, VerifiedIdentity client) : IDisposable
    {
        private bool _left;

        public void Dispose()
        {
            lock (count)
            {
                if (_left)
                {
                    return;
                }

                _left = true;
                count.All--;
                if (--count.Clients[client] == 0)
                {
                    count.Clients.Remove(client);
                }
            }
        }
    }
}
