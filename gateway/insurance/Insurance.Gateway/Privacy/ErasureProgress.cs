namespace Insurance.Gateway.Privacy;

/// <summary>How far the erasure of a person has come at the gateway.</summary>
internal enum ErasureProgress
{
    /// <summary>Nothing of it: the person may have a key.</summary>
    None,

    /// <summary>The key is destroyed; the sealed data may still be on the peers.</summary>
    KeyDestroyed,

    /// <summary>Everything is done.</summary>
    Complete,
}
