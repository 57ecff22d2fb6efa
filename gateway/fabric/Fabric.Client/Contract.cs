namespace Fabric.Client;

/// <summary>A smart contract in a chaincode.</summary>
/// <remarks>Safe for concurrent use.</remarks>
public sealed class Contract
{
    private static readonly ProposalOptions NoOptions = new();

    private readonly ClientConnection _connection;
    private readonly string _channelName;

    internal Contract(ClientConnection connection, string channelName, string chaincodeName, string? contractName)
    {
        _connection = connection;
        _channelName = channelName;
        ChaincodeName = chaincodeName;
        ContractName = contractName;
    }

    /// <summary>Name of the chaincode.</summary>
    public string ChaincodeName { get; }

    /// <summary>Name of the contract in the chaincode; <see langword="null"/> for the default one.</summary>
    public string? ContractName { get; }

    /// <summary>Runs a transaction on one peer and returns its result. Nothing is recorded.</summary>
    /// <param name="transactionName">Name of the transaction.</param>
    /// <param name="options">Arguments and the like; none if absent.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <exception cref="GatewayException">The transaction failed or could not be run.</exception>
    public Task<ReadOnlyMemory<byte>> EvaluateTransactionAsync(
        string transactionName,
        ProposalOptions? options = null,
        CancellationToken cancellationToken = default) => NewProposal(transactionName, options).EvaluateAsync(cancellationToken);

    /// <summary>Endorses and submits a transaction and waits for its commit.</summary>
    /// <param name="transactionName">Name of the transaction.</param>
    /// <param name="options">Arguments and the like; none if absent.</param>
    /// <param name="cancellationToken">Cancels what is going on. A transaction already submitted may be committed all the same.</param>
    /// <returns>What the transaction returned.</returns>
    /// <exception cref="EndorseException">The transaction was not endorsed.</exception>
    /// <exception cref="SubmitException">The ordering service did not take the transaction.</exception>
    /// <exception cref="CommitStatusException">The outcome could not be obtained.</exception>
    /// <exception cref="CommitException">The transaction was ordered but is not valid.</exception>
    public async Task<ReadOnlyMemory<byte>> SubmitTransactionAsync(
        string transactionName,
        ProposalOptions? options = null,
        CancellationToken cancellationToken = default)
    {
        var submitted = await SubmitAsync(transactionName, options, cancellationToken).ConfigureAwait(false);
        var status = await submitted.GetStatusAsync(cancellationToken).ConfigureAwait(false);
        return status.IsSuccessful ? submitted.Result : throw new CommitException(status);
    }

    /// <summary>Endorses and submits a transaction without waiting for its commit.</summary>
    /// <param name="transactionName">Name of the transaction.</param>
    /// <param name="options">Arguments and the like; none if absent.</param>
    /// <param name="cancellationToken">Cancels what is going on. A transaction already submitted may be committed all the same.</param>
    /// <returns>What the transaction returned, and the means to wait for commit.</returns>
    /// <exception cref="EndorseException">The transaction was not endorsed.</exception>
    /// <exception cref="SubmitException">The ordering service did not take the transaction.</exception>
    public async Task<SubmittedTransaction> SubmitAsync(
        string transactionName,
        ProposalOptions? options = null,
        CancellationToken cancellationToken = default)
    {
        var transaction = await NewProposal(transactionName, options).EndorseAsync(cancellationToken).ConfigureAwait(false);
        return await transaction.SubmitAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Creates a proposal, to take the steps one by one or to sign off line.</summary>
    /// <param name="transactionName">Name of the transaction.</param>
    /// <param name="options">Arguments and the like; none if absent.</param>
    /// <exception cref="ArgumentException">The name is empty.</exception>
    public Proposal NewProposal(string transactionName, ProposalOptions? options = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(transactionName);
        var qualifiedName = ContractName is null ? transactionName : $"{ContractName}:{transactionName}";
        return new Proposal(
            _connection,
            ProposalFactory.Create(_connection, _channelName, ChaincodeName, qualifiedName, options ?? NoOptions),
            _channelName);
    }
}
