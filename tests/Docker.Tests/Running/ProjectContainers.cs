using System.Text;
using Docker.DotNet.Models;

namespace Docker.Tests.Running;

/// <summary>The containers of one consortium, and what else of it the engine keeps, asked of the engine and not of the product.</summary>
/// <param name="home">The consortium's state directory.</param>
public sealed class ProjectContainers(string home)
{
    private const string ProjectLabel = "com.docker.compose.project";
    private const string ServiceLabel = "com.docker.compose.service";
    private const int LastLines = 30;

    /// <summary>The compose project's, as the state directory names it.</summary>
    private readonly string _project = File.ReadLines(Path.Combine(home, "fabric", "compose.env"))
        .First(line => line.StartsWith("COMPOSE_PROJECT_NAME=", StringComparison.Ordinal))
        .Split('=')[1];

    private Dictionary<string, IDictionary<string, bool>> OfProject => new() { ["label"] = new Dictionary<string, bool> { [$"{ProjectLabel}={_project}"] = true } };

    /// <summary>By service, running or not.</summary>
    public async Task<IReadOnlyDictionary<string, ServiceContainer>> AllAsync()
    {
        var containers = new Dictionary<string, ServiceContainer>();
        foreach (var listed in await Engine.Client.Containers.ListContainersAsync(new ContainersListParameters { All = true, Filters = OfProject }))
        {
            containers.Add(listed.Labels[ServiceLabel], ServiceContainer.Of(await Engine.Client.Containers.InspectContainerAsync(listed.ID)));
        }

        return containers;
    }

    public async Task<IReadOnlyList<string>> VolumesAsync() =>
        [.. ((await Engine.Client.Volumes.ListAsync(new VolumesListParameters { Filters = OfProject })).Volumes ?? []).Select(volume => volume.Name)];

    public async Task<IReadOnlyList<string>> NetworksAsync() =>
        [.. (await Engine.Client.Networks.ListNetworksAsync(new NetworksListParameters { Filters = OfProject })).Select(network => network.Name)];

    public async Task RestartAsync(string service) =>
        await Engine.Client.Containers.RestartContainerAsync(await IdAsync(service), new ContainerRestartParameters());

    public async Task StopAsync(string service) =>
        await Engine.Client.Containers.StopContainerAsync(await IdAsync(service), new ContainerStopParameters());

    public async Task StartAsync(string service) =>
        await Engine.Client.Containers.StartContainerAsync(await IdAsync(service), new ContainerStartParameters());

    /// <summary>As after the machine itself was started again: all at once, in no order.</summary>
    public async Task RestartAllAsync() => await Task.WhenAll((await AllAsync()).Keys.Select(RestartAsync));

    /// <summary>What those say that are not well: for whoever looks for the cause of a failure.</summary>
    public async Task<string> LastWordsAsync()
    {
        var text = new StringBuilder();
        foreach (var (service, container) in (await AllAsync()).Where(item => !item.Value.IsWell))
        {
            text.AppendLine($"{service}: {container}").AppendLine(await LogAsync(container.Id));
        }

        return text.Length > 0 ? text.ToString() : "Every container is well.";
    }

    private static async Task<string> LogAsync(string container)
    {
        var parameters = new ContainerLogsParameters { ShowStdout = true, ShowStderr = true, Tail = $"{LastLines}" };
        using var stream = await Engine.Client.Containers.GetContainerLogsAsync(container, parameters);
        var (output, errors) = await stream.ReadOutputToEndAsync(CancellationToken.None);
        return output + errors;
    }

    private async Task<string> IdAsync(string service) => (await AllAsync())[service].Id;
}
