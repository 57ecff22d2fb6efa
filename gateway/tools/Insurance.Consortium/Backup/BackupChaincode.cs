namespace Insurance.Consortium.Backup;

/// <summary>A chaincode definition that was in force when a backup was made.</summary>
public sealed record BackupChaincode(string Name, string Version, int Sequence);
