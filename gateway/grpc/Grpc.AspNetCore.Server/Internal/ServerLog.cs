using Grpc.Core;
using Microsoft.Extensions.Logging;

namespace Grpc.AspNetCore.Server.Internal;

internal static partial class ServerLog
{
    [LoggerMessage(1, LogLevel.Debug, "Call {Method} is answered with {Code}: {Detail}")]
    public static partial void CallFailed(ILogger logger, string method, StatusCode code, string detail, Exception? exception);

    [LoggerMessage(2, LogLevel.Debug, "Call {Method} was cancelled or ran out of time")]
    public static partial void CallCancelled(ILogger logger, string method);

    [LoggerMessage(3, LogLevel.Error, "Call {Method} failed with an exception")]
    public static partial void MethodThrew(ILogger logger, string method, Exception exception);
}
