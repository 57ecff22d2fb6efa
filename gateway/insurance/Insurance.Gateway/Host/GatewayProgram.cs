using System.Runtime.InteropServices;
using Insurance.Gateway.Host.Commands;
using Insurance.Gateway.Host.Settings;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Versions;

namespace Insurance.Gateway.Host;

/// <summary>The program: <c>insurance-gateway [check | health | rewrap | begin-anew person-keys | begin-anew holders] --config file.json</c>, or <c>--version</c>.</summary>
internal static partial class GatewayProgram
{
    private const int NotServing = 1;
    private const int BadUsage = 2;
    private const int NoPeer = 3;

    // SIGXFSZ: a file that may not grow (LimitFSIZE=) is as a disk that is full, and does not end the process.
    private const int FileSizeSignal = 25;
    private static readonly TimeSpan HealthPatience = TimeSpan.FromSeconds(5);

    public static async Task<int> RunAsync(string[] args)
    {
        if (args is ["--version"])
        {
            await Console.Out.WriteLineAsync(ProgramVersion.Full);
            return 0;
        }

        using var fileSize = OperatingSystem.IsWindows() ? null : PosixSignalRegistration.Create((PosixSignal)FileSizeSignal, context => context.Cancel = true);
        var health = args is ["health", ..];
        var rewrap = args is ["rewrap", ..];
        var check = args is ["check", ..];
        var anew = args is ["begin-anew", StoreRenewal.PersonKeys or StoreRenewal.Holders, ..] ? args[1] : null;
        var options = anew is not null ? args[2..] : health || rewrap || check ? args[1..] : args;
        if (options is not (["--config", _] or []))
        {
            await Console.Error.WriteLineAsync("Usage: insurance-gateway [check | health | rewrap | begin-anew person-keys | begin-anew holders] [--config <file.json>] | --version");
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

            if (rewrap)
            {
                await Console.Out.WriteLineAsync(KeyRewrap.Run(settings));
                return 0;
            }

            if (anew is not null)
            {
                await Console.Out.WriteLineAsync(StoreRenewal.Run(settings, anew, TimeProvider.System));
                return 0;
            }

            if (check)
            {
                return await CheckCommand.RunAsync(settings);
            }

            if (Reported([.. CredentialChecks.Run(settings, TimeProvider.System.GetUtcNow()), .. StateChecks.Run(settings), .. PersonalDataChecks.Run(settings), .. CallerAuthorityChecks.Run(settings, TimeProvider.System.GetUtcNow()), .. StateDirectoryCheck.Run(settings)], configuration))
            {
                return BadUsage;
            }

            await using var app = GatewayHost.Build(settings, configuration, PeerConnection.Connect);
            return await RunAsync(app, settings);
        }
        catch (Exception error) when (Listening.Failure(error) is not null)
        {
            await Console.Error.WriteLineAsync("insurance-gateway: " + Listening.Failure(error));
            return BadUsage;
        }
        catch (Exception error) when (error is ConfigurationException or IOException)
        {
            await Console.Error.WriteLineAsync("insurance-gateway: " + error.Message);
            return BadUsage;
        }
    }

    /// <summary>Says what was found before anything runs; true when something of it is fatal.</summary>
    private static bool Reported(IReadOnlyList<Finding> findings, IConfiguration configuration)
    {
        // Warnings are reported by the running gateway's watch, except those that it does not look for.
        var fatal = findings.Where(finding => finding.Kind == FindingKind.Fatal).ToList();
        var others = findings.Where(finding => finding is { Kind: FindingKind.Warning, Code: not ("CERTIFICATE_EXPIRES_SOON" or "REVOCATION_LIST_OUTDATED" or "REVOCATION_LIST_AHEAD") });
        using var loggers = LoggerFactory.Create(logging => GatewayLogging.Add(logging, configuration));
        foreach (var warning in others)
        {
            LogWarning(loggers.CreateLogger<StartCheck>(), warning.Code, warning.Message);
        }

        Report(fatal, loggers);
        return fatal.Count > 0;
    }

    /// <summary>Says why the gateway ends: in the log for machines, and in plain lines for whoever started it.</summary>
    private static void Report(IReadOnlyList<Finding> findings, ILoggerFactory loggers)
    {
        var logger = loggers.CreateLogger<StartCheck>();
        foreach (var finding in findings)
        {
            LogEnd(logger, finding.Code, finding.Message);
            Console.Error.WriteLine($"insurance-gateway: {finding}");
        }
    }

    [LoggerMessage(313, LogLevel.Critical, "{Code}: {Finding}")]
    private static partial void LogEnd(ILogger logger, string code, string finding);

    [LoggerMessage(314, LogLevel.Warning, "{Code}: {Finding}")]
    private static partial void LogWarning(ILogger logger, string code, string finding);

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
            var obstacles = await app.Services.GetRequiredService<StartCheck>().RunAsync(settings.Timeouts.Startup, stopping);
            if (obstacles.Count > 0)
            {
                Report(obstacles, app.Services.GetRequiredService<ILoggerFactory>());
                await app.StopAsync(CancellationToken.None);
                return obstacles.Any(obstacle => obstacle.Kind == FindingKind.Fatal) ? BadUsage : NoPeer;
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
        int[] ports = [.. addresses.Addresses.Select(address => new Uri(address).Port)];
        var holders = settings.Holders.Listen is { } listen && ports.Length > 1 ? $",\"holders\":\"https://{listen.Host}:{ports[1]}/holder\"" : "";
        return $$"""{"endpoint":"https://{{settings.Listen.Host}}:{{ports[0]}}","organization":{{JsonSerializer.Serialize(settings.Organization.MspId)}}{{holders}}}""";
    }
}
