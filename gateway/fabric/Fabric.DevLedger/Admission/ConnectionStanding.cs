namespace Fabric.DevLedger.Admission;

/// <summary>What is known of a connection's clients.</summary>
internal sealed class ConnectionStanding(ConnectionContext connection, TimeProvider time)
{
    // Calls at once and in a row that a connection has before a signature was verified on it, and how they grow back.
    private const int MostCalls = 256;
    private const double Burst = 1_000;
    private const double PerSecond = 100;

    private readonly Lock _gate = new();
    private double _left = Burst;
    private long _seen = time.GetTimestamp();
    private int _calls;

    /// <summary>The member whose client was the first whose signature was verified on this connection; null before that.</summary>
    public string? Organization { get; set; }

    /// <summary>Takes a call of an unknown creator in; false when there are too many.</summary>
    public bool TryEnter()
    {
        lock (_gate)
        {
            var now = time.GetTimestamp();
            _left = Math.Min(Burst, _left + (time.GetElapsedTime(_seen, now).TotalSeconds * PerSecond));
            _seen = now;
            if (_left < 1 || _calls >= MostCalls)
            {
                return false;
            }

            _left--;
            _calls++;
            return true;
        }
    }

    public void Leave()
    {
        lock (_gate)
        {
            _calls--;
        }
    }

    public void Abort() => connection.Abort(new ConnectionAbortedException("too many connections of unknown clients"));
}
