using System.Collections.Concurrent;

namespace Fabric.Client.Tests.Server;

/// <summary>Lets a test wait for what happens in the server.</summary>
internal sealed class CallLog
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly ConcurrentDictionary<string, bool> _submitted = new();
    private readonly ConcurrentDictionary<string, TaskCompletionSource> _started = new();
    private readonly ConcurrentDictionary<string, TaskCompletionSource> _cancelled = new();

    public void Submitted(string transactionId) => _submitted[transactionId] = true;

    public bool WasSubmitted(string transactionId) => _submitted.ContainsKey(transactionId);

    public Task StartedAsync(string id) => Source(_started, id).Task.WaitAsync(Patience);

    public Task CancelledAsync(string id) => Source(_cancelled, id).Task.WaitAsync(Patience);

    public async Task UntilCancelledAsync(string id, CancellationToken cancellationToken)
    {
        Source(_started, id).TrySetResult();
        try
        {
            await Task.Delay(Timeout.Infinite, cancellationToken);
        }
        catch (OperationCanceledException)
        {
            Source(_cancelled, id).TrySetResult();
            throw;
        }
    }

    private static TaskCompletionSource Source(ConcurrentDictionary<string, TaskCompletionSource> sources, string id) =>
        sources.GetOrAdd(id, _ => new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
}
