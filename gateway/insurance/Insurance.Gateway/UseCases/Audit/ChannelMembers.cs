using Fabric.Protos.Common;

namespace Insurance.Gateway.UseCases.Audit;

/// <summary>The channel's organizations and policies, as its latest configuration block before a given block has them.</summary>
internal sealed class ChannelMembers(ChainReader chain)
{
    private readonly ConfigurationSource _configurations = new(chain);
    private readonly Lock _gate = new();
    private ChannelConfiguration? _known;

    /// <summary>The configuration at a block.</summary>
    /// <exception cref="FormatException">The peer's copy of it cannot be read.</exception>
    public async Task<ChannelConfiguration> AtAsync(Block block, string role, CancellationToken cancellationToken)
    {
        var number = BlockContents.LastConfiguration(block) ?? 0;
        lock (_gate)
        {
            if (_known is { } hit && hit.Number == number)
            {
                return hit;
            }
        }

        var (bytes, _) = await _configurations.FindAsync(number, role, cancellationToken);
        var configuration = ChannelConfiguration.Read(Block.Parser.ParseForeign(bytes.Span));
        lock (_gate)
        {
            _known = configuration;
        }

        return configuration;
    }

    /// <summary>The organizations as they are now.</summary>
    public async Task<IReadOnlyList<MspDefinition>> NowAsync(string role, CancellationToken cancellationToken)
    {
        var info = await chain.InfoAsync(role, cancellationToken);
        if (info.Height == ChainReader.First(info))
        {
            // It has just joined by a snapshot and has no block yet.
            var stated = await chain.ConfigurationAsync(role, cancellationToken);
            return ChannelConfiguration.Read(StatedConfiguration.Of(chain.ChannelName, 0, stated.Span)).Organizations;
        }

        var newest = await chain.BlockAsync(info.Height - 1, role, cancellationToken);
        return (await AtAsync(newest, role, cancellationToken)).Organizations;
    }
}
