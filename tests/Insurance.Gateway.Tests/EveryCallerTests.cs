namespace Insurance.Gateway.Tests;

/// <summary>Every method called over TLS by every kind of caller: who is let through is who the access table says.</summary>
public sealed class EveryCallerTests
{
    private const string View = "insurance.v1.Holders/GetHolderView";
    private static readonly MethodTable Methods = MethodTable.Default();

    [Theory]
    [InlineData(OrganizationKind.Insurer)]
    [InlineData(OrganizationKind.Reinsurer)]
    [InlineData(OrganizationKind.Regulator)]
    public async Task EveryMethod_ByEveryRole_IsLetThroughAsTheTableSays(OrganizationKind kind)
    {
        await using var server = await GatewayServer.StartAsync(kind);
        server.Ledger.Raise(BrokerTests.Event("PolicyBound", """{"policyId":"p1","brokerId":"b1"}"""));
        foreach (var role in (string[])[.. Roles.All, Roles.Holder, "visitor", ""])
        {
            var http = server.Http(server.Certificates.Caller("alice", role, role == Roles.Broker ? "b1" : null));
            foreach (var method in Methods.All.Where(method => !method.Rule.ByToken))
            {
                var reason = await ReasonAsync(http, method.Path);

                var expected = method.Rule.Writes && kind == OrganizationKind.Regulator ? "REGULATOR_READ_ONLY"
                    : !method.Rule.Kinds.Contains(kind) ? "ORGANIZATION_KIND_NOT_ALLOWED"
                    : !method.Rule.Roles.Contains(role) ? "ROLE_NOT_ALLOWED"
                    : null;
                if (expected is null)
                {
                    reason.ShouldNotBeOneOf("REGULATOR_READ_ONLY", "ORGANIZATION_KIND_NOT_ALLOWED", "ROLE_NOT_ALLOWED", "CERTIFICATE_MISSING");
                }
                else
                {
                    reason.ShouldBe(expected, $"{method.Path} by {role} of {kind}");
                }
            }
        }
    }

    [Fact]
    public async Task EveryMethod_WithoutCertificate_IsRefusedButTheHolders()
    {
        await using var server = await HolderApiTests.StartAsync();
        var token = await HolderApiTests.IssueAsync(server, new IssueHolderTokenRequest { PolicyId = "p-1" });
        foreach (var bearer in new[] { null, token })
        {
            var http = server.Http(null);
            http.DefaultRequestHeaders.Authorization = bearer is null ? null : new("Bearer", bearer);
            foreach (var method in Methods.All)
            {
                var expected = method.Path != View ? "CERTIFICATE_MISSING" : bearer is null ? "HOLDER_TOKEN_INVALID" : "";
                (await ReasonAsync(http, method.Path)).ShouldBe(expected, method.Path);
            }
        }
    }

    [Fact]
    public void OneMethod_AndNoOther_TakesAToken() => Methods.All.Where(method => method.Rule.ByToken).ShouldHaveSingleItem().Path.ShouldBe(View);

    // Empty: it was answered.
    private static async Task<string> ReasonAsync(HttpClient http, string path)
    {
        var body = path.EndsWith("/Subscribe", StringComparison.Ordinal) ? """{"startBlock":"1"}""" : "{}";
        using var request = new HttpRequestMessage(HttpMethod.Post, "/" + path) { Content = new StringContent(body, Encoding.UTF8, "application/json") };
        using var response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        if (response.StatusCode == HttpStatusCode.OK)
        {
            return "";
        }

        using var error = JsonDocument.Parse(await response.Content.ReadAsStringAsync());
        return error.RootElement.GetProperty("details")[0].GetProperty("reason").GetString()!;
    }
}
