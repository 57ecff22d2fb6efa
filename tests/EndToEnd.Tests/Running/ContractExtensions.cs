using Fabric.Client;

namespace EndToEnd.Tests.Running;

/// <summary>Transactions step by step.</summary>
public static class ContractExtensions
{
    public static ProposalOptions EndorsedBy(this ProposalOptions options, params string[] mspIds) => options with { EndorsingOrganizations = mspIds };

    /// <summary>The argument of an insurance transaction.</summary>
    public static ProposalOptions Argument(IMessage request) => ProposalOptions.WithArguments(JsonFormatter.Default.Format(request));

    /// <summary>Transient data for <c>putPrivate</c>.</summary>
    public static ProposalOptions Private(string collection, string key, string value) => ProposalOptions.WithArguments(collection, key) with
    {
        TransientData = new Dictionary<string, ProposalValue> { ["value"] = value },
    };

    /// <summary>
    /// Endorses as soon as the peers asked agree: on Fabric a peer may be a block behind, and then refuses what it knows nothing
    /// of or answers otherwise than the rest.
    /// </summary>
    public static Task<Transaction> EndorseEventuallyAsync(this Contract contract, string function, ProposalOptions options) =>
        Waiting.EventuallyAsync(
            () => contract.NewProposal(function, options).EndorseAsync(),
            exception => exception is EndorseException { StatusCode: StatusCode.Aborted });

    /// <summary>Submits and waits for what validation says.</summary>
    public static async Task<CommitStatus> CommitAsync(this Transaction transaction) => await (await transaction.SubmitAsync()).GetStatusAsync();

    public static async Task<CommitStatus> CommitAsync(this Contract contract, string function, ProposalOptions options) =>
        await (await contract.EndorseEventuallyAsync(function, options)).CommitAsync();

    public static async Task<string> ReadAsync(this Contract contract, string function, params string[] arguments) =>
        Encoding.UTF8.GetString((await contract.EvaluateTransactionAsync(function, ProposalOptions.WithArguments(arguments))).Span);
}
