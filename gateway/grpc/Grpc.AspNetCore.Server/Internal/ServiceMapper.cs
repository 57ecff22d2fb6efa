using System.Reflection;
using Grpc.Core;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Grpc.AspNetCore.Server.Internal;

/// <summary>Turns a service class into endpoints.</summary>
internal static class ServiceMapper
{
    public static IReadOnlyList<IEndpointConventionBuilder> Map<TService>(IEndpointRouteBuilder endpoints)
        where TService : class
    {
        var marker = endpoints.ServiceProvider.GetService<GrpcServerMarker>()
            ?? throw new InvalidOperationException("gRPC is not among the application's services; add it with 'services.AddGrpc()'.");
        var options = endpoints.ServiceProvider.GetRequiredService<IOptions<GrpcServiceOptions>>().Value;
        var logger = endpoints.ServiceProvider.GetRequiredService<ILoggerFactory>().CreateLogger(typeof(TService).FullName!);
        var binder = new ServiceBinder<TService>(endpoints, options, logger);
        Bind(typeof(TService), binder);
        foreach (var serviceName in binder.ServiceNames)
        {
            UnknownCalls.MapMethodsOf(endpoints, serviceName);
        }

        if (!marker.UnknownServicesMapped && options.IgnoreUnknownServices != true)
        {
            marker.UnknownServicesMapped = true;
            UnknownCalls.MapServices(endpoints);
        }

        return binder.Endpoints;
    }

    private static void Bind(Type service, ServiceBinderBase binder)
    {
        var (generatedBase, attribute) = FindBase(service);
        var bind = attribute.BindType.GetMethod(
            attribute.BindMethodName,
            BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Static,
            [typeof(ServiceBinderBase), generatedBase])
            ?? throw new InvalidOperationException($"Cannot find {attribute.BindType.Name}.{attribute.BindMethodName}, which binds {service.Name}.");
        bind.Invoke(null, [binder, null]);
    }

    private static (Type GeneratedBase, BindServiceMethodAttribute Attribute) FindBase(Type service)
    {
        for (var type = service; type is not null; type = type.BaseType)
        {
            if (type.GetCustomAttribute<BindServiceMethodAttribute>(inherit: false) is { } attribute)
            {
                return (type, attribute);
            }
        }

        throw new InvalidOperationException($"{service.Name} is no gRPC service: it does not derive from a generated service base class.");
    }
}
