namespace Fabric.DevLedger.Storage;

/// <summary>A bounded set of reading connections; whoever finds none free waits.</summary>
internal sealed class ReaderPool : IDisposable
{
    private const int CacheKibibytes = 192;

    private readonly string _path;
    private readonly SemaphoreSlim _free;
    private readonly ConcurrentBag<LedgerReader> _idle = [];
    private volatile bool _disposed;

    private readonly DamageAlarm? _alarm;
    private readonly SnapshotGate _gate;

    /// <param name="path">The ledger's file.</param>
    /// <param name="size">The most connections open at once.</param>
    /// <param name="alarm">Raised when a row is not what was written.</param>
    /// <param name="gate">Counts who reads.</param>
    public ReaderPool(string path, int size, DamageAlarm? alarm = null, SnapshotGate? gate = null)
    {
        _gate = gate ?? new SnapshotGate(TimeProvider.System);
        _path = path;
        _alarm = alarm;
        _free = new SemaphoreSlim(size);
    }

    public async ValueTask<Lease> RentAsync(CancellationToken cancellationToken)
    {
        if (!_free.Wait(0, CancellationToken.None))
        {
            await _free.WaitAsync(cancellationToken);
        }

        try
        {
            await _gate.EnterAsync(cancellationToken);
        }
        catch
        {
            _free.Release();
            throw;
        }

        return Take();
    }

    public Lease Rent(CancellationToken cancellationToken = default)
    {
        _free.Wait(cancellationToken);
        try
        {
            _gate.Enter(cancellationToken);
        }
        catch
        {
            _free.Release();
            throw;
        }

        return Take();
    }

    public void Dispose()
    {
        _disposed = true;
        while (_idle.TryTake(out var reader))
        {
            reader.Dispose();
        }
    }

    private Lease Take()
    {
        try
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            return new Lease(this, _idle.TryTake(out var reader)
                ? reader
                : new LedgerReader(Database.Open(_path, readOnly: true, CacheKibibytes, _alarm)));
        }
        catch
        {
            _gate.Leave();
            _free.Release();
            throw;
        }
    }

    private void Return(LedgerReader reader)
    {
        if (_disposed)
        {
            reader.Dispose();
        }
        else
        {
            _idle.Add(reader);
        }

        _gate.Leave();
        _free.Release();
    }

    /// <summary>Holds a reader until disposed.</summary>
    public readonly struct Lease(ReaderPool pool, LedgerReader reader) : IDisposable
    {
        public LedgerReader Reader { get; } = reader;

        /// <summary>The read sees one height from now on, and lasts until it is asked to let go of it.</summary>
        public void Hold(IHeldSnapshot snapshot) => pool._gate.Hold(snapshot);

        public void Drop(IHeldSnapshot snapshot) => pool._gate.Drop(snapshot);

        public void Dispose() => pool.Return(Reader);
    }
}
