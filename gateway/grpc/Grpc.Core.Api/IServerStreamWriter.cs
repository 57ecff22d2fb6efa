namespace Grpc.Core;

/// <summary>The server's side of a response stream.</summary>
/// <typeparam name="T">The message.</typeparam>
public interface IServerStreamWriter<in T> : IAsyncStreamWriter<T>
{
}
