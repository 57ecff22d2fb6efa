using Docker.DotNet.Models;

namespace Docker.Tests.Running;

/// <summary>Single containers and volumes that a test left which failed half-way. Testcontainers' own reaper is off.</summary>
internal static class Leftovers
{
    private const string SessionLabel = "org.testcontainers.session-id";

    private static Dictionary<string, IDictionary<string, bool>> OfSession =>
        new() { ["label"] = new Dictionary<string, bool> { [$"{SessionLabel}={ResourceReaper.DefaultSessionId:D}"] = true } };

    public static async Task RemoveAsync()
    {
        foreach (var container in await Engine.Client.Containers.ListContainersAsync(new ContainersListParameters { All = true, Filters = OfSession }))
        {
            await Engine.Client.Containers.RemoveContainerAsync(container.ID, new ContainerRemoveParameters { Force = true, RemoveVolumes = true });
        }

        foreach (var volume in (await Engine.Client.Volumes.ListAsync(new VolumesListParameters { Filters = OfSession })).Volumes ?? [])
        {
            await Engine.Client.Volumes.RemoveAsync(volume.Name, force: true);
        }
    }
}
