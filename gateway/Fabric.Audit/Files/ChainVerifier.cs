using System.Buffers.Binary;
using System.Security.Cryptography;
using Fabric.Protos.Common;
using Fabric.Protos.Peer;
using Google.Protobuf;

namespace Fabric.Audit;

/// <summary>Verifies blocks one after another, over the limits of files.</summary>
internal sealed class ChainVerifier
{
    private readonly Dictionary<ulong, (byte[] Hash, byte[] Codes)> _known = [];
    private readonly HashSet<UInt128> _ids = [];
    private LedgerReplay _replay = new(fromTheFirstBlock: false);
    private ChannelConfiguration? _configuration;
    private ulong? _next;
    private byte[]? _previousHash;
    private ulong _configurationNumber;
    private long _unjudged;

    /// <summary>The configuration in force after the last block; <c>null</c> before any.</summary>
    public ChannelConfiguration? Configuration => _configuration;

    public LedgerReplay Replay => _replay;

    /// <summary>Transactions recorded as invalid for a reason that nothing here can confirm or contradict.</summary>
    public long UnjudgedVerdicts => _unjudged + _replay.UnjudgedVerdicts;

    /// <summary>Signatures that hold.</summary>
    public long Signatures { get; private set; }

    public SortedDictionary<string, long> Transactions { get; } = new(StringComparer.Ordinal);

    public void BeginFile()
    {
        Transactions.Clear();
        Signatures = 0;
    }

    /// <summary>Begins a file whose first block is this one; goes on where the last file ended if they meet.</summary>
    public void BeginBlocks(ulong first, ChannelConfiguration anchor)
    {
        if (_next is { } next && first <= next && _known.ContainsKey(first))
        {
            return;
        }

        _replay = new LedgerReplay(fromTheFirstBlock: first == 0);
        _ids.Clear();
        _unjudged = 0;
        _configuration = anchor;
        _configurationNumber = anchor.Number;
        _next = first;
        _previousHash = null;
    }

    /// <summary>Verifies the next block.</summary>
    public void Add(Block? block, string record, FindingList findings)
    {
        if (block is null)
        {
            findings.Add("BLOCK_UNREADABLE", record, "The block cannot be read.");
            Skip();
            return;
        }

        var number = block.Header.Number;
        var where = $"block {number} ({record})";
        var hash = BlockHashes.OfHeader(block.Header);
        var codes = block.Metadata?.Metadata.ElementAtOrDefault((int)BlockMetadataIndex.TransactionsFilter)?.ToByteArray() ?? [];
        if (_known.TryGetValue(number, out var before) && number < _next)
        {
            Compare(block, before, hash, codes, where, findings);
            return;
        }

        if (number != _next)
        {
            findings.Add("BLOCK_NOT_NEXT", where, $"Block {_next} should be here.");
        }
        else if (_previousHash is not null && !block.Header.PreviousHash.Span.SequenceEqual(_previousHash))
        {
            findings.Add("PREVIOUS_BLOCK", where, "The header does not hold the hash of the block before it.");
        }

        var report = new CheckReport();
        BlockChecks.DataHash(block, report);
        BlockChecks.OrdererSignature(block, _configuration!, report);
        CheckConfigurationNumber(block, report);
        report.Add("validation codes", codes.Length == block.Data.Data.Count, "There is not one verdict for each transaction.");
        Count(report, where, findings);
        CheckTransactions(block, number, where, findings);
        TakeConfiguration(block, where, findings);
        _known[number] = (hash, SHA256.HashData(codes));
        _previousHash = hash;
        _next = number + 1;
    }

    private static void Compare(
        Block block, (byte[] Hash, byte[] Codes) before, byte[] hash, byte[] codes, string where, FindingList findings)
    {
        if (!before.Hash.AsSpan().SequenceEqual(hash))
        {
            findings.Add("BLOCK_DIFFERS", where, "An export verified before has another block of this number.");
        }

        var report = new CheckReport();
        BlockChecks.DataHash(block, report);
        if (!report.AllPassed)
        {
            findings.Add(report.Checks[0], where);
        }

        if (!before.Codes.AsSpan().SequenceEqual(SHA256.HashData(codes)))
        {
            findings.Add("VERDICTS_DIFFER", where, "An export verified before has other verdicts on its transactions.");
        }
    }

    private void Skip()
    {
        _next++;
        _previousHash = null;
    }

    private void CheckConfigurationNumber(Block block, CheckReport report)
    {
        var expected = ChannelConfiguration.IsIn(block) ? block.Header.Number : _configurationNumber;
        ulong? noted;
        try
        {
            noted = BlockContents.LastConfiguration(block);
        }
        catch (InvalidProtocolBufferException)
        {
            noted = ulong.MaxValue;
        }

        // The first block of a channel is made before there are orderers who could note anything.
        if (block.Header.Number > 0)
        {
            report.Add(
                "configuration number",
                (noted ?? 0) == expected,
                $"The orderers noted block {noted} as that of the configuration in force, and not {expected}.");
        }
    }

    private void CheckTransactions(Block block, ulong number, string where, FindingList findings)
    {
        var judged = new JudgedTransaction[block.Data.Data.Count];
        var configuration = _configuration!;
        Parallel.For(0, judged.Length, index => judged[index] = JudgedTransaction.Judge(block, index, configuration));
        foreach (var transaction in judged)
        {
            var name = BlockContents.Name(transaction.Code);
            Transactions[name] = Transactions.GetValueOrDefault(name) + 1;
            var repeated = transaction is { Stored: { Type: HeaderType.EndorserTransaction } stored, Code: not TxValidationCode.BadProposalTxid }
                && !_ids.Add(Short(stored.Id));
            if (transaction.Code != TxValidationCode.Valid)
            {
                JudgeInvalid(transaction, repeated, where, findings);
                continue;
            }

            Count(transaction.Report, Name(transaction, where), findings);
            if (repeated)
            {
                findings.Add("DUPLICATE_TRANSACTION", Name(transaction, where), "A transaction before it has the same id, and yet it is recorded as valid.");
            }
        }

        _replay.Replay(
            number,
            configuration,
            [.. judged.Select(transaction => transaction.Replayed).OfType<ReplayedTransaction>()],
            (transaction, why) => findings.Add("VERDICT_WRONG", Name(judged[transaction.Index], where), $"{BlockContents.Name(transaction.Code)}: {why}"));
    }

    // What is wrong with the form or the signatures of a transaction can be seen in it; if nothing is, the verdict is not true.
    private void JudgeInvalid(JudgedTransaction transaction, bool repeated, string where, FindingList findings)
    {
        switch (transaction.Code)
        {
            case TxValidationCode.MvccReadConflict or TxValidationCode.PhantomReadConflict or TxValidationCode.EndorsementPolicyFailure
                when transaction.Replayed is not null:
                break;
            case TxValidationCode.DuplicateTxid:
                if (!repeated && _replay.IsComplete)
                {
                    Contradict("No transaction before it has its id.");
                }
                else if (!repeated)
                {
                    _unjudged++;
                }

                break;
            case TxValidationCode.NilEnvelope or TxValidationCode.BadPayload or TxValidationCode.BadCommonHeader
                or TxValidationCode.BadCreatorSignature or TxValidationCode.InvalidEndorserTransaction
                or TxValidationCode.InvalidConfigTransaction or TxValidationCode.UnsupportedTxPayload
                or TxValidationCode.BadProposalTxid or TxValidationCode.BadRwset or TxValidationCode.NilTxaction
                or TxValidationCode.BadResponsePayload or TxValidationCode.NotValidated:
                if (transaction.Report.AllPassed)
                {
                    Contradict("Nothing is wrong with its form and its signatures.");
                }

                break;
            default:
                _unjudged++;
                break;
        }

        void Contradict(string why) =>
            findings.Add("VERDICT_WRONG", Name(transaction, where), $"{BlockContents.Name(transaction.Code)}: {why}");
    }

    private void TakeConfiguration(Block block, string where, FindingList findings)
    {
        if (!ChannelConfiguration.IsIn(block))
        {
            return;
        }

        try
        {
            _configuration = ChannelConfiguration.Read(block);
            _configurationNumber = block.Header.Number;
        }
        catch (FormatException error)
        {
            findings.Add("CONFIGURATION_UNREADABLE", where, error.Message);
        }
    }

    private void Count(CheckReport report, string where, FindingList findings)
    {
        foreach (var check in report.Checks)
        {
            if (!check.Passed)
            {
                findings.Add(check, where);
            }
            else if (check.Name is "creator signature" or "endorsement" or "orderer signature")
            {
                Signatures++;
            }
        }
    }

    private static string Name(JudgedTransaction transaction, string where) =>
        $"transaction {transaction.Stored?.Id ?? "?"}, number {transaction.Index} of {where}";

    private static UInt128 Short(string id) => BinaryPrimitives.ReadUInt128BigEndian(SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(id)));
}
