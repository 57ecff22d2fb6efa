namespace Grpc.Core;

/// <summary>A way to a server.</summary>
public abstract class ChannelBase
{
    /// <summary>Creates a channel.</summary>
    /// <param name="target">The server's authority.</param>
    protected ChannelBase(string target) => Target = target ?? throw new ArgumentNullException(nameof(target));

    /// <summary>The server's authority.</summary>
    public string Target { get; }

    /// <summary>An invoker for calls over this channel.</summary>
    /// <returns>The invoker.</returns>
    public abstract CallInvoker CreateCallInvoker();

    /// <summary>Ends the channel.</summary>
    /// <returns>Completes when it has ended.</returns>
    public Task ShutdownAsync() => ShutdownAsyncCore();

    /// <summary>Ends the channel.</summary>
    /// <returns>Completes when it has ended.</returns>
    protected virtual Task ShutdownAsyncCore() => Task.CompletedTask;
}
