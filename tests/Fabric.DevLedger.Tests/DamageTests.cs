using Xunit.Abstractions;

namespace Fabric.DevLedger.Tests;

/// <summary>A ledger that was altered or shortened while nobody looked.</summary>
public sealed class DamageTests(ITestOutputHelper output)
{
    // A ledger of any size is larger than this.
    private static readonly VerificationLimits Large = new() { WholeBytes = 0, NewestBytes = 10_000, SampleBytes = 10_000 };

    public enum Verification
    {
        Whole,
        Partial,
    }

    [Theory]
    [InlineData("ledger.db", Verification.Whole, 80)]
    [InlineData("ledger.db", Verification.Partial, 80)]
    [InlineData("ledger.db-wal", Verification.Whole, 60)]
    [InlineData("ledger.db-wal", Verification.Partial, 40)]
    [InlineData("height", Verification.Whole, 20)]
    public async Task Flip_OneBit_IsRefusedOrWithoutEffect(string name, Verification verification, int flips)
    {
        await using var ledger = await FilledAsync();
        if (name == "ledger.db")
        {
            await ledger.StopServerAsync();
        }

        // Opening a copy may change it, so that it is not the one that is copied again.
        using var intact = new LedgerCopy(ledger.Consortium);
        string right;
        using (var opened = new LedgerCopy(ledger.Consortium, intact))
        {
            right = opened.Open();
        }

        var random = new Random(20260101);
        var refused = 0;
        for (var i = 0; i < flips; i++)
        {
            using var copy = new LedgerCopy(ledger.Consortium, intact);
            copy.FlipBit(Path.Combine(copy.Folder, name), random);
            try
            {
                copy.Open(verification == Verification.Whole ? null : Large).ShouldBe(right, $"flip {i}");
            }
            catch (LedgerDamagedException e)
            {
                refused++;
                e.Message.Length.ShouldBeGreaterThan(30);
            }
            catch (SqliteException e) when (verification == Verification.Partial)
            {
                // Read later, from a page that does not hold: the alarm ends the process.
                e.IsDamage.ShouldBeTrue(e.Message);
                refused++;
            }
        }

        output.WriteLine($"{name}: {refused} of {flips} refused, the others without effect");
        if (name != "height")
        {
            refused.ShouldBeGreaterThan(flips / 4);
        }
    }

    [Theory]
    [InlineData("UPDATE state SET value = x'99' WHERE key = x'6261736963006b33'", "basic/k3 has a value")]
    [InlineData("UPDATE state SET version = version + 65536 WHERE key = x'6261736963006b33'", "basic/k3 has a version")]
    [InlineData("UPDATE state SET metadata = NULL WHERE metadata IS NOT NULL", "basic/owned has metadata")]
    [InlineData("DELETE FROM state WHERE key = x'6261736963006b33'", "basic/k3 is missing")]
    [InlineData("INSERT INTO state (key, version, value) VALUES (x'6261736963006d616465207570', 65536, x'01')", "basic/made up was written by no block")]
    [InlineData("DELETE FROM history WHERE position >> 16 = 4", "basic/k3 lacks block 4")]
    [InlineData("UPDATE events SET payload = x'99'", "has an event other than its transaction set")]
    [InlineData("DELETE FROM events", "lacks an event")]
    [InlineData("UPDATE transactions SET code = 11 WHERE position >> 16 = 4", "block 4 has a transaction 0, Valid, that is found elsewhere or with another code")]
    [InlineData("DELETE FROM transactions WHERE position >> 16 = 4", "block 4 has a transaction 0 that is not found by its id")]
    [InlineData("UPDATE private_hashes SET value = zeroblob(32)", "has a value other than block")]
    [InlineData("UPDATE private_values SET value = x'99'", "private key basic/secret/p has a value other than block")]
    [InlineData("UPDATE private_writes SET value = x'99'", "holds a private write other than its transaction's, of key basic/secret/p")]
    public async Task Start_RowAltered_IsRefusedWithItsPlace(string damage, string place)
    {
        await using var ledger = await FilledAsync();
        await ledger.StopServerAsync();
        using var copy = new LedgerCopy(ledger.Consortium);
        Alter(copy, damage);

        Should.Throw<LedgerDamagedException>(() => copy.Open()).Message.ShouldContain(place);
        Should.Throw<LedgerDamagedException>(() => copy.With(opening => opening.Verify())).Message.ShouldContain(place);
    }

    [Theory]
    [InlineData("DELETE FROM state WHERE key = x'6261736963006b33'")]
    [InlineData("UPDATE state SET value = x'99'; DELETE FROM history; DELETE FROM events; DELETE FROM transactions; UPDATE meta SET value = '3' WHERE name = 'state_height'")]
    [InlineData("UPDATE private_hashes SET value = zeroblob(32)")]
    public async Task Rebuild_WhatFollowsFromBlocksIsDamaged_MendsIt(string damage)
    {
        await using var ledger = await FilledAsync();
        await ledger.StopServerAsync();
        using var copy = new LedgerCopy(ledger.Consortium);
        var right = copy.Open();
        Alter(copy, damage);

        var report = copy.With(opening => opening.Rebuild());

        copy.Open().ShouldBe(right);
        report.LostPrivateValues.ShouldBe(0);
        report.OldFile.ShouldBe(copy.LedgerPath + ".damaged");
    }

    [Fact]
    public async Task Rebuild_PrivateValueAltered_LosesItAndSaysSo()
    {
        await using var ledger = await FilledAsync();
        await ledger.StopServerAsync();
        using var copy = new LedgerCopy(ledger.Consortium);
        Alter(copy, "UPDATE private_values SET value = x'99'");

        copy.With(opening => opening.Rebuild()).LostPrivateValues.ShouldBe(1);

        copy.Open().ShouldNotContain("private_values");
    }

    [Fact]
    public async Task Rebuild_BlockDamaged_IsRefused()
    {
        await using var ledger = await FilledAsync();
        await ledger.StopServerAsync();
        using var copy = new LedgerCopy(ledger.Consortium);
        Alter(copy, "UPDATE envelopes SET envelope = zeroblob(100) WHERE position >> 16 = 4");

        Should.Throw<LedgerDamagedException>(() => copy.With(opening => opening.Rebuild())).Block.ShouldBe(4UL);
    }

    [Fact]
    public async Task Serve_LargeLedgerAltered_RaisesTheAlarm()
    {
        await using var ledger = await FilledAsync();
        await ledger.StopServerAsync();
        using (var database = Database.Open(ledger.Consortium.LedgerPath, readOnly: false, 1024))
        {
            // Written long ago: neither among the newest nor necessarily among the samples.
            database.Execute("INSERT INTO state (key, version, value) VALUES (x'6261736963006d616465207570', 65536, x'01')");
        }

        await ledger.StartServerAsync(Large);

        var alarm = ledger.Node.Alarm;
        await Poll.UntilAsync(() => alarm.Message is not null);
        alarm.Message!.ShouldContain("basic/made up was written by no block");
    }

    [Fact]
    public async Task Serve_PageDamagedMeanwhile_RaisesTheAlarmAndServesNothingOfIt()
    {
        await using var ledger = await FilledAsync();
        await ledger.StopServerAsync();
        await ledger.StartServerAsync();
        using (var file = new FileStream(ledger.Consortium.LedgerPath, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite))
        {
            for (var at = 20_000L; at < file.Length; at += 4096)
            {
                file.Position = at;
                var value = file.ReadByte();
                file.Position = at;
                file.WriteByte((byte)(value ^ 4));
            }
        }

        await Should.ThrowAsync<Fabric.Client.GatewayException>(() => ledger.Contract().EvaluateAsync("get", "k3"));

        ledger.Node.Alarm.Message!.ShouldContain("is not what was written to it");
    }

    [Fact]
    public async Task Start_OlderFilePutBack_SaysHowManyBlocksAreLost()
    {
        await using var ledger = await TestLedger.StartAsync();
        await ledger.Contract().SubmitAsync("put", "k", "old");
        await ledger.StopServerAsync();
        using var old = new LedgerCopy(ledger.Consortium);
        await ledger.StartServerAsync();
        for (var i = 0; i < 3; i++)
        {
            await ledger.Contract().SubmitAsync("put", "k", "new");
        }

        await ledger.StopServerAsync();
        File.Copy(Path.Combine(Path.GetDirectoryName(ledger.Consortium.LedgerPath)!, "height"), old.HeightPath, overwrite: true);

        var refused = Should.Throw<LedgerDamagedException>(() => old.Open());

        refused.Block.ShouldBe(2UL);
        refused.Message.ShouldContain("it ends after 2 blocks, and 5 were acknowledged, so 3 are lost");
        refused.Message.ShouldContain("accept-height --height 2");

        Should.Throw<InvalidConfigurationException>(() => Accept(old, 5)).Message.ShouldContain("the ledger has 2 blocks, not 5");
        Accept(old, 2);
        old.Open().ShouldNotBeEmpty();
    }

    [Fact]
    public async Task Start_LogRemoved_SaysThatBlocksAreLost()
    {
        await using var ledger = await FilledAsync();
        using var copy = new LedgerCopy(ledger.Consortium);
        File.Delete(copy.LogPath);

        Should.Throw<LedgerDamagedException>(() => copy.Open()).Message.ShouldContain("are lost");
    }

    [Fact]
    public async Task Refused_LogDamaged_LeavesEveryByteForWhoeverCanSaveThem()
    {
        await using var ledger = await FilledAsync();
        using var copy = new LedgerCopy(ledger.Consortium);
        string right;
        using (var intact = new LedgerCopy(ledger.Consortium))
        {
            right = intact.Open();
        }

        var log = File.ReadAllBytes(copy.LogPath);
        log[log.Length / 2] ^= 2;
        File.WriteAllBytes(copy.LogPath, log);
        var file = File.ReadAllBytes(copy.LedgerPath);

        Should.Throw<LedgerDamagedException>(() => copy.With(opening => opening.Verify())).Message.ShouldContain("are lost");
        Should.Throw<LedgerDamagedException>(() => copy.Open()).Message.ShouldContain("are lost");
        Should.Throw<LedgerDamagedException>(() => copy.With(opening => opening.Rebuild())).Message.ShouldContain("are lost");

        File.ReadAllBytes(copy.LogPath).ShouldBe(log);
        File.ReadAllBytes(copy.LedgerPath).ShouldBe(file);
        log[log.Length / 2] ^= 2;
        File.WriteAllBytes(copy.LogPath, log);
        copy.Open().ShouldBe(right);
    }

    [Fact]
    public async Task Rebuild_AgainAndAgain_KeepsEachOldFileAndIsItsOwnersAlone()
    {
        await using var ledger = await FilledAsync();
        await ledger.StopServerAsync();
        using var copy = new LedgerCopy(ledger.Consortium);

        copy.With(opening => opening.Rebuild()).OldFile.ShouldBe(copy.LedgerPath + ".damaged");
        copy.With(opening => opening.Rebuild()).OldFile.ShouldBe(copy.LedgerPath + ".damaged.2");

        File.Exists(copy.LedgerPath + ".damaged").ShouldBeTrue();
        if (!OperatingSystem.IsWindows())
        {
            File.GetUnixFileMode(copy.LedgerPath).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite);
        }

        Alter(copy, "UPDATE envelopes SET envelope = zeroblob(100) WHERE position >> 16 = 4");
        Should.Throw<LedgerDamagedException>(() => copy.With(opening => opening.Rebuild()));
        Directory.GetFiles(copy.Folder).ShouldNotContain(path => path.Contains(".new", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Start_HeightMissing_IsRefusedUntilAccepted()
    {
        await using var ledger = await FilledAsync();
        var height = ledger.Node.Context.Notifier.Height;
        await ledger.StopServerAsync();
        using var copy = new LedgerCopy(ledger.Consortium);
        var right = copy.Open();
        File.Delete(copy.HeightPath);

        Should.Throw<LedgerDamagedException>(() => copy.Open()).Message.ShouldContain("accept-height");
        Accept(copy, height);
        copy.Open().ShouldBe(right);
    }

    [Fact]
    public async Task Start_LedgerFileRemoved_IsRefused()
    {
        await using var ledger = await FilledAsync();
        await ledger.StopServerAsync();
        using var copy = new LedgerCopy(ledger.Consortium);
        File.Delete(copy.LedgerPath);

        Should.Throw<LedgerDamagedException>(() => copy.Open()).Message.ShouldContain("restore it from a backup");
    }

    [Fact]
    public async Task Start_HeightHalfWritten_LosesNothing()
    {
        await using var ledger = await FilledAsync();
        var height = ledger.Node.Context.Notifier.Height;
        await ledger.StopServerAsync();
        using var copy = new LedgerCopy(ledger.Consortium);
        var right = copy.Open();

        // The record of the last block, as a crash in the middle of it leaves it.
        var bytes = File.ReadAllBytes(copy.HeightPath);
        bytes.AsSpan((int)(height % 2) * 512, 512).Clear();
        File.WriteAllBytes(copy.HeightPath, bytes);
        HeightFile.Read(copy.HeightPath)!.Height.ShouldBe(height);
        copy.Open().ShouldBe(right);
    }

    [Fact]
    public async Task Start_FileWithoutChecksums_IsVerifiedAndMadeAnew()
    {
        await using var ledger = await FilledAsync();
        await ledger.StopServerAsync();
        using var copy = new LedgerCopy(ledger.Consortium);
        var right = copy.Open();
        MakeUnchecked(copy);
        LedgerFormats.Of(copy.LedgerPath).ShouldBe(LedgerFormat.Unchecked);
        var altered = File.ReadAllBytes(copy.LedgerPath);

        copy.Open().ShouldBe(right);

        LedgerFormats.Of(copy.LedgerPath).ShouldBe(LedgerFormat.Checked);
        HeightFile.Read(copy.HeightPath).ShouldNotBeNull();

        File.Delete(copy.HeightPath);
        File.WriteAllBytes(copy.LedgerPath, altered);
        using (var database = Database.Open(copy.LedgerPath, readOnly: false, 1024, null, checkedPages: false))
        {
            database.Execute("UPDATE state SET value = x'99' WHERE key = x'6261736963006b33'");
        }

        Should.Throw<LedgerDamagedException>(() => copy.Open()).Message.ShouldContain("basic/k3 has a value");
    }

    [Fact]
    public async Task Verify_Intact_NamesTheEndOfTheChain()
    {
        await using var ledger = await FilledAsync();
        await ledger.StopServerAsync();
        using var copy = new LedgerCopy(ledger.Consortium);

        copy.With(opening => opening.Verify())!.Height.ShouldBe(HeightFile.Read(copy.HeightPath)!.Height);
    }

    private static void Accept(LedgerCopy copy, ulong height) => copy.With(opening =>
    {
        opening.Accept(height);
        return height;
    });

    private static void Alter(LedgerCopy copy, string sql)
    {
        using var database = Database.Open(copy.LedgerPath, readOnly: false, 1024);
        database.Execute(sql);
    }

    /// <summary>The same ledger as an earlier release wrote it.</summary>
    private static void MakeUnchecked(LedgerCopy copy)
    {
        var plain = copy.LedgerPath + ".plain";
        using (var source = Database.Open(copy.LedgerPath, readOnly: false, 1024))
        using (var target = Database.Open(plain, readOnly: false, 1024, null, checkedPages: false))
        {
            target.Execute("PRAGMA page_size=16384; PRAGMA journal_mode=WAL");
            using var schema = source.Prepare("SELECT sql, name, type FROM sqlite_master WHERE sql IS NOT NULL");
            while (schema.Step())
            {
                target.Execute(schema.Text(0));
                if (schema.Text(2) == "table")
                {
                    CopyTable(source, target, schema.Text(1));
                }
            }
        }

        File.Move(plain, copy.LedgerPath, overwrite: true);
        File.Delete(copy.HeightPath);
    }

    private static void CopyTable(Database source, Database target, string table)
    {
        using var rows = source.Prepare($"SELECT * FROM {table}");
        using var columns = source.Prepare($"SELECT COUNT(*) FROM pragma_table_info('{table}')");
        columns.Step();
        var count = (int)columns.Int64(0);
        using var insert = target.Prepare($"INSERT INTO {table} VALUES ({string.Join(", ", Enumerable.Range(1, count).Select(i => $"?{i}"))})");
        while (rows.Step())
        {
            for (var i = 0; i < count; i++)
            {
                insert.BindFrom(i + 1, rows, i);
            }

            insert.Run();
        }
    }

    /// <summary>A ledger with something in every table, some of it deleted, purged or expired.</summary>
    private static async Task<TestLedger> FilledAsync()
    {
        var ledger = await TestLedger.StartAsync();
        var contract = ledger.Contract();
        for (var i = 0; i < 6; i++)
        {
            await contract.SubmitAsync("put", $"k{i}", new string((char)('a' + i), 900));
        }

        await contract.SubmitAsync("delete", "k1");
        await contract.SubmitAsync("append", "k2", "more");
        await contract.SubmitAsync("event", "reported", "Reported");
        await contract.SubmitAsync("put", "owned", "v");
        await contract.SubmitAsync("owner", "owned", "OR('Org1MSP.peer')");
        await PrivateAsync(contract, TestConsortium.Secret, "p");
        await PrivateAsync(contract, TestConsortium.Secret, "purged");
        await PrivateAsync(contract, "brief", "expires");
        await contract.SubmitAsync("purgePrivate", TestConsortium.Secret, "purged");
        for (var i = 0; i < 4; i++)
        {
            await contract.SubmitAsync("put", "last", $"{i}");
        }

        return ledger;
    }

    private static async Task PrivateAsync(Fabric.Client.Contract contract, string collection, string key)
    {
        var transaction = await contract.NewProposal("putPrivate", Fabric.Client.ProposalOptions.WithArguments(collection, key) with
        {
            TransientData = new Dictionary<string, Fabric.Client.ProposalValue> { ["value"] = "hidden " + key },
        }).EndorseAsync();
        (await transaction.CommitAsync()).IsSuccessful.ShouldBeTrue();
    }
}
