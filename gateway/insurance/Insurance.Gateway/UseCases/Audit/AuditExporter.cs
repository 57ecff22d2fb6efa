using Fabric.Protos.Common;

namespace Insurance.Gateway.UseCases.Audit;

/// <summary>Reads the blocks of a period from the peer and signs them as an export that others verify without a network.</summary>
internal sealed class AuditExporter(
    ChainReader chain, PeriodSearch search, ChaincodeLifecycle lifecycle, MemberSigner signer, TimeProvider clock)
{
    private const int ChunkBytes = 256 * 1024;
    private const int ReadAhead = 4;
    private readonly ConfigurationSource _configurations = new(chain);

    /// <summary>The file, in pieces of about 256 KiB.</summary>
    /// <param name="scope">The period, or the blocks.</param>
    /// <param name="role">The role whose identity reads and signs.</param>
    /// <param name="cancellationToken">Stops it.</param>
    public async IAsyncEnumerable<ReadOnlyMemory<byte>> ExportAsync(
        ExportScope scope, string role, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var exportedAt = clock.GetUtcNow();
        var height = (await chain.InfoAsync(role, cancellationToken)).Height;
        if (scope.FromBlock >= height)
        {
            throw GatewayErrors.PeriodInvalid("fromBlock", $"The channel has {height} blocks, the first of which is number 0.");
        }

        var covered = await _configurations.FirstCoveredAsync(role, cancellationToken);
        if (covered > 0 && (scope.FromBlock is null || scope.FromBlock < covered || scope.To is not null))
        {
            // Nor can a period be found by time without the blocks before it.
            throw GatewayErrors.NotOnThisPeer(covered, "Of this peer's blocks an export can be had by their numbers, from that one on (fromBlock, toBlock).");
        }

        var (first, last) = await search.FindAsync(scope.From, scope.To, height, role, cancellationToken);
        first = scope.FromBlock ?? first;
        last = Math.Max(first, scope.ToBlock is { } end ? Math.Min(end, height - 1) : last);
        var (firstStored, lastStored) = (first == covered ? first : first - 1, Math.Min(last + 1, height - 1));

        var buffer = new ArrayBufferWriter<byte>();
        var writer = new ExportWriter(buffer);
        await WriteAnchorAsync(writer, firstStored, role, cancellationToken);
        if (await lifecycle.DefinitionAsync(lifecycle.Chaincode, role, cancellationToken) is { } definition)
        {
            writer.WriteDefinition(lifecycle.Chaincode, definition);
        }

        var transactions = 0L;
        await foreach (var bytes in BlocksAsync(firstStored, lastStored, role, cancellationToken))
        {
            transactions += Block.Parser.ParseForeign(bytes.Span).Data.Data.Count;
            writer.WriteBlock(bytes.Span);
            if (buffer.WrittenCount >= ChunkBytes)
            {
                foreach (var piece in Pieces(buffer))
                {
                    yield return piece;
                }
            }
        }

        writer.Finish(
            new ExportManifest
            {
                Channel = chain.ChannelName,
                ExportedBy = signer.MspId,
                Signer = signer.Identity(role),
                ExportedAt = exportedAt,
                From = scope.From,
                To = scope.To,
                FromBlock = scope.FromBlock,
                ToBlock = scope.ToBlock,
                Chaincode = search.Chaincode,
                FirstBlock = first,
                LastBlock = last,
                FirstStored = firstStored,
                LastStored = lastStored,
                Height = height,
                FirstOnPeer = covered == 0 ? null : covered,
                Transactions = transactions,
            },
            message => signer.Sign(role, message));
        foreach (var piece in Pieces(buffer))
        {
            yield return piece;
        }
    }

    private static List<ReadOnlyMemory<byte>> Pieces(ArrayBufferWriter<byte> buffer)
    {
        var all = buffer.WrittenSpan.ToArray().AsMemory();
        buffer.ResetWrittenCount();
        return [.. Enumerable.Range(0, (all.Length + ChunkBytes - 1) / ChunkBytes)
            .Select(i => (ReadOnlyMemory<byte>)all[(i * ChunkBytes)..Math.Min(all.Length, (i + 1) * ChunkBytes)])];
    }

    /// <summary>The configuration that was in force when a block was made.</summary>
    private async Task WriteAnchorAsync(ExportWriter writer, ulong first, string role, CancellationToken cancellationToken)
    {
        // The first block of a peer that joined by a snapshot names the one itself, unless it is one: then no export begins with it.
        var before = first == 0 ? null : await chain.BlockAsync(
            first == await chain.FirstAsync(role, cancellationToken) ? first : first - 1, role, cancellationToken);
        var number = before is null ? 0 : BlockContents.LastConfiguration(before) ?? 0;
        var (configuration, isStated) = await _configurations.FindAsync(number, role, cancellationToken);
        if (isStated)
        {
            writer.WriteStatedConfiguration(configuration.Span);
        }
        else
        {
            writer.WriteConfiguration(configuration.Span);
        }
    }

    private async IAsyncEnumerable<ReadOnlyMemory<byte>> BlocksAsync(
        ulong first, ulong last, string role, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var stopping = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var coming = new Queue<Task<ReadOnlyMemory<byte>>>();
        try
        {
            for (var number = first; number <= last || coming.Count > 0;)
            {
                while (number <= last && coming.Count < ReadAhead)
                {
                    coming.Enqueue(chain.BytesAsync(number++, role, stopping.Token));
                }

                yield return await coming.Dequeue();
            }
        }
        finally
        {
            await stopping.CancelAsync();
            await Task.WhenAll(coming).ContinueWith(_ => { }, CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
        }
    }
}
