namespace Grpc.Core;

/// <summary>Base of generated clients, able to copy themselves.</summary>
/// <typeparam name="T">The client.</typeparam>
public abstract class ClientBase<T> : ClientBase
    where T : ClientBase<T>
{
    /// <summary>A client whose every call fails, for test doubles that override the methods.</summary>
    protected ClientBase()
    {
    }

    /// <summary>A client with the configuration of another.</summary>
    /// <param name="configuration">The configuration.</param>
    protected ClientBase(ClientBaseConfiguration configuration)
        : base(configuration)
    {
    }

    /// <summary>A client over a channel.</summary>
    /// <param name="channel">The channel.</param>
    public ClientBase(ChannelBase channel)
        : base(channel)
    {
    }

    /// <summary>A client over an invoker, for instance an intercepted one.</summary>
    /// <param name="callInvoker">The invoker.</param>
    public ClientBase(CallInvoker callInvoker)
        : base(callInvoker)
    {
    }

    /// <summary>This client, asking for another authority.</summary>
    /// <param name="host">The authority.</param>
    /// <returns>A copy.</returns>
    public T WithHost(string host) => NewInstance(Configuration.WithHost(host));

    /// <summary>Copies the client.</summary>
    /// <param name="configuration">The copy's configuration.</param>
    /// <returns>The copy.</returns>
    protected abstract T NewInstance(ClientBaseConfiguration configuration);
}
