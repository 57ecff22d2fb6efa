namespace Insurance.Gateway.Tests.Privacy;

public sealed class PersonKeyStoreTests : IDisposable
{
    private static readonly byte[] First = [.. Enumerable.Repeat((byte)1, 32)];
    private static readonly byte[] Second = [.. Enumerable.Repeat((byte)2, 32)];

    private readonly string _directory = Directory.CreateTempSubdirectory("person-keys-").FullName;

    private string Path => System.IO.Path.Combine(_directory, "state", "person-keys.db");

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    [Fact]
    public void FindOrCreate_GivesThePersonTheSameKeyForGood()
    {
        byte[] key;
        using (var store = Open())
        {
            store.Find("p-1").ShouldBeNull();
            key = store.FindOrCreate("p-1")!;
            key.Length.ShouldBe(32);
            store.FindOrCreate("p-1").ShouldBe(key);
            store.FindOrCreate("p-2").ShouldNotBe(key);
        }

        using var reopened = Open();
        reopened.Find("p-1").ShouldBe(key);
        Holds(key).ShouldBeFalse("the key is in the file as it is");
        if (!OperatingSystem.IsWindows())
        {
            foreach (var file in Directory.EnumerateFiles(System.IO.Path.GetDirectoryName(Path)!))
            {
                File.GetUnixFileMode(file).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite, file);
            }
        }
    }

    [Fact]
    public void FindOrCreate_FromManyThreads_MakesOneKeyForEachPerson()
    {
        using var store = Open();

        var keys = Enumerable.Range(0, 64).AsParallel().WithDegreeOfParallelism(8)
            .Select(number => (Person: number % 4, Key: Convert.ToHexString(store.FindOrCreate($"p-{number % 4}")!))).ToList();

        keys.Distinct().Count().ShouldBe(4);
    }

    [Fact]
    public void Erase_LeavesNoByteOfTheKeyInTheFiles()
    {
        var random = new Random(5);
        using var store = Open();
        for (var i = 0; i < 300; i++)
        {
            store.FindOrCreate($"p-{i}");
        }

        var wrapped = Wrapped();
        var erased = Enumerable.Range(0, 300).Select(i => $"p-{i}").OrderBy(_ => random.Next()).Take(120).ToList();
        wrapped.Values.ShouldAllBe(bytes => Holds(bytes));
        foreach (var party in erased)
        {
            store.Erase(party);
            store.Find(party).ShouldBeNull();
        }

        foreach (var (party, bytes) in wrapped)
        {
            Holds(bytes).ShouldBe(!erased.Contains(party), party);
        }

        store.Erase(erased[0]);
        store.Erase("never there");
        store.FindOrCreate(erased[0]).ShouldBeNull("an erased person got another key");
        store.FindOrCreate("never there").ShouldBeNull();
        store.Count()["a"].ShouldBe(180);
    }

    [Fact]
    public void Erase_CutShortAfterItsCommit_IsFinishedAtTheNextOpening()
    {
        using (var store = Open())
        {
            for (var i = 0; i < 20; i++)
            {
                store.FindOrCreate($"p-{i}");
            }
        }

        var bytes = Wrapped()["p-3"];

        // As the store commits, but a second reader keeps the log from being emptied, and the process ends.
        var copy = System.IO.Path.Combine(_directory, "copy");
        Directory.CreateDirectory(copy);
        using (var writer = Connect())
        {
            Run(writer, "PRAGMA secure_delete = OFF");
            Run(writer, "BEGIN; DELETE FROM person_keys WHERE party = 'p-3'; INSERT INTO erased VALUES ('p-3', 0); INSERT INTO notes VALUES ('scrub pending', '1'); COMMIT");
            foreach (var file in Directory.EnumerateFiles(System.IO.Path.GetDirectoryName(Path)!))
            {
                File.Copy(file, System.IO.Path.Combine(copy, System.IO.Path.GetFileName(file)));
            }
        }

        File.Delete(Path);
        foreach (var file in Directory.EnumerateFiles(copy))
        {
            File.Move(file, System.IO.Path.Combine(System.IO.Path.GetDirectoryName(Path)!, System.IO.Path.GetFileName(file)), overwrite: true);
        }

        Holds(bytes).ShouldBeTrue();
        using var opened = Open();
        Holds(bytes).ShouldBeFalse();
        opened.Find("p-3").ShouldBeNull();
        opened.Find("p-4").ShouldNotBeNull();
    }

    [Fact]
    public void Rewrap_WrapsEveryKeyAnew_AndLeavesNothingOfTheOldWrapping()
    {
        Dictionary<string, byte[]> keys;
        using (var store = Open())
        {
            keys = Enumerable.Range(0, 1200).Select(i => $"p-{i}").ToDictionary(party => party, party => store.FindOrCreate(party)!);
            store.Erase("p-7");
        }

        var before = Wrapped();
        using (var store = Open("b", ("a", First), ("b", Second)))
        {
            store.Find("p-1").ShouldBe(keys["p-1"]);
            store.Rewrap().ShouldBe(1199);
            store.Rewrap().ShouldBe(0);
        }

        foreach (var bytes in before.Values)
        {
            Holds(bytes).ShouldBeFalse();
        }

        // The old key-encryption key is needed no longer.
        using var rotated = Open("b", ("b", Second));
        rotated.Count().ShouldBe(new Dictionary<string, long> { ["b"] = 1199 });
        rotated.Find("p-7").ShouldBeNull();
        foreach (var (party, key) in keys.Where(key => key.Key != "p-7"))
        {
            rotated.Find(party).ShouldBe(key);
        }
    }

    [Fact]
    public void RewrapCommand_SaysWhatItDidAndWhatIsNoLongerNeeded()
    {
        string Key(string id, byte[] key)
        {
            var file = System.IO.Path.Combine(_directory, id);
            File.WriteAllBytes(file, key);
            return file;
        }

        using (var store = Open())
        {
            store.FindOrCreate("p-1");
            store.FindOrCreate("p-2");
        }

        var settings = BareSettings.In(System.IO.Path.GetDirectoryName(Path)!) with
        {
            PersonalData = new PersonalDataSettings("b", new Dictionary<string, string> { ["a"] = Key("a", First), ["b"] = Key("b", Second) }),
        };

        KeyRewrap.Run(settings).ShouldBe(
            "2 persons' keys are now wrapped with 'b', as are all 2. Take out of the configuration, and destroy when no backup needs it: a.");
        KeyRewrap.Run(settings).ShouldStartWith("0 persons' keys");
        Should.Throw<ConfigurationException>(() => KeyRewrap.Run(settings with { PersonalData = null }));
    }

    [Fact]
    public void Rewrap_WhileTheGatewayRunsOnTheSameFile_LosesNothing()
    {
        using var running = Open("b", ("a", First), ("b", Second));
        using (var old = Open())
        {
            old.FindOrCreate("p-old");
        }

        var key = running.FindOrCreate("p-new");
        using (var command = Open("b", ("a", First), ("b", Second)))
        {
            command.Rewrap().ShouldBe(1);
        }

        running.Find("p-new").ShouldBe(key);
        running.Find("p-old").ShouldNotBeNull();
        running.Erase("p-old");
        running.FindOrCreate("p-newer").ShouldNotBeNull();
    }

    [Fact]
    public void Open_WithAnotherKeyUnderTheSameId_IsRefused()
    {
        using (var store = Open())
        {
            store.FindOrCreate("p-1");
        }

        Should.Throw<ConfigurationException>(() => Open("a", ("a", Second))).Problems.Single()
            .ShouldContain("'a' is not the one that the key store");
    }

    [Fact]
    public void Open_WithoutAKeyThatWrapped_IsRefusedWithTheCount()
    {
        using (var store = Open())
        {
            store.FindOrCreate("p-1");
        }

        Should.Throw<ConfigurationException>(() => Open("b", ("b", Second))).Problems.Single()
            .ShouldContain("1 persons' keys");
    }

    [Fact]
    public void Open_WhatIsNoDatabase_IsRefusedAndStays()
    {
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(Path)!);
        File.WriteAllText(Path, new string('x', 5000));

        Should.Throw<ConfigurationException>(() => Open()).Message.ShouldContain("cannot be used");

        File.ReadAllText(Path).ShouldBe(new string('x', 5000));
    }

    [Fact]
    public void Load_AFileThatHasNot32Bytes_IsRefused()
    {
        var file = System.IO.Path.Combine(_directory, "kek");
        File.WriteAllBytes(file, new byte[31]);

        Should.Throw<ConfigurationException>(() => KeyEncryptionKeys.Load(new PersonalDataSettings("a", new Dictionary<string, string> { ["a"] = file })))
            .Message.ShouldContain("has 31 bytes");
    }

    // RFC 5649 takes any length; the vector of its section 6 has a key of 192 bits, which .NET's own tests hold. Here: that a
    // changed byte is found.
    [Fact]
    public void Unwrap_AnyByteChanged_IsRefused()
    {
        using var keys = Keys("a", ("a", First));
        var wrapped = keys.Wrap(Second);
        keys.Unwrap("a", wrapped).ShouldBe(Second);
        for (var i = 0; i < wrapped.Length; i++)
        {
            var changed = wrapped.ToArray();
            changed[i] ^= 1;
            Should.Throw<CryptographicException>(() => keys.Unwrap("a", changed));
        }
    }

    private PersonKeyStore Open() => Open("a", ("a", First));

    private PersonKeyStore Open(string current, params (string Id, byte[] Key)[] keys) => PersonKeyStore.Open(Path, Keys(current, keys));

    private static KeyEncryptionKeys Keys(string current, params (string Id, byte[] Key)[] keys) =>
        new(current, keys.ToDictionary(key => key.Id, key => key.Key.ToArray()));

    private SqliteConnection Connect()
    {
        var connection = new SqliteConnection($"Data Source={Path};Pooling=False");
        connection.Open();
        return connection;
    }

    private static void Run(SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }

    private Dictionary<string, byte[]> Wrapped()
    {
        using var connection = Connect();
        using var command = connection.CreateCommand();
        command.CommandText = "SELECT party, wrapped FROM person_keys";
        using var row = command.ExecuteReader();
        var wrapped = new Dictionary<string, byte[]>();
        while (row.Read())
        {
            wrapped[row.GetString(0)] = row.GetFieldValue<byte[]>(1);
        }

        return wrapped;
    }

    private bool Holds(byte[] bytes) => Directory.EnumerateFiles(System.IO.Path.GetDirectoryName(Path)!)
        .Any(file => Read(file).AsSpan().IndexOf(bytes) >= 0);

    // SQLite's own files are shared with whoever has them open.
    private static byte[] Read(string file)
    {
        using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        var bytes = new byte[stream.Length];
        stream.ReadExactly(bytes);
        return bytes;
    }
}
