using System.Buffers.Binary;
using System.Collections.Concurrent;
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

    /// <summary>The configuration in force after the last block; <c>null</c> before any.</summary>
    public ChannelConfiguration? Configuration => _configuration;

    public LedgerReplay Replay => _replay;

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
        Parallel.ForEach(
            Partitioner.Create(0, judged.Length, Math.Max(1, judged.Length / (4 * Environment.ProcessorCount))),
            range =>
            {
                for (var index = range.Item1; index < range.Item2; index++)
                {
                    judged[index] = JudgedTransaction.Judge(block, index, configuration);
                }
            });
        foreach (var transaction in judged)
        {
            var name = BlockContents.Name(transaction.Code);
            Transactions[name] = Transactions.GetValueOrDefault(name) + 1;
            if (transaction.Code != TxValidationCode.Valid)
            {
                continue;
            }

            Count(transaction.Report, Name(transaction, where), findings);
            if (transaction.Stored is { Type: HeaderType.EndorserTransaction } stored && !_ids.Add(Short(stored.Id)))
            {
                findings.Add("DUPLICATE_TRANSACTION", Name(transaction, where), "A transaction before it has the same id, and both are valid.");
            }
        }

        _replay.Replay(
            number,
            configuration,
            [.. judged.Select(transaction => transaction.Replayed).OfType<ReplayedTransaction>()],
            (transaction, why) => findings.Add("VERDICT_WRONG", Name(judged[transaction.Index], where), $"{BlockContents.Name(transaction.Code)}: {why}"));
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
