namespace Insurance.Gateway.Foundation.Settings;

/// <summary>The insurers' common keys for fingerprints. Each file holds <see cref="KeyBytes"/> random bytes.</summary>
/// <param name="Key">The newest: what fingerprints are made with.</param>
/// <param name="SearchKeys">Further ones, under which the register is searched too; at most <see cref="MostSearchKeys"/>.</param>
internal sealed record FingerprintSettings(string Key, IReadOnlyList<string> SearchKeys)
{
    /// <summary>The length of a key.</summary>
    public const int KeyBytes = 32;

    /// <summary>How many keys are searched under beside the newest.</summary>
    public const int MostSearchKeys = 3;
}
