namespace Insurance.Gateway.UseCases.Parties;

/// <summary>One after the other for each person: an erasure waits for the registration that its caller has given up, and erases it.</summary>
internal sealed class PartyTurns
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, (SemaphoreSlim Free, int Waiting)> _turns = new(StringComparer.Ordinal);

    /// <summary>Waits for its turn; disposing ends it.</summary>
    public async Task<IDisposable> TakeAsync(string partyId, CancellationToken cancellationToken)
    {
        SemaphoreSlim free;
        lock (_gate)
        {
            var (known, waiting) = _turns.TryGetValue(partyId, out var turn) ? turn : (new SemaphoreSlim(1), 0);
            _turns[partyId] = (known, waiting + 1);
            free = known;
        }

        try
        {
            await free.WaitAsync(cancellationToken);
        }
        catch
        {
            Leave(partyId);
            throw;
        }

        return new Turn(this, partyId, free);
    }

    private void Leave(string partyId)
    {
        lock (_gate)
        {
            var (free, waiting) = _turns[partyId];
            if (waiting == 1)
            {
                _turns.Remove(partyId);
            }
            else
            {
                _turns[partyId] = (free, waiting - 1);
            }
        }
    }

    private sealed class Turn(PartyTurns turns, string partyId, SemaphoreSlim free) : IDisposable
    {
        public void Dispose()
        {
            free.Release();
            turns.Leave(partyId);
        }
    }
}
