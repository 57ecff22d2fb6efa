namespace Insurance.Gateway.Tests.Holder;

/// <summary>The listener for browsers: no certificate is asked for, and nothing but the page is there.</summary>
public sealed class HolderListenerTests
{
    private static readonly HolderSettings Own = new() { Listen = ListenAddress.Parse("127.0.0.1:0") };

    [Theory]
    [InlineData(SslProtocols.Tls12)]
    [InlineData(SslProtocols.Tls13)]
    public async Task Handshake_OnIt_AsksForNoCertificate(SslProtocols version)
    {
        await using var server = await HolderApiTests.StartAsync(Own);

        (await AsksAsync(server, server.Endpoint, version)).ShouldBeTrue("the API's listener asks each caller");
        (await AsksAsync(server, server.HolderEndpoint, version)).ShouldBeFalse();
    }

    [Fact]
    public async Task Page_OnIt_ShowsWhatTheTokenIsFor()
    {
        await using var server = await HolderApiTests.StartAsync(Own);
        var token = await HolderApiTests.IssueAsync(server, new IssueHolderTokenRequest { PolicyId = "p-1" });
        var browser = server.Http(null, server.HolderEndpoint);

        (await browser.GetAsync("/")).RequestMessage!.RequestUri!.AbsolutePath.ShouldBe("/holder");
        (await browser.GetAsync("/holder/holder.css")).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await (await browser.PostAsync("/holder", new FormUrlEncodedContent([new("token", token)]))).Content.ReadAsStringAsync()).ShouldContain("Claim c-1");
        (await server.Http(null).GetAsync("/holder")).StatusCode.ShouldBe(HttpStatusCode.OK, "the page stays on the gateway's own listener");
    }

    [Fact]
    public async Task EveryMethod_OnIt_IsNotThere()
    {
        await using var server = await HolderApiTests.StartAsync(Own);
        var token = await HolderApiTests.IssueAsync(server, new IssueHolderTokenRequest { PolicyId = "p-1" });
        var http = server.Http(server.Certificates.Caller("alice", "admin"), server.HolderEndpoint);
        http.DefaultRequestHeaders.Authorization = new("Bearer", token);
        server.Ledger.Evaluated.Clear();
        string[] others = ["/healthz", "/readyz", "/grpc.health.v1.Health/Check", "/grpc.reflection.v1.ServerReflection/ServerReflectionInfo", "/holders", "/Holder", "/holder/other"];

        foreach (var path in MethodTable.Default().All.Select(method => "/" + method.Path).Concat(others))
        {
            using var call = new HttpRequestMessage(HttpMethod.Post, path) { Content = new StringContent("{}", System.Text.Encoding.UTF8, "application/json") };
            (await http.SendAsync(call)).StatusCode.ShouldBe(HttpStatusCode.NotFound, path);
        }

        var channel = server.Channel(null, server.HolderEndpoint);
        (await Should.ThrowAsync<RpcException>(async () => await new Holders.HoldersClient(channel).GetHolderViewAsync(new GetHolderViewRequest()))).StatusCode
            .ShouldBe(StatusCode.Unimplemented);
        server.Ledger.Evaluated.ShouldBeEmpty();
    }

    [Fact]
    public async Task Certificate_OfItsOwn_IsShownThereAlone()
    {
        using var folder = new StateFolder();
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var certificate = new CertificateRequest("CN=holders.example", key, HashAlgorithmName.SHA256)
            .CreateSelfSigned(DateTimeOffset.UtcNow.AddMinutes(-1), DateTimeOffset.UtcNow.AddDays(1));
        var (certificateFile, keyFile) = (Path.Combine(folder.Path, "holders.crt"), Path.Combine(folder.Path, "holders.key"));
        await File.WriteAllTextAsync(certificateFile, certificate.ExportCertificatePem());
        await File.WriteAllTextAsync(keyFile, key.ExportPkcs8PrivateKeyPem());
        await using var server = await HolderApiTests.StartAsync(Own with { Certificate = new HolderCertificate(certificateFile, keyFile) });

        (await SubjectAsync(server.HolderEndpoint)).ShouldBe("CN=holders.example");
        (await SubjectAsync(server.Endpoint)).ShouldNotBe("CN=holders.example");
    }

    [Fact]
    public async Task Listener_OfWhoHasNoPolicyholders_IsNotThere()
    {
        await using var server = await GatewayServer.StartAsync(OrganizationKind.Reinsurer, holders: Own);

        server.HolderEndpoint.ShouldBe(server.Endpoint);
    }

    private static async Task<string> SubjectAsync(Uri endpoint)
    {
        using var client = new TcpClient();
        await client.ConnectAsync(endpoint.Host, endpoint.Port);
        await using var tls = new SslStream(client.GetStream());
        await tls.AuthenticateAsClientAsync(new SslClientAuthenticationOptions { TargetHost = "localhost", RemoteCertificateValidationCallback = (_, _, _, _) => true });
        return tls.RemoteCertificate!.Subject;
    }

    // The server's certificate is known to the callback only when the server has asked for the client's.
    private static async Task<bool> AsksAsync(GatewayServer server, Uri endpoint, SslProtocols version)
    {
        var asked = false;
        using var client = new TcpClient();
        await client.ConnectAsync(endpoint.Host, endpoint.Port);
        await using var tls = new SslStream(client.GetStream());
        await tls.AuthenticateAsClientAsync(new SslClientAuthenticationOptions
        {
            TargetHost = "localhost",
            EnabledSslProtocols = version,
            RemoteCertificateValidationCallback = (_, _, _, _) => true,
            LocalCertificateSelectionCallback = (_, _, _, remote, _) =>
            {
                asked |= remote is not null;
                return null!;
            },
        });
        await tls.WriteAsync("GET /holder HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"u8.ToArray());
        using var reader = new StreamReader(tls);
        (await reader.ReadToEndAsync()).ShouldStartWith("HTTP/1.1 200");
        tls.SslProtocol.ShouldBe(version);
        return asked;
    }
}
