namespace Grpc.Core;

/// <summary>How messages are written.</summary>
public class WriteOptions
{
    /// <summary>No flags.</summary>
    public static readonly WriteOptions Default = new();

    /// <summary>Creates options.</summary>
    /// <param name="flags">How messages are written.</param>
    public WriteOptions(WriteFlags flags = default) => Flags = flags;

    /// <summary>How messages are written.</summary>
    /// <value>None by default.</value>
    public WriteFlags Flags { get; }
}
