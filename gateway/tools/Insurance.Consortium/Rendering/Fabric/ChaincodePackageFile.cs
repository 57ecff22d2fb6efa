namespace Insurance.Consortium.Rendering.Fabric;

/// <summary>
/// A chaincode package for a server: no code, only where the server is. Its bytes depend on nothing but the chaincode's
/// name and version, since peers call a package by the hash of its bytes.
/// </summary>
public static class ChaincodePackageFile
{
    private const UnixFileMode Mode = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.OtherRead;

    public static byte[] Render(ConsortiumDescription consortium, ChaincodeDescription chaincode)
    {
        var connection = new JsonObject
        {
            ["address"] = $"{{{{.{ChaincodeAddresses.Word(consortium, chaincode)}}}}}",
            ["dial_timeout"] = "5s",
            ["tls_required"] = false,
        };
        var metadata = new JsonObject
        {
            ["type"] = ExternalBuilder.Name,
            ["label"] = Label(chaincode),
        };
        return Pack(("metadata.json", Text(metadata)), ("code.tar.gz", Pack(("connection.json", Text(connection)))));
    }

    /// <summary>What every peer calls a package of these bytes.</summary>
    public static string Id(ChaincodeDescription chaincode, byte[] package) => $"{Label(chaincode)}:{Convert.ToHexStringLower(SHA256.HashData(package))}";

    private static string Label(ChaincodeDescription chaincode) => $"{chaincode.Name}_{chaincode.Version}";

    private static byte[] Text(JsonObject json) => Encoding.UTF8.GetBytes(json.ToJsonString(DevLedgerConfiguration.OneLine));

    private static byte[] Pack(params ReadOnlySpan<(string Name, byte[] Content)> files)
    {
        var archive = new MemoryStream();
        using (var tar = new TarWriter(archive, TarEntryFormat.Ustar, leaveOpen: true))
        {
            foreach (var (name, content) in files)
            {
                tar.WriteEntry(new UstarTarEntry(TarEntryType.RegularFile, name)
                {
                    DataStream = new MemoryStream(content),
                    Mode = Mode,
                    ModificationTime = DateTimeOffset.UnixEpoch,
                });
            }
        }

        return StoredGzip.Wrap(archive.ToArray());
    }
}
