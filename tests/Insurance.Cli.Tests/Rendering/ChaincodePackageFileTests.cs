using System.Formats.Tar;
using System.IO.Compression;
using System.Security.Cryptography;

namespace Insurance.Cli.Tests.Rendering;

public sealed class ChaincodePackageFileTests
{
    private readonly ConsortiumText _text = new();

    [Fact]
    public void Render_OfNameAndVersion_HasTheseBytesOnEveryMachine()
    {
        var consortium = _text.Read();

        var package = ChaincodePackageFile.Render(consortium, consortium.Chaincode);

        // Whatever changes this makes every running consortium approve its chaincode anew.
        Convert.ToHexStringLower(SHA256.HashData(package)).ShouldBe("94a8ce8d47a00cdf9e51709a7659db77438bd234335c7637be9d502963b8851b");
    }

    [Fact]
    public void Render_OtherMembersPortsAndSequence_SameBytes()
    {
        var first = _text.Read();
        _text.InsertAfter("    gatewayPort: 8444", "  - name: Polaris", "    mspId: PolarisMSP", "    kind: insurer", "    peerPort: 7055");
        _text.Replace("  sequence: 1", "  sequence: 2");
        var second = _text.Read();

        ChaincodePackageFile.Render(second.WithPorts([.. Enumerable.Range(30_000, second.PortCount)]), second.Chaincode)
            .ShouldBe(ChaincodePackageFile.Render(first, first.Chaincode));
    }

    [Fact]
    public void Render_OtherVersion_OtherLabel()
    {
        var consortium = _text.Read();

        var files = Unpack(ChaincodePackageFile.Render(consortium, consortium.Chaincode with { Version = "1.1" }));

        using var metadata = JsonDocument.Parse(files["metadata.json"]);
        metadata.RootElement.GetProperty("type").GetString().ShouldBe("ccaas");
        metadata.RootElement.GetProperty("label").GetString().ShouldBe("insurance_1.1");
    }

    [Fact]
    public void Render_Code_IsOnlyWhereTheServerIs()
    {
        _text.Append("additionalChaincodes:", "  - { name: two-words, version: \"1\", sequence: 1, program: other }");
        var consortium = _text.Read();

        var addresses = consortium.Chaincodes.Select(chaincode =>
        {
            var code = Unpack(Unpack(ChaincodePackageFile.Render(consortium, chaincode))["code.tar.gz"]);
            code.Keys.ShouldBe(["connection.json"]);
            using var connection = JsonDocument.Parse(code["connection.json"]);
            return connection.RootElement.GetProperty("address").GetString();
        });

        addresses.ShouldBe(["{{.chaincode_address}}", "{{.chaincode_two_words_address}}"]);
        ChaincodeAddresses.Of(consortium, consortium.Organizations[1], _ => "here")
            .ShouldBe("""{"chaincode_address":"here:8052","chaincode_two_words_address":"here:8152"}""");
    }

    [Theory]
    [InlineData(0)]
    [InlineData(65_535)]
    [InlineData(65_536)]
    [InlineData(200_000)]
    public void Wrap_AnyLength_IsGzipThatOthersRead(int length)
    {
        var content = new byte[length];
        new Random(length).NextBytes(content);

        using var unzipped = new GZipStream(new MemoryStream(StoredGzip.Wrap(content)), CompressionMode.Decompress);
        var read = new MemoryStream();
        unzipped.CopyTo(read);

        read.ToArray().ShouldBe(content);
    }

    private static Dictionary<string, byte[]> Unpack(byte[] archive)
    {
        using var unzipped = new GZipStream(new MemoryStream(archive), CompressionMode.Decompress);
        using var tar = new TarReader(unzipped);
        var files = new Dictionary<string, byte[]>();
        while (tar.GetNextEntry() is { } entry)
        {
            (entry.Uid, entry.Gid, entry.ModificationTime).ShouldBe((0, 0, DateTimeOffset.UnixEpoch));
            var content = new MemoryStream();
            entry.DataStream!.CopyTo(content);
            files.Add(entry.Name, content.ToArray());
        }

        return files;
    }
}
