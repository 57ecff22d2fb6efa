using System.Collections.Concurrent;

namespace Fabric.Msp;

/// <summary>
/// One key for many threads: an <see cref="ECDsa"/> object is not promised to be safe for concurrent use,
/// so each caller borrows an object of its own.
/// </summary>
internal sealed class EcdsaKeyPool(ECParameters parameters) : IDisposable
{
    private readonly ConcurrentBag<ECDsa> _idle = [];
    private volatile bool _disposed;

    public byte[] Sign(ReadOnlySpan<byte> digest)
    {
        var key = Rent();
        try
        {
            return EcdsaSignatures.SignDigest(key, digest);
        }
        finally
        {
            Return(key);
        }
    }

    public bool Verify(ReadOnlySpan<byte> digest, ReadOnlySpan<byte> signature)
    {
        var key = Rent();
        try
        {
            return EcdsaSignatures.VerifyDigest(key, digest, signature);
        }
        finally
        {
            Return(key);
        }
    }

    public void Dispose()
    {
        _disposed = true;
        while (_idle.TryTake(out var key))
        {
            key.Dispose();
        }
    }

    private ECDsa Rent()
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        return _idle.TryTake(out var key) ? key : ECDsa.Create(parameters);
    }

    private void Return(ECDsa key)
    {
        if (_disposed)
        {
            key.Dispose();
        }
        else
        {
            _idle.Add(key);
        }
    }
}
