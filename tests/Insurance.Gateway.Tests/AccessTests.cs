using Insurance.Gateway.UseCases;

namespace Insurance.Gateway.Tests;

public sealed class AccessTests
{
    private static readonly OrganizationKind[] Kinds =
        [OrganizationKind.Insurer, OrganizationKind.Reinsurer, OrganizationKind.Regulator];

    private static readonly MethodTable Methods = MethodTable.Default();

    [Fact]
    public void EveryMethodEveryRoleEveryKind_IsAllowedExactlyAsDocumented()
    {
        var documented = Documented();
        var walked = 0;
        foreach (var method in Methods.All)
        {
            foreach (var kind in Kinds)
            {
                foreach (var role in (string[])[.. Roles.All, Roles.Holder])
                {
                    var expected = documented.TryGetValue(method.Name, out var row)
                        ? row.Kinds.Contains(kind) && row.Roles.Contains(role)
                        : !method.Rule.Writes && role != Roles.Holder;
                    Allowed(method, kind, role).ShouldBe(expected, $"{method.Path} for {role} of {kind}");
                    walked++;
                }
            }
        }

        walked.ShouldBe(Methods.All.Count * 3 * 8);
        documented.Keys.Except(["StorePersonalData", "PurgePersonalData", "HoldsPersonalData", "RecordAccess"]).ShouldBeSubsetOf(Methods.All.Select(method => method.Name));
    }

    [Fact]
    public void Caller_WithoutRole_MayCallNothing()
    {
        foreach (var method in Methods.All)
        {
            Allowed(method, OrganizationKind.Insurer, "").ShouldBeFalse(method.Path);
            Allowed(method, OrganizationKind.Insurer, "janitor").ShouldBeFalse(method.Path);
        }
    }

    [Fact]
    public void Regulator_Writes_LearnsThatItOnlyReads()
    {
        foreach (var method in Methods.All.Where(method => method.Rule.Writes))
        {
            var error = Should.Throw<ApiException>(() => Authorize(method, OrganizationKind.Regulator, Roles.Admin));
            error.Code.ShouldBe("REGULATOR_READ_ONLY");
            error.Status.ShouldBe(StatusCode.PermissionDenied);
        }
    }

    [Fact]
    public void Broker_WithAnotherRole_StaysABroker()
    {
        var both = new Caller("alice", [Roles.Underwriter, Roles.Broker], "b1");
        var authorizer = new Authorizer(OrganizationKind.Insurer, [.. Roles.All]);

        authorizer.Authorize(Methods.Find("insurance.v1.Quotes/RequestQuote")!, both).ShouldBe(Roles.Broker);
        Should.Throw<ApiException>(() => authorizer.Authorize(Methods.Find("insurance.v1.Products/PublishProduct")!, both))
            .Code.ShouldBe("ROLE_NOT_ALLOWED");
    }

    [Fact]
    public void Role_WithoutConfiguredIdentity_IsAFailedPrecondition()
    {
        var authorizer = new Authorizer(OrganizationKind.Insurer, [Roles.Auditor]);
        var error = Should.Throw<ApiException>(() => authorizer.Authorize(
            Methods.Find("insurance.v1.Claims/PayClaim")!, new Caller("carol", [Roles.Finance], null)));
        error.Code.ShouldBe("IDENTITY_NOT_CONFIGURED");
        error.Status.ShouldBe(StatusCode.FailedPrecondition);
    }

    [Fact]
    public void Table_MethodWithoutRule_DoesNotStart()
    {
        var rules = AccessTable.Rules.Where(rule => rule.Path != "insurance.v1.Claims/PayClaim");
        Should.Throw<InvalidOperationException>(() => new MethodTable(AccessTable.Services, rules))
            .Message.ShouldContain("insurance.v1.Claims/PayClaim declares no access rule");
    }

    [Fact]
    public void Table_RuleWithoutMethod_DoesNotStart()
    {
        var rules = AccessTable.Rules.Append(new MethodRule("insurance.v1.Claims/Burn", Effect.Submits, [OrganizationKind.Insurer], [Roles.Admin]));
        Should.Throw<InvalidOperationException>(() => new MethodTable(AccessTable.Services, rules))
            .Message.ShouldContain("insurance.v1.Claims/Burn has an access rule but does not exist");
    }

    [Theory]
    [InlineData(Effect.Unspecified, OrganizationKind.Insurer, Roles.Admin, "names no effect on the ledger")]
    [InlineData(Effect.Submits, OrganizationKind.Regulator, Roles.Admin, "lets a regulator write")]
    [InlineData(Effect.Submits, OrganizationKind.Insurer, Roles.Auditor, "lets an auditor write")]
    public void Table_RuleThatNobodyCanMean_DoesNotStart(Effect effect, OrganizationKind kind, string role, string says)
    {
        var rules = AccessTable.Rules.Where(rule => rule.Path != "insurance.v1.Claims/PayClaim")
            .Append(new MethodRule("insurance.v1.Claims/PayClaim", effect, [kind], [role]));
        Should.Throw<InvalidOperationException>(() => new MethodTable(AccessTable.Services, rules))
            .Message.ShouldContain($"insurance.v1.Claims/PayClaim declares an access rule that {says}");
    }

    [Fact]
    public void Roles_OfTheProtos_AreThoseOfCertificates() =>
        Enum.GetValues<Role>().Where(role => role != Role.Unspecified).Select(Roles.NameOf).ShouldBe([.. Roles.All, Roles.Holder], ignoreOrder: true);

    [Fact]
    public void Operations_OfARequestThatNoMethodTakes_DoNotStart()
    {
        var wrong = new Dictionary<Google.Protobuf.Reflection.MessageDescriptor, Operation> { [Claim.Descriptor] = Nothing };

        Should.Throw<InvalidOperationException>(() => new OperationTable(Methods, Nothing, wrong))
            .Message.ShouldContain("Claim is the request of 0 methods, not of one");
    }

    [Fact]
    public void Operations_WithoutOneOfTheGatewaysOwn_DoNotStart() =>
        Should.Throw<InvalidOperationException>(() => new OperationTable(Methods, Nothing, new Dictionary<Google.Protobuf.Reflection.MessageDescriptor, Operation>()))
            .Message.ShouldContain("insurance.v1.Jobs/ListJobRuns is the gateway's alone and has no operation");

    private static Task<Google.Protobuf.IMessage> Nothing(ApiCall call, CancellationToken cancellationToken) => throw new NotSupportedException();

    private static bool Allowed(ApiMethod method, OrganizationKind kind, string role)
    {
        try
        {
            Authorize(method, kind, role);
            return true;
        }
        catch (ApiException)
        {
            return false;
        }
    }

    private static string Authorize(ApiMethod method, OrganizationKind kind, string role) =>
        new Authorizer(kind, [.. Roles.All]).Authorize(method, new Caller("alice", [role], "b1"));

    // The table of docs/use/roles.md, which people read and which the chaincode implements too.
    private static Dictionary<string, (OrganizationKind[] Kinds, string[] Roles)> Documented()
    {
        var rows = new Dictionary<string, (OrganizationKind[], string[])>();
        foreach (var line in File.ReadLines(Path.Combine(AppContext.BaseDirectory, "roles.md")))
        {
            var cells = line.Split('|', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
            if (cells.Length != 3 || cells[0] is "transaction" or "method" or "every other read" || cells[0].StartsWith('-'))
            {
                continue;
            }

            var kinds = cells[1] == "the holder's insurer" ? "insurer" : cells[1];
            foreach (var name in cells[0].Split(", "))
            {
                rows[name] = ([.. kinds.Split(", ").Select(kind => Enum.Parse<OrganizationKind>(kind, true))], cells[2].Split(", "));
            }
        }

        // A table that is not read at all must fail; whether it is complete, the calls that follow say.
        rows.Count.ShouldBeGreaterThan(30);
        return rows;
    }
}
