using System.Collections.Concurrent;

namespace Grpc.Tests.Server;

/// <summary>Lets a test wait for what happens in the server. Calls are told apart by their <c>call-id</c> header.</summary>
public sealed class CallLog
{
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly ConcurrentDictionary<string, TaskCompletionSource> _events = new();
    private readonly TaskCompletionSource _released = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Completes when the test lets go of methods that ignore cancellation.</summary>
    public Task Released => _released.Task;

    public void Release() => _released.TrySetResult();

    public void Waiting(ServerCallContext context) => Source("waiting", Id(context)).TrySetResult();

    public void Cancelled(ServerCallContext context) => Source("cancelled", Id(context)).TrySetResult();

    public async Task UntilCancelledAsync(ServerCallContext context)
    {
        try
        {
            await Task.Delay(Timeout.Infinite, context.CancellationToken);
        }
        catch (OperationCanceledException)
        {
            Cancelled(context);
            throw;
        }
    }

    public Task WaitingAsync(string id) => Source("waiting", id).Task.WaitAsync(Patience);

    public Task CancelledAsync(string id) => Source("cancelled", id).Task.WaitAsync(Patience);

    private static string Id(ServerCallContext context) => context.RequestHeaders.GetValue("call-id") ?? "";

    private TaskCompletionSource Source(string what, string id) =>
        _events.GetOrAdd(what + "/" + id, _ => new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
}
