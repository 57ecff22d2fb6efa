using Fabric.Protos.Common;

namespace Insurance.Gateway.UseCases.Audit;

/// <summary>Finds the blocks of a period by how far time had come in the chain, which no single member can push or hide.</summary>
/// <remarks>
/// How far time had come by a block only all blocks before it say, so every block is read once; what was found grows with the
/// chain and is kept in a file.
/// </remarks>
internal sealed class PeriodSearch(ChainReader chain, string chaincode, string? file) : IDisposable
{
    private const int ReadAhead = 8;
    private const ulong SaveEvery = 1000;

    private readonly SemaphoreSlim _gate = new(1, 1);
    private readonly ChannelMembers _members = new(chain);
    private ChainTimes? _times;
    private ulong _saved;

    /// <summary>The chaincode by whose transactions time is measured.</summary>
    public string Chaincode => chaincode;

    /// <summary>The first and the last block of a period, with what lies just before and after it.</summary>
    /// <param name="from">Begin, inclusive; <c>null</c>: the first block.</param>
    /// <param name="to">End, exclusive; <c>null</c>: the newest block.</param>
    /// <param name="height">The number of blocks.</param>
    /// <param name="role">The role whose identity reads.</param>
    /// <param name="cancellationToken">Stops it.</param>
    public async Task<(ulong First, ulong Last)> FindAsync(
        DateTimeOffset? from, DateTimeOffset? to, ulong height, string role, CancellationToken cancellationToken)
    {
        if (from is null && to is null)
        {
            return (0, height - 1);
        }

        await _gate.WaitAsync(cancellationToken);
        try
        {
            var known = await OfThisLedgerAsync(role, cancellationToken);
            await CatchUpAsync(known, height, role, cancellationToken);
            return PeriodBlocks.Of(known.Advances, from, to, height);
        }
        finally
        {
            _gate.Release();
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _gate.Dispose();

    /// <summary>What is known, or nothing when it is of another ledger, or of one that has been set back.</summary>
    private async Task<ChainTimes> OfThisLedgerAsync(string role, CancellationToken cancellationToken)
    {
        if (_times is null && file is not null)
        {
            _times = ChainTimes.Load(file, chain.ChannelName, chaincode);
            _saved = _times?.Next ?? 0;
        }

        if (_times is { Next: > 0 } known)
        {
            var newest = (await chain.InfoAsync(role, cancellationToken)).Height < known.Next
                ? null
                : await chain.BlockAsync(known.Next - 1, role, cancellationToken);
            if (newest?.Header is { } header && BlockHashes.OfHeader(header).AsSpan().SequenceEqual(known.Hash))
            {
                return known;
            }
        }

        _saved = 0;
        return _times = new ChainTimes(chain.ChannelName, chaincode);
    }

    private async Task CatchUpAsync(ChainTimes known, ulong height, string role, CancellationToken cancellationToken)
    {
        var coming = new Queue<Task<Block>>();
        var asked = known.Next;
        while (known.Next < height)
        {
            while (asked < height && coming.Count < ReadAhead)
            {
                coming.Enqueue(chain.BlockAsync(asked++, role, cancellationToken));
            }

            var block = await coming.Dequeue();
            known.Add(block, await ConfigurationAsync(block, role, cancellationToken));
            if (known.Next - _saved >= SaveEvery)
            {
                Save(known);
            }
        }
    }

    /// <summary>The configuration in force; <c>null</c> when the peer's copy cannot be read: then no time of the block counts.</summary>
    private async Task<ChannelConfiguration?> ConfigurationAsync(Block block, string role, CancellationToken cancellationToken)
    {
        try
        {
            return await _members.AtAsync(block, role, cancellationToken);
        }
        catch (Exception error) when (error is FormatException or Google.Protobuf.InvalidProtocolBufferException)
        {
            return null;
        }
    }

    private void Save(ChainTimes known)
    {
        _saved = known.Next;
        if (file is not null)
        {
            known.Save(file);
        }
    }
}
