namespace Fabric.Audit;

/// <summary>What a transaction does to a key.</summary>
internal enum KeyEffect
{
    /// <summary>A value; the key keeps its policy.</summary>
    Put,

    /// <summary>A value and a policy, or a value and no policy any more.</summary>
    PutWithPolicy,

    /// <summary>A policy, or none any more; without effect on a key that does not exist.</summary>
    Policy,

    /// <summary>The key is gone, and its policy with it.</summary>
    Delete,
}
