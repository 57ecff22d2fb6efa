using System.Text.Json;

namespace Insurance.Bench;

/// <summary>The official Node client in a process of its own, with one connection for all its loads.</summary>
internal sealed class NodeClient : IAsyncDisposable
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);
    private readonly Process _process;

    private NodeClient(Process process) => _process = process;

    public int ProcessId => _process.Id;

    /// <summary>Starts the process and connects.</summary>
    /// <exception cref="InvalidOperationException">Node or the package cannot be had; the message says what is missing.</exception>
    public static async Task<NodeClient> StartAsync(NodeConnection connection, CancellationToken cancellationToken)
    {
        var folder = ProgramLocator.ForThisProcess.FindFile(Path.Combine("tests", "node"))
            ?? throw new InvalidOperationException("tests/node is not beside this program");
        await InstallAsync(folder, cancellationToken);
        var client = new NodeClient(Start(folder, "node", "bench.mjs"));
        await client.AskAsync<JsonElement>(connection, cancellationToken);
        return client;
    }

    public async Task<LoadResult> RunAsync(NodeLoad load, CancellationToken cancellationToken)
    {
        var answer = await AskAsync<NodeAnswer>(load, cancellationToken);
        return LoadResult.Of(answer.Latencies, answer.Failures, answer.FirstFailure, answer.Seconds);
    }

    public async ValueTask DisposeAsync()
    {
        _process.StandardInput.Close();
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(5));
        try
        {
            await _process.WaitForExitAsync(patience.Token);
        }
        catch (OperationCanceledException)
        {
            _process.Kill();
        }

        _process.Dispose();
    }

    private static async Task InstallAsync(string folder, CancellationToken cancellationToken)
    {
        using var install = Start(folder, Path.Combine(folder, "packages"));
        var output = await install.StandardOutput.ReadToEndAsync(cancellationToken);
        await install.WaitForExitAsync(cancellationToken);
        if (install.ExitCode != 0)
        {
            throw new InvalidOperationException(output.Trim());
        }
    }

    private static Process Start(string folder, string program, params string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            WorkingDirectory = folder,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        };
        return Process.Start(start)!;
    }

    private async Task<T> AskAsync<T>(object question, CancellationToken cancellationToken)
    {
        await _process.StandardInput.WriteLineAsync(JsonSerializer.Serialize(question, Json).AsMemory(), cancellationToken);
        await _process.StandardInput.FlushAsync(cancellationToken);
        return await _process.StandardOutput.ReadLineAsync(cancellationToken) is { } line
            ? JsonSerializer.Deserialize<T>(line, Json)!
            : throw new InvalidOperationException("the Node client ended; its last words are above");
    }

    private sealed record NodeAnswer(double Seconds, double[] Latencies, long Failures, string? FirstFailure);
}
