namespace Insurance.Consortium.Rendering;

/// <summary>The insurers' common keys for fingerprints: every insurer has the same ones, and nobody else has any.</summary>
internal static class FingerprintKeyFiles
{
    /// <summary>How many keys a gateway takes, the newest and those it still searches under.</summary>
    public const int Most = 4;

    private const int KeyBytes = 32;

    /// <summary>Makes a key where there is none, and gives each insurer those that another has.</summary>
    /// <param name="home">The state directory.</param>
    /// <param name="consortium">Who the insurers are.</param>
    /// <param name="another">True: a new key is made, which from then on is the one in use.</param>
    public static void Ensure(HomeDirectory home, ConsortiumDescription consortium, bool another)
    {
        var insurers = consortium.Organizations.Where(organization => organization.Kind.Can().HoldsRecords)
            .Select(organization => organization.MspId).ToList();
        var numbers = insurers.SelectMany(mspId => Numbers(home, mspId)).ToHashSet();
        var newest = numbers.Count == 0 ? 0 : numbers.Max();
        foreach (var number in numbers)
        {
            Share(home, insurers, number);
        }

        if (another || newest == 0)
        {
            if (newest == 0)
            {
                insurers.ForEach(mspId => KeysInUse.DemandNone(
                    home, mspId, "Fingerprints", "fingerprint key", "no double claim made under it can be found without it"));
            }

            var key = RandomNumberGenerator.GetBytes(KeyBytes);
            insurers.ForEach(mspId => RestrictedFile.WriteSecret(home.FingerprintKey(mspId, newest + 1), key));
        }
    }

    /// <summary>The numbers of the keys that an insurer has, the newest first.</summary>
    public static IReadOnlyList<int> Numbers(HomeDirectory home, string mspId)
    {
        var folder = Path.GetDirectoryName(home.FingerprintKey(mspId, 1))!;
        return !Directory.Exists(folder)
            ? []
            : [.. Directory.EnumerateFiles(folder, "*.key")
                .Select(file => int.TryParse(Path.GetFileNameWithoutExtension(file), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : 0)
                .Where(number => number > 0)
                .OrderDescending()];
    }

    private static void Share(HomeDirectory home, List<string> insurers, int number)
    {
        var holder = insurers.First(mspId => File.Exists(home.FingerprintKey(mspId, number)));
        var key = File.ReadAllBytes(home.FingerprintKey(holder, number));
        foreach (var path in insurers.Select(mspId => home.FingerprintKey(mspId, number)))
        {
            if (!File.Exists(path))
            {
                RestrictedFile.WriteSecret(path, key);
            }
            else if (!File.ReadAllBytes(path).AsSpan().SequenceEqual(key))
            {
                throw new ConsortiumException(
                    ExitCodes.Environment,
                    $"{path} is another key than that of {holder}, and the insurers find double claims by a common one only; copy the right one over it");
            }
        }
    }
}
