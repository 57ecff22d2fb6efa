using Fabric.Protos.Common;
using Metadata = Fabric.Protos.Common.Metadata;

namespace Insurance.Gateway.Tests.Support;

/// <summary>A channel of two organizations, each with its authority and a peer's TLS port, and the configuration of one's gateway.</summary>
internal sealed class TwoOrganizations : IDisposable
{
    public const string Own = "OwnMSP";
    public const string Other = "OtherMSP";
    private readonly string _directory = Directory.CreateTempSubdirectory("start-checks-").FullName;
    private readonly CancellationTokenSource _closing = new();
    private readonly List<TcpListener> _listeners = [];
    private readonly Calendar _calendar = new() { Days = -10 };
    private readonly CertificateAuthority _own;
    private readonly CertificateAuthority _other;
    private readonly CertificateAuthority _callers;
    private readonly IssuedCertificate _server;

    public TwoOrganizations()
    {
        (_own, _other, _callers) = (Authority("own"), Authority("other"), Authority("callers"));
        _calendar.Days = 0;
        _server = _own.Issue(new CertificateOptions { CommonName = "gateway", ServerAuthentication = true, DnsNames = ["localhost"] });
        Serve(Ledger);
    }

    public FakeLedger Ledger { get; } = new();

    /// <summary>The certificate of an authority that no MSP knows.</summary>
    public string CallersFile => Write("callers.ca.pem", _callers.CertificatePem);

    /// <summary>A file of the test.</summary>
    public string Write(string name, string text, bool others = false)
    {
        var path = Path.Combine(_directory, name);
        File.WriteAllText(path, text);
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | (others ? UnixFileMode.OtherRead : 0));
        }

        return path;
    }

    public string AuthorityFile(string mspId) => Write(mspId + ".ca.pem", Of(mspId).CertificatePem);

    /// <summary>An identity issued some days from now on, and valid for some days.</summary>
    public IssuedCertificate Identity(string mspId, string role, double issued = 0, double days = 365) => Issue(mspId, issued, new CertificateOptions
    {
        CommonName = role,
        OrganizationalUnits = ["client"],
        Attributes = new Dictionary<string, string> { ["role"] = role },
        Validity = TimeSpan.FromDays(days),
    });

    public IdentitySettings Stored(string name, IssuedCertificate issued) =>
        new(Write(name + ".crt", issued.CertificatePem), Write(name + ".key", issued.PrivateKeyPem));

    /// <summary>Opens a TLS port with a certificate of the organization and returns its address.</summary>
    public Uri Peer(string mspId, string name = "localhost", double issued = 0, double days = 365)
    {
        var tls = Issue(mspId, issued, new CertificateOptions
        {
            CommonName = "peer",
            ServerAuthentication = true,
            DnsNames = [name],
            Validity = TimeSpan.FromDays(days),
        });
        var certificate = X509Certificate2.CreateFromPem(tls.CertificatePem, tls.PrivateKeyPem);
        var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        _listeners.Add(listener);
        _ = AcceptAsync(listener, certificate);
        return new Uri($"https://localhost:{((IPEndPoint)listener.LocalEndpoint).Port}");
    }

    public GatewaySettings Settings(
        Uri peer, string tlsRootOf = Own, string mspId = Own, IReadOnlyDictionary<string, IdentitySettings>? identities = null) => BareSettings.In(_directory) with
        {
            Organization = new OrganizationSettings(mspId, "Own", OrganizationKind.Insurer),
            Tls = new TlsSettings(Write("server.crt", _server.CertificatePem), Write("server.key", _server.PrivateKeyPem), CallersFile, null),
            Peer = new PeerSettings(peer, AuthorityFile(tlsRootOf), null),
            Identities = identities ?? new Dictionary<string, IdentitySettings> { ["finance"] = Stored("finance", Identity(Own, "finance")) },
        };

    public void Dispose()
    {
        _closing.Cancel();
        _listeners.ForEach(listener => listener.Dispose());
        _closing.Dispose();
        _own.Dispose();
        _other.Dispose();
        _callers.Dispose();
        Directory.Delete(_directory, recursive: true);
    }

    private CertificateAuthority Authority(string name) =>
        CertificateAuthority.CreateRoot(new CertificateAuthorityOptions { CommonName = $"ca.{name}.example" }, _calendar);

    private IssuedCertificate Issue(string mspId, double day, CertificateOptions options)
    {
        _calendar.Days = day;
        var issued = Of(mspId).Issue(options);
        _calendar.Days = 0;
        return issued;
    }

    private CertificateAuthority Of(string mspId) => mspId == Own ? _own : _other;

    private async Task AcceptAsync(TcpListener listener, X509Certificate2 certificate)
    {
        try
        {
            while (true)
            {
                using var client = await listener.AcceptTcpClientAsync(_closing.Token);
                await using var stream = new SslStream(client.GetStream());
                await stream.AuthenticateAsServerAsync(
                    new SslServerAuthenticationOptions { ServerCertificate = certificate, ApplicationProtocols = [SslApplicationProtocol.Http2] },
                    _closing.Token);
            }
        }
        catch (Exception error) when (error is OperationCanceledException or SocketException or IOException or ObjectDisposedException)
        {
            // The test is over.
        }
    }

    private void Serve(FakeLedger ledger)
    {
        ledger.AnswerBytes("GetChainInfo", _ => new BlockchainInfo { Height = 2 }.ToByteArray());
        ledger.AnswerBytes("GetBlockByNumber", call => Encoding.UTF8.GetString(call.Arguments[1].Span) switch
        {
            "0" => Configuration().ToByteArray(),
            "1" => Newest().ToByteArray(),
            var number => throw new LedgerException(LedgerFailure.Refused, $"no such block {number}"),
        });
        ledger.Refuse("GetRegistry", "NOT_INITIALIZED", "The consortium is not initialized.");
    }

    private static Block Newest()
    {
        var last = new OrdererBlockMetadata { LastConfig = new LastConfig { Index = 0 } };
        var block = new Block { Header = new BlockHeader { Number = 1 }, Data = new BlockData(), Metadata = new BlockMetadata() };
        block.Metadata.Metadata.Add(new Metadata { Value = last.ToByteString() }.ToByteString());
        return block;
    }

    private Block Configuration()
    {
        var application = new ConfigGroup();
        foreach (var (mspId, authority) in new[] { (Own, _own), (Other, _other) })
        {
            var msp = new MspDefinition
            {
                MspId = mspId,
                RootCertificates = [authority.CertificatePem],
                TlsRootCertificates = [authority.CertificatePem],
            };
            application.Groups[mspId] = new ConfigGroup { Values = { ["MSP"] = new ConfigValue { Value = msp.ToConfig().ToByteString() } } };
        }

        var root = new ConfigGroup { Groups = { ["Application"] = application } };
        var payload = new Payload { Data = new ConfigEnvelope { Config = new Config { ChannelGroup = root } }.ToByteString() };
        var block = new Block { Header = new BlockHeader(), Data = new BlockData() };
        block.Data.Data.Add(new Envelope { Payload = payload.ToByteString() }.ToByteString());
        return block;
    }

    private sealed class Calendar : TimeProvider
    {
        public double Days { get; set; }

        public override DateTimeOffset GetUtcNow() => base.GetUtcNow().AddDays(Days);
    }
}
