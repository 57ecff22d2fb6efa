namespace Fabric.DevLedger.Storage;

/// <summary>What verifying, rebuilding and trying the disk need of a writer.</summary>
internal sealed partial class LedgerWriter
{
    // More than one page, so that the log must grow.
    private const int ProbeBytes = 64 * 1024;

    /// <summary>The connection itself, for whoever compares or copies tables.</summary>
    public Database Database => _database;

    public void BeginReplay() => _begin.Run();

    /// <summary>Applies a block again, within <see cref="BeginReplay"/>; nothing expires.</summary>
    public void Replay(BlockCommit block, bool withEnvelopes)
    {
        WriteBlock(block, withEnvelopes);
        ApplyUpdates(block);
        SetHeight(block.Header.Number + 1);
    }

    public void EndReplay() => _commit.Run();

    /// <summary>Writes something that is taken out again, to see whether the disk takes blocks.</summary>
    /// <exception cref="SqliteException">It does not.</exception>
    public void Probe()
    {
        _begin.Run();
        try
        {
            _database.Execute(FormattableString.Invariant(
                $"INSERT OR REPLACE INTO meta (name, value) VALUES ('probe', hex(zeroblob({ProbeBytes / 2})))"));
            _database.Execute("DELETE FROM meta WHERE name = 'probe'");
            _commit.Run();
        }
        catch
        {
            if (_database.InTransaction)
            {
                _rollback.Run();
            }

            throw;
        }
    }
}
