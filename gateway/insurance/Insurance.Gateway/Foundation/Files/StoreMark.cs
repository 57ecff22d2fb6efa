namespace Insurance.Gateway.Foundation.Files;

/// <summary>
/// A small file beside a store of the gateway's own, <c>&lt;store&gt;.made</c>, that says that the store was made: so one that is gone is
/// not silently made anew. It holds no secret.
/// </summary>
/// <param name="store">The store's file.</param>
internal sealed class StoreMark(string store)
{
    /// <summary>The mark's file.</summary>
    public string File { get; } = store + ".made";

    /// <summary>True: the store was made before, and its file is gone or empty.</summary>
    public bool IsLost => System.IO.File.Exists(File) && (!System.IO.File.Exists(store) || new FileInfo(store).Length == 0);

    /// <summary>The store's id; <c>null</c>: there is no mark that can be read.</summary>
    public string? Read()
    {
        try
        {
            return JsonNode.Parse(System.IO.File.ReadAllText(File)) is JsonObject mark && mark["id"]?.GetValue<string>() is { Length: > 0 } id
                ? id
                : null;
        }
        catch (Exception error) when (error is FileNotFoundException or DirectoryNotFoundException or JsonException or InvalidOperationException)
        {
            return null;
        }
    }

    /// <summary>Writes it, for good.</summary>
    public void Write(string id)
    {
        var written = File + ".new";
        OwnerOnlyFile.Ensure(written);
        using (var file = new FileStream(written, FileMode.Create, FileAccess.Write))
        {
            file.Write(JsonSerializer.SerializeToUtf8Bytes(new JsonObject { ["id"] = id }));
            file.Flush(flushToDisk: true);
        }

        System.IO.File.Move(written, File, overwrite: true);
    }
}
