using System.Security.Cryptography;
using Microsoft.Data.Sqlite;

namespace Insurance.Bench;

/// <summary>
/// The least a transaction costs, alone: its signatures, their verifications and its share of one durable SQLite commit.
/// No network, no serialization, no chaincode. What the ledger reaches is reported as a share of this.
/// </summary>
/// <remarks>
/// The client signs the proposal, the envelope and the commit-status request and the ledger verifies the three; two
/// organizations sign an endorsement each and both are verified at commit: five signatures, five verifications.
/// </remarks>
internal static class LimitLoop
{
    private const int Signatures = 5;
    private const int RowBytes = 4096;

    /// <summary>Transactions a second on all cores with batches of the given size.</summary>
    public static double Run(string folder, int batch, TimeSpan duration)
    {
        Directory.CreateDirectory(folder);
        var path = Path.Combine(folder, $"limit-{batch}.db");
        File.Delete(path);
        using var connection = new SqliteConnection($"Data Source={path}");
        connection.Open();
        Execute(connection, "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; CREATE TABLE t(k INTEGER PRIMARY KEY, v BLOB)");

        using var signed = new SemaphoreSlim(0);
        var stop = false;
        long made = 0;
        var workers = Enumerable.Range(0, Environment.ProcessorCount).Select(_ => new Thread(() =>
        {
            using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
            var digest = RandomNumberGenerator.GetBytes(32);
            while (!Volatile.Read(ref stop))
            {
                for (var i = 0; i < Signatures; i++)
                {
                    var signature = key.SignHash(digest);
                    if (!key.VerifyHash(digest, signature))
                    {
                        throw new InvalidOperationException("a fresh signature did not verify");
                    }
                }

                if (Interlocked.Increment(ref made) % batch == 0)
                {
                    signed.Release();
                }
            }
        })
        { IsBackground = true }).ToList();

        var watch = Stopwatch.StartNew();
        workers.ForEach(w => w.Start());
        long committed = 0;
        var row = RandomNumberGenerator.GetBytes(RowBytes);
        using var insert = connection.CreateCommand();
        insert.CommandText = "INSERT INTO t(v) VALUES($v)";
        insert.Parameters.AddWithValue("$v", row);
        while (watch.Elapsed < duration)
        {
            signed.Wait();
            using var transaction = connection.BeginTransaction();
            insert.Transaction = transaction;
            for (var i = 0; i < batch; i++)
            {
                insert.ExecuteNonQuery();
            }

            transaction.Commit();
            committed += batch;
        }

        var perSecond = committed / watch.Elapsed.TotalSeconds;
        Volatile.Write(ref stop, true);
        workers.ForEach(w => w.Join());
        return perSecond;
    }

    private static void Execute(SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }
}
