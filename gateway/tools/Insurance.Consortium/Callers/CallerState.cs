namespace Insurance.Consortium.Callers;

/// <summary>Whether the gateway lets a caller in.</summary>
public enum CallerState
{
    Valid,

    /// <summary>Issued under a clock that was ahead.</summary>
    NotYetValid,
    Expired,
    Revoked,

    /// <summary>Of no authority that the organization has now.</summary>
    Untrusted,
}
