namespace Insurance.Consortium.Backup;

/// <summary>What a backup says of itself, in its first entry.</summary>
/// <param name="Format">Always <see cref="Name"/>.</param>
/// <param name="Version">Of the backup's form; this program writes and reads <see cref="Current"/>.</param>
/// <param name="Program">Version of the program that wrote it.</param>
/// <param name="CreatedAt">When, by the machine's clock.</param>
/// <param name="Network">What keeps the ledger.</param>
/// <param name="Channel">The channel's name.</param>
/// <param name="Chaincodes">The definitions in force.</param>
/// <param name="Height">How many blocks the ledger in it has.</param>
/// <param name="LastBlockHash">Header hash of the last of them, in hex.</param>
/// <param name="Running">Whether the consortium ran when it was made.</param>
/// <param name="Files">Every other file, in the order of the archive.</param>
public sealed record BackupManifest(
    string Format,
    int Version,
    string Program,
    DateTimeOffset CreatedAt,
    NetworkKind Network,
    string Channel,
    IReadOnlyList<BackupChaincode> Chaincodes,
    ulong Height,
    string LastBlockHash,
    bool Running,
    IReadOnlyList<BackupFile> Files)
{
    public const string Name = "insure-backup";

    public const int Current = 1;

    /// <summary>Where the manifest lies in the archive, and its own SHA-256 behind it.</summary>
    public const string Entry = "manifest.json";

    public const string DigestEntry = "manifest.sha256";

    /// <summary>No manifest is longer.</summary>
    public const int LargestBytes = 16 * 1024 * 1024;

    public byte[] Write() => JsonSerializer.SerializeToUtf8Bytes(this, OwnFile.Json);

    /// <exception cref="ConsortiumException">It is no manifest of a backup, or one of another version.</exception>
    public static BackupManifest Read(byte[] content, string archive)
    {
        try
        {
            using var document = JsonDocument.Parse(content);
            if (document.RootElement.ValueKind != JsonValueKind.Object
                || !document.RootElement.TryGetProperty("format", out var format) || !format.ValueEquals(Name)
                || !document.RootElement.TryGetProperty("version", out var version) || !version.TryGetInt32(out var number))
            {
                throw Foreign(archive, "its first entry is no manifest of one");
            }

            return number == Current
                ? JsonSerializer.Deserialize<BackupManifest>(content, OwnFile.Json)!
                : throw new ConsortiumException(
                    ExitCodes.NotVerified,
                    FormattableString.Invariant($"BACKUP_VERSION_UNKNOWN: {archive} is a backup of version {number}, and this program reads version {Current}; restore it with the program that made it, or a later one"));
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException or NotSupportedException or ArgumentException)
        {
            throw Foreign(archive, "its first entry is no manifest of one");
        }
    }

    public static ConsortiumException Foreign(string archive, string why) =>
        new(ExitCodes.NotVerified, $"BACKUP_FOREIGN: {archive} is no backup that `insure backup` wrote: {why}");
}
