using Xunit.Abstractions;

namespace Fabric.DevLedger.Tests;

/// <summary>Pages in a file that is larger than any cache, with values longer than a page: SQLite reads those in part.</summary>
public sealed class CheckedPagesTests(ITestOutputHelper output) : IDisposable
{
    private const int Values = 400;
    private const int Flips = 60;
    private readonly string _folder = Directory.CreateTempSubdirectory("checked-pages-").FullName;

    private string Path => System.IO.Path.Combine(_folder, "large.db");

    [Fact]
    public void Read_LongValuesOfALargeFile_AreWholeOrRefused()
    {
        var expected = Fill();
        new FileInfo(Path).Length.ShouldBeGreaterThan(40 * 1024 * 1024);
        ReadAll().ShouldBe(expected);

        var random = new Random(20261130);
        var refused = 0;
        for (var flip = 0; flip < Flips; flip++)
        {
            using var file = new FileStream(Path, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite);
            var at = random.NextInt64(file.Length);
            var mask = (byte)(1 << random.Next(8));
            Change(file, at, mask);
            try
            {
                ReadAll().ShouldBe(expected, $"bit at {at}");
            }
            catch (SqliteException error)
            {
                error.IsDamage.ShouldBeTrue($"bit at {at}: {error.Message}");
                error.Message.ShouldContain($"page {(at / CheckedPages.PageBytes) + 1} is not what was written to it");
                refused++;
            }

            Change(file, at, mask);
        }

        ReadAll().ShouldBe(expected);
        output.WriteLine($"{refused} of {Flips} refused");

        // Every page is in use, nearly all of them by long values.
        refused.ShouldBeGreaterThan(Flips * 9 / 10);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private static void Change(FileStream file, long at, byte mask)
    {
        file.Position = at;
        var value = file.ReadByte();
        file.Position = at;
        file.WriteByte((byte)(value ^ mask));
        file.Flush();
    }

    private List<string> Fill()
    {
        var random = new Random(1);
        var expected = new List<string>();
        using var database = Database.Open(Path, readOnly: false, 64);
        database.ReserveChecksums();
        database.Execute(FormattableString.Invariant($"PRAGMA page_size={CheckedPages.PageBytes}; PRAGMA journal_mode=WAL; CREATE TABLE long (id INTEGER PRIMARY KEY, value BLOB)"));
        using var insert = database.Prepare("INSERT INTO long VALUES (?1, ?2)");
        database.Execute("BEGIN");
        for (var id = 0; id < Values; id++)
        {
            // From less than a page to two dozen.
            var value = new byte[random.Next(100, 400_000)];
            random.NextBytes(value);
            insert.Bind(1, id);
            insert.Bind(2, value);
            insert.Run();
            expected.Add(Convert.ToHexString(SHA256.HashData(value)));
        }

        database.Execute("COMMIT; PRAGMA wal_checkpoint(TRUNCATE)");
        return expected;
    }

    private List<string> ReadAll()
    {
        var found = new List<string>();
        using var database = Database.Open(Path, readOnly: true, 64);
        using var rows = database.Prepare("SELECT value FROM long ORDER BY id");
        while (rows.Step())
        {
            found.Add(Convert.ToHexString(SHA256.HashData(rows.Span(0))));
        }

        return found;
    }
}
