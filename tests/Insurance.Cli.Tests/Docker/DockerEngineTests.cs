namespace Insurance.Cli.Tests.Docker;

/// <summary>What is missing for containers, each in one line with its remedy; docker is played by a script.</summary>
public sealed class DockerEngineTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("docker-engine-").FullName;
    private readonly List<string> _progress = [];

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Check_NoDocker_SaysWhatToInstall() =>
        (await FailsAsync(engine => engine.CheckAsync(default))).ShouldStartWith("docker is not on PATH; install Docker Engine");

    [Fact]
    public async Task Check_NoDaemon_SaysHowToStartIt()
    {
        Docker("echo 'Cannot connect to the Docker daemon at unix:///var/run/docker.sock.' >&2; exit 1");

        (await FailsAsync(engine => engine.CheckAsync(default)))
            .ShouldStartWith("no docker daemon answers (Cannot connect to the Docker daemon at unix:///var/run/docker.sock.); start it");
    }

    [Fact]
    public async Task Check_EngineOnAnotherMachine_IsRefusedByName()
    {
        Docker("echo docker-desktop");

        (await FailsAsync(engine => engine.CheckAsync(default))).ShouldStartWith("docker's engine runs on docker-desktop, not on this machine");
    }

    [Fact]
    public async Task Check_NoCompose_SaysWhatToInstall()
    {
        Docker($"[ \"$1\" = info ] && echo {Environment.MachineName} || exit 1");

        (await FailsAsync(engine => engine.CheckAsync(default))).ShouldStartWith("docker has no compose; install");
    }

    [Fact]
    public async Task Compose_NoPlugin_FallsBackToTheOlderProgram()
    {
        Docker("exit 1");
        Script("docker-compose", "exit 0");

        (await Engine.ComposeAsync(default)).ShouldNotBeNull().FileName.ShouldBe(Path.Combine(_folder, "docker-compose"));
    }

    [Theory]
    [InlineData("exit 0", true, "docker compose")]
    [InlineData("exit 1", true, "docker-compose")]
    [InlineData("exit 1", false, "docker compose")]
    [InlineData(null, true, "docker-compose")]
    [InlineData(null, false, "docker compose")]
    public void LogsAt_WhateverComposeIsHere_IsItsCommandForAShell(string? docker, bool older, string expected)
    {
        if (docker is not null)
        {
            Docker(docker);
        }

        if (older)
        {
            Script("docker-compose", "exit 0");
        }

        var home = new HomeDirectory("/srv/two words");

        new DockerNetwork(home, Engine, _ => { }).LogsAt(home)
            .ShouldBe($"{expected} --env-file '/srv/two words/fabric/compose.env' -f '/srv/two words/fabric/compose.yml' logs");
    }

    [Fact]
    public async Task EnsureImage_OwnImageMissing_SaysHowToMakeItAndPullsNothing()
    {
        Docker("[ \"$1\" = pull ] && touch \"$0.pulled\"; exit 1");

        (await FailsAsync(engine => engine.EnsureImageAsync("insurance-gateway:1.0", "make it with `make images`", _progress.Add, default)))
            .ShouldBe("the image insurance-gateway:1.0 is not here; make it with `make images`");
        File.Exists(Path.Combine(_folder, "docker.pulled")).ShouldBeFalse();
    }

    [Fact]
    public async Task EnsureImage_CannotBePulled_SaysWhyAndWhatElseCanBeDone()
    {
        Docker("[ \"$1\" = pull ] && echo 'Error response from daemon: no such host' >&2; exit 1");

        var message = await FailsAsync(engine => engine.EnsureImageAsync("hyperledger/fabric-peer:2.5.12", null, _progress.Add, default));

        message.ShouldContain("hyperledger/fabric-peer:2.5.12 is not here and cannot be pulled (Error response from daemon: no such host)");
        message.ShouldContain("docker load");
        _progress.ShouldBe(["pulling hyperledger/fabric-peer:2.5.12"]);
    }

    [Fact]
    public async Task EnsureImage_IsHere_PullsNothing()
    {
        Docker("[ \"$1\" = image ]");

        await Engine.EnsureImageAsync("hyperledger/fabric-peer:2.5.12", null, _progress.Add, default);

        _progress.ShouldBeEmpty();
    }

    private DockerEngine Engine => new(name => name == "PATH" ? _folder : null);

    private async Task<string> FailsAsync(Func<DockerEngine, Task> action) => (await Should.ThrowAsync<ConsortiumException>(() => action(Engine))).Message;

    private void Docker(string script) => Script("docker", script);

    private void Script(string name, string script)
    {
        var path = Path.Combine(_folder, name);
        File.WriteAllText(path, $"#!/bin/sh\n{script}\n");
        File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        // A test beside this one that is just starting a program may still hold the file open for writing: "text file busy".
        for (var attempt = 0; attempt < 100 && !Starts(path); attempt++)
        {
            Thread.Yield();
        }
    }

    private static bool Starts(string path)
    {
        try
        {
            using var process = System.Diagnostics.Process.Start(new System.Diagnostics.ProcessStartInfo(path) { RedirectStandardOutput = true, RedirectStandardError = true })!;
            process.WaitForExit();
            return true;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return false;
        }
    }
}
