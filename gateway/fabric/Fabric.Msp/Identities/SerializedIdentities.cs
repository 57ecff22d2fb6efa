namespace Fabric.Msp;

/// <summary>Identities in the form in which they travel.</summary>
public static class SerializedIdentities
{
    /// <summary>Serializes an MSP id and a certificate.</summary>
    /// <param name="mspId">The MSP id.</param>
    /// <param name="certificatePem">The certificate in PEM.</param>
    /// <returns>The bytes of <c>msp.SerializedIdentity</c>.</returns>
    public static byte[] Serialize(string mspId, string certificatePem) =>
        new SerializedIdentity { Mspid = mspId, IdBytes = ByteString.CopyFromUtf8(certificatePem) }.ToByteArray();
}
