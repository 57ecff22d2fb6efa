namespace Fabric.DevLedger.Storage;

/// <summary>What a <see cref="StateUpdate"/> does.</summary>
internal enum StateUpdateKind : byte
{
    Put = 1,
    Delete = 2,
    SetMetadata = 3,
    PutHash = 4,
    DeleteHash = 5,
    SetHashMetadata = 6,
    Purge = 7,
}
