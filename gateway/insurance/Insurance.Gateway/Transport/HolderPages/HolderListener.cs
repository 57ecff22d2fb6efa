using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace Insurance.Gateway.Transport.HolderPages;

/// <summary>The listener of <c>Holders:Listen</c>: it asks nobody for a certificate, and has the holder's page and nothing else.</summary>
internal static class HolderListener
{
    private static readonly object Key = new();

    /// <summary>Marks the connections of a listener as its.</summary>
    public static void Mark(ListenOptions listen) => listen.Use(next => connection =>
    {
        connection.Items[Key] = true;
        return next(connection);
    });

    /// <summary>Passes on what is for the page, and leads from the bare host to it; every other path is unknown there.</summary>
    public static Task InvokeAsync(HttpContext context, RequestDelegate next)
    {
        if (context.Features.Get<IConnectionItemsFeature>()?.Items.ContainsKey(Key) is not true
            || context.Request.Path.StartsWithSegments(HolderPage.Path, StringComparison.Ordinal))
        {
            return next(context);
        }

        if (context.Request.Path == "/")
        {
            context.Response.Redirect(HolderPage.Path);
            return Task.CompletedTask;
        }

        context.Response.StatusCode = StatusCodes.Status404NotFound;
        return Task.CompletedTask;
    }
}
