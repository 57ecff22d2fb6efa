using System.Text;

namespace Fabric.Client;

/// <summary>An argument or a piece of transient data: text, sent as UTF-8, or bytes.</summary>
public readonly struct ProposalValue
{
    private readonly ByteString? _bytes;

    private ProposalValue(ByteString bytes) => _bytes = bytes;

    internal ByteString Bytes => _bytes ?? ByteString.Empty;

    /// <summary>Takes text.</summary>
    /// <param name="text">The text.</param>
    public static implicit operator ProposalValue(string text) => FromString(text);

    /// <summary>Takes a copy of bytes.</summary>
    /// <param name="bytes">The bytes.</param>
    public static implicit operator ProposalValue(byte[] bytes) => FromBytes(bytes);

    /// <summary>Takes a copy of bytes.</summary>
    /// <param name="bytes">The bytes.</param>
    public static implicit operator ProposalValue(ReadOnlyMemory<byte> bytes) => FromBytes(bytes.Span);

    /// <summary>Takes text.</summary>
    /// <param name="text">The text.</param>
    public static ProposalValue FromString(string text) => new(ByteString.CopyFromUtf8(text));

    /// <summary>Takes a copy of bytes.</summary>
    /// <param name="bytes">The bytes.</param>
    public static ProposalValue FromBytes(ReadOnlySpan<byte> bytes) => new(ByteString.CopyFrom(bytes));

    /// <summary>The value as text, if it is UTF-8.</summary>
    public override string ToString() => Bytes.ToString(Encoding.UTF8);
}
