namespace Insurance.Cli.Tests.Fabric;

/// <summary>Tools that answer as instructed and remember what was asked of them.</summary>
internal sealed class RecordedTools(Func<string, string, ToolResult?> answer) : IFabricTools
{
    private readonly List<string> _calls = [];

    /// <summary>Who did what, for example <c>AuroraMSP install</c>.</summary>
    public IReadOnlyList<string> Calls
    {
        get
        {
            lock (_calls)
            {
                return [.. _calls];
            }
        }
    }

    public static ToolResult Ok(string output = "") => new("tool", 0, output, "");

    public static ToolResult Refused(string error) => new("tool", 1, "", $"Error: {error}");

    public FabricHosts Hosts => FabricHosts.Loopback;

    public Task<ToolResult> PeerAsync(OrganizationDescription organization, IReadOnlyList<string> arguments, CancellationToken cancellationToken) =>
        Answer(organization.MspId, arguments[0] == "lifecycle" ? arguments[2] : arguments[1]);

    public Task<ToolResult> OrdererAdminAsync(OrdererNodeDescription node, IReadOnlyList<string> arguments, CancellationToken cancellationToken) =>
        Answer(node.Name, arguments[1]);

    public Task<ToolResult> ConfigTxGenAsync(IReadOnlyList<string> arguments, CancellationToken cancellationToken)
    {
        File.WriteAllText(arguments[^1], "block");
        return Answer("configtxgen", "block");
    }

    public string PathOf(string path) => path;

    public IReadOnlyList<string> OrdererArguments(OrdererNodeDescription node) => ["--orderer", node.Name];

    public IReadOnlyList<string> PeerArguments(OrganizationDescription organization) => ["--peerAddresses", organization.MspId];

    public Uri PeerOperations(OrganizationDescription organization) => new("http://127.0.0.1:1");

    public Uri OrdererOperations(OrdererNodeDescription node) => new("http://127.0.0.1:1");

    private Task<ToolResult> Answer(string who, string what)
    {
        lock (_calls)
        {
            _calls.Add($"{who} {what}");
        }

        return Task.FromResult(answer(who, what) ?? Ok());
    }
}
