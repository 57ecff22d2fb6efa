namespace Fabric.Client;

/// <summary>What the caller itself has to repair before any repetition can succeed.</summary>
/// <remarks>A peer of Fabric 3.1 answers these with the status code of a peer that is away; only the details distinguish them.</remarks>
public enum CallerFault
{
    /// <summary>None that is known: the status code says what happened.</summary>
    None,

    /// <summary>The certificate of the identity has expired.</summary>
    IdentityExpired,

    /// <summary>The proposal's time is too far from a peer's clock, 15 minutes by default.</summary>
    ClockOff,
}
