namespace Insurance.Gateway.Foundation.Settings;

/// <summary>How an insurer's gateway protects personal data.</summary>
/// <param name="CurrentKey">The id of the key-encryption key for new wraps.</param>
/// <param name="Keys">Key-encryption keys by id: files of 32 random bytes.</param>
internal sealed record PersonalDataSettings(string CurrentKey, IReadOnlyDictionary<string, string> Keys);
