namespace Insurance.Gateway.Transport.HolderPages;

/// <summary>The holder's page at <c>/holder</c>: <c>Holders/GetHolderView</c> for people with a browser.</summary>
/// <remarks>
/// The token comes in the body of a form, or in the Authorization header; never in an address, which browsers, proxies and
/// logs keep. A form begins a session, which a cookie names until the holder logs out or goes away. The page works without its one
/// script, which takes a token from behind the # of a link.
/// </remarks>
internal sealed class HolderPage(
    GatewaySettings settings,
    MethodTable methods,
    HolderTokens tokens,
    HolderSessions sessions,
    ApiDispatcher dispatcher,
    FailureMapper failures,
    RequestBody bodies)
{
    /// <summary>Where it is.</summary>
    public const string Path = "/holder";

    /// <summary>Where one logs out.</summary>
    public const string Leave = Path + "/logout";

    private const string View = "insurance.v1.Holders/GetHolderView";
    private const string Entered = "entered";
    private const string Left = "left";
    private const int LargestForm = 4096;

    private const string Policy =
        "default-src 'none'; style-src 'self'; script-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

    // Browsers keep cookies by host and not by port: two insurers' gateways on one host must not end each other's sessions.
    private readonly string _cookie = "__Host-holder-" + string.Concat(settings.Organization.MspId.Where(char.IsAsciiLetterOrDigit));

    /// <summary>Adds the page and its files; only an insurer has policyholders.</summary>
    public void Map(IEndpointRouteBuilder routes)
    {
        if (!settings.Organization.Kind.Can().HoldsRecords)
        {
            return;
        }

        routes.MapMethods(Path, [HttpMethods.Get], AskAsync);
        routes.MapMethods(Path, [HttpMethods.Post], EnterAsync);
        routes.MapMethods(Leave, [HttpMethods.Post], LeaveAsync);
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

    private Task AskAsync(HttpContext context)
    {
        var reader = HolderReader.Of(context.Request);
        if (context.Request.Headers.Authorization.Count > 0)
        {
            return ShowAsync(context, reader, () => tokens.Authenticate(context), isSession: false);
        }

        if (context.Request.Cookies[_cookie] is not { Length: > 0 } id)
        {
            return context.Request.Query.ContainsKey(Entered)
                ? AskAgainAsync(context, reader, HolderProblem.Session)
                : WriteAsync(context, StatusCodes.Status200OK, reader, HolderHtml.Form(settings.Organization.Name, reader, null, context.Request.Query.ContainsKey(Left)));
        }

        return sessions.Find(id) is { } tokenId
            ? ShowAsync(context, reader, () => tokens.Resume(tokenId), isSession: true)
            : AskAgainAsync(context, reader, HolderProblem.Session);
    }

    private async Task EnterAsync(HttpContext context)
    {
        var reader = HolderReader.Of(context.Request);
        try
        {
            var caller = tokens.Authenticate(context, await TokenAsync(context));
            EndSession(context);
            context.Response.Cookies.Append(_cookie, sessions.Begin(caller.Grant!.TokenId), Cookie());
            See(context, reader.Address(Path, Entered));
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            // Nobody is there to read an answer.
        }
        catch (Exception error)
        {
            await FailAsync(context, reader, error);
        }
    }

    private Task LeaveAsync(HttpContext context)
    {
        EndSession(context);
        context.Response.Cookies.Delete(_cookie, Cookie());

        // What browsers keep for their back button.
        context.Response.Headers["Clear-Site-Data"] = "\"cache\"";
        See(context, HolderReader.Of(context.Request).Address(Path, Left));
        return Task.CompletedTask;
    }

    private void EndSession(HttpContext context)
    {
        if (context.Request.Cookies[_cookie] is { Length: > 0 } id)
        {
            sessions.End(id);
        }
    }

    // Of this host alone, sent to it by its own pages alone, and gone with the browser.
    private static CookieOptions Cookie() => new() { Path = "/", Secure = true, HttpOnly = true, SameSite = SameSiteMode.Strict, IsEssential = true };

    private static void See(HttpContext context, string address)
    {
        Protect(context, "no-store");
        context.Response.StatusCode = StatusCodes.Status303SeeOther;
        context.Response.Headers.Location = address;
    }

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

    private async Task ShowAsync(HttpContext context, HolderReader reader, Func<Caller> authenticate, bool isSession)
    {
        try
        {
            var caller = authenticate();
            var request = new GetHolderViewRequest { Language = reader.Chosen?.Tag ?? "", AcceptLanguage = HolderViews.Shortened(context.Request.Headers.AcceptLanguage) };
            var view = (HolderView)await dispatcher.InvokeAsync(methods.Find(View)!, request, caller, context.RequestAborted);
            reader = reader with { Language = HolderLanguage.Find(view.Language)! };
            await WriteAsync(context, StatusCodes.Status200OK, reader, HolderHtml.View(view, reader, isSession));
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            // Nobody is there to read an answer.
        }
        catch (Exception error)
        {
            await FailAsync(context, reader, error);
        }
    }

    private async Task FailAsync(HttpContext context, HolderReader reader, Exception error)
    {
        var known = failures.Map(error, Path);
        var problem = HolderProblem.Of(known);
        if (problem.Status is StatusCodes.Status429TooManyRequests or StatusCodes.Status503ServiceUnavailable)
        {
            context.Response.Headers.RetryAfter = HttpErrors.Seconds(known.RetryAfter ?? TimeSpan.FromSeconds(1));
        }

        await AskAgainAsync(context, reader, problem);
    }

    private Task AskAgainAsync(HttpContext context, HolderReader reader, HolderProblem problem)
    {
        if (problem.Status == StatusCodes.Status401Unauthorized && context.Request.Cookies.ContainsKey(_cookie))
        {
            EndSession(context);
            context.Response.Cookies.Delete(_cookie, Cookie());
        }

        return WriteAsync(context, problem.Status, reader, HolderHtml.Form(settings.Organization.Name, reader, problem, left: false));
    }

    private static async Task WriteAsync(HttpContext context, int status, HolderReader reader, string html)
    {
        Protect(context, "no-store");
        context.Response.StatusCode = status;
        context.Response.ContentType = "text/html; charset=utf-8";
        context.Response.Headers.ContentLanguage = reader.Language.Tag;
        await context.Response.WriteAsync(html, Encoding.UTF8, context.RequestAborted);
    }
}
