namespace Insurance.Consortium.Docker;

/// <summary>The compose project of one state directory.</summary>
internal sealed class ComposeProject(HomeDirectory home, DockerEngine engine)
{
    // The state directory's own values count, whatever the user's shell has exported.
    private static readonly Dictionary<string, string?> Environment = new[]
    {
        "COMPOSE_FILE", "COMPOSE_PROFILES", "COMPOSE_PROJECT_NAME",
        ComposeEnvironment.DirectoryVariable, ComposeEnvironment.UserVariable, ComposeEnvironment.ChaincodeIdVariable,
    }.ToDictionary(name => name, _ => (string?)null);

    public string Name { get; } = ComposeEnvironment.Project(home);

    /// <summary>Creates and starts what is not there yet, and waits for those that others depend on. No services named: all.</summary>
    public Task<ToolResult> UpAsync(IEnumerable<string> services, CancellationToken cancellationToken) =>
        RunAsync(["up", "--detach", "--no-build", "--remove-orphans", .. services], cancellationToken);

    public Task<ToolResult> StopAsync(IEnumerable<string> services, CancellationToken cancellationToken) =>
        RunAsync(["stop", .. services], cancellationToken);

    public Task<ToolResult> RemoveAsync(IEnumerable<string> services, CancellationToken cancellationToken) =>
        RunAsync(["rm", "--force", "--stop", .. services], cancellationToken);

    /// <summary>Removes containers and network; the ledgers' volumes stay.</summary>
    public Task<ToolResult> DownAsync(CancellationToken cancellationToken) => RunAsync(["down", "--remove-orphans"], cancellationToken);

    /// <summary>Every container of the project, running or not.</summary>
    public async Task<IReadOnlyList<ContainerStatus>> ContainersAsync(CancellationToken cancellationToken)
    {
        var ids = Words(await engine.RunAsync(["ps", "--all", "--quiet", "--no-trunc", "--filter", Label], cancellationToken));
        if (ids.Count == 0)
        {
            return [];
        }

        // One that ends meanwhile makes the command fail and is missing from its output.
        var inspected = await engine.RunAsync(["inspect", "--format", ContainerStatus.Format, .. ids], cancellationToken);
        return [.. ContainerStatus.Read(inspected.Output)];
    }

    /// <summary>Removes the ledgers. Asks the engine, not the compose file, which may be gone.</summary>
    public async Task RemoveVolumesAsync(CancellationToken cancellationToken)
    {
        var volumes = Words(await engine.RunAsync(["volume", "ls", "--quiet", "--filter", Label], cancellationToken));
        if (volumes.Count > 0 && await engine.RunAsync(["volume", "rm", .. volumes], cancellationToken) is { Succeeded: false } failed)
        {
            throw new ConsortiumException(ExitCodes.Failure, $"the ledgers' volumes cannot be removed ({failed.Problem}); remove what uses them, then run `{Invocation.Of(home, "down --wipe")}` again");
        }
    }

    /// <summary>The end of a service's log, both streams.</summary>
    public async Task<IReadOnlyList<string>> LastLinesAsync(string service, int count, CancellationToken cancellationToken)
    {
        var container = (await ContainersAsync(cancellationToken)).FirstOrDefault(item => item.Service == service);
        if (container is null)
        {
            return ["(it has no container)"];
        }

        var log = await engine.RunAsync(["logs", "--tail", $"{count}", container.Id], cancellationToken);
        return [.. $"{log.Output}\n{log.Error}".Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).TakeLast(count)];
    }

    private string Label => $"label=com.docker.compose.project={Name}";

    private async Task<ToolResult> RunAsync(IEnumerable<string> arguments, CancellationToken cancellationToken)
    {
        var compose = await engine.ComposeAsync(cancellationToken)
            ?? throw new ConsortiumException(ExitCodes.Environment, "docker has no compose; install its plugin (docker-compose-plugin) or docker-compose 1.29");
        return await ToolProcess.RunAsync(
            new ProgramCommand(compose.FileName, [.. compose.Arguments, "--project-name", Name, "--env-file", home.ComposeEnvironment, "--file", home.ComposeFile]),
            arguments,
            Environment,
            cancellationToken);
    }

    private static List<string> Words(ToolResult result) => result.Succeeded
        ? [.. result.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)]
        : throw new ConsortiumException(ExitCodes.Environment, $"docker does not answer ({result.Problem}); start its daemon, for instance with `systemctl start docker`");
}
