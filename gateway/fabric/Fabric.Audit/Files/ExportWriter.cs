using System.Buffers;

namespace Fabric.Audit;

/// <summary>Writes an export record by record.</summary>
/// <param name="output">Takes the bytes; who reads them from it empties it.</param>
public sealed class ExportWriter(IBufferWriter<byte> output)
{
    private byte[]? _digest;

    /// <summary>Writes the configuration in force before the first block; the first record.</summary>
    /// <param name="block">The configuration block as the peer stores it.</param>
    public void WriteConfiguration(ReadOnlySpan<byte> block) => Write(RecordKind.Configuration, block);

    /// <summary>Writes the same as a peer states it that does not have its block.</summary>
    /// <param name="block">The statement in the form of a block, see <see cref="StatedConfiguration"/>.</param>
    public void WriteStatedConfiguration(ReadOnlySpan<byte> block) => Write(RecordKind.StatedConfiguration, block);

    /// <summary>Writes what the exporter's peer says of a chaincode; before the first block.</summary>
    /// <param name="chaincode">The chaincode.</param>
    /// <param name="definition">The answer of the peer's lifecycle.</param>
    public void WriteDefinition(string chaincode, QueryChaincodeDefinitionResult definition) =>
        Write(RecordKind.Definition, StatedDefinition.Bytes(chaincode, definition));

    /// <summary>Writes a block.</summary>
    /// <param name="block">The block as the peer stores it.</param>
    public void WriteBlock(ReadOnlySpan<byte> block) => Write(RecordKind.Block, block);

    /// <summary>Writes the manifest and the exporter's signature, and with them the end.</summary>
    /// <param name="manifest">What the exporter says of the export.</param>
    /// <param name="sign">Signs a message: SHA-256 and ECDSA in DER, as Fabric's members do.</param>
    public void Finish(ExportManifest manifest, Func<byte[], byte[]> sign)
    {
        Write(RecordKind.Manifest, manifest.Write());
        Write(RecordKind.Signature, sign(ExportFormat.SignedMessage(_digest)));
    }

    private void Write(RecordKind kind, ReadOnlySpan<byte> content)
    {
        if (_digest is null)
        {
            output.Write(ExportFormat.FirstLine);
            _digest = ExportFormat.FirstDigest();
        }

        var prefix = ExportFormat.Prefix(kind, content.Length);
        _digest = ExportFormat.Digest(_digest, prefix, content);
        output.Write(prefix);
        output.Write(content);
        output.Write(_digest);
    }
}
