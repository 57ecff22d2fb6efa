namespace Fabric.Client.Tests.Fakes;

internal sealed class FakeWriter<T>(Action<T> written) : IClientStreamWriter<T>
{
    public WriteOptions? WriteOptions { get; set; }

    public Task CompleteAsync() => Task.CompletedTask;

    public Task WriteAsync(T message)
    {
        written(message);
        return Task.CompletedTask;
    }
}
