using System.Security.Cryptography;
using Fabric.Msp;
using Google.Protobuf;

namespace Handmade;

/// <summary>A member with its key, free to sign whatever it likes.</summary>
internal sealed class HandmadeSigner(string mspId, string certificatePem, string keyPem) : IDisposable
{
    private readonly EcdsaPrivateKey _key = EcdsaPrivateKey.FromPem(keyPem);

    public ByteString Serialized { get; } = ByteString.CopyFrom(SerializedIdentities.Serialize(mspId, certificatePem));

    public ByteString Sign(ReadOnlySpan<byte> message) => ByteString.CopyFrom(_key.SignDigest(SHA256.HashData(message)));

    public void Dispose() => _key.Dispose();
}
