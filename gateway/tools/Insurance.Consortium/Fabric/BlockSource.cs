namespace Insurance.Consortium.Fabric;

/// <summary>Where the channel's first block comes from.</summary>
internal enum BlockSource
{
    /// <summary>Every node has joined.</summary>
    NotNeeded,

    /// <summary>The file that an earlier start made.</summary>
    File,

    /// <summary>configtxgen makes it; a second one would be another channel.</summary>
    Generate,

    /// <summary>From a node that has joined, since the file is gone.</summary>
    Fetch,
}
