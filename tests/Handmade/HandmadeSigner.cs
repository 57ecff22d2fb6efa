using System.Security.Cryptography;
using Fabric.Msp;
using Google.Protobuf;

namespace Handmade;

/// <summary>A member with its key, free to sign whatever it likes.</summary>
internal sealed class HandmadeSigner(string mspId, string certificatePem, string keyPem) : IDisposable
{
    private readonly EcdsaPrivateKey key = EcdsaPrivateKey.FromPem(keyPem);

    public ByteString Serialized { get; } = ByteString.CopyFrom(SerializedIdentities.Serialize(mspId, certificatePem));

    public ByteString Sign(ReadOnlySpan<byte> message) => ByteString.CopyFrom(key.SignDigest(SHA256.HashData(message)));

    public void Dispose() => key.Dispose();
}
