namespace Fabric.Client.Tests.RunningNetwork.Scenarios;

/// <summary>
/// What the scenarios of Fabric's own clients (github.com/hyperledger/fabric-gateway, scenario/features) begin with: a user of the first
/// organization, and one of the second. The trait <c>Scenario</c> names the feature's file and the scenario's place in it.
/// </summary>
public abstract class ScenarioTests : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(240);

    private readonly List<IDisposable> _open = [];
    private readonly CancellationTokenSource _patience = new(Patience);

    private protected ScenarioTests()
    {
        if (NetworkProfile.Path is not null)
        {
            Profile = NetworkProfile.Load();
            Network = Connect(0);
        }
    }

    private protected NetworkProfile Profile { get; } = null!;

    /// <summary>The channel, as a user of the first organization calls it through its own peer.</summary>
    private protected Network Network { get; } = null!;

    /// <summary>Any two organizations endorse.</summary>
    private protected Contract Basic => Network.GetContract(Profile.Chaincode);

    /// <summary>All three endorse.</summary>
    private protected Contract Unanimous => Network.GetContract(Profile.UnanimousChaincode);

    /// <summary>Any one endorses, and there are private collections.</summary>
    private protected Contract Anyone => Network.GetContract(Profile.AnyoneChaincode);

    /// <summary>Part of names, so that nothing of another run is met.</summary>
    private protected string Run { get; } = Guid.NewGuid().ToString("N")[..8];

    private protected CancellationToken Ended => _patience.Token;

    public void Dispose()
    {
        Dispose(disposing: true);
        GC.SuppressFinalize(this);
    }

    protected virtual void Dispose(bool disposing)
    {
        if (disposing)
        {
            _open.Reverse();
            _open.ForEach(item => item.Dispose());
            _patience.Dispose();
        }
    }

    /// <summary>The channel, as a user of an organization calls it through its own peer.</summary>
    private protected Network Connect(int organization)
    {
        var (identity, key) = Profile.User(organization);
        return Connect(new GatewayOptions { Identity = identity, Signer = Keep(EcdsaSigner.FromPem(key)) }, organization).GetNetwork(Profile.Channel);
    }

    private protected FabricGateway Connect(GatewayOptions options, int organization = 0)
    {
        GrpcChannel channel = Keep(Profile.Connect(organization));
        return Keep(FabricGateway.Connect(channel, options));
    }

    private protected T Keep<T>(T item)
        where T : IDisposable
    {
        _open.Add(item);
        return item;
    }

    private protected ProposalOptions At(IEnumerable<int> organizations, params string[] arguments) =>
        ProposalOptions.WithArguments(arguments) with { EndorsingOrganizations = [.. organizations.Select(one => Profile.MspIds[one])] };

    private protected static Dictionary<string, ProposalValue> Transient(params (string Name, string Value)[] values) =>
        values.ToDictionary(one => one.Name, one => ProposalValue.FromString(one.Value));

    private protected static async Task<string> EvaluateAsync(Contract contract, string name, ProposalOptions options) =>
        Encoding.UTF8.GetString((await contract.EvaluateTransactionAsync(name, options)).Span);

    private protected static Task<string> EvaluateAsync(Contract contract, string name, params string[] arguments) =>
        EvaluateAsync(contract, name, ProposalOptions.WithArguments(arguments));

    private protected static async Task<string> SubmitAsync(Contract contract, string name, ProposalOptions options) =>
        Encoding.UTF8.GetString((await contract.SubmitTransactionAsync(name, options)).Span);

    private protected static Task<string> SubmitAsync(Contract contract, string name, params string[] arguments) =>
        SubmitAsync(contract, name, ProposalOptions.WithArguments(arguments));

    private protected static async Task<(string TransactionId, ulong Block)> CommitAsync(Contract contract, string name, params string[] arguments)
    {
        var submitted = await contract.SubmitAsync(name, ProposalOptions.WithArguments(arguments));
        var status = await submitted.GetStatusAsync();
        status.IsSuccessful.ShouldBeTrue(status.ToString());
        return (submitted.TransactionId, status.BlockNumber);
    }

    /// <summary>Repeats a check until it passes: what one peer has committed, another has a moment later.</summary>
    private protected async Task EventuallyAsync(Func<Task> check)
    {
        while (true)
        {
            try
            {
                await check();
                return;
            }
            catch (Exception e) when (e is GatewayException or ShouldAssertException && !Ended.IsCancellationRequested)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(100));
            }
        }
    }

    private protected static void ShouldBe(GatewayException exception, StatusCode code, string part)
    {
        exception.StatusCode.ShouldBe(code, exception.ToString());
        exception.Message.ShouldContain(part);
    }

    /// <summary>Exactly these organizations failed, each with its peer's address and what it said.</summary>
    private protected void ShouldReport(GatewayException exception, string part, params int[] organizations)
    {
        var ordered = exception.Details.OrderBy(detail => detail.MspId, StringComparer.Ordinal).ToList();
        ordered.Select(detail => (detail.MspId, detail.Address)).ShouldBe(organizations.Select(one => (Profile.MspIds[one], Profile.AddressOf(one))), exception.ToString());
        ordered.ShouldAllBe(detail => detail.Message.Contains(part.Replace("⟨MSP⟩", detail.MspId, StringComparison.Ordinal), StringComparison.Ordinal), exception.ToString());
    }
}
