using System.Diagnostics;

namespace Insurance.Gateway.Tests.Interop;

/// <summary>Another implementation of gRPC, run as a process of its own.</summary>
public sealed class Peer
{
    public static readonly Peer Node = new("node", "grpc-js", ["node"], "node", ".mjs", "run 'npm ci' in tests/Insurance.Gateway.Tests/Interop/node");

    public static readonly Peer Python = new("python", "python3-grpcio", ["/usr/bin/python3", "python3"], "python", ".py", "install the Debian packages python3-grpcio and python3-protobuf");

    private readonly string _folder;
    private readonly string _extension;
    private readonly string? _program;

    private Peer(string name, string library, string[] programs, string folder, string extension, string remedy)
    {
        Name = name;
        _folder = Path.Combine(SourceFolder(), folder);
        _extension = extension;
        _program = programs.FirstOrDefault(Loads);
        MissingBecause = _program is null ? $"NOT TESTED: {library} is missing; {remedy}." : null;
    }

    public string Name { get; }

    /// <summary>Null when the peer can run.</summary>
    public string? MissingBecause { get; }

    public static Peer Of(string name) => name == "node" ? Node : Python;

    public Process Start(string script, params string[] arguments)
    {
        var start = new ProcessStartInfo(_program!)
        {
            WorkingDirectory = _folder,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var argument in (string[])[script + _extension, .. arguments])
        {
            start.ArgumentList.Add(argument);
        }

        // A proxy of the environment is not for the loopback interface.
        start.Environment["no_proxy"] = "127.0.0.1";
        start.Environment["PYTHONDONTWRITEBYTECODE"] = "1";
        return Process.Start(start)!;
    }

    /// <summary>Runs a script to its end, which must come soon and be a success.</summary>
    public async Task RunAsync(string script, params string[] arguments)
    {
        using var process = Start(script, arguments);
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(90));
        try
        {
            var output = process.StandardOutput.ReadToEndAsync(patience.Token);
            var errors = process.StandardError.ReadToEndAsync(patience.Token);
            await process.WaitForExitAsync(patience.Token);
            process.ExitCode.ShouldBe(0, $"{Name} {script} {string.Join(' ', arguments)}\n{await output}\n{await errors}");
        }
        finally
        {
            if (!process.HasExited)
            {
                process.Kill(entireProcessTree: true);
            }
        }
    }

    // Scripts run where they are kept, beside the modules that npm installed.
    private static string SourceFolder()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "Insurance.Gateway.Tests.csproj")))
        {
            folder = folder.Parent;
        }

        return Path.Combine(folder?.FullName ?? AppContext.BaseDirectory, "Interop");
    }

    private bool Loads(string program)
    {
        try
        {
            var start = new ProcessStartInfo(program)
            {
                WorkingDirectory = _folder,
                RedirectStandardInput = true,
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            };
            string[] probe = _extension == ".mjs"
                ? ["--input-type=module", "-e", "import '@grpc/grpc-js'; import '@grpc/proto-loader';"]
                : ["-c", "import grpc, google.protobuf"];
            foreach (var argument in probe)
            {
                start.ArgumentList.Add(argument);
            }

            using var process = Process.Start(start)!;
            process.StandardInput.Close();
            process.WaitForExit();
            return process.ExitCode == 0;
        }
        catch (Exception e) when (e is System.ComponentModel.Win32Exception or DirectoryNotFoundException)
        {
            return false;
        }
    }
}
