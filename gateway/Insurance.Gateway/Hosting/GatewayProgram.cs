using System.Text.Json;
using Insurance.Gateway.Configuration;
using Insurance.Gateway.Ledger;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;

namespace Insurance.Gateway.Hosting;

/// <summary>The program: <c>insurance-gateway [health] --config file.json</c>.</summary>
internal static class GatewayProgram
{
    private const int NotServing = 1;
    private const int BadUsage = 2;
    private const int NoPeer = 3;
    private static readonly TimeSpan HealthPatience = TimeSpan.FromSeconds(5);

    public static async Task<int> RunAsync(string[] args)
    {
        var health = args is ["health", ..];
        var options = health ? args[1..] : args;
        if (options is not (["--config", _] or []))
        {
            await Console.Error.WriteLineAsync("Usage: insurance-gateway [health] [--config <file.json>]");
            return BadUsage;
        }

        try
        {
            var file = options.Length == 2 ? Path.GetFullPath(options[1]) : null;
            var configuration = Configuration(file);
            var baseDirectory = file is null ? Directory.GetCurrentDirectory() : Path.GetDirectoryName(file)!;
            var settings = SettingsLoader.Load(configuration, baseDirectory);
            if (health)
            {
                return await AskHealthAsync(settings);
            }

            await using var app = GatewayHost.Build(settings, configuration, FabricSteps.Connect);
            return await RunAsync(app, settings);
        }
        catch (Exception error) when (error is ConfigurationException or IOException)
        {
            await Console.Error.WriteLineAsync("insurance-gateway: " + error.Message);
            return BadUsage;
        }
    }

    private static async Task<int> AskHealthAsync(GatewaySettings settings)
    {
        if (await HealthQuery.AskAsync(settings.Listen, settings.Tls.Certificate, HealthPatience) is not { } problem)
        {
            return 0;
        }

        await Console.Error.WriteLineAsync("insurance-gateway: " + problem);
        return NotServing;
    }

    private static IConfigurationRoot Configuration(string? file)
    {
        var builder = new ConfigurationBuilder()
            .AddJsonFile(Path.Combine(AppContext.BaseDirectory, "appsettings.json"), optional: true);
        if (file is not null)
        {
            if (!File.Exists(file))
            {
                throw new ConfigurationException([$"The configuration file '{file}' does not exist."]);
            }

            builder.AddJsonFile(file);
        }

        try
        {
            return builder.AddEnvironmentVariables().Build();
        }
        catch (InvalidDataException error)
        {
            throw new ConfigurationException([$"{error.Message} {error.InnerException?.Message}"]);
        }
    }

    private static async Task<int> RunAsync(WebApplication app, GatewaySettings settings)
    {
        await app.StartAsync();
        var stopping = app.Lifetime.ApplicationStopping;
        try
        {
            if (!await app.Services.GetRequiredService<PeerProbe>().WaitAsync(settings.Timeouts.Startup, stopping))
            {
                await Console.Error.WriteLineAsync(
                    $"insurance-gateway: the peer at {settings.Peer.Endpoint} did not answer within {settings.Timeouts.Startup}.");
                await app.StopAsync(CancellationToken.None);
                return NoPeer;
            }

            Console.WriteLine("READY " + Announcement(app, settings));
            await Console.Out.FlushAsync(stopping);
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            // Stopped before it was ready.
        }

        await app.WaitForShutdownAsync(CancellationToken.None);
        return 0;
    }

    private static string Announcement(WebApplication app, GatewaySettings settings)
    {
        var addresses = app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!;
        var port = new Uri(addresses.Addresses.First()).Port;
        return $$"""{"endpoint":"https://{{settings.Listen.Host}}:{{port}}","organization":{{JsonSerializer.Serialize(settings.Organization.MspId)}}}""";
    }
}
