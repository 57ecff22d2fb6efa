using Docker.DotNet.Models;

namespace Docker.Tests.Running;

/// <summary>What the engine says of a service's container.</summary>
/// <param name="Id">The container.</param>
/// <param name="IsRunning">Its program runs.</param>
/// <param name="Health">healthy, unhealthy, starting; <c>null</c> without a health check.</param>
/// <param name="ExitCode">Of its last end.</param>
/// <param name="Restarts">How often the engine has started it again.</param>
public sealed record ServiceContainer(string Id, bool IsRunning, string? Health, long ExitCode, long Restarts)
{
    public bool IsWell => IsRunning && Health != "unhealthy" && Restarts == 0;

    public static ServiceContainer Of(ContainerInspectResponse inspected) => new(
        inspected.ID, inspected.State?.Running ?? false, inspected.State?.Health?.Status, inspected.State?.ExitCode ?? 0, inspected.RestartCount);
}
