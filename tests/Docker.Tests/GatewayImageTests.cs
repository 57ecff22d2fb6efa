using System.Net.Http.Json;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json;
using Docker.DotNet.Models;
using DotNet.Testcontainers.Builders;
using DotNet.Testcontainers.Volumes;

namespace Docker.Tests;

/// <summary>The gateway's image by itself: one more gateway of an organization whose peer runs.</summary>
public sealed class GatewayImageTests(ContainersFixture fixture, ITestOutputHelper output) : ContainerTests(fixture, output)
{
    private const int Port = 8441;
    private const string Organization = TestConsortium.Regulator;
    private const string Mounted = "/insure";
    private const string Folder = $"{Mounted}/organizations/{Organization}";
    private const string Configuration = $"{Folder}/gateway/gateway.json";
    private const string Program = "/opt/insurance-gateway/insurance-gateway";
    private const UnixFileModes ItsUsersAlone = UnixFileModes.UserRead;

    [DockerFact]
    public Task Gateway_WithoutAnyRights_AnswersOnThePublishedPortAndStopsWhenAsked() => ReportingAsync(async () =>
    {
        await using var files = await FilesAsync();
        await using var gateway = await BuildAsync(files);

        await gateway.StartAsync();

        (await gateway.ExecAsync([Program, "health", "--config", Configuration])).ExitCode.ShouldBe(0);
        await gateway.ShouldHaveNoRightsAsync();
        (await HeightAsync(gateway)).ShouldBeGreaterThan(0ul);
        await gateway.ShouldStopByItselfAsync();
    });

    [DockerFact]
    public async Task Gateway_NothingSet_SaysWhatIsMissingAndEnds()
    {
        await using var container = new ContainerBuilder(Engine.GatewayImage)
            .WithCreateParameterModifier(Hardening.Apply)
            .WithWaitStrategy(Wait.ForUnixContainer().UntilMessageIsLogged("Gateway:Tls:Certificate is missing", wait => wait.WithMode(WaitStrategyMode.OneShot)))
            .Build();

        await container.StartAsync();

        (await container.GetExitCodeAsync()).ShouldBe(2);
        (await container.GetLogsAsync(timestampsEnabled: false)).Stderr.ShouldContain("Gateway:Peer:Endpoint is missing");
    }

    /// <summary>A copy of the organization's files that belongs to the image's user. Into a container that is read-only nothing can be copied.</summary>
    private async Task<IVolume> FilesAsync()
    {
        var organization = Path.Combine(Consortium.Home, "organizations", Organization);
        var files = new VolumeBuilder().Build();
        await using var copy = new ContainerBuilder(Engine.GatewayImage)
            .WithVolumeMount(files, Mounted)
            .WithResourceMapping(new DirectoryInfo(Path.Combine(organization, "gateway")), $"{Folder}/gateway", Hardening.ImagesUser, Hardening.ImagesUser, ItsUsersAlone)
            .WithResourceMapping(new FileInfo(Consortium.CaCertificate(Organization)), new FileInfo($"{Folder}/ca/ca.crt"), Hardening.ImagesUser, Hardening.ImagesUser, ItsUsersAlone)
            .WithEntrypoint("ls", $"{Folder}/gateway", $"{Folder}/ca")
            .WithWaitStrategy(Wait.ForUnixContainer().UntilMessageIsLogged("gateway.json", wait => wait.WithMode(WaitStrategyMode.OneShot)))
            .Build();
        await copy.StartAsync();
        return files;
    }

    /// <summary>As compose has it, but for whose the files are.</summary>
    private async Task<IContainer> BuildAsync(IVolume files)
    {
        var peer = $"peer-{Organization.ToLowerInvariant()}";
        return new ContainerBuilder(Engine.GatewayImage)
            .WithNetwork((await Containers.NetworksAsync()).Single())
            .WithVolumeMount(files, Mounted, AccessMode.ReadOnly)
            .WithCommand("--config", Configuration)
            .WithEnvironment("Gateway__Listen", $"0.0.0.0:{Port}")
            .WithEnvironment("Gateway__Peer__Endpoint", $"https://{peer}:{Consortium.Process($"peer-{Organization}").Address.Split(':')[^1]}")
            .WithEnvironment("Gateway__Peer__ServerName", peer)
            .WithEnvironment("Gateway__StateDirectory", "/var/lib/insurance-gateway")
            .WithPortBinding(Port, assignRandomHostPort: true)
            .WithTmpfsMount("/tmp")
            .WithCreateParameterModifier(parameters =>
            {
                Hardening.Apply(parameters);
                parameters.Healthcheck = new HealthcheckConfig { Test = ["CMD", Program, "health", "--config", Configuration], Interval = TimeSpan.FromSeconds(3), Timeout = TimeSpan.FromSeconds(10), Retries = 30 };
            })
            .WithWaitStrategy(Wait.ForUnixContainer().UntilContainerIsHealthy(failingStreak: 30))
            .Build();
    }

    private async Task<ulong> HeightAsync(IContainer gateway)
    {
        using var certificate = X509Certificate2.CreateFromPemFile(Consortium.CallerCertificate(Organization, "auditor"), Consortium.CallerKey(Organization, "auditor"));
        using var http = new HttpClient(Consortium.Handler(Organization, certificate)) { BaseAddress = new Uri($"https://localhost:{gateway.GetMappedPublicPort(Port)}") };
        using var answer = await http.PostAsJsonAsync("/insurance.v1.Ledger/GetLedgerInfo", new { });
        using var document = JsonDocument.Parse(await answer.EnsureSuccessStatusCode().Content.ReadAsStringAsync());
        return ulong.Parse(document.RootElement.GetProperty("height").GetString()!);
    }
}
