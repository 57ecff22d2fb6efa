namespace Insurance.Consortium.Fabric;

/// <summary>
/// The data directory of a node that never came to hold a block. One that was killed while it made its databases cannot open
/// them again, so what is left there is removed before the next start; there is nothing in it to lose.
/// </summary>
internal static class UnusedLedger
{
    public static void DiscardPeer(string directory) => Discard(directory, Path.Combine(directory, "ledgersData", "chains", "chains"));

    public static void DiscardOrderer(string directory) => Discard(directory, Path.Combine(directory, "chains"), Path.Combine(directory, "wal"), Path.Combine(directory, "etcdraft", "wal"));

    private static void Discard(string directory, params IEnumerable<string> whereBlocksAre)
    {
        if (Directory.Exists(directory) && !whereBlocksAre.Any(folder => Directory.Exists(folder) && Directory.EnumerateFileSystemEntries(folder).Any()))
        {
            Directory.Delete(directory, recursive: true);
        }
    }
}
