namespace Fabric.Audit;

/// <summary>What comes out of the verification of an export.</summary>
public enum ExportVerdict
{
    /// <summary>Everything in it is as it must be, and nothing of what it claims to hold is missing.</summary>
    Verified,

    /// <summary>What is in it is as it must be; that nothing of the period is missing, these files do not prove.</summary>
    NotProved,

    /// <summary>Something is not as it must be.</summary>
    NotVerified,
}
