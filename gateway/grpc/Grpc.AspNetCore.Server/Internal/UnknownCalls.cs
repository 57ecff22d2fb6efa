using System.Globalization;
using Grpc.Core;
using Grpc.Core.Internal;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Routing.Patterns;

namespace Grpc.AspNetCore.Server.Internal;

/// <summary>Answers calls to methods and services that are not there. Requests other than gRPC's pass by.</summary>
internal static class UnknownCalls
{
    public static void MapMethodsOf(IEndpointRouteBuilder endpoints, string serviceName) =>
        Map(endpoints, $"/{serviceName}/{{unimplementedMethod}}", new { unimplementedMethod = new GrpcOnly() }, "Method is unimplemented.")
            .WithDisplayName($"gRPC - Unimplemented method for {serviceName}");

    public static void MapServices(IEndpointRouteBuilder endpoints) =>
        Map(
            endpoints,
            "/{unimplementedService}/{unimplementedMethod}",
            new { unimplementedService = new GrpcOnly(), unimplementedMethod = new GrpcOnly() },
            "Service is unimplemented.")
            .WithDisplayName("gRPC - Unimplemented service");

    private static IEndpointConventionBuilder Map(IEndpointRouteBuilder endpoints, string pattern, object policies, string message) =>
        endpoints.Map(RoutePatternFactory.Parse(pattern, defaults: null, policies), http =>
        {
            if (!RequestChecks.IsGrpc(http))
            {
                return RequestChecks.RefuseAsync(http);
            }

            http.Response.ContentType = Protocol.ContentType;
            http.Response.Headers[Protocol.StatusHeader] = ((int)StatusCode.Unimplemented).ToString(CultureInfo.InvariantCulture);
            http.Response.Headers[Protocol.MessageHeader] = message;
            return Task.CompletedTask;
        });

    private sealed class GrpcOnly : IRouteConstraint
    {
        public bool Match(HttpContext? httpContext, IRouter? route, string routeKey, RouteValueDictionary values, RouteDirection routeDirection) =>
            httpContext is not null
            && HttpMethods.IsPost(httpContext.Request.Method)
            && Protocol.IsGrpcContentType(httpContext.Request.ContentType);
    }
}
