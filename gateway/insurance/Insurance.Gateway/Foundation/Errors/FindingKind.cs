namespace Insurance.Gateway.Foundation.Errors;

/// <summary>What becomes of a gateway with a finding.</summary>
internal enum FindingKind
{
    /// <summary>It runs all the same.</summary>
    Warning,

    /// <summary>It waits, for this can pass without anything being changed here.</summary>
    Waiting,

    /// <summary>It ends, for only another configuration helps.</summary>
    Fatal,
}
