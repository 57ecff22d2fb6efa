namespace Fabric.Msp;

/// <summary>Why an identity is refused, for programs and in words.</summary>
/// <param name="Reason">The kind of failure.</param>
/// <param name="Message">A sentence for people.</param>
public sealed record IdentityError(IdentityErrorReason Reason, string Message);
