using Grpc.Core;
using Microsoft.Extensions.Logging;

namespace Grpc.Net.Client.Internal;

internal static partial class ClientLog
{
    [LoggerMessage(1, LogLevel.Debug, "Call {Method} ended with {Code}: {Detail}")]
    public static partial void CallFailed(ILogger logger, string method, StatusCode code, string detail, Exception? exception);

    [LoggerMessage(2, LogLevel.Warning, "Call {Method} is made without its credentials because the channel has no TLS")]
    public static partial void CredentialsNotSent(ILogger logger, string method);
}
