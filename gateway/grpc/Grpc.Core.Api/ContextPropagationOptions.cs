namespace Grpc.Core;

/// <summary>What an outgoing call takes over from the call being served.</summary>
public class ContextPropagationOptions
{
    /// <summary>Deadline and cancellation.</summary>
    public static readonly ContextPropagationOptions Default = new();

    /// <summary>Creates options.</summary>
    /// <param name="propagateDeadline">Whether the deadline is taken over.</param>
    /// <param name="propagateCancellation">Whether cancellation is taken over.</param>
    public ContextPropagationOptions(bool propagateDeadline = true, bool propagateCancellation = true)
    {
        IsPropagateDeadline = propagateDeadline;
        IsPropagateCancellation = propagateCancellation;
    }

    /// <summary>Whether the deadline is taken over.</summary>
    /// <value>True by default.</value>
    public bool IsPropagateDeadline { get; }

    /// <summary>Whether cancellation is taken over.</summary>
    /// <value>True by default.</value>
    public bool IsPropagateCancellation { get; }
}
