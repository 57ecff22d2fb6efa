namespace Fabric.Client;

/// <summary>What a transaction is called with.</summary>
public sealed record ProposalOptions
{
    /// <summary>Arguments, in order, after the transaction's name.</summary>
    /// <value>Empty by default.</value>
    public IReadOnlyList<ProposalValue> Arguments { get; init; } = [];

    /// <summary>Data that endorsers see and that is not recorded on the ledger.</summary>
    /// <value>Empty by default.</value>
    public IReadOnlyDictionary<string, ProposalValue> TransientData { get; init; } = new Dictionary<string, ProposalValue>();

    /// <summary>
    /// MSP ids of the organizations that shall endorse or, for an evaluation, of those whose peers may run it.
    /// Leave empty to let the gateway choose; name them where transient data must not reach others.
    /// </summary>
    /// <value>Empty by default.</value>
    public IReadOnlyList<string> EndorsingOrganizations { get; init; } = [];

    /// <summary>Options with text arguments and nothing else.</summary>
    /// <param name="arguments">The arguments.</param>
    public static ProposalOptions WithArguments(params IEnumerable<string> arguments) =>
        new() { Arguments = arguments.Select(ProposalValue.FromString).ToArray() };
}
