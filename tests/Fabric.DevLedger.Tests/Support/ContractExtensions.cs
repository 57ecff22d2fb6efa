using Fabric.Client;

namespace Fabric.DevLedger.Tests.Support;

internal static class ContractExtensions
{
    public static async Task<string> EvaluateAsync(this Contract contract, params string[] call) =>
        Encoding.UTF8.GetString((await contract.EvaluateTransactionAsync(call[0], ProposalOptions.WithArguments(call[1..]))).Span);

    public static async Task<string> SubmitAsync(this Contract contract, params string[] call) =>
        Encoding.UTF8.GetString((await contract.SubmitTransactionAsync(call[0], ProposalOptions.WithArguments(call[1..]))).Span);

    public static Task<Transaction> EndorseAsync(this Contract contract, params string[] call) =>
        contract.NewProposal(call[0], ProposalOptions.WithArguments(call[1..])).EndorseAsync();

    public static async Task<CommitStatus> CommitAsync(this Transaction transaction) =>
        await (await transaction.SubmitAsync()).GetStatusAsync();
}
