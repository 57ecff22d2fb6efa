using System.ComponentModel;
using System.Diagnostics;
using Docker.DotNet;

namespace Docker.Tests.Running;

/// <summary>The container engine of this machine, as Testcontainers finds it.</summary>
internal static class Engine
{
    private const string ApiVersion = "DOCKER_API_VERSION";

    /// <summary>What Testcontainers 4.16 asks of an engine unless it is asked otherwise; an older engine refuses it.</summary>
    private static readonly Version Usual = new(1, 44);

    private static readonly Lazy<DockerClient> Connection = new(() => TestcontainersSettings.OS.DockerEndpointAuthConfig.GetDockerClientBuilder().Build());

    public static string GatewayImage { get; } = Named("INSURE_GATEWAY_IMAGE", "insurance-gateway");

    public static string ChaincodeImage { get; } = Named("INSURE_CHAINCODE_IMAGE", "insurance-chaincode");

    /// <summary>Why tests that need it are left out; <c>null</c>: they are not.</summary>
    public static string? Missing { get; } = Look() is { } why ? $"NOTHING RAN IN CONTAINERS: {why}." : null;

    public static DockerClient Client => Connection.Value;

    private static string? Look()
    {
        var (version, problem) = Ask("docker", "version", "--format", "{{.Server.APIVersion}}");
        if (problem is not null)
        {
            return $"no container engine answers here ({problem})";
        }

        if (!IsFound(version))
        {
            return "docker's command line reaches an engine that Testcontainers does not find; name its socket in DOCKER_HOST";
        }

        if (Ask("docker", "compose", "version").Problem is not null && Ask("docker-compose", "version").Problem is not null)
        {
            return "docker has no compose";
        }

        return new[] { GatewayImage, ChaincodeImage }.FirstOrDefault(image => !IsHere(image)) is { } image
            ? $"the image {image} is not here; run make images"
            : null;
    }

    /// <summary>Testcontainers looks once, with the version that it has read by then; what is started from here shall choose its own.</summary>
    private static bool IsFound(string engineVersion)
    {
        var given = Environment.GetEnvironmentVariable(ApiVersion);
        try
        {
            if (given is null && Version.TryParse(engineVersion, out var newest) && newest < Usual)
            {
                Environment.SetEnvironmentVariable(ApiVersion, engineVersion);
            }

            // Its image would have to be pulled; what is started here is ended here. This is also the first mention of the settings.
            TestcontainersSettings.ResourceReaperEnabled = false;
            return TestcontainersSettings.OS.DockerEndpointAuthConfig is not null;
        }
        finally
        {
            Environment.SetEnvironmentVariable(ApiVersion, given);
        }
    }

    private static bool IsHere(string image) => Ask("docker", "image", "inspect", "--format", "{{.Id}}", image).Problem is null;

    /// <summary>What a program prints, or the last line that says why it does not.</summary>
    private static (string Output, string? Problem) Ask(string program, params string[] arguments)
    {
        try
        {
            using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;
            var errors = process.StandardError.ReadToEndAsync();
            var output = process.StandardOutput.ReadToEnd().Trim();
            process.WaitForExit();
            return process.ExitCode == 0 && output.Length > 0 ? (output, null) : ("", errors.Result.Trim().Split('\n')[^1].Trim());
        }
        catch (Win32Exception)
        {
            return ("", $"{program} is not on PATH");
        }
    }

    /// <summary>The image that the environment names, or the one of the version of <c>insure</c>.</summary>
    private static string Named(string variable, string usual) => Environment.GetEnvironmentVariable(variable) is { Length: > 0 } named
        ? named
        : $"{usual}:{Ask(Repository.InsureProgram, "--version").Output.Split('+')[0]}";
}
