namespace Insurance.Gateway.Transport.Authentication;

/// <summary>The caller of a request.</summary>
internal sealed class ConnectionCaller(CallerCertificates certificates, HolderTokens tokens)
{
    private static readonly object Admitted = new();

    /// <summary>Finds who calls a method: by a token where the method is for holders, else by a certificate.</summary>
    /// <exception cref="ApiException">UNAUTHENTICATED.</exception>
    public Caller Find(HttpContext context, ApiMethod method) => method.Rule.ByToken ? tokens.Authenticate(context) : Find(context);

    /// <summary>Finds who calls. Repeated for each request: a certificate may expire while its connection lives.</summary>
    /// <exception cref="ApiException">UNAUTHENTICATED.</exception>
    public Caller Find(HttpContext context) => context.Items.Remove(Admitted, out var caller) && caller is Caller known
        ? known
        : certificates.Authenticate(context.Connection.ClientCertificate);

    /// <summary>Finds who calls, before the request is received; the next look at the same request takes this one's answer.</summary>
    /// <exception cref="ApiException">UNAUTHENTICATED.</exception>
    public void Admit(HttpContext context) => context.Items[Admitted] = Find(context);
}
