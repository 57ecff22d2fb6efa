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
        var start = new ProcessStartInfo(Program!) { RedirectStandardError = true, RedirectStandardOutput = true };
        foreach (var argument in new[] { "-configPath", home.Fabric, "-profile", ChannelConfiguration.Profile, "-channelID", channel, "-outputBlock", home.GenesisBlock(channel) })
        {
            start.ArgumentList.Add(argument);
        }

        using var process = Process.Start(start)!;
        var (output, errors) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.WaitForExitAsync();
        process.ExitCode.ShouldBe(0, await output + await errors);
        var block = Block.Parser.ParseFrom(await File.ReadAllBytesAsync(home.GenesisBlock(channel)));
        var payload = Payload.Parser.ParseFrom(Envelope.Parser.ParseFrom(block.Data.Data[0]).Payload);
        ChannelHeader.Parser.ParseFrom(payload.Header.ChannelHeader).ChannelId.ShouldBe(channel);
        return ConfigEnvelope.Parser.ParseFrom(payload.Data).Config.ChannelGroup;
    }
}
