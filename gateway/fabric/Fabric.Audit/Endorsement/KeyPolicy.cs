namespace Fabric.Audit;

/// <summary>What is known of a key's own endorsement policy.</summary>
/// <param name="Known">False: it was set, or not set, where nobody here can see it.</param>
/// <param name="Exists">Whether the key has one.</param>
/// <param name="Policy">The policy; <c>null</c> for one that cannot be read, which nobody satisfies.</param>
public readonly record struct KeyPolicy(bool Known, bool Exists, CompiledSignaturePolicy? Policy)
{
    /// <summary>Nothing is known.</summary>
    public static KeyPolicy Unknown { get; }

    /// <summary>The key has none: the collection's or the chaincode's holds.</summary>
    public static KeyPolicy None { get; } = new(true, false, null);

    /// <summary>The key has its own.</summary>
    /// <param name="policy">The policy.</param>
    public static KeyPolicy Of(CompiledSignaturePolicy? policy) => new(true, true, policy);
}
