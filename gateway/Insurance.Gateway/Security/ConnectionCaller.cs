using Microsoft.AspNetCore.Http;

namespace Insurance.Gateway.Security;

/// <summary>The caller of a request.</summary>
public sealed class ConnectionCaller(CallerCertificates certificates)
{
    /// <summary>Finds who calls. Repeated for each request: a certificate may expire while its connection lives.</summary>
    /// <exception cref="Errors.ApiException">UNAUTHENTICATED.</exception>
    public Caller Find(HttpContext context) => certificates.Authenticate(context.Connection.ClientCertificate);
}
