using System.Net;
using System.Net.Sockets;

namespace Grpc.Tests.Server;

public static class FreePort
{
    /// <summary>A port of the loopback interface that nothing listens on.</summary>
    public static int Find()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
