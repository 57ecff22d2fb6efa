namespace Insurance.Cli.Backup;

/// <summary>A chaincode definition that was in force when a backup was made.</summary>
internal sealed record BackupChaincode(string Name, string Version, int Sequence);
