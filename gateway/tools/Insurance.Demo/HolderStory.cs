using System.Net.Http.Headers;
using System.Net.Security;
using System.Security.Cryptography.X509Certificates;

namespace Insurance.Demo;

/// <summary>What the policyholder reads, without an account or a certificate, with a token that staff hand out.</summary>
internal sealed class HolderStory(InsurerDesk insurer, GatewayAddress gateway, HomeDirectory home)
{
    public async Task<Chapter> RunAsync(string claimId, CancellationToken cancellationToken)
    {
        var issued = await insurer.UnderwriterHolders.IssueHolderTokenAsync(new IssueHolderTokenRequest { ClaimId = claimId, ValidDays = 7, Note = "demo" }, InsurerDesk.Within(cancellationToken));
        var view = await ReadAsync(issued.Token, cancellationToken);
        var chapter = new Chapter("What the policyholder reads");
        chapter.Say($"{gateway.HolderPage}, with a token of {insurer.Name} for claim {claimId}, valid 7 days:");
        var claim = view.Claims.Single();
        chapter.Say($"  {claim.Status}");
        foreach (var decision in claim.Decisions)
        {
            chapter.Say($"  {decision.Sentence}");
            foreach (var step in decision.AmountSteps)
            {
                chapter.Say($"    {step.Sentence}");
            }
        }

        foreach (var payment in claim.Payments)
        {
            chapter.Say($"  {payment.Sentence}");
        }

        await insurer.UnderwriterHolders.RevokeHolderTokenAsync(new RevokeHolderTokenRequest { TokenId = issued.Issued.TokenId }, InsurerDesk.Within(cancellationToken));
        chapter.Note("decisions", $"{claim.Decisions.Count}");
        return chapter;
    }

    private async Task<HolderView> ReadAsync(string token, CancellationToken cancellationToken)
    {
        using var root = X509CertificateLoader.LoadCertificateFromFile(home.CaCertificate(gateway.MspId));
        using var handler = new SocketsHttpHandler
        {
            SslOptions = TrustedRoot.Only(root),
        };
        using var client = new HttpClient(handler) { BaseAddress = gateway.Uri, Timeout = TimeSpan.FromSeconds(30) };
        using var request = new HttpRequestMessage(HttpMethod.Post, "insurance.v1.Holders/GetHolderView")
        {
            Content = new StringContent("{}", Encoding.UTF8, "application/json"),
            Headers = { Authorization = new AuthenticationHeaderValue("Bearer", token) },
        };
        using var response = await client.SendAsync(request, cancellationToken);
        var text = await response.Content.ReadAsStringAsync(cancellationToken);
        return response.IsSuccessStatusCode
            ? JsonParser.Default.Parse<HolderView>(text)
            : throw new ConsortiumException(ExitCodes.DemoFailed, $"the gateway of {gateway.MspId} refused the holder's token: {(int)response.StatusCode} {text}");
    }
}
