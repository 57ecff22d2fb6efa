namespace Fabric.Client;

/// <summary>How a message is hashed before it is signed.</summary>
/// <remarks>Fabric 2.5 peers verify ECDSA signatures over SHA-256 unless the channel's MSPs say otherwise.</remarks>
public sealed class MessageHash
{
    private readonly Func<ReadOnlyMemory<byte>, ReadOnlyMemory<byte>> _compute;

    private MessageHash(string name, Func<ReadOnlyMemory<byte>, ReadOnlyMemory<byte>> compute)
    {
        Name = name;
        _compute = compute;
    }

    /// <summary>SHA-256.</summary>
    public static MessageHash Sha256 { get; } = new("SHA-256", m => SHA256.HashData(m.Span));

    /// <summary>SHA-384.</summary>
    public static MessageHash Sha384 { get; } = new("SHA-384", m => SHA384.HashData(m.Span));

    /// <summary>SHA3-256, where the platform has it.</summary>
    public static MessageHash Sha3256 { get; } = new("SHA3-256", m => SHA3_256.HashData(m.Span));

    /// <summary>SHA3-384, where the platform has it.</summary>
    public static MessageHash Sha3384 { get; } = new("SHA3-384", m => SHA3_384.HashData(m.Span));

    /// <summary>No hash: the signer is given the whole message, and hashes it itself if its algorithm wants that.</summary>
    public static MessageHash None { get; } = new("none", m => m);

    /// <summary>Name of the function.</summary>
    public string Name { get; }

    /// <summary>Computes the digest of a message.</summary>
    /// <param name="message">The message.</param>
    /// <exception cref="PlatformNotSupportedException">The platform lacks the function.</exception>
    public ReadOnlyMemory<byte> Compute(ReadOnlyMemory<byte> message) => _compute(message);

    /// <inheritdoc/>
    public override string ToString() => Name;
}
