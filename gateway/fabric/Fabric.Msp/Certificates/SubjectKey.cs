namespace Fabric.Msp;

/// <summary>Fabric's subject key identifier: SHA-256 over the uncompressed public point.</summary>
internal static class SubjectKey
{
    public static byte[] Identifier(ECDsa key)
    {
        var point = key.ExportParameters(includePrivateParameters: false).Q;
        return SHA256.HashData([0x04, .. point.X!, .. point.Y!]);
    }
}
