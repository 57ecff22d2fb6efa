namespace Fabric.Msp;

/// <summary>An identity is refused.</summary>
public sealed class InvalidIdentityException : Exception
{
    /// <summary>Creates the exception.</summary>
    /// <param name="error">Why the identity is refused.</param>
    public InvalidIdentityException(IdentityError error)
        : base(error.Message) => Error = error;

    /// <summary>Why the identity is refused.</summary>
    public IdentityError Error { get; }
}
