namespace Fabric.DevLedger.Admission;

/// <summary>
/// The open connections. Of those whose clients are unknown the oldest gives way to a new one: a member needs one signed call
/// to be known, and whoever only holds connections open keeps nobody out.
/// </summary>
internal sealed class Connections(int mostUnknown, TimeProvider time)
{
    private readonly Lock _gate = new();
    private readonly LinkedList<ConnectionStanding> _unknown = new();
    private readonly Dictionary<ConnectionStanding, LinkedListNode<ConnectionStanding>> _places = [];

    public ConnectionDelegate Guard(ConnectionDelegate next) => async connection =>
    {
        var standing = new ConnectionStanding(connection, time);
        connection.Features.Set(standing);
        Enter(standing);
        try
        {
            await next(connection);
        }
        finally
        {
            Remove(standing);
        }
    };

    /// <summary>A signature of a member was verified on the connection.</summary>
    public void Known(ConnectionStanding standing, string organization)
    {
        if (standing.Organization is null)
        {
            standing.Organization = organization;
            Remove(standing);
        }
    }

    private void Enter(ConnectionStanding standing)
    {
        ConnectionStanding? oldest = null;
        lock (_gate)
        {
            _places[standing] = _unknown.AddLast(standing);
            if (_unknown.Count > mostUnknown)
            {
                oldest = _unknown.First!.Value;
                _unknown.RemoveFirst();
                _places.Remove(oldest);
            }
        }

        oldest?.Abort();
    }

    private void Remove(ConnectionStanding standing)
    {
        lock (_gate)
        {
            if (_places.Remove(standing, out var place))
            {
                _unknown.Remove(place);
            }
        }
    }
}
