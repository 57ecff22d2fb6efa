using System.Reflection;
using System.Text;
using Grpc.Core;
using Insurance.Gateway.Api;
using Insurance.Gateway.Configuration;
using Insurance.Gateway.Errors;
using Insurance.Gateway.Http;
using Insurance.Gateway.Security;
using Insurance.V1;

namespace Insurance.Gateway.Holder;

/// <summary>The holder's page at <c>/holder</c>: <c>Holders/GetHolderView</c> for people with a browser.</summary>
/// <remarks>
/// The token comes in the body of a form, or in the Authorization header; never in an address, which browsers, proxies and
/// logs keep. The page works without its one script, which takes a token from behind the # of a link.
/// </remarks>
internal sealed class HolderPage(
    GatewaySettings settings, MethodTable methods, HolderTokens tokens, ApiDispatcher dispatcher, FailureMapper failures, RequestBody bodies)
{
    private const string Path = "/holder";
    private const string View = "insurance.v1.Holders/GetHolderView";
    private const int LargestForm = 4096;

    private const string Policy =
        "default-src 'none'; style-src 'self'; script-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

    /// <summary>Adds the page and its files; only an insurer has policyholders.</summary>
    public void Map(IEndpointRouteBuilder routes)
    {
        if (settings.Organization.Kind != OrganizationKind.Insurer)
        {
            return;
        }

        routes.MapMethods(Path, [HttpMethods.Get], AskAsync);
        routes.MapMethods(Path, [HttpMethods.Post], PostAsync);
        routes.MapMethods(Path + "/holder.css", [HttpMethods.Get], File("holder.css", "text/css; charset=utf-8"));
        routes.MapMethods(Path + "/holder.js", [HttpMethods.Get], File("holder.js", "text/javascript; charset=utf-8"));
    }

    private static RequestDelegate File(string name, string contentType)
    {
        using var stream = Assembly.GetExecutingAssembly().GetManifestResourceStream(name)
            ?? throw new InvalidOperationException($"The resource {name} is not in the assembly.");
        var content = new byte[stream.Length];
        stream.ReadExactly(content);
        return context =>
        {
            Protect(context, "no-cache");
            context.Response.ContentType = contentType;
            return context.Response.Body.WriteAsync(content, context.RequestAborted).AsTask();
        };
    }

    private static void Protect(HttpContext context, string cache)
    {
        var headers = context.Response.Headers;
        headers.ContentSecurityPolicy = Policy;
        headers.CacheControl = cache;
        headers.XContentTypeOptions = "nosniff";
        headers["Referrer-Policy"] = "no-referrer";
        headers["Cross-Origin-Opener-Policy"] = "same-origin";
        headers["Cross-Origin-Resource-Policy"] = "same-origin";
    }

    private Task AskAsync(HttpContext context) => context.Request.Headers.Authorization.Count == 0
        ? WriteAsync(context, StatusCodes.Status200OK, HolderHtml.Form(settings.Organization.Name, null))
        : ShowAsync(context, () => Task.FromResult(tokens.Authenticate(context)));

    private Task PostAsync(HttpContext context) => ShowAsync(context, async () => tokens.Authenticate(context, await TokenAsync(context)));

    private async Task<string?> TokenAsync(HttpContext context)
    {
        if (!context.Request.HasFormContentType)
        {
            return null;
        }

        try
        {
            // The form reader ends the connection of a form that does not arrive.
            using var body = new MemoryStream((await bodies.ReadAsync(context, LargestForm)).ToArray());
            context.Request.Body = body;
            return (await context.Request.ReadFormAsync(context.RequestAborted))["token"].ToString().Trim();
        }
        catch (Exception error) when (error is BadHttpRequestException or InvalidDataException or ApiException { Code: "INPUT_TOO_LARGE" })
        {
            // Too large, or no form: there is no token in it.
            return null;
        }
    }

    private async Task ShowAsync(HttpContext context, Func<Task<Caller>> authenticate)
    {
        try
        {
            var caller = await authenticate();
            var view = (HolderView)await dispatcher.InvokeAsync(
                methods.Find(View)!, new GetHolderViewRequest(), caller, context.RequestAborted);
            await WriteAsync(context, StatusCodes.Status200OK, HolderHtml.View(view));
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            // Nobody is there to read an answer.
        }
        catch (Exception error)
        {
            var known = failures.Map(error, Path);
            var status = known.Status switch
            {
                StatusCode.Unauthenticated => StatusCodes.Status401Unauthorized,
                StatusCode.ResourceExhausted => StatusCodes.Status429TooManyRequests,
                StatusCode.DeadlineExceeded when known.Code == "REQUEST_TOO_SLOW" => StatusCodes.Status408RequestTimeout,
                _ => StatusCodes.Status503ServiceUnavailable,
            };
            var problem = status == StatusCodes.Status503ServiceUnavailable
                ? "What is recorded cannot be read at the moment; try again later."
                : known.Message;
            if (status is StatusCodes.Status429TooManyRequests or StatusCodes.Status503ServiceUnavailable)
            {
                context.Response.Headers.RetryAfter = HttpErrors.Seconds(known.RetryAfter ?? TimeSpan.FromSeconds(1));
            }

            await WriteAsync(context, status, HolderHtml.Form(settings.Organization.Name, problem));
        }
    }

    private static async Task WriteAsync(HttpContext context, int status, string html)
    {
        Protect(context, "no-store");
        context.Response.StatusCode = status;
        context.Response.ContentType = "text/html; charset=utf-8";
        await context.Response.WriteAsync(html, Encoding.UTF8, context.RequestAborted);
    }
}
