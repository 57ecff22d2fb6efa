namespace Fabric.DevLedger.Endorsement;

/// <summary>What a simulated transaction read and would write.</summary>
/// <param name="PublicBytes">Serialized <c>rwset.TxReadWriteSet</c>, private data as hashes.</param>
internal sealed record SimulationResults(
    ByteString PublicBytes, IReadOnlyList<PrivateWriteSet> PrivateWrites, EndorsementInterest Interest);
