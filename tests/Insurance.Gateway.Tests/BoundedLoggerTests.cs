using BoundedLogging;

namespace Insurance.Gateway.Tests;

public sealed class BoundedLoggerTests
{
    [Theory]
    [InlineData("x")]
    [InlineData("\u0001")]
    [InlineData("ü")]
    [InlineData("😀")]
    [InlineData("{}")]
    public void Log_WhateverCallersSend_WritesOneShortLine(string unit)
    {
        using var written = new MemoryStream();
        using var provider = new BoundedLoggerProvider(written, TimeProvider.System, new BoundedLoggerOptions());
        var sent = string.Concat(Enumerable.Repeat(unit, 100_000));

        provider.CreateLogger(typeof(FailureMapper).FullName!).Log(
            LogLevel.Information, new EventId(1), new InvalidOperationException(sent), "{Method} refused: {Code}", sent, sent);

        var lines = Lines(written);
        lines.Length.ShouldBe(1);
        Encoding.UTF8.GetByteCount(lines[0]).ShouldBeLessThan(unit.All(char.IsAscii) ? 5 * 1024 : 12 * 1024);
        using var json = JsonDocument.Parse(lines[0]);
        json.RootElement.GetProperty("State").GetProperty("Method").GetString()!.ShouldEndWith($"… ({sent.Length} characters)");
        json.RootElement.GetProperty("EventId").GetInt32().ShouldBe(1);
    }

    [Fact]
    public void Log_ManyOfAKind_AreReportedInOneLineWhenTheWindowEnds()
    {
        using var written = new MemoryStream();
        var time = new MovableTime();
        using var provider = new BoundedLoggerProvider(written, time, GatewayLogging.Options);
        var refusals = provider.CreateLogger(typeof(FailureMapper).FullName!);
        var other = provider.CreateLogger(typeof(ClaimPaymentService).FullName!);
        for (var i = 0; i < 1000; i++)
        {
            refusals.Log(LogLevel.Information, new EventId(1), "{Method} refused", "m");
        }

        other.Log(LogLevel.Information, new EventId(1), "Claim {ClaimId} was paid", "c");
        Lines(written).Length.ShouldBe(21);

        time.Move(TimeSpan.FromSeconds(11));
        refusals.Log(LogLevel.Information, new EventId(1), "{Method} refused", "m");

        var lines = Lines(written);
        lines.Count(line => line.Contains("980 more lines of this kind", StringComparison.Ordinal)).ShouldBe(1);
        lines.Length.ShouldBe(23);
    }

    [Fact]
    public void Log_Critical_IsAlwaysWritten()
    {
        using var written = new MemoryStream();
        using var provider = new BoundedLoggerProvider(written, TimeProvider.System, GatewayLogging.Options);
        var logger = provider.CreateLogger("Grpc.Anything");
        for (var i = 0; i < 50; i++)
        {
            logger.Log(LogLevel.Critical, new EventId(1), "the end");
        }

        Lines(written).Length.ShouldBe(50);
    }

    [Fact]
    public void Log_DiskFull_HoldsNobodyUp()
    {
        using var provider = new BoundedLoggerProvider(new FullDisk(), TimeProvider.System, new BoundedLoggerOptions());

        Should.NotThrow(() => provider.CreateLogger("Any").Log(LogLevel.Error, new EventId(1), "lost"));
    }

    [Fact]
    public void Dispose_LinesLeftOut_AreReported()
    {
        using var written = new MemoryStream();
        using (var provider = new BoundedLoggerProvider(written, TimeProvider.System, GatewayLogging.Options))
        {
            for (var i = 0; i < 25; i++)
            {
                provider.CreateLogger("Grpc.Anything").Log(LogLevel.Warning, new EventId(1), "again");
            }
        }

        Lines(written)[^1].ShouldContain("5 more lines of this kind");
    }

    private static string[] Lines(MemoryStream written) =>
        Encoding.UTF8.GetString(written.ToArray()).Split('\n', StringSplitOptions.RemoveEmptyEntries);

    private sealed class FullDisk : MemoryStream
    {
        public override void Write(ReadOnlySpan<byte> buffer) => throw new IOException("No space left on device");
    }
}
