namespace Fabric.DevLedger.Tests.Support;

/// <summary>A copy of a ledger's data folder, to be damaged.</summary>
internal sealed class LedgerCopy : IDisposable
{
    private readonly DevLedgerOptions _options;

    /// <param name="consortium">Whose ledger; its files are copied as they are, in use or not.</param>
    /// <param name="consortium">Whose ledger.</param>
    /// <param name="of">A copy to copy again: the ledger itself may move its log into the database at any time.</param>
    public LedgerCopy(TestConsortium consortium, LedgerCopy? of = null)
    {
        _options = consortium.Options(["unused"]) with { DataDirectory = Folder };
        foreach (var name in new[] { "ledger.db", "ledger.db-wal", "height" })
        {
            var from = Path.Combine(of?.Folder ?? Path.GetDirectoryName(consortium.LedgerPath)!, name);
            if (File.Exists(from))
            {
                using var source = new FileStream(from, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
                using var target = File.Create(Path.Combine(Folder, name));
                source.CopyTo(target);
            }
        }
    }

    public string Folder { get; } = Directory.CreateTempSubdirectory("devledger-copy-").FullName;

    public string LedgerPath => Path.Combine(Folder, "ledger.db");

    public string LogPath => Path.Combine(Folder, "ledger.db-wal");

    public string HeightPath => Path.Combine(Folder, "height");

    public void FlipBit(string path, Random random)
    {
        using var file = new FileStream(path, FileMode.Open, FileAccess.ReadWrite);
        file.Position = random.NextInt64(file.Length);
        var value = file.ReadByte();
        file.Position--;
        file.WriteByte((byte)(value ^ (1 << random.Next(8))));
    }

    /// <summary>Opens the ledger as a start does and reads all that it would serve.</summary>
    public string Open(VerificationLimits? limits = null) => With(opening =>
    {
        using var ledger = opening.Open();
        return LedgerContents.Read(ledger.Writer.Reader);
    }, limits);

    public T With<T>(Func<LedgerOpening, T> use, VerificationLimits? limits = null)
    {
        using var file = new LedgerFile(Folder);
        return use(new LedgerOpening(
            file,
            _options.Chaincodes,
            ChannelMaterial.Load(_options).Chaincodes,
            limits ?? new VerificationLimits(),
            TimeProvider.System,
            NullLogger.Instance));
    }

    public void Dispose() => Directory.Delete(Folder, recursive: true);
}
