using System.Formats.Asn1;
using System.Numerics;

namespace Fabric.Msp.Tests;

public class EcdsaSignaturesTests
{
    private static readonly BigInteger OrderOfP256 = BigInteger.Parse(
        "115792089210356248762697446949407573529996955224135760342422259061068512044369");

    public static TheoryData<string> Curves => ["nistP256", "nistP384"];

    [Theory]
    [MemberData(nameof(Curves))]
    public void SignDigest_ManyMessages_AreLowStrictDerAndVerify(string curve)
    {
        using var key = ECDsa.Create(ECCurve.CreateFromFriendlyName(curve));
        var order = Order(key);
        for (var i = 0; i < 500; i++)
        {
            var digest = SHA256.HashData(BitConverter.GetBytes(i));
            var signature = EcdsaSignatures.SignDigest(key, digest);

            var (r, s) = Decode(signature);
            r.ShouldBeInRange(BigInteger.One, order - 1);
            s.ShouldBeInRange(BigInteger.One, order / 2);
            Encode(r, s).ShouldBe(signature);
            key.VerifyHash(digest, signature, DSASignatureFormat.Rfc3279DerSequence).ShouldBeTrue();
            EcdsaSignatures.VerifyDigest(key, digest, signature).ShouldBeTrue();
            EcdsaSignatures.IsCanonical(signature, key.KeySize).ShouldBeTrue();
        }
    }

    [Theory]
    [MemberData(nameof(Curves))]
    public void VerifyDigest_HighS_IsRefusedThoughMathematicallyValid(string curve)
    {
        using var key = ECDsa.Create(ECCurve.CreateFromFriendlyName(curve));
        var digest = SHA256.HashData("message"u8);
        var (r, s) = Decode(EcdsaSignatures.SignDigest(key, digest));
        var high = Encode(r, Order(key) - s);

        key.VerifyHash(digest, high, DSASignatureFormat.Rfc3279DerSequence).ShouldBeTrue();
        EcdsaSignatures.VerifyDigest(key, digest, high).ShouldBeFalse();
    }

    [Fact]
    public void VerifyDigest_EveryFlippedBit_IsRefused()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var digest = SHA256.HashData("message"u8);
        var signature = EcdsaSignatures.SignDigest(key, digest);
        for (var bit = 0; bit < signature.Length * 8; bit++)
        {
            var altered = signature.ToArray();
            altered[bit / 8] ^= (byte)(1 << (bit % 8));
            EcdsaSignatures.VerifyDigest(key, digest, altered).ShouldBeFalse($"bit {bit}");
        }
    }

    [Fact]
    public void VerifyDigest_MalformedDer_IsRefused()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var digest = SHA256.HashData("message"u8);
        var signature = EcdsaSignatures.SignDigest(key, digest);
        for (var length = 0; length < signature.Length; length++)
        {
            EcdsaSignatures.VerifyDigest(key, digest, signature.AsSpan(0, length)).ShouldBeFalse($"{length} bytes");
        }

        EcdsaSignatures.VerifyDigest(key, digest, [.. signature, 0]).ShouldBeFalse("trailing byte");
        EcdsaSignatures.VerifyDigest(key, digest, Encode(0, 1)).ShouldBeFalse("r = 0");
        EcdsaSignatures.VerifyDigest(key, digest, Encode(1, 0)).ShouldBeFalse("s = 0");
        EcdsaSignatures.VerifyDigest(key, digest, Encode(OrderOfP256, 1)).ShouldBeFalse("r = order");
        EcdsaSignatures.VerifyDigest(key, digest, Encode(-1, 1)).ShouldBeFalse("r < 0");

        byte[] padded = [0x30, (byte)(signature[1] + 1), 0x02, (byte)(signature[3] + 1), 0, .. signature[4..]];
        EcdsaSignatures.VerifyDigest(key, digest, padded).ShouldBeFalse("padded r");
    }

    [Fact]
    public void FromFixedFieldForm_HighAndLowS_GiveTheSameSignature()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var digest = SHA256.HashData("message"u8);
        var raw = key.SignHash(digest, DSASignatureFormat.IeeeP1363FixedFieldConcatenation);
        var s = new BigInteger(raw.AsSpan(32), isUnsigned: true, isBigEndian: true);
        var complement = new byte[64];
        raw.AsSpan(0, 32).CopyTo(complement);
        var other = (OrderOfP256 - s).ToByteArray(isUnsigned: true, isBigEndian: true);
        other.CopyTo(complement, 64 - other.Length);

        EcdsaSignatures.FromFixedFieldForm(raw).ShouldBe(EcdsaSignatures.FromFixedFieldForm(complement));
        EcdsaSignatures.VerifyDigest(key, digest, EcdsaSignatures.FromFixedFieldForm(raw)).ShouldBeTrue();
        Should.Throw<ArgumentException>(() => EcdsaSignatures.FromFixedFieldForm(new byte[65]));
    }

    [Fact]
    public void FromFixedFieldForm_SmallValues_AreEncodedInShortestForm()
    {
        var raw = new byte[64];
        raw[31] = 1;
        raw[63] = 0x80;
        EcdsaSignatures.FromFixedFieldForm(raw).ShouldBe(Encode(1, 128));
    }

    [Fact]
    public void SignDigest_KeyOnAnotherCurve_IsRefused()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP521);
        Should.Throw<NotSupportedException>(() => EcdsaSignatures.SignDigest(key, new byte[32]));
    }

    [Fact]
    public void EcdsaPrivateKey_ManyThreads_AllSignaturesVerify()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var shared = EcdsaPrivateKey.FromPem(key.ExportECPrivateKeyPem());
        var signatures = new byte[400][];
        Parallel.For(0, signatures.Length, i => signatures[i] = shared.SignDigest(SHA256.HashData(BitConverter.GetBytes(i))));
        for (var i = 0; i < signatures.Length; i++)
        {
            EcdsaSignatures.VerifyDigest(key, SHA256.HashData(BitConverter.GetBytes(i)), signatures[i]).ShouldBeTrue();
        }
    }

    private static BigInteger Order(ECDsa key) => key.KeySize == 256
        ? OrderOfP256
        : BigInteger.Parse("39402006196394479212279040100143613805079739270465446667946905279627659399113263569398956308152294913554433653942643");

    private static (BigInteger R, BigInteger S) Decode(byte[] signature)
    {
        var sequence = new AsnReader(signature, AsnEncodingRules.DER).ReadSequence();
        return (sequence.ReadInteger(), sequence.ReadInteger());
    }

    private static byte[] Encode(BigInteger r, BigInteger s)
    {
        var writer = new AsnWriter(AsnEncodingRules.DER);
        using (writer.PushSequence())
        {
            writer.WriteInteger(r);
            writer.WriteInteger(s);
        }

        return writer.Encode();
    }
}
