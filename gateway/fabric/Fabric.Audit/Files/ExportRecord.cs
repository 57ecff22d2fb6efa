namespace Fabric.Audit;

/// <summary>One record as read.</summary>
/// <param name="Ordinal">Its place in the file, from 1.</param>
/// <param name="Offset">Where it begins.</param>
/// <param name="Kind">What it holds, as its first byte says.</param>
/// <param name="Content">What it holds.</param>
/// <param name="DigestHolds">Whether its digest is the one it was written with.</param>
/// <param name="Digest">The digest in the file.</param>
internal sealed record ExportRecord(
    int Ordinal, long Offset, RecordKind Kind, byte[] Content, bool DigestHolds, byte[] Digest)
{
    public long End => Offset + ExportFormat.PrefixLength + Content.Length + ExportFormat.DigestLength;

    public override string ToString() => FormattableString.Invariant($"record {Ordinal}, bytes {Offset} to {End - 1}");
}
