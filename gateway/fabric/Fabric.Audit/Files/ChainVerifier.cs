namespace Fabric.Audit;

/// <summary>Verifies blocks one after another, over the limits of files.</summary>
/// <param name="chaincode">The chaincode whose endorsers look at the time.</param>
/// <param name="receipt">What was verified before; <c>null</c>: nothing.</param>
internal sealed partial class ChainVerifier(string chaincode, AuditReceipt? receipt)
{
    private readonly Dictionary<ulong, KnownBlock> _known = [];
    private readonly TransactionIds _ids = new();
    private ChainClock _clock = new(chaincode);
    private LedgerReplay _replay = new(fromTheFirstBlock: false);
    private ChannelConfiguration? _configuration;
    private ulong _begin;
    private ulong? _next;
    private byte[]? _previousHash;
    private ulong _configurationNumber;
    private bool _configurationStated;
    private long _unjudged;

    /// <summary>The configuration in force after the last block; <c>null</c> before any.</summary>
    public ChannelConfiguration? Configuration => _configuration;

    public LedgerReplay Replay => _replay;

    /// <summary>Whether every block before the last one was verified, in these files or by the receipt: only then is the time known.</summary>
    public bool HasWholePast { get; private set; }

    /// <summary>What the next verification can go on from; <c>null</c> when blocks before the last one are missing.</summary>
    public AuditReceipt? Receipt => HasWholePast && _configuration is { } configuration && _next is { } next && _previousHash is { } hash
        ? new AuditReceipt
        {
            Channel = configuration.Channel,
            Block = next - 1,
            BlockHash = Convert.ToHexStringLower(hash),
            Chaincode = _clock.Chaincode,
            Time = _clock.Now,
            ConfigurationHash = _configurationStated ? receipt!.ConfigurationHash : Convert.ToHexStringLower(configuration.Hash.Span),
        }
        : null;

    /// <summary>The first events that the chaincode's policy does not vouch for.</summary>
    public List<EventBesidePolicy> EventsBesidePolicy { get; } = [];

    /// <summary>How many there are.</summary>
    public long EventsBesidePolicyCount { get; private set; }

    /// <summary>What is known of a block verified; <c>null</c>: it was not.</summary>
    public KnownBlock? Known(ulong number) => _known.GetValueOrDefault(number);

    /// <summary>Transactions recorded as invalid for a reason that nothing here can confirm or contradict.</summary>
    public long UnjudgedVerdicts => _unjudged + _replay.UnjudgedVerdicts;

    /// <summary>Signatures that hold.</summary>
    public long Signatures { get; private set; }

    public SortedDictionary<string, long> Transactions { get; } = new(StringComparer.Ordinal);

    public void BeginFile()
    {
        Transactions.Clear();
        Signatures = 0;
        EventsBesidePolicy.Clear();
        EventsBesidePolicyCount = 0;
    }

    /// <summary>Begins a file whose first block is this one; goes on where the last file ended if they meet.</summary>
    public void BeginBlocks(ulong first, ChannelConfiguration anchor, bool anchorStated, FindingList findings)
    {
        if (_next is { } next && first >= _begin && first <= next)
        {
            return;
        }

        _replay = new LedgerReplay(fromTheFirstBlock: first == 0);
        _clock = new ChainClock(chaincode);
        _ids.Clear();
        _unjudged = 0;
        _begin = first;
        _configuration = anchor;
        _configurationNumber = anchor.Number;
        _configurationStated = anchorStated;
        _next = first;
        _previousHash = null;
        HasWholePast = first == 0;
        if (receipt is not null && first > 0 && first - 1 == receipt.Block)
        {
            Join(receipt, null, findings);
        }
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
        if (_known.TryGetValue(number, out var before))
        {
            Compare(block, before, hash, codes, where, findings);
            if (number < _next)
            {
                return;
            }
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
        _previousHash = hash;
        _next = number + 1;
        if (receipt is not null && number == receipt.Block)
        {
            Join(receipt, hash, findings);
        }

        _known[number] = new KnownBlock(hash, SHA256.HashData(codes), HasWholePast, _clock.Now);
    }

    /// <summary>Goes on from the receipt: every block before this place was verified.</summary>
    private void Join(AuditReceipt kept, byte[]? hash, FindingList findings)
    {
        const string Code = "RECEIPT_DIFFERS";
        var where = $"block {kept.Block}";
        if (kept.Channel != _configuration!.Channel || kept.Chaincode != chaincode)
        {
            findings.Add(Code, where, $"The receipt is of channel {kept.Channel} and measures time by chaincode {kept.Chaincode}.");
        }
        else if (hash is not null && Convert.ToHexStringLower(hash) != kept.BlockHash)
        {
            findings.Add(Code, where, "The block that the receipt was written for has another hash.");
        }
        else if (!_configurationStated && Convert.ToHexStringLower(_configuration.Hash.Span) != kept.ConfigurationHash)
        {
            findings.Add(Code, where, "The configuration in force is not the one that the receipt was written under.");
        }
        else
        {
            _previousHash = Convert.FromHexString(kept.BlockHash);
            _clock.SetAtLeast(kept.Time);
            HasWholePast = true;
        }
    }

    private static void Compare(
        Block block, KnownBlock before, byte[] hash, byte[] codes, string where, FindingList findings)
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
        HasWholePast = false;
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
            JudgeForm(transaction, judged.Length == 1, where, findings);
        }

        _replay.Replay(
            number,
            configuration,
            [.. judged.Select(transaction => transaction.Replayed).OfType<ReplayedTransaction>()],
            (transaction, why) => findings.Add("VERDICT_WRONG", Name(judged[transaction.Index], where), $"{BlockContents.Name(transaction.Code)}: {why}"));
        Note(number, judged);
        _ids.EndBlock(judged);
        _clock.Add(number, judged);
    }

    private void Note(ulong number, JudgedTransaction[] judged)
    {
        const int Most = 100;
        foreach (var (index, name) in _replay.EventsBesidePolicy)
        {
            EventsBesidePolicyCount++;
            if (EventsBesidePolicy.Count < Most)
            {
                var transaction = judged[index];
                EventsBesidePolicy.Add(new EventBesidePolicy(
                    number,
                    transaction.Form.Stored?.Id ?? "",
                    name,
                    [.. transaction.Replayed!.Endorsers.Select(endorser => endorser.MspId).Distinct().Order(StringComparer.Ordinal)]));
            }
        }
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
            _configurationStated = false;
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
            else if (check.Name is "orderer signature")
            {
                Signatures++;
            }
        }
    }

    private static string Name(JudgedTransaction transaction, string where) =>
        $"transaction {transaction.Form.Stored?.Id ?? "?"}, number {transaction.Index} of {where}";
}
