using System.Net.Security;
using System.Net.Sockets;

namespace Assurance.Floods;

/// <summary>
/// A request whose body stops after one byte, on a socket: .NET's own client waits for its body even when the answer is there.
/// </summary>
internal static class SlowBody
{
    public const string KeptWaiting = "kept waiting";

    /// <summary>The first line of the answer, or how it ended without one.</summary>
    public static async Task<string> SendAsync(TestConsortium consortium, string? caller, CancellationToken stop)
    {
        var gateway = consortium.Gateway(TestConsortium.Aurora);
        var certificate = caller is null
            ? null
            : X509Certificate2.CreateFromPemFile(consortium.CallerCertificate(TestConsortium.Aurora, caller), consortium.CallerKey(TestConsortium.Aurora, caller));
        using var handler = consortium.Handler(TestConsortium.Aurora, certificate);
        var options = handler.SslOptions;
        options.TargetHost = gateway.Host;
        options.ApplicationProtocols = [SslApplicationProtocol.Http11];
        try
        {
            using var socket = new TcpClient();
            await socket.ConnectAsync(IPAddress.Loopback, gateway.Port, stop);
            await using var stream = new SslStream(socket.GetStream());
            await stream.AuthenticateAsClientAsync(options, stop);
            await stream.WriteAsync(
                Encoding.ASCII.GetBytes($"POST /insurance.v1.Policies/GetPolicy HTTP/1.1\r\nHost: {gateway.Authority}\r\nContent-Type: application/json\r\nContent-Length: 100\r\n\r\n{{"),
                stop);
            using var reader = new StreamReader(stream);
            return await reader.ReadLineAsync(stop) ?? "closed";
        }
        catch (OperationCanceledException)
        {
            return KeptWaiting;
        }
        catch (IOException)
        {
            return "closed";
        }
    }
}
