using Microsoft.Win32.SafeHandles;

namespace Fabric.DevLedger.Storage;

/// <summary>How many blocks were acknowledged, kept beside the ledger: what a log cut short or an older file cannot take along.</summary>
/// <remarks>
/// Written after a block is on disk and before anybody is informed of it. Two records take turns, each a sector of its own with
/// two copies: a crash can spoil the record being written and never the one before, and a damaged bit spoils one copy.
/// </remarks>
internal sealed partial class HeightFile : IDisposable
{
    private const int RecordBytes = 512;
    private const int CopyBytes = RecordBytes / 2;
    private const int Records = 2;

    private readonly SafeFileHandle _file;
    private readonly byte[] _record = new byte[RecordBytes];

    private HeightFile(SafeFileHandle file) => _file = file;

    /// <summary>Makes the file, or replaces it, with a height that is known to be right.</summary>
    public static void Create(string path, AcknowledgedHeight height)
    {
        var temporary = path + ".new";
        using (var file = File.OpenHandle(temporary, FileMode.Create, FileAccess.ReadWrite, FileShare.None, preallocationSize: RecordBytes * Records))
        {
            for (var i = 0; i < Records; i++)
            {
                RandomAccess.Write(file, Record(height, new byte[RecordBytes]), i * RecordBytes);
            }

            RandomAccess.FlushToDisk(file);
        }

        File.Move(temporary, path, overwrite: true);
        Folder.Flush(Path.GetDirectoryName(path)!);
    }

    /// <summary>Opens the file to write further heights into it.</summary>
    public static HeightFile Open(string path) =>
        new(File.OpenHandle(path, FileMode.Open, FileAccess.ReadWrite, FileShare.Read));

    /// <summary>What was acknowledged last; null when there is no file.</summary>
    /// <exception cref="LedgerDamagedException">The file says nothing that can be relied on.</exception>
    public static AcknowledgedHeight? Read(string path)
    {
        byte[] bytes;
        try
        {
            bytes = File.ReadAllBytes(path);
        }
        catch (FileNotFoundException)
        {
            return null;
        }

        if (bytes.Length == RecordBytes * Records &&
            (Parse(bytes.AsSpan(0, RecordBytes)), Parse(bytes.AsSpan(RecordBytes))) is var (first, second) && (first ?? second) is { } known)
        {
            // Only the record being written can be half written, and its block was on the disk by then.
            return first is null || second is null ? new AcknowledgedHeight(known.Height + 1, null)
                : first.Height > second.Height ? first : second;
        }

        throw new LedgerDamagedException(null, $"the ledger is damaged: {path}, which holds how many blocks were acknowledged, is not what was written");
    }

    /// <summary>Puts a height on the disk; the block must be there already.</summary>
    /// <exception cref="IOException">The disk does not take it.</exception>
    public void Write(AcknowledgedHeight height)
    {
        RandomAccess.Write(_file, Record(height, _record), (long)(height.Height % Records) * RecordBytes);
        if (SynchronizeData(_file) != 0)
        {
            throw new IOException($"the height of the ledger cannot be written: {Marshal.GetLastPInvokeErrorMessage()}");
        }
    }

    public void Dispose() => _file.Dispose();

    private static byte[] Record(AcknowledgedHeight height, byte[] record)
    {
        var text = FormattableString.Invariant($"{height.Height} {Convert.ToHexStringLower(height.BlockHash ?? [])}");
        var line = FormattableString.Invariant($"{text} {Checksum(text):x8}");
        for (var copy = 0; copy < RecordBytes; copy += CopyBytes)
        {
            var place = record.AsSpan(copy, CopyBytes);
            place.Fill((byte)' ');
            Encoding.ASCII.GetBytes(line, place);
            place[^1] = (byte)'\n';
        }

        return record;
    }

    private static AcknowledgedHeight? Parse(ReadOnlySpan<byte> record) => ParseCopy(record[..CopyBytes]) ?? ParseCopy(record[CopyBytes..]);

    private static AcknowledgedHeight? ParseCopy(ReadOnlySpan<byte> copy)
    {
        if (Encoding.Latin1.GetString(copy).TrimEnd().Split(' ') is [var height, var hash, var checksum] &&
            ulong.TryParse(height, NumberStyles.None, CultureInfo.InvariantCulture, out var number) &&
            checksum == Checksum($"{height} {hash}").ToString("x8", CultureInfo.InvariantCulture))
        {
            return new AcknowledgedHeight(number, hash.Length > 0 ? Convert.FromHexString(hash) : null);
        }

        return null;
    }

    private static uint Checksum(string text)
    {
        var checksum = uint.MaxValue;
        foreach (var one in Encoding.Latin1.GetBytes(text))
        {
            checksum = BitOperations.Crc32C(checksum, one);
        }

        return checksum;
    }

    // The file keeps its length, so that nothing but its bytes need reach the disk.
    [LibraryImport("libc", EntryPoint = "fdatasync", SetLastError = true)]
    private static partial int SynchronizeData(SafeFileHandle file);
}
