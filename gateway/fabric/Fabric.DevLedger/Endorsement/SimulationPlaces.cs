namespace Fabric.DevLedger.Endorsement;

/// <summary>
/// Readers for simulations: each organization's clients have a number of their own, so that transactions that hang keep
/// nobody else waiting.
/// </summary>
internal sealed class SimulationPlaces(ReaderPool readers, LimitOptions limits) : IDisposable
{
    private readonly ConcurrentDictionary<string, SemaphoreSlim> _free = new(StringComparer.Ordinal);

    /// <param name="mspId">The creator's, a member.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public async ValueTask<Lease> RentAsync(string mspId, CancellationToken cancellationToken)
    {
        var free = _free.GetOrAdd(mspId, _ => new SemaphoreSlim(limits.SimulationsPerOrganization));
        if (!free.Wait(0, CancellationToken.None))
        {
            await free.WaitAsync(cancellationToken);
        }

        try
        {
            return new Lease(await readers.RentAsync(cancellationToken), free);
        }
        catch
        {
            free.Release();
            throw;
        }
    }

    public void Dispose() => readers.Dispose();

    /// <summary>Holds a reader and a place until disposed.</summary>
    public readonly struct Lease(ReaderPool.Lease lease, SemaphoreSlim free) : IDisposable
    {
        public LedgerReader Reader => lease.Reader;

        public void Hold(IHeldSnapshot snapshot) => lease.Hold(snapshot);

        public void Drop(IHeldSnapshot snapshot) => lease.Drop(snapshot);

        public void Dispose()
        {
            lease.Dispose();
            free.Release();
        }
    }
}
