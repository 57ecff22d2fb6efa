using System.Collections.Concurrent;
using Fabric.DevLedger.Storage.Sqlite;

namespace Fabric.DevLedger.Storage;

/// <summary>A bounded set of reading connections; whoever finds none free waits.</summary>
internal sealed class ReaderPool : IDisposable
{
    /// <summary>The most connections open at once; it also bounds how many transactions are simulated at once.</summary>
    public const int Size = 32;

    private const int CacheKibibytes = 192;

    private readonly string _path;
    private readonly SemaphoreSlim _free = new(Size);
    private readonly ConcurrentBag<LedgerReader> _idle = [];
    private volatile bool _disposed;

    public ReaderPool(string path) => _path = path;

    public async ValueTask<Lease> RentAsync(CancellationToken cancellationToken)
    {
        if (!_free.Wait(0, CancellationToken.None))
        {
            await _free.WaitAsync(cancellationToken);
        }

        return Take();
    }

    public Lease Rent(CancellationToken cancellationToken = default)
    {
        _free.Wait(cancellationToken);
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
                : new LedgerReader(Database.Open(_path, readOnly: true, CacheKibibytes)));
        }
        catch
        {
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

        _free.Release();
    }

    /// <summary>Holds a reader until disposed.</summary>
    public readonly struct Lease(ReaderPool pool, LedgerReader reader) : IDisposable
    {
        public LedgerReader Reader { get; } = reader;

        public void Dispose() => pool.Return(Reader);
    }
}
