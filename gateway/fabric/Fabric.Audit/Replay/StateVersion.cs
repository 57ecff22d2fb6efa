using Version = Fabric.Protos.Ledger.Rwset.Kvrwset.Version;

namespace Fabric.Audit;

/// <summary>The transaction that wrote a key last: its block and its place in it.</summary>
/// <param name="Block">The block.</param>
/// <param name="Transaction">The place in the block, from 0.</param>
public readonly record struct StateVersion(ulong Block, ulong Transaction)
{
    internal static StateVersion? From(Version? version) =>
        version is null ? null : new StateVersion(version.BlockNum, version.TxNum);
}
