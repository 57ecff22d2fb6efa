using Grpc.AspNetCore.Server.Internal;
using Microsoft.AspNetCore.Http;

namespace Grpc.Core;

/// <summary>What ASP.NET Core adds to <see cref="ServerCallContext"/>.</summary>
public static class ServerCallContextExtensions
{
    private const string UserStateKey = "__HttpContext";

    /// <summary>The HTTP request behind a call.</summary>
    /// <param name="serverCallContext">The call.</param>
    /// <returns>The request.</returns>
    /// <exception cref="InvalidOperationException">The call does not come from HTTP and its user state holds no request.</exception>
    public static HttpContext GetHttpContext(this ServerCallContext serverCallContext)
    {
        ArgumentNullException.ThrowIfNull(serverCallContext);
        if (serverCallContext is HttpServerCallContext call)
        {
            return call.HttpContext;
        }

        // Unit tests of services put a request there.
        return serverCallContext.UserState.TryGetValue(UserStateKey, out var value) && value is HttpContext http
            ? http
            : throw new InvalidOperationException("Could not get HttpContext from ServerCallContext: the call was not received over HTTP.");
    }
}
