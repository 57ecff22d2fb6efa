namespace Fabric.Audit;

/// <summary>Reads an export record by record; a record that was changed is read on, and marked.</summary>
internal sealed class ExportReader(Stream input)
{
    private byte[] _digest = ExportFormat.FirstDigest();
    private long _offset;
    private int _ordinal;

    /// <summary>Why the records end before the file does, or the file before its last record; <c>null</c>: they do not.</summary>
    public string? Broken { get; private set; }

    /// <summary>Where reading ended.</summary>
    public long Offset => _offset;

    public IEnumerable<ExportRecord> Records()
    {
        var line = new byte[ExportFormat.FirstLine.Length];
        if (!Fill(line) || !line.AsSpan().SequenceEqual(ExportFormat.FirstLine))
        {
            Broken = "The file does not begin as an export does.";
            yield break;
        }

        _offset = line.Length;
        while (Next() is { } record)
        {
            yield return record;
        }
    }

    private ExportRecord? Next()
    {
        var prefix = new byte[ExportFormat.PrefixLength];
        var read = input.ReadAtLeast(prefix, prefix.Length, throwOnEndOfStream: false);
        if (read == 0)
        {
            return null;
        }

        var length = BinaryPrimitives.ReadInt32BigEndian(prefix.AsSpan(1));
        if (read < prefix.Length || !Enum.IsDefined((RecordKind)prefix[0]) || length is < 0 or > ExportFormat.LargestRecord)
        {
            Broken = "No record begins here.";
            return null;
        }

        var content = ReadContent(length);
        var digest = new byte[ExportFormat.DigestLength];
        if (content is null || !Fill(digest))
        {
            Broken = "The record that begins here is longer than the file.";
            return null;
        }

        // What follows is judged by the digest in the file, so that one changed record does not spoil all after it.
        var holds = ExportFormat.Digest(_digest, prefix, content).AsSpan().SequenceEqual(digest);
        var record = new ExportRecord(++_ordinal, _offset, (RecordKind)prefix[0], content, holds, digest);
        _digest = digest;
        _offset = record.End;
        return record;
    }

    // A length that was changed must not make a small file take much memory.
    private byte[]? ReadContent(int length)
    {
        if (input.CanSeek && length > input.Length - input.Position)
        {
            return null;
        }

        var content = new byte[length];
        return Fill(content) ? content : null;
    }

    private bool Fill(byte[] bytes) => input.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false) == bytes.Length;
}
