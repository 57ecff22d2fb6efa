using System.IO.Compression;

namespace Insurance.Consortium.Fabric;

/// <summary>A chaincode package as peers install it.</summary>
/// <param name="Path">The file.</param>
/// <param name="Id">What a peer calls it: the label and the SHA-256 of the file. The same file has the same id everywhere.</param>
internal sealed record ChaincodePackage(string Path, string Id)
{
    public static ChaincodePackage Open(string path)
    {
        try
        {
            using var label = JsonDocument.Parse(ReadMetadata(path));
            return new ChaincodePackage(path, $"{label.RootElement.GetProperty("label").GetString()}:{Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(path)))}");
        }
        catch (Exception exception) when (exception is IOException or InvalidDataException or JsonException or KeyNotFoundException)
        {
            throw new ConsortiumException(ExitCodes.Environment, $"{path} is no chaincode package ({exception.Message}); run `insure network render` to write it anew");
        }
    }

    private static string ReadMetadata(string path)
    {
        using var file = File.OpenRead(path);
        using var unzipped = new GZipStream(file, CompressionMode.Decompress);
        using var tar = new TarReader(unzipped);
        while (tar.GetNextEntry() is { } entry)
        {
            if (entry.Name == "metadata.json" && entry.DataStream is { } data)
            {
                using var reader = new StreamReader(data);
                return reader.ReadToEnd();
            }
        }

        throw new InvalidDataException("it has no metadata.json");
    }
}
