using System.Diagnostics;
using System.Globalization;
using Grpc.Tests.Protocol;

namespace Grpc.Tests.Interop;

/// <summary>The echo service served by another implementation.</summary>
public sealed class PeerServer : IAsyncDisposable
{
    private readonly Process _process;

    private PeerServer(Process process, int port)
    {
        _process = process;
        Channel = GrpcChannel.ForAddress($"http://127.0.0.1:{port}", new GrpcChannelOptions { MaxReceiveMessageSize = null });
        Client = new Echo.EchoClient(Channel);
    }

    public GrpcChannel Channel { get; }

    public Echo.EchoClient Client { get; }

    public static async Task<PeerServer> StartAsync(Peer peer, params string[] arguments)
    {
        var process = peer.Start("server", arguments);
        var line = await process.StandardOutput.ReadLineAsync().WaitAsync(TimeSpan.FromSeconds(60));
        if (!int.TryParse(line, NumberStyles.None, CultureInfo.InvariantCulture, out var port))
        {
            process.Kill(entireProcessTree: true);
            throw new InvalidOperationException($"The {peer.Name} server did not start: {line} {await process.StandardError.ReadToEndAsync()}");
        }

        return new PeerServer(process, port);
    }

    public async ValueTask DisposeAsync()
    {
        Channel.Dispose();
        _process.StandardInput.Close();
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(10));
        try
        {
            await _process.WaitForExitAsync(patience.Token);
        }
        catch (OperationCanceledException)
        {
            _process.Kill(entireProcessTree: true);
        }

        _process.Dispose();
    }
}
