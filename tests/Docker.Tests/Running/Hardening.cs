using Docker.DotNet.Models;

namespace Docker.Tests.Running;

/// <summary>Containers with as few rights as compose gives ours, and what their program then has.</summary>
internal static class Hardening
{
    /// <summary>The user of both images.</summary>
    public const uint ImagesUser = 10001;

    /// <summary>No capability, none to be gained, a read-only file system; what is published is so on the loopback interface only.</summary>
    public static void Apply(CreateContainerParameters parameters)
    {
        var host = parameters.HostConfig ??= new HostConfig();
        host.CapDrop = ["ALL"];
        host.SecurityOpt = ["no-new-privileges:true"];
        host.ReadonlyRootfs = true;
        foreach (var binding in host.PortBindings?.Values.SelectMany(bindings => bindings) ?? [])
        {
            binding.HostIP = "127.0.0.1";
        }
    }

    /// <summary>The kernel says of the container's first process that it is the images' user, without any capability.</summary>
    public static async Task ShouldHaveNoRightsAsync(this IContainer container)
    {
        var pid = (await Engine.Client.Containers.InspectContainerAsync(container.Id)).State!.Pid;
        var status = (await File.ReadAllLinesAsync($"/proc/{pid}/status")).Select(line => line.Split('\t')).ToLookup(fields => fields[0], fields => fields[1]);

        status["Uid:"].ShouldBe([$"{ImagesUser}"]);
        status["CapEff:"].ShouldBe([new string('0', 16)]);
        status["NoNewPrivs:"].ShouldBe(["1"]);
    }

    /// <summary>Asks it to stop, which it does by itself: the engine has to kill nothing.</summary>
    public static async Task ShouldStopByItselfAsync(this IContainer container)
    {
        await container.StopAsync();
        (await container.GetExitCodeAsync()).ShouldBe(0, (await container.GetLogsAsync()).Stderr);
    }
}
