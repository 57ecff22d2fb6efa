namespace Grpc.Core;

/// <summary>Ties an outgoing call to the call being served. This implementation issues none.</summary>
public abstract class ContextPropagationToken
{
    internal ContextPropagationToken()
    {
    }
}
