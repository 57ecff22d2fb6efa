using System.Diagnostics;
using Fabric.Protos.Common;
using Insurance.Cli.Rendering;
using Insurance.Cli.Rendering.Fabric;

namespace Insurance.Cli.Tests.Support;

/// <summary>Fabric's own configtxgen, where this machine has it.</summary>
internal static class ConfigTxGen
{
    public static string? Program { get; } = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':')
        .Append("/opt/fabric/bin")
        .Select(folder => Path.Combine(folder, "configtxgen"))
        .FirstOrDefault(File.Exists);

    /// <summary>The channel group of the first block that it makes of a rendered directory.</summary>
    public static async Task<ConfigGroup> ChannelAsync(HomeDirectory home, string channel)
    {
        await RunAsync(["-configPath", home.Fabric, "-profile", ChannelConfiguration.Profile, "-channelID", channel, "-outputBlock", home.GenesisBlock(channel)]);
        var block = Block.Parser.ParseFrom(await File.ReadAllBytesAsync(home.GenesisBlock(channel)));
        var payload = Payload.Parser.ParseFrom(Envelope.Parser.ParseFrom(block.Data.Data[0]).Payload);
        ChannelHeader.Parser.ParseFrom(payload.Header.ChannelHeader).ChannelId.ShouldBe(channel);
        return ConfigEnvelope.Parser.ParseFrom(payload.Data).Config.ChannelGroup;
    }

    /// <summary>An organization's definition, as it is added to a channel: JSON.</summary>
    public static Task<string> OrganizationAsync(HomeDirectory home, string mspId) =>
        RunAsync(["-configPath", home.Fabric, "-printOrg", mspId]);

    private static async Task<string> RunAsync(IReadOnlyList<string> arguments)
    {
        var start = new ProcessStartInfo(Program!, arguments) { RedirectStandardError = true, RedirectStandardOutput = true };
        using var process = Process.Start(start)!;
        var (output, errors) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.WaitForExitAsync();
        process.ExitCode.ShouldBe(0, await output + await errors);
        return await output;
    }
}
