namespace Insurance.Gateway.Foundation.Following;

/// <summary>How far a follower has seen the ledger's events, in a file.</summary>
/// <remarks>Losing it costs time and nothing else: events are read again, and what was done for them is found done.</remarks>
internal sealed class CheckpointFile(string path) : IFollowedPlace
{
    /// <inheritdoc/>
    public string Name => path;

    /// <summary>The position to go on from; the ledger's beginning when there is no usable file.</summary>
    public EventOptions Read() => Look().Position ?? new EventOptions { StartBlock = 0 };

    /// <inheritdoc/>
    public (EventOptions? Position, string? Problem) Look()
    {
        try
        {
            return JsonNode.Parse(File.ReadAllText(path)) is JsonObject saved
                && saved["blockNumber"]?.GetValue<ulong>() is { } block
                && saved["transactionId"]?.GetValue<string>() is { Length: > 0 } transaction
                ? (new EventOptions { StartBlock = block, AfterTransactionId = transaction }, null)
                : (null, $"{path} holds no place in the ledger");
        }
        catch (Exception error) when (error is FileNotFoundException or DirectoryNotFoundException)
        {
            return (null, null);
        }
        catch (Exception error) when (error is JsonException or InvalidOperationException or FormatException or OverflowException)
        {
            return (null, $"{path} is not as this gateway writes it");
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return (null, $"{path} cannot be read: {error.Message}");
        }
    }

    /// <summary>Remembers that everything up to and with this transaction is done. It is on disk when the call returns.</summary>
    public void Write(ulong blockNumber, string transactionId)
    {
        OwnerOnlyFile.EnsureFolder(Path.GetDirectoryName(path)!);
        var written = path + ".new";
        var saved = new JsonObject { ["blockNumber"] = blockNumber, ["transactionId"] = transactionId };
        using (var file = new FileStream(written, FileMode.Create, FileAccess.Write))
        {
            file.Write(JsonSerializer.SerializeToUtf8Bytes(saved));

            // Before the new name: a loss of power would leave an empty file under it.
            file.Flush(flushToDisk: true);
        }

        File.Move(written, path, overwrite: true);
    }

    /// <inheritdoc/>
    public void Reset()
    {
        try
        {
            File.Delete(path);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // Then it is found again at the next start.
        }
    }
}
