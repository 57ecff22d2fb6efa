using Fabric.Protos.Peer.Lifecycle;

namespace Fabric.DevLedger.Endorsement;

/// <summary>The functions of <c>qscc</c>, <c>cscc</c> and <c>_lifecycle</c> that report on the ledger.</summary>
internal sealed class SystemChaincodes(
    string channel,
    ChannelIdentities membership,
    CommitNotifier notifier,
    IReadOnlyDictionary<string, QueryChaincodeDefinitionResult> definitions)
{
    private const string Lifecycle = "_lifecycle";
    private const string Query = "qscc";
    private const string Configuration = "cscc";

    public static bool IsSystem(string chaincode) => chaincode is Query or Configuration or "lscc" or Lifecycle;

    public EndorserAnswer Invoke(CheckedProposal check, IReadOnlyList<ByteString> arguments, LedgerReader reader)
    {
        var function = arguments.Count > 0 ? arguments[0].ToStringUtf8() : string.Empty;
        try
        {
            return check.Chaincode switch
            {
                Query => InvokeQuery(check, function, arguments, reader),
                Configuration when function == "GetChannels" => Success(new ChannelQueryResponse
                {
                    Channels = { new ChannelInfo { ChannelId = channel } },
                }.ToByteString()),
                Lifecycle when function == "QueryChaincodeDefinition" && arguments.Count == 2 => Definition(check, arguments[1]),
                _ => Error($"{check.Chaincode} offers no function {function} here"),
            };
        }
        catch (FormatException e)
        {
            return Error(e.Message);
        }
    }

    private static EndorserAnswer Success(ByteString payload) => new(
        EndorserOutcome.Succeeded, string.Empty, new Response { Status = 200, Payload = payload }, ByteString.Empty, null);

    private static EndorserAnswer Error(string message) =>
        EndorserAnswer.Failure(EndorserOutcome.ChaincodeError, "chaincode response 500, " + message);

    private EndorserAnswer Definition(CheckedProposal check, ByteString argument)
    {
        if (!membership.CanRead(check.Creator!))
        {
            return Error($"Failed to authorize invocation due to failed ACL check: {AccessRefusal.Message(channel, "Readers")}");
        }

        string name;
        try
        {
            name = QueryChaincodeDefinitionArgs.Parser.ParseForeign(argument).Name;
        }
        catch (InvalidProtocolBufferException)
        {
            return Error("failed to decode input arg to QueryChaincodeDefinition");
        }

        return definitions.TryGetValue(name, out var definition)
            ? Success(definition.ToByteString())
            : EndorserAnswer.Failure(EndorserOutcome.ChaincodeError, $"chaincode response 404, namespace {name} is not defined");
    }

    private EndorserAnswer InvokeQuery(
        CheckedProposal check, string function, IReadOnlyList<ByteString> arguments, LedgerReader reader)
    {
        if (arguments.Count < 2)
        {
            return Error(FormattableString.Invariant($"Incorrect number of arguments, {arguments.Count}"));
        }

        var name = arguments[1].ToStringUtf8();
        if (name != channel)
        {
            return Error($"Invalid chain ID, {name}");
        }

        if (function != "GetChainInfo" && arguments.Count < 3)
        {
            return Error($"missing 3rd argument for {function}");
        }

        if (!membership.CanRead(check.Creator!))
        {
            return Error($"access denied for [{function}][{channel}]: [{AccessRefusal.Message(channel, "Readers")}]");
        }

        return function switch
        {
            "GetChainInfo" => ChainInfo(reader),
            "GetBlockByNumber" => ByNumber(arguments[2].ToStringUtf8(), reader),
            "GetBlockByHash" => ByHash(arguments[2], reader),
            "GetTransactionByID" => Transaction(arguments[2].ToStringUtf8(), reader),
            "GetBlockByTxID" => ByTransaction(arguments[2].ToStringUtf8(), reader),
            _ => Error($"Requested function {function} not found."),
        };
    }

    private static EndorserAnswer ChainInfo(LedgerReader reader)
    {
        var tip = reader.Tip()!;
        return Success(new BlockchainInfo
        {
            Height = tip.Height,
            CurrentBlockHash = ByteString.CopyFrom(tip.Hash),
            PreviousBlockHash = ByteString.CopyFrom(tip.PreviousHash),
        }.ToByteString());
    }

    private EndorserAnswer ByNumber(string text, LedgerReader reader)
    {
        if (!ulong.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number))
        {
            return Error($"Failed to parse block number with error strconv.ParseUint: parsing \"{text}\": invalid syntax");
        }

        // Fabric takes the largest number for "the last block".
        if (number == ulong.MaxValue)
        {
            number = notifier.Height - 1;
        }

        return reader.Block(number) is { } found
            ? Success(found.Block.ToByteString())
            : Error(FormattableString.Invariant($"Failed to get block number {number}, error no such block number [{number}] in index"));
    }

    private static EndorserAnswer ByHash(ByteString hash, LedgerReader reader) =>
        reader.BlockNumberByHash(hash.Span) is { } number && reader.Block(number) is { } found
            ? Success(found.Block.ToByteString())
            : Error($"Failed to get block hash {Convert.ToHexStringLower(hash.Span)}, error no such block hash in index");

    private static EndorserAnswer ByTransaction(string transactionId, LedgerReader reader) =>
        reader.Transaction(transactionId) is { } status && reader.Block(status.Position.Block) is { } found
            ? Success(found.Block.ToByteString())
            : Error($"Failed to get block for txID {transactionId}, error no such transaction ID [{transactionId}] in index");

    private static EndorserAnswer Transaction(string transactionId, LedgerReader reader)
    {
        if (reader.Transaction(transactionId) is not { } status || reader.Envelope(status.Position) is not { } envelope)
        {
            return Error($"Failed to get transaction with id {transactionId}, error no such transaction ID [{transactionId}] in index");
        }

        return Success(new ProcessedTransaction
        {
            TransactionEnvelope = Envelope.Parser.ParseForeign(envelope),
            ValidationCode = (int)status.Code,
        }.ToByteString());
    }
}
