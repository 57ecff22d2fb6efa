using System.Buffers;
using System.Runtime.CompilerServices;
using Fabric.Audit;
using Fabric.Protos.Common;

namespace Insurance.Gateway.Provenance;

/// <summary>Reads the blocks of a period from the peer and signs them as an export that others verify without a network.</summary>
public sealed class AuditExporter(BlockSource blocks, ChaincodeLifecycle lifecycle, MemberSigner signer, TimeProvider clock)
{
    private const int ChunkBytes = 256 * 1024;
    private const int ReadAhead = 4;

    /// <summary>The file, in pieces of about 256 KiB.</summary>
    /// <param name="from">Begin, inclusive; <c>null</c>: from the first block on.</param>
    /// <param name="to">End, exclusive; <c>null</c>: up to the newest block.</param>
    /// <param name="role">The role whose identity reads and signs.</param>
    /// <param name="cancellationToken">Stops it.</param>
    public async IAsyncEnumerable<ReadOnlyMemory<byte>> ExportAsync(
        DateTimeOffset? from, DateTimeOffset? to, string role, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var exportedAt = clock.GetUtcNow();
        var height = (await blocks.InfoAsync(role, cancellationToken)).Height;
        var search = new PeriodSearch(blocks, role);
        var period = await search.FindAsync(from, to, height, cancellationToken);
        var (firstStored, lastStored) = period is var (first, last)
            ? (first == 0 ? 0 : first - 1, Math.Min(last + 1, height - 1))
            : await AroundAsync(search, from, height, cancellationToken);

        var buffer = new ArrayBufferWriter<byte>();
        var writer = new ExportWriter(buffer);
        writer.WriteConfiguration((await AnchorAsync(firstStored, role, cancellationToken)).Span);
        if (await lifecycle.DefinitionAsync(lifecycle.Chaincode, role, cancellationToken) is { } definition)
        {
            writer.WriteDefinition(lifecycle.Chaincode, definition);
        }

        var transactions = 0L;
        await foreach (var bytes in BlocksAsync(firstStored, lastStored, role, cancellationToken))
        {
            transactions += Block.Parser.ParseFrom(bytes.Span).Data.Data.Count;
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
                Channel = blocks.Channel,
                ExportedBy = signer.MspId,
                Signer = signer.Identity(role),
                ExportedAt = exportedAt,
                From = from,
                To = to,
                FirstBlock = period?.First,
                LastBlock = period?.Last,
                FirstStored = firstStored,
                LastStored = lastStored,
                Height = height,
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

    /// <summary>Nothing happened in the period: the two blocks between which it lies.</summary>
    private static async Task<(ulong First, ulong Last)> AroundAsync(
        PeriodSearch search, DateTimeOffset? from, ulong height, CancellationToken cancellationToken)
    {
        var after = await search.AfterAsync(from ?? DateTimeOffset.MinValue, height, cancellationToken);
        return (after == 0 ? 0 : after - 1, Math.Min(after, height - 1));
    }

    /// <summary>The configuration that was in force when a block was made.</summary>
    private async Task<ReadOnlyMemory<byte>> AnchorAsync(ulong first, string role, CancellationToken cancellationToken)
    {
        var before = first == 0 ? null : await blocks.BlockAsync(first - 1, role, cancellationToken);
        return await blocks.BytesAsync(before is null ? 0 : BlockContents.LastConfiguration(before) ?? 0, role, cancellationToken);
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
                    coming.Enqueue(blocks.BytesAsync(number++, role, stopping.Token));
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
