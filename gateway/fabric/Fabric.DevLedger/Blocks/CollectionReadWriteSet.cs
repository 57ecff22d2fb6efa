namespace Fabric.DevLedger.Blocks;

/// <summary>What a transaction read and wrote in a private collection, by hashes.</summary>
internal sealed record CollectionReadWriteSet(string Collection, HashedRWSet Hashed, ByteString WriteSetHash);
