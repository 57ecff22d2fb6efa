namespace Insurance.Consortium.Processes;

/// <summary>Ports of the loopback interface: whether they are free, and which ones are.</summary>
internal static class PortAllocation
{
    /// <param name="port">The port.</param>
    /// <param name="address">Where; null: on the loopback interface.</param>
    public static bool IsFree(int port, IPAddress? address = null)
    {
        try
        {
            address ??= IPAddress.Loopback;
            using var socket = new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
            // As the servers themselves do: a port in TIME_WAIT may be taken.
            socket.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.ReuseAddress, true);
            socket.Bind(new IPEndPoint(address, port));
            socket.Listen(1);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }

    /// <summary>Different ports that are free now, chosen by the system.</summary>
    public static IReadOnlyList<int> FindFree(int count)
    {
        var sockets = new List<Socket>();
        try
        {
            for (var index = 0; index < count; index++)
            {
                var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
                sockets.Add(socket);
                socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
            }

            return [.. sockets.Select(socket => ((IPEndPoint)socket.LocalEndPoint!).Port)];
        }
        finally
        {
            sockets.ForEach(socket => socket.Dispose());
        }
    }

    /// <summary>The id and command of the process that listens on a port, when the kernel lets us see it.</summary>
    public static string? Holder(int port)
    {
        try
        {
            var local = $"0100007F:{port:X4}";
            var any = $"00000000:{port:X4}";
            var inode = File.ReadLines("/proc/net/tcp")
                .Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries))
                .FirstOrDefault(fields => fields.Length > 9 && fields[3] == "0A" && (fields[1] == local || fields[1] == any))?[9];
            if (inode is null)
            {
                return null;
            }

            foreach (var directory in Directory.EnumerateDirectories("/proc").Where(path => char.IsAsciiDigit(Path.GetFileName(path)[0])))
            {
                if (Holds(directory, inode))
                {
                    return $"process {Path.GetFileName(directory)}, {File.ReadAllText(Path.Combine(directory, "comm")).Trim()}";
                }
            }
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // Only a hint; without it the message is still complete.
        }

        return null;
    }

    private static bool Holds(string processDirectory, string inode)
    {
        try
        {
            return Directory.EnumerateFileSystemEntries(Path.Combine(processDirectory, "fd"))
                .Any(path => new FileInfo(path).LinkTarget == $"socket:[{inode}]");
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }
}
