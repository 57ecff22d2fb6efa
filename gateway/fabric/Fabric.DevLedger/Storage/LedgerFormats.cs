namespace Fabric.DevLedger.Storage;

/// <summary>Looks at the first bytes of a ledger file.</summary>
internal static class LedgerFormats
{
    // https://www.sqlite.org/fileformat2.html#database_header
    private const int HeaderBytes = 100;
    private const int ReservedBytesAt = 20;

    private static ReadOnlySpan<byte> Magic => "SQLite format 3\0"u8;

    public static LedgerFormat Of(string path)
    {
        var header = new byte[HeaderBytes];
        int length;
        try
        {
            using var file = File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
            length = RandomAccess.Read(file, header, 0);
        }
        catch (FileNotFoundException)
        {
            return LedgerFormat.None;
        }

        return length == 0 ? LedgerFormat.None
            : length < HeaderBytes || !header.AsSpan().StartsWith(Magic) ? LedgerFormat.Unknown
            : header[ReservedBytesAt] switch
            {
                PageChecksum.Bytes => LedgerFormat.Checked,
                0 => LedgerFormat.Unchecked,
                _ => LedgerFormat.Unknown,
            };
    }
}
