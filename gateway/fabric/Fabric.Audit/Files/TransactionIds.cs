namespace Fabric.Audit;

/// <summary>The ids of the transactions seen. Peers remember those of invalid ones too, once their block is recorded.</summary>
internal sealed class TransactionIds
{
    private readonly HashSet<UInt128> _used = [];
    private readonly HashSet<UInt128> _claimed = [];
    private readonly HashSet<UInt128> _inBlock = [];

    public void Clear()
    {
        _used.Clear();
        _claimed.Clear();
        _inBlock.Clear();
    }

    /// <summary>Whether a block before this one has the id.</summary>
    public IdUse Find(string id)
    {
        var key = Short(id);
        return _used.Contains(key) ? IdUse.Used : _claimed.Contains(key) ? IdUse.Claimed : IdUse.Free;
    }

    /// <summary>Notes that a transaction of this block has passed the policies; false: another with its id did before.</summary>
    public bool PassInBlock(string id) => _inBlock.Add(Short(id));

    /// <summary>Whether a transaction of this block with the id has passed the policies.</summary>
    public bool HasPassedInBlock(string id) => _inBlock.Contains(Short(id));

    /// <summary>Remembers the block's ids.</summary>
    public void EndBlock(IEnumerable<JudgedTransaction> transactions)
    {
        _inBlock.Clear();
        foreach (var transaction in transactions)
        {
            if (transaction.Form.RememberedId is { Length: > 0 } id)
            {
                (transaction.Form.Fault?.Code == TxValidationCode.BadProposalTxid ? _claimed : _used).Add(Short(id));
            }
        }
    }

    private static UInt128 Short(string id) => BinaryPrimitives.ReadUInt128BigEndian(SHA256.HashData(Encoding.UTF8.GetBytes(id)));
}
