using System.Net;

namespace Insurance.Cli.Tests.Rendering;

/// <summary>A gateway's certificate is for the names that others call it by, and is issued anew when these change.</summary>
public class GatewayCertificateTests
{
    private const string Aurora = "AuroraMSP";

    [Fact]
    public void Render_OtherNames_RenewsTheGatewaysCertificateAndNoOther()
    {
        var consortium = new ConsortiumText().Read();
        using var rendered = RenderedHome.Of(consortium);
        var (before, peer, caller) = (Gateway(rendered), Peer(rendered), Caller(rendered));
        Names(before).ShouldNotContain("sandbox.example");

        var open = consortium with { Listening = new GatewayListening("192.0.2.7", ["sandbox.example", "198.51.100.4"]) };
        rendered.Render(open);

        var named = Gateway(rendered);
        named.ShouldNotBe(before);
        Names(named).ShouldContain("sandbox.example");
        Names(named).ShouldContain("localhost");
        Addresses(named).ShouldBe([IPAddress.Loopback, IPAddress.IPv6Loopback, IPAddress.Parse("192.0.2.7"), IPAddress.Parse("198.51.100.4")], ignoreOrder: true);

        rendered.Render(open);
        Gateway(rendered).ShouldBe(named);
        rendered.Render(consortium);
        Names(Gateway(rendered)).ShouldNotContain("sandbox.example");
        (Peer(rendered), Caller(rendered)).ShouldBe((peer, caller));
        File.ReadAllText(rendered.Home.GatewayConfiguration(Aurora)).ShouldContain("\"Listen\": \"127.0.0.1:");
    }

    [Fact]
    public void Render_Everywhere_ListensThereAndHasNoAddressOfIt()
    {
        using var rendered = RenderedHome.Of(new ConsortiumText().Read() with { Listening = new GatewayListening("0.0.0.0", []) });

        Addresses(Gateway(rendered)).ShouldBe([IPAddress.Loopback, IPAddress.IPv6Loopback], ignoreOrder: true);
        File.ReadAllText(rendered.Home.GatewayConfiguration(Aurora)).ShouldContain("\"Listen\": \"0.0.0.0:");
    }

    private static string Gateway(RenderedHome rendered) => File.ReadAllText(rendered.Home.TlsCertificate(Aurora, "gateway"));

    private static string Peer(RenderedHome rendered) => File.ReadAllText(rendered.Home.TlsCertificate(Aurora, "peer"));

    private static string Caller(RenderedHome rendered) => File.ReadAllText(rendered.Home.CallerCertificate(Aurora, "auditor"));

    private static IEnumerable<string> Names(string pem) => Alternatives(pem).EnumerateDnsNames();

    private static IEnumerable<IPAddress> Addresses(string pem) => Alternatives(pem).EnumerateIPAddresses();

    private static X509SubjectAlternativeNameExtension Alternatives(string pem)
    {
        using var certificate = X509Certificate2.CreateFromPem(pem);
        return certificate.Extensions.OfType<X509SubjectAlternativeNameExtension>().Single();
    }
}
