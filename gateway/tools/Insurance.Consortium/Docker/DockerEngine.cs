namespace Insurance.Consortium.Docker;

/// <summary>The container engine of this machine, through docker's own command line.</summary>
public sealed class DockerEngine(Func<string, string?> environment)
{
    private const string Docker = "docker";
    private const string OlderCompose = "docker-compose";

    // Asked for once: it does not change while a command runs.
    private ProgramCommand? _compose;

    public static DockerEngine ForThisProcess { get; } = new(Environment.GetEnvironmentVariable);

    /// <summary>The <c>docker compose</c> plugin, or else the older program <c>docker-compose</c>; null when there is neither.</summary>
    public async Task<ProgramCommand?> ComposeAsync(CancellationToken cancellationToken) => _compose ??=
        (await RunAsync(["compose", "version"], cancellationToken)).Succeeded ? new ProgramCommand(Program, ["compose"])
        : Locate(OlderCompose) is { } older ? new ProgramCommand(older, [])
        : null;

    /// <summary>
    /// The beginning of a compose command on a state directory, as a user here can type it: the plugin's words, unless the older
    /// program is all there is.
    /// </summary>
    public async Task<string> ComposeCommandAsync(HomeDirectory home, CancellationToken cancellationToken)
    {
        var isOlder = Locate(Docker) is null ? Locate(OlderCompose) is not null : await ComposeAsync(cancellationToken) is { Arguments.Count: 0 };
        return $"{(isOlder ? OlderCompose : $"{Docker} compose")} --env-file {Invocation.Quoted(home.ComposeEnvironment)} -f {Invocation.Quoted(home.ComposeFile)}";
    }

    public Task<ToolResult> RunAsync(IEnumerable<string> arguments, CancellationToken cancellationToken) =>
        ToolProcess.RunAsync(new ProgramCommand(Program, []), arguments, new Dictionary<string, string?>(), cancellationToken, IsOfDocker);

    /// <summary>Which engine, with whose credentials and through which proxy, docker finds out by these.</summary>
    public static bool IsOfDocker(string variable) =>
        variable.StartsWith("DOCKER_", StringComparison.Ordinal)
        || variable is "XDG_RUNTIME_DIR" or "XDG_CONFIG_HOME" or "SSH_AUTH_SOCK"
        || variable.ToUpperInvariant() is "HTTP_PROXY" or "HTTPS_PROXY" or "NO_PROXY";

    /// <summary>Fails when no engine of this very machine answers, or there is no compose.</summary>
    public async Task CheckAsync(CancellationToken cancellationToken)
    {
        var info = await RunAsync(["info", "--format", "{{.Name}}"], cancellationToken);
        if (!info.Succeeded || info.Output.Trim().Length == 0)
        {
            throw Unfit($"no docker daemon answers ({info.Problem}); start it, for instance with `systemctl start docker`, and see that this user may use it (group docker)");
        }

        var name = info.Output.Trim();
        if (name != Environment.MachineName)
        {
            // Its containers could not be shown this machine's files, nor would they listen on its loopback interface.
            throw Unfit($"docker's engine runs on {name}, not on this machine ({Environment.MachineName}); choose the local one with DOCKER_HOST or `docker context use default`");
        }

        if (await ComposeAsync(cancellationToken) is null)
        {
            throw Unfit("docker has no compose; install its plugin (docker-compose-plugin) or docker-compose 1.29");
        }
    }

    /// <summary>Fails when an image is neither here nor can it be had.</summary>
    /// <param name="image">Its name and tag.</param>
    /// <param name="remedy">How to make it, for images that no registry has; null: it is pulled.</param>
    /// <param name="progress">Given before a pull, which takes its time.</param>
    /// <param name="cancellationToken">Ends the pull.</param>
    public async Task EnsureImageAsync(string image, string? remedy, Action<string> progress, CancellationToken cancellationToken)
    {
        if ((await RunAsync(["image", "inspect", "--format", "{{.Id}}", image], cancellationToken)).Succeeded)
        {
            return;
        }

        if (remedy is not null)
        {
            throw Unfit($"the image {image} is not here; {remedy}");
        }

        progress($"pulling {image}");
        var pulled = await RunAsync(["pull", "--quiet", image], cancellationToken);
        if (!pulled.Succeeded)
        {
            throw Unfit($"the image {image} is not here and cannot be pulled ({pulled.Problem}); pull it where a registry can be reached and bring it here with `docker save` and `docker load`");
        }
    }

    private string Program => Locate(Docker)
        ?? throw Unfit("docker is not on PATH; install Docker Engine and compose (Debian: docker.io and docker-compose)");

    private string? Locate(string program) => (environment("PATH") ?? "")
        .Split(':', StringSplitOptions.RemoveEmptyEntries)
        .Select(folder => Path.Combine(folder, program))
        .FirstOrDefault(File.Exists);

    private static ConsortiumException Unfit(string message) => new(ExitCodes.Environment, message);
}
