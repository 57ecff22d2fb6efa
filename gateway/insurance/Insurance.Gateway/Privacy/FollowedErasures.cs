namespace Insurance.Gateway.Privacy;

/// <summary>How far the ledger's erasures have been followed, as the key store remembers it.</summary>
internal sealed class FollowedErasures(IPersonKeyStore keys) : IFollowedPlace
{
    /// <inheritdoc/>
    public string Name => "The key store";

    /// <inheritdoc/>
    public (EventOptions? Position, string? Problem) Look() => keys.FollowedTo switch
    {
        null => (null, null),
        var kept when kept.Split(' ') is [var number, { Length: > 0 } transaction]
            && ulong.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var block) => (new EventOptions { StartBlock = block, AfterTransactionId = transaction }, null),
        var other => (null, $"The key store says that erasures were followed to '{other}', which is no place in a ledger"),
    };

    /// <inheritdoc/>
    public void Reset() => keys.FollowedTo = null;
}
