using Fabric.Protos.Common;

namespace Insurance.Gateway.UseCases.Audit;

/// <summary>How time went on in the chain, block by block; a file of lines that is made anew when it is missing or damaged.</summary>
internal sealed class ChainTimes(string channel, string chaincode)
{
    private readonly ChainClock _clock = new(chaincode);
    private readonly List<ClockAdvance> _advances = [];

    /// <summary>Times worth remembering, in the order of the chain.</summary>
    public IReadOnlyList<ClockAdvance> Advances => _advances;

    /// <summary>The next block to read.</summary>
    public ulong Next { get; private set; }

    /// <summary>The hash of the block before it.</summary>
    public byte[] Hash { get; private set; } = [];

    /// <summary>Takes the next block.</summary>
    public void Add(Block block, ChannelConfiguration? configuration)
    {
        if (configuration is not null)
        {
            _advances.AddRange(_clock.Add(block, configuration));
        }

        Next++;
        Hash = BlockHashes.OfHeader(block.Header ?? new BlockHeader());
    }

    /// <summary>What a file holds; <c>null</c> when it is missing, damaged, or of another channel.</summary>
    public static ChainTimes? Load(string file, string channel, string chaincode)
    {
        try
        {
            using var lines = File.ReadLines(file).GetEnumerator();
            if (!lines.MoveNext() || lines.Current.Split(' ') is not [var version, var ofChannel, var ofChaincode, var next, var hash, var count]
                || (version, ofChannel, ofChaincode) != ("1", channel, chaincode))
            {
                return null;
            }

            var times = new ChainTimes(channel, chaincode)
            {
                Next = ulong.Parse(next, CultureInfo.InvariantCulture),
                Hash = Convert.FromHexString(hash),
            };
            while (lines.MoveNext())
            {
                var parts = lines.Current.Split(' ', 3);
                var advance = new ClockAdvance(
                    ulong.Parse(parts[0], CultureInfo.InvariantCulture),
                    new DateTimeOffset(long.Parse(parts[1], CultureInfo.InvariantCulture), TimeSpan.Zero),
                    parts[2]);
                times._advances.Add(advance);
                times._clock.Restore(advance);
            }

            return times._advances.Count == int.Parse(count, CultureInfo.InvariantCulture) ? times : null;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or FormatException or OverflowException
            or IndexOutOfRangeException or ArgumentException)
        {
            return null;
        }
    }

    /// <summary>Writes the file, whole or not at all; a disk that takes nothing costs time at the next start and nothing else.</summary>
    public void Save(string file)
    {
        var written = file + ".new";
        try
        {
            var first = string.Create(CultureInfo.InvariantCulture, $"1 {channel} {chaincode} {Next} {Convert.ToHexStringLower(Hash)} {_advances.Count}");
            File.WriteAllLines(written, _advances
                .Select(advance => string.Create(CultureInfo.InvariantCulture, $"{advance.Block} {advance.Time.UtcTicks} {advance.MspId}"))
                .Prepend(first));
            File.Move(written, file, overwrite: true);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // It is only a copy of what the ledger says.
        }
    }
}
