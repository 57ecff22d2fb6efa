namespace Grpc.Core;

/// <summary>How a channel is secured. Certificates are configured on the channel's HTTP handler.</summary>
public abstract class ChannelCredentials
{
    /// <summary>No TLS: HTTP/2 in clear text.</summary>
    public static ChannelCredentials Insecure { get; } = new Plain(isSecure: false);

    /// <summary>TLS as the channel's HTTP handler has it.</summary>
    public static ChannelCredentials SecureSsl { get; } = new Plain(isSecure: true);

    internal abstract bool IsSecure { get; }

    internal virtual CallCredentials? CallCredentials => null;

    /// <summary>Channel credentials that send call credentials with every call.</summary>
    /// <param name="channelCredentials">How the channel is secured.</param>
    /// <param name="callCredentials">What every call sends.</param>
    /// <returns>The composition.</returns>
    public static ChannelCredentials Create(ChannelCredentials channelCredentials, CallCredentials callCredentials) =>
        new Composite(
            channelCredentials ?? throw new ArgumentNullException(nameof(channelCredentials)),
            callCredentials ?? throw new ArgumentNullException(nameof(callCredentials)));

    private sealed class Plain(bool isSecure) : ChannelCredentials
    {
        internal override bool IsSecure => isSecure;
    }

    private sealed class Composite(ChannelCredentials channel, CallCredentials call) : ChannelCredentials
    {
        internal override bool IsSecure => channel.IsSecure;

        internal override CallCredentials? CallCredentials => channel.CallCredentials is null
            ? call
            : CallCredentials.Compose(channel.CallCredentials, call);
    }
}
