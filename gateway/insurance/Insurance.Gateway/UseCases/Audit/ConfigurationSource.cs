namespace Insurance.Gateway.UseCases.Audit;

/// <summary>
/// The channel's configurations by the numbers of their blocks. Of a peer that joined by a snapshot the block may be missing; the one in
/// force is then what the peer states, and those before it are not to be had.
/// </summary>
internal sealed class ConfigurationSource(ChainReader chain)
{
    /// <summary>The configuration of a block, as the block itself or in its form.</summary>
    /// <exception cref="LedgerException">The peer has neither the block nor that configuration in force.</exception>
    public async Task<(ReadOnlyMemory<byte> Block, bool IsStated)> FindAsync(ulong number, string role, CancellationToken cancellationToken)
    {
        try
        {
            return (await chain.BytesAsync(number, role, cancellationToken), false);
        }
        catch (LedgerException error) when (error.FirstBlock is not null)
        {
            var newest = await NewestAsync(role, cancellationToken);
            if (newest != number)
            {
                throw new LedgerException(LedgerFailure.NotFound, $"The peer has neither block {number} nor the configuration in it, which was replaced since.", error)
                {
                    FirstBlock = await FirstCoveredAsync(role, cancellationToken),
                };
            }

            var stated = await chain.ConfigurationAsync(role, cancellationToken);
            return (StatedConfiguration.Of(chain.ChannelName, number, stated.Span).ToByteArray(), true);
        }
    }

    /// <summary>The first block of the peer whose configuration, the one in force when it was made, is to be had too; 0 for a whole chain.</summary>
    public async Task<ulong> FirstCoveredAsync(string role, CancellationToken cancellationToken)
    {
        var first = await chain.FirstAsync(role, cancellationToken);
        if (first == 0)
        {
            return 0;
        }

        // The oldest of the configurations whose blocks are there, found from the newest backwards.
        ulong? oldest = null;
        for (var number = await NewestAsync(role, cancellationToken); number >= first;)
        {
            oldest = number;
            if (number == first)
            {
                break;
            }

            number = BlockContents.LastConfiguration(await chain.BlockAsync(number - 1, role, cancellationToken)) ?? 0;
        }

        return oldest + 1 ?? first;
    }

    private async Task<ulong> NewestAsync(string role, CancellationToken cancellationToken)
    {
        var info = await chain.InfoAsync(role, cancellationToken);
        return BlockContents.LastConfiguration(await chain.BlockAsync(info.Height - 1, role, cancellationToken)) ?? 0;
    }
}
