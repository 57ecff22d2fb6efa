namespace Insurance.Gateway.UseCases.Parties;

/// <summary>One after the other for each person: an erasure waits for the registration that its caller has given up, and erases it.</summary>
internal sealed class PartyTurns
{
    private readonly Lock gate = new();
    private readonly Dictionary<string, (SemaphoreSlim Free, int Waiting)> turns = new(StringComparer.Ordinal);

    /// <summary>Waits for its turn; disposing ends it.</summary>
    public async Task<IDisposable> TakeAsync(string partyId, CancellationToken cancellationToken)
    {
        SemaphoreSlim free;
        lock (gate)
        {
            var (known, waiting) = turns.TryGetValue(partyId, out var turn) ? turn : (new SemaphoreSlim(1), 0);
            turns[partyId] = (known, waiting + 1);
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
        lock (gate)
        {
            var (free, waiting) = turns[partyId];
            if (waiting == 1)
            {
                turns.Remove(partyId);
            }
            else
            {
                turns[partyId] = (free, waiting - 1);
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
