namespace Fabric.DevLedger.Storage.Verification;

/// <summary>The collections whose values expire, or did under an earlier configuration: a verification misses no value there.</summary>
internal static class Lifetimes
{
    private const string Prefix = "lifetime ";

    public static HashSet<(string Chaincode, string Collection)> Of(IEnumerable<ChaincodeOptions> chaincodes) =>
    [
        .. chaincodes.SelectMany(chaincode => chaincode.Collections
            .Where(collection => collection.BlockToLive > 0)
            .Select(collection => (chaincode.Name, collection.Name))),
    ];

    /// <summary>Adds those that the ledger remembers.</summary>
    public static IReadOnlySet<(string Chaincode, string Collection)> Recall(
        Database database, HashSet<(string Chaincode, string Collection)> configured)
    {
        using var read = database.Prepare($"SELECT name FROM meta WHERE name LIKE '{Prefix}%'");
        while (read.Step())
        {
            if (read.Text(0)[Prefix.Length..].Split('/', 2) is [var chaincode, var collection])
            {
                configured.Add((chaincode, collection));
            }
        }

        return configured;
    }

    /// <summary>How many are remembered now.</summary>
    public static int Remember(Database database, IReadOnlyCollection<(string Chaincode, string Collection)> configured)
    {
        using var write = database.Prepare("INSERT OR IGNORE INTO meta (name, value) VALUES (?1, '')");
        foreach (var (chaincode, collection) in configured)
        {
            write.Bind(1, $"{Prefix}{chaincode}/{collection}").Run();
        }

        return configured.Count;
    }

    /// <summary>Whether the collection of a stored key is one of them.</summary>
    public static bool Contains(IReadOnlySet<(string Chaincode, string Collection)> limited, ReadOnlySpan<byte> key)
    {
        var first = key.IndexOf((byte)0);
        var second = first < 0 ? -1 : key[(first + 1)..].IndexOf((byte)0);
        return second >= 0 &&
            limited.Contains((Encoding.UTF8.GetString(key[..first]), Encoding.UTF8.GetString(key.Slice(first + 1, second))));
    }
}
