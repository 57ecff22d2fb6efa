namespace Insurance.Gateway.Host.Readiness;

/// <summary>Whether the gateway can write its own files: persons' keys, holders' tokens, the payer's checkpoint.</summary>
internal sealed partial class StateFolderProbe(string folder, TimeProvider clock, ILogger<StateFolderProbe> logger)
{
    // A file system that is full may still take a file without content.
    private static readonly byte[] Content = new byte[16 * 1024];
    private static readonly TimeSpan Remembered = TimeSpan.FromSeconds(5);
    private readonly Lock _gate = new();
    private bool? _writable;
    private long _asked;

    /// <summary>Writes a file and removes it, or repeats an answer of the last seconds. True where nothing was ever written.</summary>
    public bool IsWritable()
    {
        lock (_gate)
        {
            if (_writable is { } known && clock.GetElapsedTime(_asked) < Remembered)
            {
                return known;
            }

            var error = Directory.Exists(folder) ? Write(Path.Combine(folder, "probe")) : null;
            if (error is not null && _writable is not false)
            {
                LogUnwritable(folder, error.Message);
            }
            else if (error is null && _writable is false)
            {
                LogWritable(folder);
            }

            _asked = clock.GetTimestamp();
            _writable = error is null;
            return error is null;
        }
    }

    private static Exception? Write(string path)
    {
        try
        {
            using (var file = new FileStream(path, new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write, BufferSize = 0 }))
            {
                file.Write(Content);
                file.Flush(flushToDisk: true);
            }

            return null;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return error;
        }
        finally
        {
            Remove(path);
        }
    }

    private static void Remove(string path)
    {
        try
        {
            File.Delete(path);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // Reported as not writable.
        }
    }

    [LoggerMessage(321, LogLevel.Error, "{Folder} cannot be written: {Cause}; the gateway is not ready until it can")]
    private partial void LogUnwritable(string folder, string cause);

    [LoggerMessage(322, LogLevel.Warning, "{Folder} can be written again")]
    private partial void LogWritable(string folder);
}
