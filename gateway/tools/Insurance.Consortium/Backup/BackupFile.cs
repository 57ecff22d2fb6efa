namespace Insurance.Consortium.Backup;

/// <summary>A file in a backup.</summary>
/// <param name="Path">Where it lies in the state directory, with slashes.</param>
/// <param name="Bytes">Its length.</param>
/// <param name="Sha256">Of its bytes, in hex.</param>
public sealed record BackupFile(string Path, long Bytes, string Sha256);
