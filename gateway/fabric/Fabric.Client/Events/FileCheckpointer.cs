using System.Globalization;
using System.Text.Json;

namespace Fabric.Client;

/// <summary>Remembers a position in a file that is replaced as a whole, so that a crash leaves the old or the new one.</summary>
/// <remarks>
/// The position is on the disk when a checkpoint returns. The file is the JSON that Fabric's own clients
/// write: <c>{"blockNumber":"7","transactionId":"…"}</c>.
/// </remarks>
public sealed class FileCheckpointer : ICheckpointer
{
    private readonly string _path;

    private FileCheckpointer(string path) => _path = path;

    /// <inheritdoc/>
    public ulong? BlockNumber { get; private set; }

    /// <inheritdoc/>
    public string? TransactionId { get; private set; }

    /// <summary>Opens a file, or prepares one that does not exist yet.</summary>
    /// <param name="path">Path of the file; its folder exists.</param>
    /// <param name="cancellationToken">Cancels the reading.</param>
    /// <exception cref="InvalidDataException">The file is not a checkpoint.</exception>
    /// <exception cref="IOException">The file cannot be read, or its folder does not exist.</exception>
    public static async Task<FileCheckpointer> OpenAsync(string path, CancellationToken cancellationToken = default)
    {
        var checkpointer = new FileCheckpointer(Path.GetFullPath(path));
        if (File.Exists(checkpointer._path))
        {
            checkpointer.Read(await File.ReadAllBytesAsync(checkpointer._path, cancellationToken).ConfigureAwait(false));
        }
        else if (!Directory.Exists(Path.GetDirectoryName(checkpointer._path)))
        {
            throw new DirectoryNotFoundException($"The folder of the checkpoint file {path} does not exist.");
        }

        return checkpointer;
    }

    /// <inheritdoc/>
    /// <exception cref="IOException">The file cannot be written; the position is unchanged.</exception>
    public ValueTask CheckpointBlockAsync(ulong blockNumber, CancellationToken cancellationToken = default) =>
        SaveAsync(checked(blockNumber + 1), null, cancellationToken);

    /// <inheritdoc/>
    /// <exception cref="IOException">The file cannot be written; the position is unchanged.</exception>
    public ValueTask CheckpointTransactionAsync(ulong blockNumber, string transactionId, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(transactionId);
        return SaveAsync(blockNumber, transactionId, cancellationToken);
    }

    /// <inheritdoc/>
    /// <exception cref="IOException">The file cannot be written; the position is unchanged.</exception>
    public ValueTask CheckpointChaincodeEventAsync(CommittedChaincodeEvent chaincodeEvent, CancellationToken cancellationToken = default) =>
        CheckpointTransactionAsync(chaincodeEvent.BlockNumber, chaincodeEvent.TransactionId, cancellationToken);

    private async ValueTask SaveAsync(ulong blockNumber, string? transactionId, CancellationToken cancellationToken)
    {
        var state = new Dictionary<string, string> { ["blockNumber"] = blockNumber.ToString(CultureInfo.InvariantCulture) };
        if (transactionId is not null)
        {
            state["transactionId"] = transactionId;
        }

        var temporary = _path + ".new";
        var stream = new FileStream(temporary, FileMode.Create, FileAccess.Write, FileShare.None);
        await using (stream.ConfigureAwait(false))
        {
            await stream.WriteAsync(JsonSerializer.SerializeToUtf8Bytes(state), cancellationToken).ConfigureAwait(false);
            stream.Flush(flushToDisk: true);
        }

        File.Move(temporary, _path, overwrite: true);
        BlockNumber = blockNumber;
        TransactionId = transactionId;
    }

    private void Read(byte[] bytes)
    {
        // Fabric's Node client leaves an empty object before its first checkpoint, its Go client an empty file.
        if (bytes.Length == 0)
        {
            return;
        }

        try
        {
            using var json = JsonDocument.Parse(bytes);
            if (json.RootElement.TryGetProperty("blockNumber", out var number))
            {
                BlockNumber = number.ValueKind == JsonValueKind.Number
                    ? number.GetUInt64()
                    : ulong.Parse(number.GetString() ?? string.Empty, NumberStyles.None, CultureInfo.InvariantCulture);
            }

            if (json.RootElement.TryGetProperty("transactionId", out var id) && id.GetString() is { Length: > 0 } transactionId)
            {
                TransactionId = transactionId;
            }
        }
        catch (Exception e) when (e is JsonException or FormatException or OverflowException or InvalidOperationException)
        {
            throw new InvalidDataException($"The file {_path} is not a checkpoint: {e.Message}", e);
        }
    }
}
