using Grpc.Net.Client;

namespace Insurance.Gateway.Foundation.Ledger;

/// <summary>The connection to a peer.</summary>
internal static class PeerChannel
{
    // A block travels as a query's answer; Fabric's own limit for a message is 100 MiB.
    private const int LargestMessage = 100 * 1024 * 1024;

    // Between attempts to connect every call fails with the last attempt's error. The package lets these pauses grow to two minutes,
    // for which a gateway would refuse everything although its peer is back.
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(1);

    // A machine that is gone answers nothing, and the system's own attempts end after minutes.
    private static readonly TimeSpan LongestAttempt = TimeSpan.FromSeconds(5);

    /// <summary>Nothing is sent yet. The channel owns the handler.</summary>
    public static GrpcChannel Open(Uri endpoint, SocketsHttpHandler handler, ILoggerFactory loggers)
    {
        handler.ConnectTimeout = LongestAttempt;
        return GrpcChannel.ForAddress(endpoint, new GrpcChannelOptions
        {
            HttpHandler = handler,
            DisposeHttpClient = true,
            LoggerFactory = loggers,
            MaxReceiveMessageSize = LargestMessage,
            InitialReconnectBackoff = FirstPause,
            MaxReconnectBackoff = LongestPause,
        });
    }
}
