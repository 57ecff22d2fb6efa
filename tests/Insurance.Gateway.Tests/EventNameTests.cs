using System.Text.RegularExpressions;
using Grpc.Core;
using Insurance.Gateway.Operations;
using Insurance.Gateway.Tests.Support;
using Insurance.V1;

namespace Insurance.Gateway.Tests;

/// <summary>Which events a subscription may name.</summary>
public sealed partial class EventNameTests
{
    [Theory]
    [InlineData("auditor")]
    [InlineData("broker")]
    public async Task Subscribe_ToANameThatNoEventHas_IsRefusedWithTheNamesThereAre(string role)
    {
        await using var server = await GatewayServer.StartAsync();
        using var stream = new Events.EventsClient(role == "broker" ? server.As(role, "b1") : server.As(role))
            .Subscribe(new SubscribeRequest { StartBlock = 0, Names = { "PolicyBound", "ClaimPayed" } });

        var error = await Should.ThrowAsync<RpcException>(() => stream.ResponseStream.MoveNext(CancellationToken.None));

        error.StatusCode.ShouldBe(StatusCode.InvalidArgument);
        error.Info().Reason.ShouldBe("EVENT_NAME_UNKNOWN");
        error.Info().Metadata.OrderBy(part => part.Key, StringComparer.Ordinal).SelectMany(part => part.Value.Split(',')).ShouldBe(EventNames.All);
        error.BadRequest()!.FieldViolations.Single().Field.ShouldBe("names[1]");
        error.Status.Detail.ShouldContain("ClaimPayed");
        server.Ledger.Subscribed.ShouldAllBe(subscribed => subscribed.Role != role);
    }

    [Fact]
    public void Names_AreThoseOfTheChaincode()
    {
        var root = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(root.FullName, "Fabric.Insurance.sln")))
        {
            root = root.Parent ?? throw new InvalidOperationException("The tests run outside the repository.");
        }

        var emitted = Directory.EnumerateFiles(Path.Combine(root.FullName, "chaincode", "contract"), "*.go")
            .Where(file => !file.EndsWith("_test.go", StringComparison.Ordinal))
            .SelectMany(file => Emitted().Matches(File.ReadAllText(file)).Select(match => match.Groups[1].Value))
            .Distinct();

        emitted.Order(StringComparer.Ordinal).ShouldBe(EventNames.All);
    }

    [GeneratedRegex("(?:t\\.event = |change[A-Z]\\w+\\([^\"\\n]*)\"([A-Z]\\w+)\"")]
    private static partial Regex Emitted();
}
