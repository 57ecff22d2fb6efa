using Fabric.Protos.Common;

namespace Insurance.Cli.Tests.Support;

/// <summary>Fabric's own configtxgen, where this machine has it; <c>INSURE_FABRIC_BIN</c> names another.</summary>
internal static class ConfigTxGen
{
    public static string? Program { get; } = new[] { Environment.GetEnvironmentVariable("INSURE_FABRIC_BIN") ?? "" }
        .Concat((Environment.GetEnvironmentVariable("PATH") ?? "").Split(':'))
        .Append("/opt/fabric/bin")
        .Select(folder => Path.Combine(folder, "configtxgen"))
        .FirstOrDefault(File.Exists);

    /// <summary>One of Fabric 3 beside it, which alone knows BFT.</summary>
    public static string? Newer { get; } = Directory.Exists("/opt/fabric")
        ? Directory.EnumerateDirectories("/opt/fabric", "3.*").Select(folder => Path.Combine(folder, "bin", "configtxgen")).FirstOrDefault(File.Exists)
        : null;

    /// <summary>The channel group of the first block that it makes of a rendered directory.</summary>
    public static async Task<ConfigGroup> ChannelAsync(HomeDirectory home, string channel, string? program = null)
    {
        await RunAsync(program ?? Program!, ["-configPath", home.Fabric, "-profile", ConfigtxFile.Profile, "-channelID", channel, "-outputBlock", home.GenesisBlock(channel)]);
        var block = Block.Parser.ParseFrom(await File.ReadAllBytesAsync(home.GenesisBlock(channel)));
        var payload = Payload.Parser.ParseFrom(Envelope.Parser.ParseFrom(block.Data.Data[0]).Payload);
        ChannelHeader.Parser.ParseFrom(payload.Header.ChannelHeader).ChannelId.ShouldBe(channel);
        return ConfigEnvelope.Parser.ParseFrom(payload.Data).Config.ChannelGroup;
    }

    /// <summary>An organization's definition, as it is added to a channel: JSON.</summary>
    public static Task<string> OrganizationAsync(HomeDirectory home, string mspId) =>
        RunAsync(Program!, ["-configPath", home.Fabric, "-printOrg", mspId]);

    private static async Task<string> RunAsync(string program, IReadOnlyList<string> arguments)
    {
        var start = new ProcessStartInfo(program, arguments) { RedirectStandardError = true, RedirectStandardOutput = true };
        using var process = Process.Start(start)!;
        var (output, errors) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.WaitForExitAsync();
        process.ExitCode.ShouldBe(0, await output + await errors);
        return await output;
    }
}
