namespace Grpc.Core;

/// <summary>The client's side of a request stream.</summary>
/// <typeparam name="T">The message.</typeparam>
public interface IClientStreamWriter<in T> : IAsyncStreamWriter<T>
{
    /// <summary>Says that no more requests follow.</summary>
    /// <returns>Completes when the peer has been told.</returns>
    Task CompleteAsync();
}
