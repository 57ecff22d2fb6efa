using System.Diagnostics;
using Fabric.Client;

namespace Fabric.DevLedger.Tests;

/// <summary>A purge is answered when the bytes are gone, and holds up nobody else.</summary>
public class PurgeTests
{
    private const string Value = "a-value-that-occurs-nowhere-else";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    [Fact]
    public async Task Purge_Answered_TheBytesAreGoneFromFileAndLog()
    {
        await using var ledger = await TestLedger.StartAsync();
        await PutAsync(ledger, "k", Value);
        Occurs(ledger, Value).ShouldBeTrue();

        await ledger.Contract().SubmitAsync("purgePrivate", TestConsortium.Secret, "k");

        Occurs(ledger, Value).ShouldBeFalse();
    }

    [Fact]
    public async Task Purge_WhileATransactionReads_IsAnsweredWithTheBytesGone_AndOthersCommitMeanwhile()
    {
        await using var ledger = await TestLedger.StartAsync();
        await PutAsync(ledger, "k", Value);
        await ledger.Contract().SubmitAsync("put", "held", "before");
        using var hold = new Held(ledger);
        var held = Patient(ledger).EvaluateAsync("get", "held");
        await hold.Reached.WaitAsync(Patience);

        var purge = ledger.Contract(1).SubmitAsync("purgePrivate", TestConsortium.Secret, "k");
        var others = 0;
        while (!purge.IsCompleted)
        {
            // Before: each waited ten seconds for the reader, and the purge was answered with the value in the log.
            var began = Stopwatch.GetTimestamp();
            await ledger.Contract(1).SubmitAsync("put", $"k{others++}", "v");
            Stopwatch.GetElapsedTime(began).ShouldBeLessThan(TimeSpan.FromSeconds(9));
        }

        await purge;
        Occurs(ledger, Value).ShouldBeFalse();
        held.IsCompleted.ShouldBeFalse("the one who reads is not disturbed while it reads no more");
        hold.Release();
        (await held).ShouldBe("before");
    }

    [Fact]
    public async Task Purge_TransactionGoesOnReadingAfterIt_IsRunAgainElsewhere()
    {
        await using var ledger = await TestLedger.StartAsync();
        await PutAsync(ledger, "k", Value);
        await ledger.Contract().SubmitAsync("put", "held", "before");
        using var hold = new Held(ledger);
        var runs = 0;
        var holding = ledger.Chaincode.AfterReading;
        ledger.Chaincode.AfterReading = invocation =>
        {
            runs += invocation.Arguments[0].ToStringUtf8() == "getTwice" ? 1 : 0;
            return holding(invocation);
        };
        var held = Patient(ledger).EvaluateAsync("getTwice", "held");
        await hold.Reached.WaitAsync(Patience);

        await ledger.Contract(1).SubmitAsync("purgePrivate", TestConsortium.Secret, "k");
        Occurs(ledger, Value).ShouldBeFalse();
        hold.Release();

        // Its peer fails it ("endorse the proposal again"), so the gateway service asks another one.
        (await held).ShouldBe("before");
        runs.ShouldBe(2);
    }

    [Fact]
    public async Task Purge_UnderReadsAndWritesOfOthers_IsAnsweredEveryTimeWithTheBytesGone()
    {
        await using var ledger = await TestLedger.StartAsync();
        using var stop = new CancellationTokenSource();
        var load = Enumerable.Range(0, 6).Select(number => Task.Run(async () =>
        {
            for (var i = 0; !stop.IsCancellationRequested; i++)
            {
                await ledger.Contract(number % 3).SubmitAsync("put", $"load-{number}-{i}", "v");
                await ledger.Contract(number % 3).EvaluateAsync("get", $"load-{number}-{i}");
            }
        })).ToList();
        try
        {
            for (var i = 0; i < 10; i++)
            {
                var value = $"{Value}-{i}";
                await PutAsync(ledger, $"k{i}", value);
                await ledger.Contract(1).SubmitAsync("purgePrivate", TestConsortium.Secret, $"k{i}");
                Occurs(ledger, value).ShouldBeFalse();
            }
        }
        finally
        {
            await stop.CancelAsync();
            await Task.WhenAll(load);
        }
    }

    [Fact]
    public async Task CommitStatus_OfAPurgeAskedForAgain_WaitsForTheBytesToo()
    {
        await using var ledger = await TestLedger.StartAsync();
        await PutAsync(ledger, "k", Value);
        await ledger.Contract().SubmitAsync("put", "held", "before");
        using var hold = new Held(ledger);
        var held = Patient(ledger).EvaluateAsync("get", "held");
        await hold.Reached.WaitAsync(Patience);
        var purge = await (await ledger.Contract(1).NewProposal(
            "purgePrivate", ProposalOptions.WithArguments(TestConsortium.Secret, "k")).EndorseAsync()).SubmitAsync();

        (await purge.GetStatusAsync()).IsSuccessful.ShouldBeTrue();
        Occurs(ledger, Value).ShouldBeFalse();
        (await purge.GetStatusAsync()).IsSuccessful.ShouldBeTrue();
        hold.Release();
        await held;
    }

    /// <summary>Does not give up while the test holds its call back.</summary>
    private static Contract Patient(TestLedger ledger) =>
        ledger.Contract(0, ledger.Consortium.Organizations[0].User() with { EvaluateTimeout = 2 * Patience });

    private static async Task PutAsync(TestLedger ledger, string key, string value)
    {
        var endorsed = await ledger.Contract().NewProposal("putPrivate", ProposalOptions.WithArguments(TestConsortium.Secret, key) with
        {
            TransientData = new Dictionary<string, ProposalValue> { ["value"] = value },
        }).EndorseAsync();
        (await endorsed.CommitAsync()).IsSuccessful.ShouldBeTrue();
    }

    private static bool Occurs(TestLedger ledger, string value) => Directory.GetFiles(Path.GetDirectoryName(ledger.Consortium.LedgerPath)!)
        .Where(file => Path.GetFileName(file).StartsWith("ledger.db", StringComparison.Ordinal))
        .Any(file =>
        {
            using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            using var copy = new MemoryStream();
            stream.CopyTo(copy);
            return copy.GetBuffer().AsSpan(0, (int)copy.Length).IndexOf(Encoding.UTF8.GetBytes(value)) >= 0;
        });

    /// <summary>Holds back the first call that reads the key <c>held</c>, after its first read.</summary>
    private sealed class Held : IDisposable
    {
        private readonly TaskCompletionSource _reached = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly TaskCompletionSource _release = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private int _held;

        public Held(TestLedger ledger) => ledger.Chaincode.AfterReading = invocation =>
        {
            if (invocation.Arguments.Any(argument => argument.ToStringUtf8() == "held") && Interlocked.Exchange(ref _held, 1) == 0)
            {
                _reached.SetResult();
                return _release.Task;
            }

            return Task.CompletedTask;
        };

        public Task Reached => _reached.Task;

        public void Release() => _release.TrySetResult();

        public void Dispose() => Release();
    }
}
