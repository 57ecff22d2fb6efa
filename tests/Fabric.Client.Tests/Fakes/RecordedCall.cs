namespace Fabric.Client.Tests.Fakes;

/// <summary>A call that reached the fake connection, with the bytes that would have gone over the wire.</summary>
internal sealed record RecordedCall(string Method, byte[] Request, CallOptions Options)
{
    public T Read<T>()
        where T : IMessage<T>, new() => new MessageParser<T>(() => new T()).ParseFrom(Request);
}
