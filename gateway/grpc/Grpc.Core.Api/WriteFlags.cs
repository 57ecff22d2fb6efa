namespace Grpc.Core;

/// <summary>How a message is written.</summary>
[Flags]
public enum WriteFlags
{
    /// <summary>The next write may share a flush with this one.</summary>
    BufferHint = 0x1,

    /// <summary>This message is not compressed.</summary>
    NoCompress = 0x2,
}
